//! awk's language as a tree. Names are resolved: what runs it looks nothing up.

use std::rc::Rc;

use super::value::Bytes;
use crate::pattern::Regex;

/// A whole program.
#[derive(Debug, Default)]
pub(super) struct Program {
    /// `BEGIN { … }`
    pub(super) begin: Vec<Block>,
    /// `pattern { … }`
    pub(super) rules: Vec<Rule>,
    /// `END { … }`
    pub(super) end: Vec<Block>,
    /// `function f(a) { … }`
    pub(super) functions: Vec<Function>,
    /// The names of the global variables, by number.
    pub(super) globals: Vec<Rc<str>>,
    /// Whether a `getline` reads what the rules read.
    pub(super) reads: bool,
    /// What gawk refuses to compute before it runs the program.
    pub(super) impossible: Option<&'static str>,
}

/// Statements one after another.
pub(super) type Block = Rc<[Statement]>;

/// A pattern and what is done where it holds.
#[derive(Debug)]
pub(super) struct Rule {
    /// When.
    pub(super) pattern: Pattern,
    /// What; nothing prints the record.
    pub(super) action: Option<Block>,
}

/// When a rule applies.
#[derive(Debug)]
pub(super) enum Pattern {
    /// To every record.
    Always,
    /// Where the expression is true.
    When(Expr),
    /// From where the first is true to where the second is.
    Range(Expr, Expr),
}

/// A function of the program's own.
#[derive(Debug)]
pub(super) struct Function {
    /// Its name.
    pub(super) name: Rc<str>,
    /// Its parameters; those that arrays are passed for are marked.
    pub(super) parameters: Vec<Parameter>,
    /// What it does.
    pub(super) body: Block,
}

/// A parameter of a function.
#[derive(Debug)]
pub(super) struct Parameter {
    /// Its name.
    pub(super) name: Rc<str>,
    /// Whether it is used as an array.
    pub(super) array: bool,
}

/// A statement.
#[derive(Debug)]
pub(super) enum Statement {
    Expression(Expr),
    Print(Vec<Expr>, Option<Output>),
    Printf(Vec<Expr>, Option<Output>),
    If(Expr, Block, Block),
    While(Expr, Block),
    DoWhile(Block, Expr),
    For(Option<Expr>, Option<Expr>, Option<Expr>, Block),
    ForIn(Place, Variable, Block),
    Delete(Variable, Option<Vec<Expr>>),
    Next,
    NextFile,
    Break,
    Continue,
    Exit(Option<Expr>),
    Return(Option<Expr>),
    Block(Block),
}

/// Where `print` prints to, if not to standard output.
#[derive(Debug)]
pub(super) struct Output {
    /// How.
    pub(super) way: Way,
    /// The file, or the command.
    pub(super) name: Expr,
}

/// How what is printed goes elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// `>`
    Replace,
    /// `>>`
    Append,
    /// `|`
    Pipe,
}

/// Where `getline` reads.
#[derive(Debug)]
pub(super) enum Origin {
    /// Where the rules read.
    Input,
    /// `<`
    File(Box<Expr>),
    /// `|`
    Command(Box<Expr>),
}

/// A variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    /// By its number among the globals.
    Global(usize),
    /// By its number among the function's parameters.
    Local(usize),
}

/// What can be assigned to.
#[derive(Debug)]
pub(super) enum Place {
    Variable(Variable),
    Field(Box<Expr>),
    Element(Variable, Vec<Expr>),
}

/// An expression.
#[derive(Debug)]
pub(super) enum Expr {
    Number(f64),
    Text(Bytes),
    /// Alone, it asks of `$0`.
    Regex(Rc<Regex>),
    Get(Place),
    Assign(Place, Box<Expr>),
    Update(Place, Arithmetic, Box<Expr>),
    /// `++x`, `x--`: by how much, and whether the new value counts.
    Step(Place, f64, bool),
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    Negative(Box<Expr>),
    Positive(Box<Expr>),
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Concat(Vec<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// Whether the text matches, or (`true`) does not.
    Match(bool, Box<Expr>, Box<Expr>),
    In(Vec<Expr>, Variable),
    Choice(Box<Expr>, Box<Expr>, Box<Expr>),
    /// In parentheses: what `>` behind it means is then clear.
    Group(Box<Expr>),
    Call(usize, Vec<Expr>),
    Builtin(Builtin, Vec<Expr>),
    /// The next record.
    Getline(Option<Box<Place>>, Origin),
}

/// `+`, `-`, `*`, `/`, `%`, `^`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
}

/// `<`, `<=`, `==`, `!=`, `>`, `>=`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
}

/// A function that awk has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Builtin {
    Atan2,
    Close,
    Cos,
    Exp,
    Fflush,
    Gensub,
    Gsub,
    Index,
    Int,
    Length,
    Log,
    Match,
    Sin,
    Split,
    Sprintf,
    Sqrt,
    Strftime,
    Sub,
    Substr,
    System,
    Systime,
    Tolower,
    Toupper,
}

impl Builtin {
    /// The function of a name, and how many arguments it may have.
    pub(super) fn find(name: &str) -> Option<(Self, usize, usize)> {
        Some(match name {
            "atan2" => (Self::Atan2, 2, 2),
            "close" => (Self::Close, 1, 2),
            "cos" => (Self::Cos, 1, 1),
            "exp" => (Self::Exp, 1, 1),
            "fflush" => (Self::Fflush, 0, 1),
            "gensub" => (Self::Gensub, 3, 4),
            "gsub" => (Self::Gsub, 2, 3),
            "index" => (Self::Index, 2, 2),
            "int" => (Self::Int, 1, 1),
            "length" => (Self::Length, 0, 1),
            "log" => (Self::Log, 1, 1),
            "match" => (Self::Match, 2, 3),
            "sin" => (Self::Sin, 1, 1),
            "split" => (Self::Split, 2, 4),
            "sprintf" => (Self::Sprintf, 1, usize::MAX),
            "sqrt" => (Self::Sqrt, 1, 1),
            "strftime" => (Self::Strftime, 0, 3),
            "sub" => (Self::Sub, 2, 3),
            "substr" => (Self::Substr, 2, 3),
            "system" => (Self::System, 1, 1),
            "systime" => (Self::Systime, 0, 0),
            "tolower" => (Self::Tolower, 1, 1),
            "toupper" => (Self::Toupper, 1, 1),
            _ => return None,
        })
    }

    /// Which of its arguments is an array.
    pub(super) const fn array_argument(self) -> Option<usize> {
        match self {
            Self::Split => Some(1),
            Self::Match => Some(2),
            _ => None,
        }
    }
}

/// Functions of gawk's that are not simulated.
pub(super) const NOT_SIMULATED: [&str; 14] = [
    "and", "asort", "asorti", "compl", "isarray", "lshift", "mktime", "or", "patsplit", "rand", "rshift", "srand",
    "strtonum", "xor",
];
