//! Kinds of objects and where the API server keeps them.

use std::{borrow::Cow, fmt};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::error::{Error, Result};

/// What an object is: its `apiVersion` and `kind`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind {
    /// The group and version, as in `apps/v1`; the version alone for the core group.
    pub api_version: Cow<'static, str>,
    /// The kind, as in `Deployment`.
    pub kind: Cow<'static, str>,
}

impl Kind {
    /// KubeVela's Application.
    pub const APPLICATION: Self = Self::new("core.oam.dev/v1beta1", "Application");
    /// A config map.
    pub const CONFIG_MAP: Self = Self::new("v1", "ConfigMap");
    /// A Secret.
    pub const SECRET: Self = Self::new("v1", "Secret");
    /// A Deployment.
    pub const DEPLOYMENT: Self = Self::new("apps/v1", "Deployment");
    /// A cluster that Open Cluster Management knows.
    pub const MANAGED_CLUSTER: Self =
        Self::new("cluster.open-cluster-management.io/v1", "ManagedCluster");

    /// Names a kind.
    pub const fn new(api_version: &'static str, kind: &'static str) -> Self {
        Self {
            api_version: Cow::Borrowed(api_version),
            kind: Cow::Borrowed(kind),
        }
    }

    /// Names the kind of an object that is at hand.
    pub fn of(object: &Value) -> Result<Self> {
        match (object["apiVersion"].as_str(), object["kind"].as_str()) {
            (Some(api_version), Some(kind)) if !api_version.is_empty() && !kind.is_empty() => {
                Ok(Self {
                    api_version: Cow::Owned(api_version.to_owned()),
                    kind: Cow::Owned(kind.to_owned()),
                })
            }
            _ => Err(Error::NoType {
                object: object["metadata"]["name"]
                    .as_str()
                    .unwrap_or("?")
                    .to_owned(),
            }),
        }
    }

    /// Returns the place of the kinds that need no question.
    pub(super) fn well_known(&self) -> Option<Resource> {
        let (_, _, plural, namespaced) = WELL_KNOWN.iter().find(|(api_version, kind, ..)| {
            *api_version == self.api_version && *kind == self.kind
        })?;
        Some(Resource {
            api_version: self.api_version.clone(),
            plural: Cow::Borrowed(plural),
            namespaced: *namespaced,
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.kind, self.api_version)
    }
}

/// Kinds whose place never changes: those that addons are made of.
const WELL_KNOWN: [(&str, &str, &str, bool); 19] = {
    const OAM: &str = "core.oam.dev/v1beta1";
    const RBAC: &str = "rbac.authorization.k8s.io/v1";
    [
        (OAM, "Application", "applications", true),
        (OAM, "ComponentDefinition", "componentdefinitions", true),
        (OAM, "TraitDefinition", "traitdefinitions", true),
        (OAM, "PolicyDefinition", "policydefinitions", true),
        (
            OAM,
            "WorkflowStepDefinition",
            "workflowstepdefinitions",
            true,
        ),
        (OAM, "WorkloadDefinition", "workloaddefinitions", true),
        ("v1", "ConfigMap", "configmaps", true),
        ("v1", "Secret", "secrets", true),
        ("v1", "Service", "services", true),
        ("v1", "ServiceAccount", "serviceaccounts", true),
        ("v1", "Namespace", "namespaces", false),
        ("apps/v1", "Deployment", "deployments", true),
        ("apps/v1", "StatefulSet", "statefulsets", true),
        ("apps/v1", "DaemonSet", "daemonsets", true),
        ("batch/v1", "Job", "jobs", true),
        (RBAC, "Role", "roles", true),
        (RBAC, "RoleBinding", "rolebindings", true),
        (RBAC, "ClusterRole", "clusterroles", false),
        (RBAC, "ClusterRoleBinding", "clusterrolebindings", false),
    ]
};

/// Where the API server keeps the objects of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    pub(super) api_version: Cow<'static, str>,
    pub(super) plural: Cow<'static, str>,
    /// Whether the objects are in namespaces.
    pub namespaced: bool,
}

/// What has no place in a segment of a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

impl Resource {
    /// Returns the path of the objects of a namespace, or of all of them.
    pub(super) fn path(&self, namespace: Option<&str>) -> String {
        let mut path = group_path(&self.api_version);
        if let Some(namespace) = namespace.filter(|_| self.namespaced) {
            path += "/namespaces/";
            path.extend(utf8_percent_encode(namespace, SEGMENT));
        }
        path.push('/');
        path += &self.plural;
        path
    }

    /// Returns the path of one object.
    pub(super) fn object_path(&self, namespace: Option<&str>, name: &str) -> String {
        let mut path = self.path(namespace);
        path.push('/');
        path.extend(utf8_percent_encode(name, SEGMENT));
        path
    }
}

/// Returns the path that a group and version is served at.
pub(super) fn group_path(api_version: &str) -> String {
    let encoded = |text| utf8_percent_encode(text, SEGMENT);
    match api_version.split_once('/') {
        Some((group, version)) => format!("/apis/{}/{}", encoded(group), encoded(version)),
        None => format!("/api/{}", encoded(api_version)),
    }
}

/// Names an object for people: kind, namespace and name.
pub fn described(object: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let metadata = &object["metadata"];
    match text(&metadata["namespace"]) {
        namespace if namespace.is_empty() => {
            format!("{} {}", text(&object["kind"]), text(&metadata["name"]))
        }
        namespace => format!(
            "{} {namespace}/{}",
            text(&object["kind"]),
            text(&metadata["name"])
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_are_those_of_the_api() {
        let place = Kind::APPLICATION.well_known().expect("known");
        assert_eq!(
            place.object_path(Some("vela-system"), "addon-x"),
            "/apis/core.oam.dev/v1beta1/namespaces/vela-system/applications/addon-x"
        );
        assert_eq!(place.path(None), "/apis/core.oam.dev/v1beta1/applications");
        let namespaces = Kind::new("v1", "Namespace").well_known().expect("known");
        assert_eq!(
            namespaces.object_path(Some("x"), "../a?b"),
            "/api/v1/namespaces/..%2Fa%3Fb"
        );
    }

    #[test]
    fn objects_without_a_type_are_refused() {
        assert!(Kind::of(&json!({"kind": "X", "metadata": {"name": "a"}})).is_err());
        assert!(Kind::of(&json!({"apiVersion": "v1", "kind": "ConfigMap"})).is_ok());
        assert!(Kind::of(&json!(3)).is_err());
    }
}
