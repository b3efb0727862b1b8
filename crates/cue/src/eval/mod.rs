//! The evaluator: lazy unification of vertices.
//!
//! A `Vertex` is a place in the configuration: the root, a field, a list element, or a value needed on the way. It has
//! conjuncts, expressions with the environment they were written in, and is unified when somebody asks for it. What
//! can be done at once (literals, types, struct fields) is; the rest (references, comprehensions, calls) are tasks.
//!
//! A task may need a vertex that is being unified further down the stack. It then gives up as *blocked* with the depth
//! of that frame and is tried again, as long as anything changes. When nothing does and the knot is all our own, the
//! frame is frozen: what is missing now stays missing, and what is then still open is a cycle.
//!
//! Disjunctions come last. Each arm is a copy of the vertex, unified from the same conjuncts with the choice of the arm
//! noted, so that arms never disturb each other.

mod add;
mod add_struct;
mod apply;
mod binary;
mod bound;
mod call;
mod closed;
mod compare;
mod comprehension;
mod data;
mod defaults;
mod disjunction;
mod distinct;
mod env;
mod equal;
mod error;
mod exists;
mod faults;
mod finish;
mod include;
mod inspect;
mod list;
mod list_call;
mod list_operate;
mod misfit;
mod narrow;
mod operate;
mod order;
mod reference;
mod room;
mod same;
mod share;
mod sort;
mod special;
mod task;
mod unify;
mod validate;
mod value;
mod vertex;
mod waiting;

use rustc_hash::{FxHashMap, FxHashSet};

pub use error::{ErrorId, ErrorKind};
pub use finish::Found;
pub use inspect::{Field, Shape, Validator};
pub use value::Val;
pub use vertex::{ArcKind, Check, VertexId};

use crate::{
    compile::ir::{Expr, ExprId, Program},
    eval::{
        closed::{Group, GroupId},
        env::{Env, EnvId},
        error::ErrorData,
        vertex::{Conjunct, Info, RefNode, Vertex},
    },
    label::{Label, Labels},
    limits::Limits,
};

/// Why an evaluation gave no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It is an error.
    Error(ErrorId),
    /// It needs the vertex unified at this depth of the stack.
    Blocked(u32),
}

type Eval<T> = Result<T, Stop>;

/// Depth of a result that depends on nothing unfinished.
const FREE: u32 = u32::MAX;

struct Frame {
    serial: u32,
    vertex: VertexId,
}

/// An evaluation: all its vertices, dropped together.
pub struct Evaluator {
    /// What is evaluated.
    pub program: Program,
    /// What it may use.
    pub limits: Limits,
    vertices: Vec<Vertex>,
    envs: Vec<Env>,
    groups: Vec<Group>,
    refs: Vec<RefNode>,
    slots: order::AllSlots,
    errors: Vec<ErrorData>,
    stack: Vec<Frame>,
    serial: u32,
    /// Grows whenever something becomes known.
    version: u64,
    steps: u64,
    room: room::Room,
    string_bytes: usize,
    /// Vertices for expressions that are no field.
    temporaries: FxHashMap<(ExprId, EnvId), VertexId>,
    /// What was inserted that must not be twice.
    inserted: FxHashSet<(VertexId, ExprId, EnvId, GroupId)>,
    /// The environments of struct literals, by vertex, literal and environment around it.
    opened: FxHashMap<(VertexId, ExprId, EnvId), EnvId>,
    /// What the task being run has iterated over.
    iterated: Vec<VertexId>,
    /// How many tests of values by unification are going on within one another.
    probing: usize,
    /// How many messages of errors are being made.
    quiet: usize,
    /// Tests by unification so far that were far within one another.
    deep_probes: usize,
    /// What is evaluated next is the argument of a call.
    argument: bool,
    /// How the conjunct got here that is being worked on.
    current: Info,
    /// Disjunctions made by calls, with what they are known by.
    pick_keys: FxHashMap<ExprId, (ExprId, u32)>,
    /// Disjunctions made by `or`, by call, with the list of the arms and its length.
    made_arms: FxHashMap<(ExprId, EnvId), ((VertexId, usize), ExprId)>,
    canonical: FxHashMap<(u32, u32, u32), u32>,
    canonical_envs: FxHashMap<EnvId, u32>,
    regexps: FxHashMap<std::rc::Rc<str>, Result<bound::Compiled, String>>,
    /// How many vertices are being finished.
    finishing: usize,
    /// How many of them are so because an optional field refers to them.
    aside: usize,
    /// The vertices around the one being finished, references followed.
    descent: Vec<VertexId>,
    /// The bodies of comprehensions in lists.
    bodies: FxHashSet<ExprId>,
    /// The files of an instance that has several; what one embeds does not close the others.
    files: Vec<ExprId>,
    /// Who included the conjuncts of a vertex that might get more.
    listeners: FxHashMap<VertexId, Vec<(VertexId, Info)>>,
    exhausted: Option<ErrorId>,
    /// Something was answered before all was known, so that conditions must be looked at again.
    doubtful: bool,
    /// Remarks about programs that work.
    pub warnings: Vec<crate::diag::Diagnostic>,
}

impl Evaluator {
    /// Starts with a compiled program.
    pub fn new(program: Program, limits: Limits) -> Self {
        Self {
            program,
            limits,
            vertices: Vec::new(),
            envs: vec![Env::root()],
            groups: vec![Group::root()],
            refs: vec![RefNode::default()],
            slots: order::AllSlots::default(),
            errors: Vec::new(),
            stack: Vec::new(),
            serial: 0,
            version: 0,
            steps: 0,
            room: room::Room::default(),
            string_bytes: 0,
            temporaries: FxHashMap::default(),
            inserted: FxHashSet::default(),
            opened: FxHashMap::default(),
            iterated: Vec::new(),
            probing: 0,
            quiet: 0,
            deep_probes: 0,
            argument: false,
            current: Info::default(),
            pick_keys: FxHashMap::default(),
            made_arms: FxHashMap::default(),
            canonical: FxHashMap::default(),
            canonical_envs: FxHashMap::default(),
            regexps: FxHashMap::default(),
            finishing: 0,
            aside: 0,
            descent: Vec::new(),
            files: Vec::new(),
            bodies: FxHashSet::default(),
            listeners: FxHashMap::default(),
            exhausted: None,
            doubtful: false,
            warnings: Vec::new(),
        }
    }

    /// Makes the root of an instance from its compiled files. Names of `outer`, if given, are visible in them.
    pub fn root(&mut self, files: &[ExprId], outer: Option<VertexId>) -> VertexId {
        let env = match outer {
            Some(vertex) => self.add_env(Env::outer(vertex)),
            None => EnvId::ROOT,
        };
        let root = self.add_vertex(None, Label::index(0));
        if files.len() > 1 {
            self.files = files.to_vec();
        }
        for file in files {
            let info = Info::default();
            self.vertex_mut(root).conjuncts.push(Conjunct {
                expr: *file,
                env,
                info,
            });
        }
        root
    }

    /// The labels of the program.
    pub fn labels(&self) -> &Labels {
        &self.program.labels
    }
}

impl Evaluator {
    /// Finds the vertex that an expression compiled with the names of a root refers to, or makes one.
    pub fn at_root(&mut self, root: VertexId, expr: ExprId) -> VertexId {
        let env = self.add_env(Env::outer(root));
        let path = matches!(
            self.program.expr(expr),
            Expr::Field { .. } | Expr::Selector { .. } | Expr::Index { .. }
        );
        if path && let Ok(found) = self.target(expr, env) {
            return found;
        }
        let vertex = self.add_vertex(None, Label::index(0));
        self.vertex_mut(vertex).conjuncts.push(Conjunct {
            expr,
            env,
            info: Info::default(),
        });
        self.unify(root);
        vertex
    }
}
