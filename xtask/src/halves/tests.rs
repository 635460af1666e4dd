//! On a program of four functions and an imported one: `main` calls `used` and `rare`; `rare` calls `used` and `deep`.

use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    GlobalSection, GlobalType, ImportSection, MemorySection, MemoryType, Module as Encoded, RefType, TableSection,
    TableType, TypeSection, ValType,
};
use wasmparser::{ExternalKind, Parser, Payload};

use super::*;

const MAIN: u32 = 1;
const USED: u32 = 2;
const RARE: u32 = 3;
const DEEP: u32 = 4;

fn program() -> Vec<u8> {
    let (mut types, mut functions) = (TypeSection::new(), FunctionSection::new());
    types.ty().function([ValType::I32], [ValType::I32]);
    let mut imports = ImportSection::new();
    imports.import("page", "help", EntityType::Function(0));
    for _ in [MAIN, USED, RARE, DEEP] {
        functions.function(0);
    }
    let mut tables = TableSection::new();
    let element_type = RefType::FUNCREF;
    tables.table(TableType { element_type, minimum: 3, maximum: Some(3), table64: false, shared: false });
    let mut memories = MemorySection::new();
    memories.memory(MemoryType { minimum: 2, maximum: None, memory64: false, shared: false, page_size_log2: None });
    let mut globals = GlobalSection::new();
    globals.global(GlobalType { val_type: ValType::I32, mutable: true, shared: false }, &ConstExpr::i32_const(7));
    let mut exports = ExportSection::new();
    exports.export("main", ExportKind::Func, MAIN);
    let mut elements = ElementSection::new();
    elements.active(None, &ConstExpr::i32_const(1), Elements::Functions([USED, DEEP][..].into()));
    let mut code = CodeSection::new();
    for called in [&[USED, RARE][..], &[], &[USED, DEEP], &[]] {
        let mut body = Function::new([]);
        body.instructions().local_get(0);
        for function in called {
            body.instructions().call(*function);
        }
        body.instructions().end();
        code.function(&body);
    }
    let mut file = Encoded::new();
    file.section(&types).section(&imports).section(&functions).section(&tables).section(&memories).section(&globals);
    file.section(&exports).section(&elements).section(&code);
    file.finish()
}

/// The names of what a file imports or exports.
fn names(file: &[u8]) -> (Vec<String>, Vec<String>, usize) {
    let (mut imports, mut exports, mut bodies) = (Vec::new(), Vec::new(), 0);
    for payload in Parser::new(0).parse_all(file) {
        match payload.unwrap() {
            Payload::ImportSection(section) => {
                imports.extend(section.into_imports().map(|import| import.unwrap().name.to_owned()));
            }
            Payload::ExportSection(section) => {
                let functions =
                    section.into_iter().map(Result::unwrap).filter(|export| export.kind == ExternalKind::Func);
                exports.extend(functions.map(|export| export.name.to_owned()));
            }
            Payload::CodeSectionEntry(_) => bodies += 1,
            _ => {}
        }
    }
    (imports, exports, bodies)
}

#[test]
fn what_never_ran_moves_and_leaves_a_stub_where_it_is_called() {
    let bytes = program();
    let module = Module::read(&bytes).unwrap();
    let plan = plan(&module, &Recorded(vec![true, true, false, false]));
    // `deep` is called by `rare` only, but stands in the table: anything may call it.
    assert_eq!(plan.stubs, [(RARE, 3), (DEEP, 4)].into());
    assert_eq!(plan.shared, [USED]);

    let (imports, exports, bodies) = names(&write::first(&module, &plan).unwrap());
    assert_eq!((imports, bodies), (vec!["help".to_owned(), "load".to_owned()], 4));
    assert_eq!(exports, ["main", "0"]);
    let (imports, exports, bodies) = names(&write::second(&module, &plan).unwrap());
    assert_eq!(imports, ["t0", "m", "g0", "0"]);
    assert_eq!((exports.len(), bodies), (0, 2));
}

#[test]
fn what_the_outside_calls_stays() {
    let bytes = program();
    let module = Module::read(&bytes).unwrap();
    let plan = plan(&module, &Recorded(vec![false; 4]));
    assert_eq!(plan.halves, [vec![MAIN], vec![USED, RARE, DEEP]]);
}

#[test]
fn notes_lie_behind_the_programs_own_memory() {
    let noting = instrument::noting(&program()).unwrap();
    assert_eq!((noting.address, noting.functions), (2 * 65536, 4));
    let module = Module::read(&noting.file).unwrap();
    assert_eq!(module.calls(MAIN), [USED, RARE]);
}
