//! A program that notes which of its functions run.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, MemArg, MemArgTarget, MemoryType, Module};
use wasmparser::{FunctionBody, Parser};

const PAGE: u64 = 65536;
/// The program's own functions are fewer.
const PAGES: u64 = 1;

/// The program, and where its notes are.
pub(super) struct Noting {
    pub(super) file: Vec<u8>,
    /// The address of the first note: a byte for each function that the file defines, 1 if it ran.
    pub(super) address: u64,
    pub(super) functions: u64,
}

/// The same program with a store at the start of each function, into memory behind its own.
pub(super) fn noting(bytes: &[u8]) -> Result<Noting, Error<Infallible>> {
    let mut notes = Notes { address: 0, functions: 0 };
    let mut module = Module::new();
    notes.parse_core_module(&mut module, Parser::new(0), bytes)?;
    Ok(Noting { file: module.finish(), address: notes.address, functions: notes.functions })
}

struct Notes {
    address: u64,
    functions: u64,
}

impl Reencode for Notes {
    type Error = Infallible;

    /// Memory that the program starts with is its own; what it gets later is asked for. So what is added here is nobody's.
    fn memory_type(&mut self, ty: wasmparser::MemoryType) -> Result<MemoryType, Error<Infallible>> {
        let mut ty = utils::memory_type(self, ty);
        self.address = ty.minimum * PAGE;
        ty.minimum += PAGES;
        ty.maximum = ty.maximum.map(|most| most + PAGES);
        Ok(ty)
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        if self.functions < PAGES * PAGE {
            let at = (self.address + self.functions) as i32;
            let byte = MemArg { offset: 0, align: 0, target: MemArgTarget::Memory(0), ordering: None };
            function.instructions().i32_const(at).i32_const(1).i32_store8(byte);
        }
        self.functions += 1;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let instruction = self.parse_instruction(&mut operators)?;
            function.instruction(&instruction);
        }
        code.function(&function);
        Ok(())
    }
}
