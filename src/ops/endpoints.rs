//! The addresses at which an addon can be reached.
//!
//! Follows `vela-addon-behaviour.md` 8.14, but instead of a view that only KubeVela can evaluate what
//! the Application says it applied is looked at: Services and Ingresses of KubeVela's own cluster.

use serde::Serialize;
use serde_json::Value;

use super::status::{LOCAL_CLUSTER, State};
use crate::cluster::{self, Cluster, Kind};

/// How many objects are looked at.
const MOST: usize = 50;

/// One address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Endpoint {
    /// The cluster that it is in.
    pub cluster: String,
    /// The component that it belongs to; empty when the object does not tell.
    pub component: String,
    /// The object, as in `Service/namespace/name`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The address.
    pub endpoint: String,
    /// Whether it is known inside the cluster only.
    pub inner: bool,
}

/// Finds the addresses of an addon, one question for each object that has some.
pub fn endpoints(cluster: &Cluster, state: &State) -> cluster::Result<Vec<Endpoint>> {
    let applied = state.application["status"]["appliedResources"].as_array();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    let objects = applied.into_iter().flatten().filter(|it| {
        let place = it["cluster"].as_str().unwrap_or_default();
        let kind = it["kind"].as_str().unwrap_or_default();
        matches!(place, "" | LOCAL_CLUSTER) && matches!(kind, "Service" | "Ingress")
    });
    for it in objects.take(MOST) {
        let Ok(kind) = Kind::of(it) else { continue };
        let (namespace, name) = (text(&it["namespace"]), text(&it["name"]));
        let object = match cluster.get(&kind, Some(&namespace), &name) {
            Ok(Some(object)) => object,
            Ok(None) | Err(cluster::Error::NoKind { .. }) => continue,
            Err(error) => return Err(error),
        };
        let addresses = match &*kind.kind {
            "Service" => of_service(&object, &namespace, &name),
            _ => of_ingress(&object),
        };
        found.extend(addresses.into_iter().map(|(endpoint, inner)| Endpoint {
            cluster: LOCAL_CLUSTER.to_owned(),
            component: text(&object["metadata"]["labels"]["app.oam.dev/component"]),
            reference: format!("{}/{namespace}/{name}", kind.kind),
            endpoint,
            inner,
        }));
    }
    Ok(found)
}

fn of_service(object: &Value, namespace: &str, name: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let hosts = hosts(object);
    let kind = object["spec"]["type"].as_str().unwrap_or_default();
    for port in object["spec"]["ports"].as_array().into_iter().flatten() {
        let number = port["port"].as_u64().unwrap_or_default();
        let named = |key: &str| port[key].as_str().unwrap_or_default().to_lowercase();
        let says = format!("{} {}", named("appProtocol"), named("name"));
        let scheme = if number == 443 || says.contains("https") {
            Some(("https", 443))
        } else if number == 80 || says.contains("http") {
            Some(("http", 80))
        } else {
            None
        };
        let address = |host: &str, number: u64| match scheme {
            Some((scheme, usual)) if number == usual => format!("{scheme}://{host}"),
            Some((scheme, _)) => format!("{scheme}://{host}:{number}"),
            None => format!("{host}:{number}"),
        };
        match (kind, port["nodePort"].as_u64()) {
            ("LoadBalancer", _) if !hosts.is_empty() => {
                found.extend(hosts.iter().map(|host| (address(host, number), false)));
            }
            ("NodePort", Some(node_port)) => found.push((address("NODE", node_port), false)),
            _ => found.push((address(&format!("{name}.{namespace}"), number), true)),
        }
    }
    found
}

fn of_ingress(object: &Value) -> Vec<(String, bool)> {
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let secured: Vec<Value> = items(&object["spec"]["tls"])
        .iter()
        .flat_map(|tls| items(&tls["hosts"]))
        .collect();
    let hosts = hosts(object);
    let mut found = Vec::new();
    for rule in items(&object["spec"]["rules"]) {
        let scheme = if secured.contains(&rule["host"]) {
            "https"
        } else {
            "http"
        };
        let host = rule["host"].as_str().filter(|host| !host.is_empty());
        let Some(host) = host.or(hosts.first().map(String::as_str)) else {
            continue;
        };
        for path in items(&rule["http"]["paths"]) {
            let path = path["path"].as_str().unwrap_or("/").to_owned();
            let path = if path == "/" { String::new() } else { path };
            found.push((format!("{scheme}://{host}{path}"), false));
        }
    }
    found
}

/// Returns the addresses that a balancer has given to an object.
fn hosts(object: &Value) -> Vec<String> {
    let given = object["status"]["loadBalancer"]["ingress"].as_array();
    given
        .into_iter()
        .flatten()
        .filter_map(|it| it["hostname"].as_str().or(it["ip"].as_str()))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn services_are_reached_by_their_type() {
        let check = |kind: &str, port: Value, given: Value, expected: &[(&str, bool)]| {
            let object = json!({"spec": {"type": kind, "ports": [port]},
                                "status": {"loadBalancer": {"ingress": given}}});
            let found = of_service(&object, "prod", "web");
            let found: Vec<_> = found
                .iter()
                .map(|(it, inner)| (it.as_str(), *inner))
                .collect();
            assert_eq!(found, expected, "{object}");
        };
        let none = json!([]);
        check(
            "ClusterIP",
            json!({"port": 80}),
            none.clone(),
            &[("http://web.prod", true)],
        );
        check(
            "ClusterIP",
            json!({"port": 5432}),
            none.clone(),
            &[("web.prod:5432", true)],
        );
        check(
            "NodePort",
            json!({"port": 8080, "name": "http", "nodePort": 30080}),
            none.clone(),
            &[("http://NODE:30080", false)],
        );
        check(
            "LoadBalancer",
            json!({"port": 443}),
            none,
            &[("https://web.prod", true)],
        );
        check(
            "LoadBalancer",
            json!({"port": 443}),
            json!([{"ip": "10.0.0.1"}, {"hostname": "lb.example.com"}]),
            &[
                ("https://10.0.0.1", false),
                ("https://lb.example.com", false),
            ],
        );
    }

    #[test]
    fn ingresses_are_reached_by_their_hosts() {
        let object = json!({"spec": {
            "tls": [{"hosts": ["a.example.com"]}],
            "rules": [
                {"host": "a.example.com", "http": {"paths": [{"path": "/"}, {"path": "/x"}]}},
                {"http": {"paths": [{"path": "/y"}]}},
            ]},
            "status": {"loadBalancer": {"ingress": [{"ip": "10.0.0.1"}]}}});
        let found: Vec<String> = of_ingress(&object).into_iter().map(|it| it.0).collect();
        assert_eq!(
            found,
            [
                "https://a.example.com",
                "https://a.example.com/x",
                "http://10.0.0.1/y"
            ]
        );
    }
}
