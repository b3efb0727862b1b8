//! The types of KubeVela's API that rendering reads and writes, as [`Shape`]s.

use super::shape::{
    Field,
    Shape::{self, Any, Flag, List, Open, Struct, Text, TextMap, Whole},
    field, fixed,
};

/// The API version of the Application and of definitions.
pub(super) const API_VERSION: &str = "core.oam.dev/v1beta1";

/// What KubeVela keeps of an Application.
pub(super) const APPLICATION: Shape = Struct(&[
    field("apiVersion", Text),
    field("kind", Text),
    field("metadata", METADATA),
    field(
        "spec",
        Struct(&[
            fixed("components", List(&COMPONENT)),
            field("policies", List(&POLICY)),
            field("workflow", WORKFLOW),
        ]),
    ),
    field("status", Any),
]);

/// One component of an Application.
pub(super) const COMPONENT: Shape = Struct(&[
    fixed("name", Text),
    fixed("type", Text),
    field("externalRevision", Text),
    field("properties", Open),
    field("dependsOn", List(&Text)),
    field("inputs", List(&INPUT)),
    field("outputs", List(&OUTPUT)),
    field(
        "traits",
        List(&Struct(&[fixed("type", Text), field("properties", Open)])),
    ),
    field("scopes", TextMap),
    field("replicaKey", Text),
]);

const METADATA: Shape = Struct(&[
    field("name", Text),
    field("generateName", Text),
    field("namespace", Text),
    field("labels", TextMap),
    field("annotations", TextMap),
    field("finalizers", List(&Text)),
    field("ownerReferences", List(&Any)),
    field("creationTimestamp", Any),
]);

const POLICY: Shape = Struct(&[
    fixed("name", Text),
    fixed("type", Text),
    field("properties", Open),
]);

const MODE: Shape = Struct(&[field("steps", Text), field("subSteps", Text)]);

const WORKFLOW: Shape = Struct(&[
    field("ref", Text),
    field("mode", MODE),
    field("steps", List(&STEP)),
]);

const STEP: Shape = Struct(&[
    fixed("name", Text),
    fixed("type", Text),
    field("meta", STEP_META),
    field("if", Text),
    field("timeout", Text),
    field("dependsOn", List(&Text)),
    field("inputs", List(&INPUT)),
    field("outputs", List(&OUTPUT)),
    field("properties", Open),
    field("mode", Text),
    field("subSteps", List(&SUB_STEP)),
]);

const SUB_STEP: Shape = Struct(&[
    fixed("name", Text),
    fixed("type", Text),
    field("meta", STEP_META),
    field("if", Text),
    field("timeout", Text),
    field("dependsOn", List(&Text)),
    field("inputs", List(&INPUT)),
    field("outputs", List(&OUTPUT)),
    field("properties", Open),
]);

const STEP_META: Shape = Struct(&[field("alias", Text)]);
const INPUT: Shape = Struct(&[field("parameterKey", Text), fixed("from", Text)]);
const OUTPUT: Shape = Struct(&[fixed("valueFrom", Text), fixed("name", Text)]);

/// The kinds of definitions that KubeVela knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DefinitionKind {
    Component,
    Trait,
    Policy,
    WorkflowStep,
    Workload,
}

impl DefinitionKind {
    /// The kinds, in the order of the annotations that list definitions.
    pub(super) const ALL: [Self; 5] = [
        Self::Component,
        Self::Trait,
        Self::WorkflowStep,
        Self::Policy,
        Self::Workload,
    ];

    /// Returns the kind whose files say `type: "<text>"`.
    pub(super) fn of_type(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.type_name() == text)
    }

    /// Returns the kind of an object.
    pub fn of_object(kind: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|other| other.object_kind() == kind)
    }

    /// Returns the word in the files of definitions.
    pub(super) fn type_name(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Trait => "trait",
            Self::Policy => "policy",
            Self::WorkflowStep => "workflow-step",
            Self::Workload => "workload",
        }
    }

    /// Returns the `kind` of the object.
    pub fn object_kind(self) -> &'static str {
        match self {
            Self::Component => "ComponentDefinition",
            Self::Trait => "TraitDefinition",
            Self::Policy => "PolicyDefinition",
            Self::WorkflowStep => "WorkflowStepDefinition",
            Self::Workload => "WorkloadDefinition",
        }
    }

    /// Returns the annotation of the Application that lists definitions of this kind.
    pub(super) fn annotation(self) -> Option<&'static str> {
        match self {
            Self::Component => Some("addon.oam.dev/componentDefinitions"),
            Self::Trait => Some("addon.oam.dev/traitDefinitions"),
            Self::Policy => Some("addon.oam.dev/policyDefinitions"),
            Self::WorkflowStep => Some("addon.oam.dev/workflowStepDefinitions"),
            Self::Workload => None,
        }
    }

    /// Returns the shape of the object's `spec`; workload definitions are not checked.
    pub(super) fn spec(self) -> &'static Shape {
        match self {
            Self::Component => &COMPONENT_DEFINITION,
            Self::Trait => &TRAIT_DEFINITION,
            Self::Policy => &POLICY_DEFINITION,
            Self::WorkflowStep => &WORKFLOW_STEP_DEFINITION,
            Self::Workload => &Open,
        }
    }

    /// Returns the fields without which the API server refuses the `spec`.
    pub(super) fn required(self) -> &'static [&'static str] {
        match self {
            Self::Component => &["workload"],
            Self::Workload => &["definitionRef"],
            Self::Trait | Self::Policy | Self::WorkflowStep => &[],
        }
    }
}

const COMPONENT_DEFINITION: Shape = Struct(&[
    field("version", Text),
    field(
        "workload",
        Struct(&[field("type", Text), field("definition", GROUP_KIND)]),
    ),
    field(
        "childResourceKinds",
        List(&Struct(&[
            field("apiVersion", Text),
            field("kind", Text),
            field("selector", TextMap),
        ])),
    ),
    field("revisionLabel", Text),
    field("podSpecPath", Text),
    STATUS,
    SCHEMATIC,
    field("extension", Any),
]);

const TRAIT_DEFINITION: Shape = Struct(&[
    DEFINITION_REF,
    field("revisionEnabled", Flag),
    field("workloadRefPath", Text),
    field("podDisruptive", Flag),
    field("appliesToWorkloads", List(&Text)),
    field("conflictsWith", List(&Text)),
    SCHEMATIC,
    STATUS,
    field("extension", Any),
    field("manageWorkload", Flag),
    field("controlPlaneOnly", Flag),
    field("stage", Text),
    field("version", Text),
]);

const POLICY_DEFINITION: Shape = Struct(&[
    DEFINITION_REF,
    SCHEMATIC,
    field("manageHealthCheck", Flag),
    field("version", Text),
    field("scope", Text),
    field("global", Flag),
    field("priority", Whole),
]);

const WORKFLOW_STEP_DEFINITION: Shape =
    Struct(&[DEFINITION_REF, SCHEMATIC, field("version", Text)]);

const GROUP_KIND: Shape = Struct(&[field("apiVersion", Text), field("kind", Text)]);

const DEFINITION_REF: Field = field(
    "definitionRef",
    Struct(&[field("name", Text), field("version", Text)]),
);

const STATUS: Field = field(
    "status",
    Struct(&[
        field("customStatus", Text),
        field("healthPolicy", Text),
        field("details", Text),
    ]),
);

const SECRET_REF: Shape = Struct(&[field("name", Text), field("namespace", Text)]);

const SCHEMATIC: Field = field(
    "schematic",
    Struct(&[
        field("cue", Struct(&[field("template", Text)])),
        field(
            "terraform",
            Struct(&[
                field("configuration", Text),
                field("type", Text),
                field("path", Text),
                field("writeConnectionSecretToRef", SECRET_REF),
                field("providerRef", SECRET_REF),
                field("deleteResource", Flag),
                field("region", Text),
                field("customRegion", Text),
                field("gitCredentialsSecretReference", SECRET_REF),
            ]),
        ),
    ]),
);
