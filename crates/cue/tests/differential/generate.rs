//! Random programs that mostly mean something.
//!
//! Labels tell kinds: `a b c` hold ints, `s t` strings, `g` bools, `l m` lists of ints, and `p q r`
//! structs. So a reference is likely to fit where it stands, and errors come from deeper reasons.

use super::program::{Clause, Decl, Element, Expr, Program};

/// A small generator of random numbers, the same on every machine.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        let mut start = Self(seed.wrapping_add(0x1234_5678_9abc_def1));
        // Streams of neighbouring seeds would else be the same, one step apart.
        let mixed = start.next();
        Self(mixed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, options: &[&'a T]) -> &'a T {
        options[self.below(options.len())]
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Int,
    Text,
    Bool,
    List,
    Struct,
}

const KINDS: [Kind; 5] = [Kind::Int, Kind::Text, Kind::Bool, Kind::List, Kind::Struct];

fn labels(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Int => &["a", "b", "c", "_i"],
        Kind::Text => &["s", "t", "_s"],
        Kind::Bool => &["g", "h"],
        Kind::List => &["l", "m"],
        Kind::Struct => &["p", "q", "r", "_p"],
    }
}

struct Generator<'a> {
    random: &'a mut Random,
    /// Whether all of the language may turn up, not only its core.
    wide: bool,
    /// The names that each enclosing literal declares, with their kinds.
    scopes: Vec<Vec<(String, Kind)>>,
    fresh: usize,
}

/// Makes a program of the core of the language.
pub(super) fn program(random: &mut Random) -> Program {
    made(random, false)
}

/// Makes a program of all of the language.
pub(super) fn wide_program(random: &mut Random) -> Program {
    made(random, true)
}

fn made(random: &mut Random, wide: bool) -> Program {
    let mut generator = Generator {
        random,
        wide,
        scopes: Vec::new(),
        fresh: 0,
    };
    Program(generator.file())
}

impl Generator<'_> {
    fn file(&mut self) -> Vec<Decl> {
        let mut names: Vec<(String, Kind)> = Vec::new();
        for name in ["#A", "#B", "#C"] {
            if !self.random.one_in(3) {
                names.push((name.to_owned(), Kind::Struct));
            }
        }
        for kind in KINDS {
            for label in labels(kind) {
                if !self.random.one_in(3) {
                    names.push(((*label).to_owned(), kind));
                }
            }
        }
        self.scopes.push(names.clone());
        let mut decls: Vec<Decl> = Vec::new();
        for (name, kind) in &names {
            if self.random.one_in(3) {
                continue;
            }
            let depth = 2 + usize::from(self.wide && self.random.one_in(3));
            let value = self.expr(*kind, depth);
            decls.push(Decl::Field(self.marked(name), value));
            if self.random.one_in(4) {
                let value = self.expr(*kind, 2);
                decls.push(Decl::Field(name.clone(), value));
            }
        }
        // What is referred to has to be declared.
        for (name, kind) in names {
            let declared = decls.iter().any(|decl| {
                matches!(decl, Decl::Field(label, _)
                if label.trim_end_matches(['?', '!']) == name)
            });
            if !declared {
                let value = self.simple(kind);
                decls.push(Decl::Field(name, value));
            }
        }
        for _ in 0..self.random.below(if self.wide { 4 } else { 2 }) {
            let decl = self.extra(2);
            decls.extend(decl);
        }
        self.scopes.pop();
        self.shuffle(&mut decls);
        let keep = 2 + self.random.below(6);
        Self::prune(&mut decls, keep);
        decls
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            items.swap(index, self.random.below(index + 1));
        }
    }

    /// Keeps so many declarations and those that they refer to.
    fn prune(decls: &mut Vec<Decl>, keep: usize) {
        let texts: Vec<String> = decls.iter().map(ToString::to_string).collect();
        let label = |decl: &Decl| match decl {
            Decl::Field(label, _) => Some(label.trim_end_matches(['?', '!']).to_owned()),
            Decl::Let(name, _) => Some(name.clone()),
            _ => None,
        };
        let mut wanted: Vec<bool> = (0..decls.len()).map(|index| index < keep).collect();
        loop {
            let mut changed = false;
            for index in 0..decls.len() {
                if wanted[index] {
                    continue;
                }
                let Some(name) = label(&decls[index]) else {
                    continue;
                };
                let used =
                    (0..decls.len()).any(|other| wanted[other] && mentions(&texts[other], &name));
                if used {
                    wanted[index] = true;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        let mut index = 0;
        decls.retain(|_| {
            index += 1;
            wanted[index - 1]
        });
    }

    fn marked(&mut self, name: &str) -> String {
        match self.random.below(12) {
            0 => format!("{name}?"),
            1 if !name.starts_with('#') => format!("{name}!"),
            _ => name.to_owned(),
        }
    }

    fn name(&mut self, kind: Kind) -> Option<Expr> {
        let names: Vec<&String> = self
            .scopes
            .iter()
            .flatten()
            .filter(|(_, other)| *other == kind)
            .map(|(name, _)| name)
            .collect();
        if names.is_empty() {
            return None;
        }
        let name = names[self.random.below(names.len())].clone();
        Some(Expr::Word(name))
    }

    fn simple(&mut self, kind: Kind) -> Expr {
        let random = &mut *self.random;
        match kind {
            Kind::Int => Expr::word(random.pick(&["1", "2", "3", "0", "1", "2", "int", "5"])),
            Kind::Text => Expr::word(random.pick(&["\"x\"", "\"x\"", "\"ab\"", "\"y\"", "string"])),
            Kind::Bool => Expr::word(random.pick(&["true", "false", "true", "false", "bool"])),
            Kind::List => Expr::word(random.pick(&["[1, 2]", "[]", "[...int]", "[3]", "[_, 2]"])),
            Kind::Struct => {
                Expr::word(random.pick(&["{a: 1}", "{}", "{s: \"x\"}", "{a: int}", "{b: 2, a: 1}"]))
            }
        }
    }

    fn expr(&mut self, kind: Kind, depth: usize) -> Expr {
        if depth == 0 {
            return match self.random.below(2) {
                0 => self.name(kind).unwrap_or_else(|| self.simple(kind)),
                _ => self.simple(kind),
            };
        }
        if self.wide && self.random.one_in(4) {
            return self.rare(kind, depth - 1);
        }
        match self.random.below(14) {
            0 | 1 => self.simple(kind),
            2 | 3 => self.name(kind).unwrap_or_else(|| self.simple(kind)),
            4 => {
                let (left, right) = (self.expr(kind, depth - 1), self.expr(kind, depth - 1));
                Expr::Binary(Box::new(left), "&", Box::new(right))
            }
            5 | 6 => self.arms(kind, depth - 1),
            7 => match self.name(Kind::Struct) {
                Some(base) => {
                    let label = self.random.pick(labels(kind));
                    Expr::Select(Box::new(base), label.to_owned())
                }
                None => self.simple(kind),
            },
            _ => self.special(kind, depth - 1),
        }
    }

    /// Makes an expression of what the core leaves out.
    fn rare(&mut self, kind: Kind, depth: usize) -> Expr {
        let random = &mut *self.random;
        match (kind, random.below(6)) {
            (Kind::Int, 0) => {
                let operator = random.pick(&["div", "mod", "quo", "rem", "/"]);
                let (left, right) = (self.expr(kind, depth), self.expr(kind, depth));
                Expr::Binary(Box::new(left), operator, Box::new(right))
            }
            (Kind::Int, 1) => Expr::word(random.pick(&[
                "1.0",
                "2.5",
                "number",
                "uint8",
                "-1",
                "1Ki",
                "float",
                "int & >0",
                ">0 & <3",
                ">=1.5",
                "null",
                "*null | int",
            ])),
            (Kind::Int, 2) => {
                let operand = self.expr(kind, depth);
                Expr::Unary(self.random.pick(&["-", "+"]), Box::new(operand))
            }
            (Kind::Int, 3) => {
                let text = self.expr(Kind::Text, depth);
                Expr::Call("len", vec![text])
            }
            (Kind::Int | Kind::Text, 4) => {
                let base = self.expr(Kind::Struct, depth);
                let label = self.expr(Kind::Text, 0);
                Expr::Index(Box::new(base), Box::new(label))
            }
            (Kind::Int | Kind::Text | Kind::Struct, 5) => {
                let arms = Expr::List(
                    vec![
                        Element::Expr(self.expr(kind, depth)),
                        Element::Expr(self.expr(kind, 0)),
                    ],
                    None,
                );
                let count = self.random.pick(&["1", "2", "0", ">0", "<2"]);
                Expr::Call("matchN", vec![Expr::word(count), arms])
            }
            (Kind::Text, 0) => Expr::word(random.pick(&[
                "'x'",
                "bytes",
                "null",
                "strings.MinRunes(2)",
                "strings.MaxRunes(1)",
                "=~\"^[a-z]$\" & !=\"y\"",
                "#\"x\"#",
                "error(\"no\")",
                "string & !~\"x\"",
                "_",
            ])),
            (Kind::Text, 1) => {
                let operand = self.expr(kind, depth);
                Expr::Call(
                    self.random.pick(&["strings.ToUpper", "strings.TrimSpace"]),
                    vec![operand],
                )
            }
            (Kind::Text, 2) => {
                let values = vec![self.expr(kind, depth), self.expr(Kind::Int, depth)];
                Expr::Interpolation("-".to_owned(), values)
            }
            (Kind::Text, 3) => {
                let times = Expr::word(random.pick(&["0", "2", "1"]));
                let text = self.expr(kind, depth);
                Expr::Binary(Box::new(text), "*", Box::new(times))
            }
            (Kind::Bool, 0) => {
                let (left, right) = (self.expr(Kind::List, depth), self.expr(Kind::List, depth));
                Expr::Binary(
                    Box::new(left),
                    self.random.pick(&["==", "!="]),
                    Box::new(right),
                )
            }
            (Kind::Bool, 1) => {
                let text = self.expr(Kind::Text, depth);
                let pattern = Expr::word(self.random.pick(&["\"^x\"", "\"a|b\"", "\"\""]));
                Expr::Binary(
                    Box::new(text),
                    self.random.pick(&["=~", "!~"]),
                    Box::new(pattern),
                )
            }
            (Kind::Bool, 2) => {
                let kind = KINDS[random.below(KINDS.len())];
                let value = self.expr(kind, depth);
                Expr::Binary(Box::new(value), "==", Box::new(Expr::word("null")))
            }
            (Kind::Bool, _) => self.test(depth),
            (Kind::List, 0) => Expr::word(random.pick(&[
                "[...]",
                "[1, ...]",
                "[...{a: int}]",
                "[{a: 1}, {a: 2}]",
                "[1, ...int] & [_, 2]",
                "[\"x\", \"y\"]",
                "list.MaxItems(2)",
                "[...>0]",
                "[...*1 | int]",
            ])),
            (Kind::List, 1) => {
                let list = self.expr(kind, depth);
                let count = Expr::word(self.random.pick(&["1", "2", "0"]));
                Expr::Call(
                    self.random.pick(&["list.Take", "list.Drop"]),
                    vec![list, count],
                )
            }
            (Kind::List, 2) => {
                self.fresh += 1;
                let name = format!("v{}", self.fresh);
                let clauses = vec![Clause::For(name.clone(), self.expr(Kind::Struct, depth))];
                let value = if self.random.one_in(2) {
                    Decl::Embed(Expr::Word(name))
                } else {
                    Decl::Field("a".to_owned(), Expr::Word(name))
                };
                Expr::List(vec![Element::Comprehension(clauses, vec![value])], None)
            }
            (Kind::Struct, 0) => Expr::word(random.pick(&[
                "{a!: int}",
                "{a?: int}",
                "{[string]: int}",
                "{...}",
                "close({a?: int})",
                "struct.MinFields(1)",
                "struct.MaxFields(1)",
                "{#d: {a: 1}, b: #d.a}",
                "null",
                "*null | {a: int}",
                "{_h: 1, a: _h}",
            ])),
            (Kind::Struct, 1) => {
                self.fresh += 1;
                let place = self.fresh % 3;
                let name = ["X1", "X2", "X3"][place];
                let Expr::Struct(mut body) = self.literal(depth) else {
                    return self.simple(kind);
                };
                let kind = KINDS[self.random.below(KINDS.len())];
                let (from, to) = (
                    self.random.pick(labels(kind)),
                    self.random.pick(labels(kind)),
                );
                let value = Expr::Select(Box::new(Expr::word(name)), from.to_owned());
                body.push(Decl::Field(to.to_owned(), value));
                let sign = ["X1=", "X2=", "X3="][place];
                Expr::Unary(sign, Box::new(Expr::Struct(body)))
            }
            (Kind::Struct, 2) => {
                let value = self.expr(kind, depth);
                Expr::Struct(vec![
                    Decl::Embed(value),
                    Decl::Field("a".to_owned(), self.expr(Kind::Int, depth)),
                ])
            }
            _ => {
                let base = self.expr(Kind::Struct, depth);
                let through = self.random.pick(labels(Kind::Struct));
                let label = self.random.pick(labels(kind));
                let inner = Expr::Select(Box::new(base), through.to_owned());
                Expr::Select(Box::new(inner), label.to_owned())
            }
        }
    }

    /// Makes declarations of what the core leaves out.
    fn rare_extra(&mut self, depth: usize) -> Vec<Decl> {
        self.fresh += 1;
        let kind = KINDS[self.random.below(KINDS.len())];
        match self.random.below(8) {
            0 => {
                let name = format!("n{}", self.fresh);
                let value = match self.random.below(3) {
                    0 => Expr::Word(name.clone()),
                    1 => Expr::Struct(vec![Decl::Field("s".to_owned(), Expr::Word(name.clone()))]),
                    _ => self.expr(kind, depth),
                };
                vec![Decl::Pattern(format!("{name}=string"), value)]
            }
            1 => {
                let pattern =
                    self.random
                        .pick(&["string", "=~\"^[a-c]$\"", "\"p\"", "!=\"s\"", "<\"m\""]);
                let value = self.expr(kind, depth);
                vec![Decl::Pattern(pattern.to_owned(), value)]
            }
            2 => {
                let name = format!("f{}", self.fresh);
                let label = self.random.pick(labels(kind));
                let value = self.expr(kind, depth);
                let other = self.random.pick(labels(kind));
                vec![
                    Decl::Field(format!("{name}={label}"), value),
                    Decl::Field(other.to_owned(), Expr::Word(name)),
                ]
            }
            3 => {
                let (key, value) = (format!("k{}", self.fresh), format!("w{}", self.fresh));
                let source = [Kind::Struct, Kind::List][self.random.below(2)];
                let source = self.expr(source, depth);
                let mut clauses = vec![Clause::For(format!("{key}, {value}"), source)];
                if self.random.one_in(2) {
                    clauses.push(Clause::If(Expr::Binary(
                        Box::new(Expr::Word(value.clone())),
                        self.random.pick(&["!=", "=="]),
                        Box::new(Expr::word(self.random.pick(&["_|_", "1", "null"]))),
                    )));
                }
                let body = vec![Decl::Field(
                    format!("\"\\({key})\""),
                    if self.random.one_in(2) {
                        Expr::Word(value)
                    } else {
                        Expr::Struct(vec![
                            Decl::Field("a".to_owned(), Expr::Word(value)),
                            Decl::Field("b".to_owned(), self.expr(Kind::Int, depth)),
                        ])
                    },
                )];
                vec![Decl::Comprehension(clauses, body)]
            }
            4 => {
                let mark = self.random.pick(&["?", "!", ""]);
                let label = self.random.pick(labels(kind));
                let value = self.expr(kind, depth);
                vec![Decl::Field(format!("\"{label}\"{mark}"), value)]
            }
            5 => {
                let mark = self.random.pick(&["?", "!", ""]);
                let label = self.expr(Kind::Text, 0);
                let value = self.expr(kind, depth);
                vec![Decl::Field(format!("({label}){mark}"), value)]
            }
            6 => {
                let name = self.random.pick(&["#D", "#E"]);
                let value = self.expr(Kind::Struct, depth);
                let label = self.random.pick(labels(Kind::Struct));
                let used = match self.random.below(3) {
                    0 => Decl::Embed(Expr::word(name)),
                    1 => Decl::Field(label.to_owned(), Expr::word(name)),
                    _ => Decl::Field(
                        label.to_owned(),
                        Expr::Binary(
                            Box::new(Expr::word(name)),
                            "&",
                            Box::new(self.literal(depth)),
                        ),
                    ),
                };
                vec![Decl::Field(name.to_owned(), value), used]
            }
            _ => {
                let condition = Clause::If(self.test(depth));
                let inner = self.extra(depth);
                vec![Decl::Comprehension(vec![condition], inner)]
            }
        }
    }

    fn arms(&mut self, kind: Kind, depth: usize) -> Expr {
        let count = 2 + self.random.below(2);
        let default = self.random.below(count + 2);
        let arms = (0..count)
            .map(|index| {
                let kind = if self.random.one_in(12) {
                    KINDS[self.random.below(KINDS.len())]
                } else {
                    kind
                };
                (index == default, self.expr(kind, depth))
            })
            .collect();
        Expr::Arms(arms)
    }

    fn special(&mut self, kind: Kind, depth: usize) -> Expr {
        match kind {
            Kind::Int => match self.random.below(8) {
                0 | 1 => {
                    let operator = self.random.pick(&["+", "-", "*"]);
                    let (left, right) = (self.expr(kind, depth), self.expr(kind, depth));
                    Expr::Binary(Box::new(left), operator, Box::new(right))
                }
                2 | 3 => {
                    let operator = self.random.pick(&[">", ">=", "<", "<=", "!="]);
                    let bound = Expr::word(self.random.pick(&["0", "1", "2", "3", "5"]));
                    Expr::Unary(operator, Box::new(bound))
                }
                4 => {
                    let list = self.expr(Kind::List, depth);
                    Expr::Call("len", vec![list])
                }
                5 => {
                    let list = self.expr(Kind::List, depth);
                    let index = Expr::word(self.random.pick(&["0", "1", "2"]));
                    Expr::Index(Box::new(list), Box::new(index))
                }
                6 => {
                    let list = self.expr(Kind::List, depth);
                    Expr::Call(self.random.pick(&["or", "and"]), vec![list])
                }
                _ => {
                    let value = self.expr(Kind::Struct, depth);
                    Expr::Call("len", vec![value])
                }
            },
            Kind::Text => match self.random.below(6) {
                0 | 1 => {
                    let kind = [Kind::Int, Kind::Text, Kind::Bool][self.random.below(3)];
                    let value = self.expr(kind, depth);
                    Expr::Interpolation(self.random.pick(&["", "x", "v-"]).to_owned(), vec![value])
                }
                2 | 3 => {
                    let (left, right) = (self.expr(kind, depth), self.expr(kind, depth));
                    Expr::Binary(Box::new(left), "+", Box::new(right))
                }
                _ => Expr::word(
                    self.random
                        .pick(&["=~\"^x\"", "!=\"x\"", "=~\"a\"", "!~\"b\"", ">=\"b\""]),
                ),
            },
            Kind::Bool => match self.random.below(7) {
                0 => {
                    let operator = self.random.pick(&["==", "!=", "<", ">="]);
                    let (left, right) = (self.expr(Kind::Int, depth), self.expr(Kind::Int, depth));
                    Expr::Binary(Box::new(left), operator, Box::new(right))
                }
                1 => {
                    let (left, right) =
                        (self.expr(Kind::Text, depth), self.expr(Kind::Text, depth));
                    Expr::Binary(
                        Box::new(left),
                        self.random.pick(&["==", "!="]),
                        Box::new(right),
                    )
                }
                2 => {
                    let operand = self.expr(kind, depth);
                    Expr::Unary("!", Box::new(operand))
                }
                3 => {
                    let operator = self.random.pick(&["&&", "||"]);
                    let (left, right) = (self.expr(kind, depth), self.expr(kind, depth));
                    Expr::Binary(Box::new(left), operator, Box::new(right))
                }
                _ => self.test(depth),
            },
            Kind::List => match self.random.below(5) {
                0 => {
                    let list = self.expr(kind, depth);
                    let low = u8::try_from(self.random.below(2)).unwrap();
                    Expr::Slice(Box::new(list), low, low + 1)
                }
                _ => self.list(depth),
            },
            Kind::Struct => match self.random.below(8) {
                0 => {
                    let value = self.expr(kind, depth);
                    Expr::Call("close", vec![value])
                }
                1 => match self.name(kind) {
                    Some(name) => {
                        let literal = self.literal(depth);
                        Expr::Binary(Box::new(name), "&", Box::new(literal))
                    }
                    None => self.literal(depth),
                },
                _ => self.literal(depth),
            },
        }
    }

    /// Makes an existence test.
    fn test(&mut self, depth: usize) -> Expr {
        let kind = KINDS[self.random.below(KINDS.len())];
        let operand = match self.name(Kind::Struct) {
            Some(base) if !self.random.one_in(4) => {
                Expr::Select(Box::new(base), self.random.pick(labels(kind)).to_owned())
            }
            _ => match self.name(kind) {
                Some(name) => name,
                None => Expr::Call("len", vec![self.expr(Kind::List, depth)]),
            },
        };
        let operator = self.random.pick(&["!=", "=="]);
        Expr::Binary(Box::new(operand), operator, Box::new(Expr::word("_|_")))
    }

    fn list(&mut self, depth: usize) -> Expr {
        let mut elements = Vec::new();
        for _ in 0..self.random.below(4) {
            elements.push(match self.random.below(6) {
                0 => {
                    let clauses = self.clauses(depth);
                    let name = bound(&clauses);
                    let value = match name {
                        Some(name) => Expr::Word(name),
                        None => self.expr(Kind::Int, depth),
                    };
                    Element::Comprehension(clauses, vec![Decl::Embed(value)])
                }
                _ => Element::Expr(self.expr(Kind::Int, depth)),
            });
        }
        let tail = self
            .random
            .one_in(5)
            .then(|| Box::new(self.expr(Kind::Int, 0)));
        Expr::List(elements, tail)
    }

    fn clauses(&mut self, depth: usize) -> Vec<Clause> {
        let condition = Clause::If(self.expr(Kind::Bool, depth));
        self.fresh += 1;
        let name = format!("v{}", self.fresh);
        match self.random.below(5) {
            0 => vec![Clause::For(name, self.expr(Kind::List, depth))],
            1 => vec![Clause::For(name, self.expr(Kind::List, depth)), condition],
            2 => vec![condition, Clause::Let(name, self.expr(Kind::Int, depth))],
            _ => vec![condition],
        }
    }

    fn literal(&mut self, depth: usize) -> Expr {
        let mut names: Vec<(String, Kind)> = Vec::new();
        for _ in 0..self.random.below(4) {
            let kind = KINDS[self.random.below(if depth == 0 { 3 } else { 5 })];
            let label = self.random.pick(labels(kind)).to_owned();
            names.push((label, kind));
        }
        self.scopes.push(names.clone());
        let mut decls = Vec::new();
        for (name, kind) in names {
            let value = self.expr(kind, depth);
            decls.push(Decl::Field(self.marked(&name), value));
        }
        if self.random.one_in(2) {
            let decl = self.extra(depth);
            decls.extend(decl);
        }
        self.scopes.pop();
        self.shuffle(&mut decls);
        Expr::Struct(decls)
    }

    /// Makes declarations that are not plain fields.
    fn extra(&mut self, depth: usize) -> Vec<Decl> {
        let depth = depth.saturating_sub(1);
        if self.wide && self.random.one_in(2) {
            return self.rare_extra(depth);
        }
        match self.random.below(10) {
            0..=2 => {
                let mut clauses = vec![Clause::If(self.expr(Kind::Bool, depth))];
                if self.random.one_in(4) {
                    clauses.push(Clause::If(self.expr(Kind::Bool, depth)));
                }
                let Expr::Struct(body) = self.literal(depth) else {
                    return Vec::new();
                };
                vec![Decl::Comprehension(clauses, body)]
            }
            3 => {
                self.fresh += 1;
                let (key, value) = (format!("k{}", self.fresh), format!("w{}", self.fresh));
                let source = self.expr(Kind::Struct, depth);
                let label = self.random.pick(&["", "x"]);
                let body = vec![Decl::Field(
                    format!("\"{label}\\({key})\""),
                    Expr::Word(value.clone()),
                )];
                vec![Decl::Comprehension(
                    vec![Clause::For(format!("{key}, {value}"), source)],
                    body,
                )]
            }
            4 => {
                let embedded = self.expr(Kind::Struct, depth.min(1));
                vec![Decl::Embed(embedded)]
            }
            5 => {
                let kind = KINDS[self.random.below(3)];
                let pattern = match kind {
                    Kind::Int => "=~\"^[abc]$\"",
                    Kind::Text => "\"s\" | \"t\"",
                    _ => "=~\"^[gh]$\"",
                };
                let value = self.expr(kind, depth);
                vec![Decl::Pattern(pattern.to_owned(), value)]
            }
            6 => vec![Decl::Ellipsis],
            7 => {
                let label = self.expr(Kind::Text, depth.min(1));
                let value = self.expr(Kind::Int, depth);
                vec![Decl::Field(format!("({label})"), value)]
            }
            8 => {
                self.fresh += 1;
                let name = format!("x{}", self.fresh);
                let kind = KINDS[self.random.below(KINDS.len())];
                let value = self.expr(kind, depth);
                let label = self.random.pick(labels(kind));
                vec![
                    Decl::Let(name.clone(), value),
                    Decl::Field(label.to_owned(), Expr::Word(name)),
                ]
            }
            _ => {
                let kind = KINDS[self.random.below(KINDS.len())];
                let label = self.random.pick(labels(kind));
                let value = self.expr(kind, depth);
                vec![Decl::Field(format!("\"{label}\""), value)]
            }
        }
    }
}

fn bound(clauses: &[Clause]) -> Option<String> {
    clauses.iter().find_map(|clause| match clause {
        Clause::For(name, _) | Clause::Let(name, _) => Some(name.clone()),
        Clause::If(_) => None,
    })
}

/// Tells whether a text has a name as a word of its own.
pub(super) fn mentions(text: &str, name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '#';
    text.match_indices(name)
        .any(|(at, _)| !text[..at].ends_with(word) && !text[at + name.len()..].starts_with(word))
}
