//! What the cluster runs: the versions of Kubernetes and of KubeVela.
//!
//! Follows `vela-addon-behaviour.md` 8.6; only what an addon asks for is looked up.

use serde_json::Value;

use super::Error;
use crate::{
    addon::Metadata,
    chart::Version,
    cluster::{Cluster, Kind},
    render::Platform,
};

/// The label of KubeVela's controller.
const CONTROLLER: &str = "controller.oam.dev/name=vela-core";

/// The versions of a cluster, looked up when first needed.
#[derive(Debug)]
pub struct Versions<'a> {
    cluster: &'a Cluster,
    namespace: &'a str,
    known: Platform,
    asked_vela: bool,
    asked_kubernetes: bool,
}

impl<'a> Versions<'a> {
    /// Prepares to look the versions up.
    pub fn new(cluster: &'a Cluster, namespace: &'a str) -> Self {
        Self {
            cluster,
            namespace,
            known: Platform::default(),
            asked_vela: false,
            asked_kubernetes: false,
        }
    }

    /// Returns the versions that `metadata` says something about.
    ///
    /// What is no version, such as the tag `latest`, is not checked.
    pub fn platform(&mut self, metadata: &Metadata) -> Result<Platform, Error> {
        let needs = metadata.system.clone().unwrap_or_default();
        if !needs.vela.trim().is_empty() && !self.asked_vela {
            self.known.vela = self.controller()?.filter(|tag| is_version(tag));
            self.asked_vela = true;
        }
        if !needs.kubernetes.trim().is_empty() && !self.asked_kubernetes {
            let version = self.cluster.kubernetes_version()?;
            self.known.kubernetes = Some(version).filter(|text| is_version(text));
            self.asked_kubernetes = true;
        }
        Ok(self.known.clone())
    }

    /// Returns the tag of the image that KubeVela's controller runs.
    fn controller(&self) -> Result<Option<String>, Error> {
        let found = self.cluster.list(&Kind::DEPLOYMENT, None, CONTROLLER)?;
        // Of several, that of our namespace is ours.
        let own = |it: &&Value| it["metadata"]["namespace"] == self.namespace;
        let deployment = match found.iter().find(own).or_else(|| found.first()) {
            Some(deployment) => deployment.clone(),
            None => self
                .cluster
                .get(
                    &Kind::DEPLOYMENT,
                    Some(self.namespace),
                    "kubevela-vela-core",
                )?
                .ok_or(Error::NoKubeVela)?,
        };
        let containers = deployment["spec"]["template"]["spec"]["containers"].as_array();
        let image = containers
            .into_iter()
            .flatten()
            .find(|container| container["name"] == "kubevela")
            .and_then(|container| container["image"].as_str());
        Ok(image.and_then(tag).map(str::to_owned))
    }
}

/// Returns the tag of an image: behind the colon after the last slash, and before a digest.
fn tag(image: &str) -> Option<&str> {
    let name = image.split('@').next()?;
    let last = name.rsplit('/').next()?;
    last.split_once(':').map(|(_, tag)| tag)
}

fn is_version(text: &str) -> bool {
    text.parse::<Version>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_beside_ports_and_digests() {
        for (image, expected) in [
            ("oamdev/vela-core:v1.9.0", Some("v1.9.0")),
            ("registry.test:5000/oamdev/vela-core:v1.9.0", Some("v1.9.0")),
            ("registry.test:5000/oamdev/vela-core", None),
            ("oamdev/vela-core:v1.9.0@sha256:abc", Some("v1.9.0")),
            ("oamdev/vela-core@sha256:abc", None),
            ("vela-core", None),
        ] {
            assert_eq!(tag(image), expected, "{image}");
        }
        assert!(is_version("v1.30.2+k3s1"));
        assert!(!is_version("latest"));
    }
}
