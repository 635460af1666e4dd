//! The two files.

use std::collections::BTreeMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, Module as Encoded, TableSection, TableType, TypeSection,
    ValType,
};
use wasmparser::Payload;

use super::module::Module;

/// Where the first half finds what loads the second: a function of the page.
const LOADER: (&str, &str) = ("second", "load");

/// A number for each function that a half has.
struct Numbers(BTreeMap<u32, u32>);

impl Reencode for Numbers {
    type Error = Infallible;

    /// A function that a half does not have is never asked for: [`super::plan`] sees to it. Number 0 would fail validation.
    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.0.get(&function).copied().unwrap_or_default())
    }
}

/// What goes where.
pub(super) struct Plan {
    /// The functions of each half, in the order in which they stand there.
    pub(super) halves: [Vec<u32>; 2],
    /// The functions of the second half that the first one calls or keeps in its table, each with its slot.
    pub(super) stubs: BTreeMap<u32, u32>,
    /// The functions that the second half calls in the first one, in the order in which they stand there.
    pub(super) shared: Vec<u32>,
}

/// The name under which the first half gives a function to the second, by its place among those: short, for there are many.
fn shared_name(place: usize) -> String {
    format!("{place:x}")
}

/// The first half: everything that runs before the first lesson is on the screen, and a stub for each function of the other half.
pub(super) fn first(module: &Module<'_>, plan: &Plan) -> Result<Vec<u8>, Error<Infallible>> {
    let loader = module.imported;
    let stubs: BTreeMap<u32, u32> = plan.stubs.iter().map(|(function, slot)| (*slot, *function)).collect();
    let kept: Vec<u32> = plan.halves[0].iter().copied().chain(stubs.into_values()).collect();
    let imported = (0..module.imported).map(|function| (function, function));
    let own = kept.iter().copied().zip(loader + 1..);
    let mut numbers = Numbers(imported.chain(own).collect());
    let (loader_type, loaded) = (module.types.len() as u32, module.globals);

    let mut file = Encoded::new();
    for payload in &module.payloads {
        match payload {
            Payload::TypeSection(section) => {
                let mut types = TypeSection::new();
                numbers.parse_type_section(&mut types, section.clone())?;
                types.ty().function([], []);
                file.section(&types);
            }
            Payload::ImportSection(section) => {
                let mut imports = ImportSection::new();
                numbers.parse_import_section(&mut imports, section.clone())?;
                imports.import(LOADER.0, LOADER.1, EntityType::Function(loader_type));
                file.section(&imports);
            }
            Payload::FunctionSection(_) => {
                let mut functions = FunctionSection::new();
                for function in &kept {
                    functions.function(module.functions[*function as usize]);
                }
                file.section(&functions);
            }
            Payload::TableSection(section) => {
                let mut tables = TableSection::new();
                for (at, table) in section.clone().into_iter().enumerate() {
                    tables.table(table_type(&mut numbers, table?.ty, at, plan)?);
                }
                file.section(&tables);
            }
            Payload::MemorySection(section) => {
                let mut memories = wasm_encoder::MemorySection::new();
                numbers.parse_memory_section(&mut memories, section.clone())?;
                file.section(&memories);
            }
            Payload::GlobalSection(section) => {
                let mut globals = GlobalSection::new();
                numbers.parse_global_section(&mut globals, section.clone())?;
                let flag = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
                globals.global(flag, &ConstExpr::i32_const(0));
                file.section(&globals);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                numbers.parse_export_section(&mut exports, section.clone())?;
                exports.export("second.loaded", ExportKind::Global, loaded);
                exports.export("m", ExportKind::Memory, 0);
                for table in 0..module.tables {
                    exports.export(&format!("t{table}"), ExportKind::Table, table);
                }
                for global in 0..module.globals {
                    exports.export(&format!("g{global}"), ExportKind::Global, global);
                }
                for (place, function) in plan.shared.iter().enumerate() {
                    exports.export(&shared_name(place), ExportKind::Func, numbers.function_index(*function)?);
                }
                file.section(&exports);
            }
            Payload::StartSection { func, .. } => {
                file.section(&wasm_encoder::StartSection { function_index: numbers.function_index(*func)? });
            }
            Payload::ElementSection(section) => {
                let mut elements = ElementSection::new();
                numbers.parse_element_section(&mut elements, section.clone())?;
                file.section(&elements);
            }
            Payload::DataCountSection { count, .. } => {
                file.section(&wasm_encoder::DataCountSection { count: *count });
            }
            Payload::CodeSectionStart { .. } => {
                let mut code = CodeSection::new();
                for function in &kept {
                    match plan.stubs.get(function) {
                        Some(slot) => {
                            code.function(&stub(module, *function, *slot, loader, loaded));
                        }
                        None => body(module, *function, &mut numbers, &mut code)?,
                    }
                }
                file.section(&code);
            }
            Payload::DataSection(section) => {
                let mut data = wasm_encoder::DataSection::new();
                numbers.parse_data_section(&mut data, section.clone())?;
                file.section(&data);
            }
            _ => {}
        }
    }
    Ok(file.finish())
}

/// The table for indirect calls is the first one; it gets a slot for each stub.
fn table_type(
    numbers: &mut Numbers,
    ty: wasmparser::TableType,
    at: usize,
    plan: &Plan,
) -> Result<TableType, Error<Infallible>> {
    let mut ty = numbers.table_type(ty)?;
    if at == 0 {
        let more = plan.stubs.len() as u64;
        ty.minimum += more;
        ty.maximum = ty.maximum.map(|most| most + more);
    }
    Ok(ty)
}

/// Brings the other half if it is not there yet, then calls the function of which this is the stub.
fn stub(module: &Module<'_>, function: u32, slot: u32, loader: u32, loaded: u32) -> Function {
    let ty = module.functions[function as usize];
    let arguments = module.types[ty as usize].params().len() as u32;
    let mut stub = Function::new([]);
    let mut code = stub.instructions();
    code.global_get(loaded).i32_eqz().if_(BlockType::Empty).call(loader).end();
    for argument in 0..arguments {
        code.local_get(argument);
    }
    code.i32_const(slot.cast_signed()).call_indirect(0, ty).end();
    stub
}

/// The second half: the other functions, on the memory and the table of the first.
pub(super) fn second(module: &Module<'_>, plan: &Plan) -> Result<Vec<u8>, Error<Infallible>> {
    let own = &plan.halves[1];
    let mut numbers = Numbers(plan.shared.iter().chain(own).copied().zip(0..).collect());

    let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
    for payload in &module.payloads {
        match payload {
            Payload::TypeSection(section) => numbers.parse_type_section(&mut types, section.clone())?,
            Payload::TableSection(section) => {
                for (at, table) in section.clone().into_iter().enumerate() {
                    let ty = table_type(&mut numbers, table?.ty, at, plan)?;
                    imports.import("first", &format!("t{at}"), EntityType::Table(ty));
                }
            }
            Payload::MemorySection(section) => {
                for memory in section.clone() {
                    let ty = numbers.memory_type(memory?)?;
                    imports.import("first", "m", EntityType::Memory(ty));
                }
            }
            Payload::GlobalSection(section) => {
                for (at, global) in section.clone().into_iter().enumerate() {
                    let ty = numbers.global_type(global?.ty)?;
                    imports.import("first", &format!("g{at}"), EntityType::Global(ty));
                }
            }
            _ => {}
        }
    }
    for (place, function) in plan.shared.iter().enumerate() {
        let ty = module.functions[*function as usize];
        imports.import("first", &shared_name(place), EntityType::Function(ty));
    }
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    for function in own {
        functions.function(module.functions[*function as usize]);
        body(module, *function, &mut numbers, &mut code)?;
    }
    // In the table these functions take the places of their stubs.
    let slots = module.slots.iter().map(|(slot, function)| (*slot, *function));
    let slots = slots.filter(|(_, function)| plan.stubs.contains_key(function));
    let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
    let stubs = plan.stubs.iter().map(|(function, slot)| (*slot, *function));
    for (slot, function) in slots.chain(stubs).collect::<BTreeMap<_, _>>() {
        let number = numbers.function_index(function)?;
        match runs.last_mut() {
            Some((first, run)) if *first + run.len() as u32 == slot => run.push(number),
            _ => runs.push((slot, vec![number])),
        }
    }
    let mut elements = ElementSection::new();
    for (first, run) in runs {
        elements.active(None, &ConstExpr::i32_const(first.cast_signed()), Elements::Functions(run.into()));
    }
    let mut file = Encoded::new();
    file.section(&types).section(&imports).section(&functions).section(&elements).section(&code);
    Ok(file.finish())
}

fn body(
    module: &Module<'_>,
    function: u32,
    numbers: &mut Numbers,
    code: &mut CodeSection,
) -> Result<(), Error<Infallible>> {
    match module.body(function) {
        Some(at) => numbers.parse_function_body(code, module.bodies[at].clone()),
        None => Ok(()),
    }
}
