//! From text to tree: expressions, by precedence.

use std::rc::Rc;

use super::ast::{Arithmetic, Builtin, Comparison, Expr, Origin, Place};
use super::lex::{Token, plain_pattern};
use super::parse::{MAX_CHAIN, Parsed, Parser, Wrong};
use crate::pattern::{Flavor, Regex};

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.enter()?;
        let expression = self.choice()?;
        self.leave();
        Ok(expression)
    }

    /// `a ? b : c`
    fn choice(&mut self) -> Parsed<Expr> {
        let condition = self.or()?;
        if !self.take("?") {
            return Ok(condition);
        }
        self.newlines();
        let then = self.expression()?;
        self.newlines();
        self.expect(":")?;
        self.newlines();
        let otherwise = self.expression()?;
        Ok(Expr::Choice(Box::new(condition), Box::new(then), Box::new(otherwise)))
    }

    /// Operands of one kind with operators between them, grouped from the left.
    fn chain(
        &mut self,
        operand: fn(&mut Self) -> Parsed<Expr>,
        mut operator: impl FnMut(&mut Self, Expr) -> Parsed<Result<Expr, Expr>>,
    ) -> Parsed<Expr> {
        let mut left = operand(self)?;
        for _ in 0..MAX_CHAIN {
            match operator(self, left)? {
                Ok(more) => left = more,
                Err(done) => return Ok(done),
            }
        }
        Err(Wrong::Fatal(format!("drydock: awk with more than {MAX_CHAIN} operators in a row is not simulated")))
    }

    fn or(&mut self) -> Parsed<Expr> {
        self.chain(Self::and, |parser, left| {
            if !parser.take("||") {
                return Ok(Err(left));
            }
            parser.newlines();
            Ok(Ok(Expr::Or(Box::new(left), Box::new(parser.and()?))))
        })
    }

    fn and(&mut self) -> Parsed<Expr> {
        self.chain(Self::membership, |parser, left| {
            if !parser.take("&&") {
                return Ok(Err(left));
            }
            parser.newlines();
            Ok(Ok(Expr::And(Box::new(left), Box::new(parser.membership()?))))
        })
    }

    /// `key in array`
    fn membership(&mut self) -> Parsed<Expr> {
        self.chain(Self::matching, |parser, left| {
            if !parser.is_keyword("in") {
                return Ok(Err(left));
            }
            parser.advance();
            Ok(Ok(parser.is_in(vec![left])?))
        })
    }

    /// The array behind `in`.
    fn is_in(&mut self, subscript: Vec<Expr>) -> Parsed<Expr> {
        let (Token::Name(name) | Token::Call(name)) = self.token.clone() else { return Err(self.wrong()) };
        self.advance();
        let array = self.variable(&name);
        self.is_array(array);
        Ok(Expr::In(subscript, array))
    }

    fn matching(&mut self) -> Parsed<Expr> {
        self.chain(Self::comparison, |parser, left| {
            let negated = parser.is("!~");
            if !negated && !parser.is("~") {
                return Ok(Err(left));
            }
            parser.advance();
            Ok(Ok(Expr::Match(negated, Box::new(left), Box::new(parser.comparison()?))))
        })
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let left = self.concatenation()?;
        let comparison = match self.token {
            Token::Sign("<") => Comparison::Less,
            Token::Sign("<=") => Comparison::LessOrEqual,
            Token::Sign("==") => Comparison::Equal,
            Token::Sign("!=") => Comparison::NotEqual,
            Token::Sign(">") if !self.no_greater => Comparison::Greater,
            Token::Sign(">=") => Comparison::GreaterOrEqual,
            Token::Sign("|") => return self.commands(left),
            _ => return Ok(left),
        };
        self.advance();
        let right = self.concatenation()?;
        Ok(Expr::Compare(comparison, Box::new(left), Box::new(right)))
    }

    /// `command | getline`, as often as it stands there. Any other `|` belongs to a `print`.
    fn commands(&mut self, mut left: Expr) -> Parsed<Expr> {
        for _ in 0..MAX_CHAIN {
            let place = self.attempt(|parser| {
                parser.advance();
                if !parser.is_keyword("getline") {
                    return Ok(None);
                }
                parser.advance();
                parser.getline_place().map(Some)
            })?;
            let Some(place) = place else { break };
            left = Expr::Getline(place, Origin::Command(Box::new(left)));
            if !self.is("|") {
                break;
            }
        }
        Ok(left)
    }

    /// Texts one after another.
    pub(super) fn concatenation(&mut self) -> Parsed<Expr> {
        let first = self.sum()?;
        let mut parts = vec![first];
        loop {
            let begins = match &self.token {
                Token::Number(_) | Token::Text(_) | Token::Name(_) | Token::Call(_) => true,
                Token::Sign(sign) => matches!(*sign, "$" | "(" | "-" | "+" | "++" | "--" | "!"),
                _ => false,
            };
            if !begins {
                break;
            }
            if parts.len() > MAX_CHAIN * 10 {
                return Err(Wrong::Fatal("drydock: awk joining so many texts is not simulated".to_owned()));
            }
            parts.push(self.sum()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expr::Concat(parts) })
    }

    fn sum(&mut self) -> Parsed<Expr> {
        self.chain(Self::product, |parser, left| {
            let operator = match parser.token {
                Token::Sign("+") => Arithmetic::Add,
                Token::Sign("-") => Arithmetic::Subtract,
                _ => return Ok(Err(left)),
            };
            parser.advance();
            Ok(Ok(Expr::Arithmetic(operator, Box::new(left), Box::new(parser.product()?))))
        })
    }

    fn product(&mut self) -> Parsed<Expr> {
        self.chain(Self::signed, |parser, left| {
            let operator = match parser.token {
                Token::Sign("*") => Arithmetic::Multiply,
                Token::Sign("/") => Arithmetic::Divide,
                Token::Sign("%") => Arithmetic::Remainder,
                _ => return Ok(Err(left)),
            };
            parser.advance();
            let right = parser.signed()?;
            if let (Expr::Number(_), Expr::Number(0.0), Arithmetic::Divide | Arithmetic::Remainder) =
                (&left, &right, operator)
            {
                parser.divide_by_zero(operator);
            }
            Ok(Ok(Expr::Arithmetic(operator, Box::new(left), Box::new(right))))
        })
    }

    fn signed(&mut self) -> Parsed<Expr> {
        let Token::Sign(sign @ ("!" | "-" | "+")) = self.token else { return self.power() };
        self.enter()?;
        self.advance();
        let operand = Box::new(self.signed()?);
        self.leave();
        Ok(match sign {
            "!" => Expr::Not(operand),
            "-" => Expr::Negative(operand),
            _ => Expr::Positive(operand),
        })
    }

    /// `a ^ b`, grouped from the right.
    fn power(&mut self) -> Parsed<Expr> {
        let base = self.stepped()?;
        if !self.take("^") {
            return Ok(base);
        }
        self.enter()?;
        let exponent = self.signed()?;
        self.leave();
        Ok(Expr::Arithmetic(Arithmetic::Power, Box::new(base), Box::new(exponent)))
    }

    /// `x++`, `++x`, and assignments: what is assigned to binds closest, whatever stands before it.
    fn stepped(&mut self) -> Parsed<Expr> {
        if let Token::Sign(sign @ ("++" | "--")) = self.token {
            self.advance();
            let Expr::Get(place) = self.primary()? else { return Err(self.wrong()) };
            return Ok(Expr::Step(place, if sign == "++" { 1.0 } else { -1.0 }, true));
        }
        let operand = self.primary()?;
        let Expr::Get(place) = operand else { return Ok(operand) };
        let operator = match self.token {
            Token::Sign(sign @ ("++" | "--")) => {
                self.advance();
                return Ok(Expr::Step(place, if sign == "++" { 1.0 } else { -1.0 }, false));
            }
            Token::Sign("=") => None,
            Token::Sign("+=") => Some(Arithmetic::Add),
            Token::Sign("-=") => Some(Arithmetic::Subtract),
            Token::Sign("*=") => Some(Arithmetic::Multiply),
            Token::Sign("/=") => Some(Arithmetic::Divide),
            Token::Sign("%=") => Some(Arithmetic::Remainder),
            Token::Sign("^=") => Some(Arithmetic::Power),
            _ => return Ok(Expr::Get(place)),
        };
        self.advance();
        self.newlines();
        let value = Box::new(self.expression()?);
        Ok(match operator {
            None => Expr::Assign(place, value),
            Some(operator) => Expr::Update(place, operator, value),
        })
    }

    fn primary(&mut self) -> Parsed<Expr> {
        match self.token.clone() {
            Token::Number(number) => {
                self.advance();
                Ok(Expr::Number(number))
            }
            Token::Text(text) => {
                self.advance();
                Ok(Expr::Text(text))
            }
            Token::Sign("/" | "/=") => self.pattern(),
            Token::Sign("$") => {
                self.enter()?;
                self.advance();
                let number = match self.token {
                    Token::Sign("++" | "--") => self.stepped()?,
                    Token::Sign("-" | "+" | "!") => self.signed()?,
                    _ => self.primary()?,
                };
                self.leave();
                Ok(Expr::Get(Place::Field(Box::new(number))))
            }
            Token::Sign("(") => self.group(),
            Token::Keyword("getline") => {
                self.advance();
                self.getline()
            }
            Token::Call(name) => {
                self.advance();
                self.call(&name)
            }
            Token::Name(name) => {
                self.advance();
                if Builtin::find(&name).is_some() {
                    return self.call(&name);
                }
                let variable = self.variable(&name);
                if self.take("[") {
                    self.is_array(variable);
                    let subscript = self.list("]")?;
                    if subscript.is_empty() {
                        return Err(self.wrong());
                    }
                    return Ok(Expr::Get(Place::Element(variable, subscript)));
                }
                Ok(Expr::Get(Place::Variable(variable)))
            }
            _ => Err(self.wrong()),
        }
    }

    /// `/…/`
    fn pattern(&mut self) -> Parsed<Expr> {
        let start = self.start;
        let Some(pattern) = self.lexer.regex(start) else {
            return Err(Wrong::Syntax(start, "unterminated regexp"));
        };
        let regex = Regex::new(&plain_pattern(&pattern), Flavor::Awk, false)
            .map_err(|error| Wrong::Pattern(format!("{error}: /{}/", String::from_utf8_lossy(&pattern))))?;
        self.advance();
        Ok(Expr::Regex(Rc::new(regex.of_characters(self.utf8))))
    }

    /// `(…)`, and `(a, b) in array`.
    fn group(&mut self) -> Parsed<Expr> {
        self.advance();
        let mut list = self.list(")")?;
        match list.len() {
            0 => Err(self.wrong()),
            1 => Ok(Expr::Group(Box::new(list.remove(0)))),
            _ if self.is_keyword("in") => {
                self.advance();
                self.is_in(list)
            }
            _ => Err(self.wrong()),
        }
    }

    /// Behind `getline`: a variable, if one is there.
    fn getline_place(&mut self) -> Parsed<Option<Box<Place>>> {
        match self.token {
            Token::Name(_) | Token::Sign("$") => match self.primary()? {
                Expr::Get(place) => Ok(Some(Box::new(place))),
                _ => Err(self.wrong()),
            },
            _ => Ok(None),
        }
    }

    /// Behind `getline`: a variable, a file.
    fn getline(&mut self) -> Parsed<Expr> {
        let place = self.getline_place()?;
        let origin = if self.take("<") { Origin::File(Box::new(self.primary()?)) } else { Origin::Input };
        let standard_input = |file: &Expr| matches!(file, Expr::Text(name) if matches!(&**name, b"-" | b"/dev/stdin"));
        match &origin {
            Origin::File(file) if !standard_input(file) => {}
            _ => self.reads(),
        }
        Ok(Expr::Getline(place, origin))
    }

    fn call(&mut self, name: &Rc<str>) -> Parsed<Expr> {
        let Some((builtin, least, most)) = Builtin::find(name) else {
            self.expect("(")?;
            let arguments = self.list(")")?;
            let function = self.function_number(name);
            self.is_passed(&arguments, function);
            return Ok(Expr::Call(function, arguments));
        };
        if !self.is("(") {
            // `length` alone is that of `$0`.
            return if least == 0 { Ok(Expr::Builtin(builtin, Vec::new())) } else { Err(self.wrong()) };
        }
        self.advance();
        let start = self.start;
        let arguments = self.list(")")?;
        if arguments.len() < least || arguments.len() > most {
            let count = arguments.len();
            return Err(Wrong::Fatal(format!("{count} is invalid as number of arguments for {name}")));
        }
        if let Some(argument) = builtin.array_argument().and_then(|at| arguments.get(at)) {
            let Expr::Get(Place::Variable(variable)) = argument else {
                return Err(Wrong::Syntax(start, "syntax error"));
            };
            let variable = *variable;
            self.is_array(variable);
        }
        if matches!(builtin, Builtin::Sub | Builtin::Gsub)
            && arguments.len() == 3
            && !matches!(arguments[2], Expr::Get(_))
        {
            return Err(Wrong::Fatal(format!("{name} third parameter is not a changeable object")));
        }
        Ok(Expr::Builtin(builtin, arguments))
    }
}
