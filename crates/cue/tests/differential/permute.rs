//! The same program in another order: declarations, operands of `&`, and files.

use super::{
    generate::Random,
    program::{Decl, Element, Expr, Program},
};

/// Puts the declarations of every literal and the operands of every `&` in another order.
pub(super) fn shuffled(program: &Program, random: &mut Random) -> Program {
    Program(decls(&program.0, random))
}

/// Deals the declarations out to two files of one package.
pub(super) fn dealt(program: &Program, random: &mut Random) -> [Program; 2] {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for decl in &program.0 {
        // What only its own file sees has to stay with those who use it.
        let bound = matches!(decl, Decl::Let(..)) || decl.to_string().contains(": x");
        if bound || random.below(2) == 0 {
            &mut first
        } else {
            &mut second
        }
        .push(decl.clone());
    }
    [Program(first), Program(second)]
}

fn decls(all: &[Decl], random: &mut Random) -> Vec<Decl> {
    let mut out: Vec<Decl> = all.iter().map(|decl| self::decl(decl, random)).collect();
    for index in (1..out.len()).rev() {
        out.swap(index, random.below(index + 1));
    }
    out
}

fn decl(decl: &Decl, random: &mut Random) -> Decl {
    match decl {
        Decl::Field(label, value) => Decl::Field(label.clone(), expr(value, random)),
        Decl::Embed(value) => Decl::Embed(expr(value, random)),
        Decl::Let(name, value) => Decl::Let(name.clone(), expr(value, random)),
        Decl::Comprehension(clauses, body) => {
            Decl::Comprehension(clauses.clone(), decls(body, random))
        }
        Decl::Pattern(pattern, value) => Decl::Pattern(pattern.clone(), expr(value, random)),
        Decl::Ellipsis => Decl::Ellipsis,
    }
}

fn expr(value: &Expr, random: &mut Random) -> Expr {
    match value {
        Expr::Struct(body) => Expr::Struct(decls(body, random)),
        Expr::Binary(left, "&", right) => {
            let (left, right) = (Box::new(expr(left, random)), Box::new(expr(right, random)));
            if random.below(2) == 0 {
                Expr::Binary(left, "&", right)
            } else {
                Expr::Binary(right, "&", left)
            }
        }
        Expr::Arms(arms) => {
            let arms = arms
                .iter()
                .map(|(marked, arm)| (*marked, expr(arm, random)));
            Expr::Arms(arms.collect())
        }
        Expr::List(elements, tail) => {
            let elements = elements.iter().map(|element| match element {
                Element::Expr(value) => Element::Expr(expr(value, random)),
                Element::Comprehension(..) => element.clone(),
            });
            Expr::List(elements.collect(), tail.clone())
        }
        other => other.clone(),
    }
}
