//! A program as `wasm-opt` leaves it, taken apart.

use std::collections::BTreeMap;

use wasmparser::{
    CompositeInnerType, ConstExpr, ElementItems, ElementKind, FuncType, FunctionBody, Operator, Parser, Payload,
    TypeRef,
};

/// What the split needs to know of a program. Functions are numbered as in the file: the imported ones first.
pub(super) struct Module<'a> {
    pub(super) payloads: Vec<Payload<'a>>,
    pub(super) types: Vec<FuncType>,
    /// The type of every function.
    pub(super) functions: Vec<u32>,
    /// How many of them are imported.
    pub(super) imported: u32,
    /// The bodies of those that are not.
    pub(super) bodies: Vec<FunctionBody<'a>>,
    /// Which functions a body calls by name.
    calls: Vec<Vec<u32>>,
    /// Which function stands in which slot of the table for indirect calls.
    pub(super) slots: BTreeMap<u32, u32>,
    /// The functions that the outside calls.
    pub(super) entries: Vec<u32>,
    pub(super) tables: u32,
    pub(super) table_size: u32,
    pub(super) globals: u32,
}

impl<'a> Module<'a> {
    /// Reads a program.
    pub(super) fn read(bytes: &'a [u8]) -> wasmparser::Result<Self> {
        let mut module = Self {
            payloads: Vec::new(),
            types: Vec::new(),
            functions: Vec::new(),
            imported: 0,
            bodies: Vec::new(),
            calls: Vec::new(),
            slots: BTreeMap::new(),
            entries: Vec::new(),
            tables: 0,
            table_size: 0,
            globals: 0,
        };
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            module.learn(&payload)?;
            module.payloads.push(payload);
        }
        Ok(module)
    }

    fn learn(&mut self, payload: &Payload<'a>) -> wasmparser::Result<()> {
        match payload {
            Payload::TypeSection(section) => {
                for group in section.clone() {
                    for ty in group?.into_types() {
                        let CompositeInnerType::Func(function) = ty.composite_type.inner else { continue };
                        self.types.push(function);
                    }
                }
            }
            Payload::ImportSection(section) => {
                for import in section.clone().into_imports() {
                    if let TypeRef::Func(ty) = import?.ty {
                        self.functions.push(ty);
                        self.imported += 1;
                    }
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section.clone() {
                    self.functions.push(ty?);
                }
            }
            Payload::TableSection(section) => {
                self.tables = section.count();
                if let Some(first) = section.clone().into_iter().next() {
                    self.table_size = first?.ty.initial as u32;
                }
            }
            Payload::GlobalSection(section) => self.globals = section.count(),
            Payload::StartSection { func, .. } => self.entries.push(*func),
            Payload::ExportSection(section) => {
                for export in section.clone() {
                    let export = export?;
                    if export.kind == wasmparser::ExternalKind::Func {
                        self.entries.push(export.index);
                    }
                }
            }
            Payload::ElementSection(section) => {
                for element in section.clone() {
                    let element = element?;
                    let (
                        ElementKind::Active { table_index: None | Some(0), offset_expr },
                        ElementItems::Functions(all),
                    ) = (element.kind, element.items)
                    else {
                        continue;
                    };
                    let first = constant(&offset_expr)?;
                    for (at, function) in all.into_iter().enumerate() {
                        self.slots.insert(first + at as u32, function?);
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                let mut calls = Vec::new();
                for operator in body.get_operators_reader()? {
                    if let Operator::Call { function_index } | Operator::RefFunc { function_index } = operator? {
                        calls.push(function_index);
                    }
                }
                self.calls.push(calls);
                self.bodies.push(body.clone());
            }
            _ => {}
        }
        Ok(())
    }

    /// Which functions a function calls by name.
    pub(super) fn calls(&self, function: u32) -> &[u32] {
        self.body(function).and_then(|body| self.calls.get(body)).map_or(&[], |calls| calls)
    }

    /// The number of a function's body; `None` if it is imported.
    pub(super) fn body(&self, function: u32) -> Option<usize> {
        function.checked_sub(self.imported).map(|index| index as usize)
    }
}

/// The number that an `i32.const` pushes.
fn constant(expression: &ConstExpr<'_>) -> wasmparser::Result<u32> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value.cast_unsigned()),
        _ => Ok(0),
    }
}
