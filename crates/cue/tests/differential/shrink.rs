//! Smaller programs that may fail in the same way.

use super::program::{Clause, Decl, Element, Expr, Program};

/// Cuts a program down as long as it stays interesting.
pub(super) fn shrink(program: Program, interesting: &mut dyn FnMut(&Program) -> bool) -> Program {
    let mut best = program;
    let mut tries = 0;
    'again: loop {
        for candidate in decls(&best.0) {
            let candidate = Program(candidate);
            tries += 1;
            if tries > 3000 {
                return best;
            }
            if interesting(&candidate) {
                best = candidate;
                continue 'again;
            }
        }
        return best;
    }
}

/// Lists in which one item is missing or replaced by something smaller.
fn items<T: Clone>(all: &[T], smaller: impl Fn(&T) -> Vec<T>) -> Vec<Vec<T>> {
    let mut out = Vec::new();
    for index in 0..all.len() {
        let mut without = all.to_vec();
        without.remove(index);
        out.push(without);
    }
    for (index, item) in all.iter().enumerate() {
        for other in smaller(item) {
            let mut changed = all.to_vec();
            changed[index] = other;
            out.push(changed);
        }
    }
    out
}

fn decls(all: &[Decl]) -> Vec<Vec<Decl>> {
    let mut out = items(all, decl);
    // The body of a comprehension or an embedded literal can stand for itself.
    for (index, decl) in all.iter().enumerate() {
        let (Decl::Comprehension(_, body) | Decl::Embed(Expr::Struct(body))) = decl else {
            continue;
        };
        let mut opened = all.to_vec();
        opened.splice(index..=index, body.iter().cloned());
        out.push(opened);
    }
    out
}

fn decl(decl: &Decl) -> Vec<Decl> {
    match decl {
        Decl::Field(label, value) => {
            let mut out: Vec<Decl> = expr(value)
                .into_iter()
                .map(|value| Decl::Field(label.clone(), value))
                .collect();
            if let Some(bare) = label.strip_suffix(['?', '!']) {
                out.push(Decl::Field(bare.to_owned(), value.clone()));
            }
            out
        }
        Decl::Embed(value) => expr(value).into_iter().map(Decl::Embed).collect(),
        Decl::Let(name, value) => expr(value)
            .into_iter()
            .map(|value| Decl::Let(name.clone(), value))
            .collect(),
        Decl::Comprehension(clauses, body) => {
            let mut out: Vec<Decl> = decls(body)
                .into_iter()
                .map(|body| Decl::Comprehension(clauses.clone(), body))
                .collect();
            out.extend(
                self::clauses(clauses)
                    .into_iter()
                    .map(|clauses| Decl::Comprehension(clauses, body.clone())),
            );
            out
        }
        Decl::Pattern(pattern, value) => expr(value)
            .into_iter()
            .map(|value| Decl::Pattern(pattern.clone(), value))
            .collect(),
        Decl::Ellipsis => Vec::new(),
    }
}

fn clauses(all: &[Clause]) -> Vec<Vec<Clause>> {
    let smaller = |clause: &Clause| match clause {
        Clause::If(value) => expr(value).into_iter().map(Clause::If).collect(),
        Clause::For(names, value) => expr(value)
            .into_iter()
            .map(|value| Clause::For(names.clone(), value))
            .collect(),
        Clause::Let(name, value) => expr(value)
            .into_iter()
            .map(|value| Clause::Let(name.clone(), value))
            .collect(),
    };
    items(all, smaller)
        .into_iter()
        .filter(|clauses| !clauses.is_empty())
        .collect()
}

fn boxed(value: &Expr, make: impl Fn(Box<Expr>) -> Expr) -> Vec<Expr> {
    expr(value)
        .into_iter()
        .map(|value| make(Box::new(value)))
        .collect()
}

fn expr(value: &Expr) -> Vec<Expr> {
    let mut out = Vec::new();
    if !matches!(value, Expr::Word(_)) {
        for word in ["1", "\"x\"", "true", "{}", "[]"] {
            out.push(Expr::word(word));
        }
    }
    match value {
        Expr::Word(_) => {}
        Expr::Struct(body) => out.extend(decls(body).into_iter().map(Expr::Struct)),
        Expr::List(elements, tail) => {
            if tail.is_some() {
                out.push(Expr::List(elements.clone(), None));
            }
            out.extend(
                items(elements, element)
                    .into_iter()
                    .map(|elements| Expr::List(elements, tail.clone())),
            );
        }
        Expr::Binary(left, operator, right) => {
            out.extend([(**left).clone(), (**right).clone()]);
            out.extend(boxed(left, |left| {
                Expr::Binary(left, operator, right.clone())
            }));
            out.extend(boxed(right, |right| {
                Expr::Binary(left.clone(), operator, right)
            }));
        }
        Expr::Unary(operator, operand) => {
            out.push((**operand).clone());
            out.extend(boxed(operand, |operand| Expr::Unary(operator, operand)));
        }
        Expr::Arms(arms) => {
            out.extend(arms.iter().map(|(_, arm)| arm.clone()));
            let smaller = |(marked, arm): &(bool, Expr)| {
                let mut out: Vec<(bool, Expr)> =
                    expr(arm).into_iter().map(|arm| (*marked, arm)).collect();
                if *marked {
                    out.push((false, arm.clone()));
                }
                out
            };
            out.extend(
                items(arms, smaller)
                    .into_iter()
                    .filter(|arms| arms.len() > 1)
                    .map(Expr::Arms),
            );
        }
        Expr::Call(name, arguments) => {
            out.extend(arguments.iter().cloned());
            for (index, argument) in arguments.iter().enumerate() {
                for smaller in expr(argument) {
                    let mut changed = arguments.clone();
                    changed[index] = smaller;
                    out.push(Expr::Call(name, changed));
                }
            }
        }
        Expr::Interpolation(text, values) => {
            out.extend(values.iter().cloned());
            for value in values.iter().flat_map(expr) {
                out.push(Expr::Interpolation(text.clone(), vec![value]));
            }
        }
        Expr::Select(base, label) => {
            out.push((**base).clone());
            out.extend(boxed(base, |base| Expr::Select(base, label.clone())));
        }
        Expr::Index(base, index) => {
            out.push((**base).clone());
            out.extend(boxed(base, |base| Expr::Index(base, index.clone())));
        }
        Expr::Slice(base, low, high) => {
            out.push((**base).clone());
            out.extend(boxed(base, |base| Expr::Slice(base, *low, *high)));
        }
    }
    out
}

fn element(element: &Element) -> Vec<Element> {
    match element {
        Element::Expr(value) => expr(value).into_iter().map(Element::Expr).collect(),
        Element::Comprehension(clauses, body) => {
            let mut out: Vec<Element> = decls(body)
                .into_iter()
                .map(|body| Element::Comprehension(clauses.clone(), body))
                .collect();
            out.extend(
                self::clauses(clauses)
                    .into_iter()
                    .map(|clauses| Element::Comprehension(clauses, body.clone())),
            );
            if let [Decl::Embed(value)] = &body[..] {
                out.push(Element::Expr(value.clone()));
            }
            out
        }
    }
}
