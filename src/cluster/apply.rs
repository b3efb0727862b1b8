//! Writing to a cluster.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::{StreamExt as _, stream};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{
    client::{Cluster, named},
    error::{Error, Result},
    kind::{Kind, described},
    send::{Answer, Call},
};

/// The name under which our fields are kept.
pub const FIELD_MANAGER: &str = "addon";

/// How many objects are applied at the same time; each has a connection of its own.
const AT_ONCE: usize = 4;

/// What to do about fields that somebody else manages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conflicts {
    /// Leave the object and tell whose they are.
    #[default]
    Refuse,
    /// Take them over.
    Force,
}

/// What became of an object that was applied.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The object as the server keeps it now.
    pub object: Value,
    /// Whether it was not there before.
    pub created: bool,
}

impl Applied {
    fn of(answer: Answer) -> Self {
        Self {
            created: answer.status == StatusCode::CREATED,
            object: answer.body,
        }
    }
}

impl Cluster {
    /// Creates an object, or makes the fields that are ours what `object` says.
    ///
    /// Fields that were ours and are not in `object` disappear; those of others stay. Unknown fields
    /// are refused.
    pub fn apply(&self, object: &Value, conflicts: Conflicts) -> Result<Applied> {
        self.apply_with(object, conflicts, "")
    }

    /// Returns what [`apply`](Self::apply) would make of an object, without doing it.
    pub fn would_apply(&self, object: &Value, conflicts: Conflicts) -> Result<Value> {
        Ok(self.apply_with(object, conflicts, "&dryRun=All")?.object)
    }

    fn apply_with(&self, object: &Value, conflicts: Conflicts, more: &str) -> Result<Applied> {
        let kind = Kind::of(object)?;
        let subject = described(object);
        let call = self.apply_call(&kind, object, conflicts, more, &subject)?;
        let answer = self.ask(&call).map_err(|error| named(error, &kind))?;
        Ok(Applied::of(answer))
    }

    /// Applies several objects, some of them at the same time.
    ///
    /// After a failure no further one is begun. Results stand in the order of the objects; there is
    /// none for those that were not begun.
    pub fn apply_all(
        &self,
        objects: &[(Value, Conflicts)],
    ) -> Result<Vec<Option<Result<Applied>>>> {
        let mut named_objects = Vec::with_capacity(objects.len());
        for (object, _) in objects {
            named_objects.push((Kind::of(object)?, described(object)));
        }
        let mut calls = Vec::with_capacity(objects.len());
        for ((object, conflicts), (kind, subject)) in objects.iter().zip(&named_objects) {
            calls.push((
                kind,
                self.apply_call(kind, object, *conflicts, "", subject)?,
            ));
        }
        let failed = AtomicBool::new(false);
        let failed = &failed;
        let requests = calls.iter().map(|(kind, call)| async move {
            if failed.load(Ordering::Relaxed) {
                return None;
            }
            let result = self.sender.send(call).await;
            if result.is_err() {
                failed.store(true, Ordering::Relaxed);
            }
            Some(result.map(Applied::of).map_err(|error| named(error, kind)))
        });
        let all = stream::iter(requests).buffered(AT_ONCE).collect::<Vec<_>>();
        Ok(self.block_on(all))
    }

    fn apply_call<'a>(
        &self,
        kind: &Kind,
        object: &Value,
        conflicts: Conflicts,
        more: &str,
        subject: &'a str,
    ) -> Result<Call<'a>> {
        let force = if conflicts == Conflicts::Force {
            "&force=true"
        } else {
            ""
        };
        let target = format!(
            "{}?fieldManager={FIELD_MANAGER}&fieldValidation=Strict{force}{more}",
            self.path_of(kind, object)?
        );
        Ok(Call {
            method: Method::PATCH,
            target,
            accept: "application/json",
            content_type: "application/apply-patch+yaml",
            body: object.to_string().into(),
            subject,
        })
    }

    /// Creates an object that must not be there yet; returns nothing when it is.
    pub fn create(&self, object: &Value) -> Result<Option<Value>> {
        let kind = Kind::of(object)?;
        let subject = described(object);
        let namespace = object["metadata"]["namespace"].as_str();
        let call = Call {
            method: Method::POST,
            target: format!(
                "{}?fieldManager={FIELD_MANAGER}&fieldValidation=Strict",
                self.resource(&kind)?.path(namespace)
            ),
            accept: "application/json",
            content_type: "application/json",
            body: object.to_string().into(),
            subject: &subject,
        };
        match self.ask(&call) {
            Ok(answer) => Ok(Some(answer.body)),
            Err(Error::Changed { .. }) => Ok(None),
            Err(error) => Err(named(error, &kind)),
        }
    }

    /// Changes parts of an object by a JSON merge patch; of its status with `status`.
    pub fn merge(&self, object: &Value, patch: &Value, status: bool) -> Result<Value> {
        self.patch(object, "application/merge-patch+json", patch, status)
    }

    /// Hands what another program wrote by updates over to us, as if we had applied it.
    ///
    /// Server-side apply drops a field only if it was applied under the same name, so whatever the
    /// program wrote before would stay for ever. `object` is as the server has it; returns whether
    /// there was something to hand over.
    pub fn adopt(&self, object: &Value, managers: &[&str]) -> Result<bool> {
        let Some(entries) = object["metadata"]["managedFields"].as_array() else {
            return Ok(false);
        };
        let ours =
            |entry: &Value| entry["manager"] == FIELD_MANAGER && entry["operation"] == "Apply";
        let theirs = |entry: &Value| {
            let manager = entry["manager"].as_str().unwrap_or_default();
            let subresource = entry["subresource"].as_str().unwrap_or_default();
            managers.contains(&manager)
                && entry["operation"] == "Update"
                && subresource.is_empty()
                && has_fields(&entry["fieldsV1"])
        };
        if !entries.iter().any(theirs) {
            return Ok(false);
        }
        let mut fields = Value::Null;
        let (taken, mut left): (Vec<_>, Vec<_>) = entries
            .iter()
            .cloned()
            .partition(|entry| ours(entry) || theirs(entry));
        for entry in taken {
            join(&mut fields, &entry["fieldsV1"]);
        }
        left.push(json!({
            "manager": FIELD_MANAGER,
            "operation": "Apply",
            "apiVersion": object["apiVersion"],
            "fieldsType": "FieldsV1",
            "fieldsV1": fields,
        }));
        let patch = json!([
            {"op": "test", "path": "/metadata/resourceVersion",
             "value": object["metadata"]["resourceVersion"]},
            {"op": "replace", "path": "/metadata/managedFields", "value": left},
        ]);
        self.patch(object, "application/json-patch+json", &patch, false)?;
        Ok(true)
    }

    fn patch(
        &self,
        object: &Value,
        content_type: &'static str,
        patch: &Value,
        status: bool,
    ) -> Result<Value> {
        let kind = Kind::of(object)?;
        let subject = described(object);
        let part = if status { "/status" } else { "" };
        let call = Call {
            method: Method::PATCH,
            target: format!(
                "{}{part}?fieldManager={FIELD_MANAGER}",
                self.path_of(&kind, object)?
            ),
            accept: "application/json",
            content_type,
            body: patch.to_string().into(),
            subject: &subject,
        };
        Ok(self.ask(&call).map_err(|error| named(error, &kind))?.body)
    }

    /// Deletes an object; returns whether it was there.
    ///
    /// What the object owns is left to the cluster, which deletes it in the background.
    pub fn delete(&self, kind: &Kind, namespace: Option<&str>, name: &str) -> Result<bool> {
        let subject = format!("{} {name}", kind.kind);
        let call = Call {
            method: Method::DELETE,
            target: self.resource(kind)?.object_path(namespace, name),
            accept: "application/json",
            content_type: "application/json",
            body: json!({"apiVersion": "v1", "kind": "DeleteOptions",
                         "propagationPolicy": "Background"})
            .to_string()
            .into(),
            subject: &subject,
        };
        match self.ask(&call) {
            Ok(_) => Ok(true),
            Err(Error::NoPlace { .. }) => Ok(false),
            Err(error) => Err(named(error, kind)),
        }
    }

    /// Returns the path of an object that is at hand.
    fn path_of(&self, kind: &Kind, object: &Value) -> Result<String> {
        let metadata = &object["metadata"];
        let name = metadata["name"].as_str().filter(|name| !name.is_empty());
        let resource = self.resource(kind)?;
        let namespace = metadata["namespace"].as_str().filter(|it| !it.is_empty());
        if resource.namespaced && namespace.is_none() {
            return Err(Error::NoPlace {
                object: described(object),
                message: "it has no namespace".into(),
            });
        }
        Ok(resource.object_path(namespace, name.ok_or(Error::NoName)?))
    }
}

/// Says whether a set of fields has more than the maps that the fields are in.
fn has_fields(fields: &Value) -> bool {
    fields.as_object().is_some_and(|entries| {
        entries.iter().any(|(key, below)| match below.as_object() {
            Some(below) if below.is_empty() => key != ".",
            _ => has_fields(below),
        })
    })
}

/// Joins two sets of fields.
fn join(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                join(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) if into.is_null() => *into = from.clone(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_fields_are_joined() {
        let mut fields = json!({"f:a": {"f:b": {}}});
        join(&mut fields, &json!({"f:a": {"f:c": {}}, "f:d": {}}));
        assert_eq!(fields, json!({"f:a": {"f:b": {}, "f:c": {}}, "f:d": {}}));
        assert!(has_fields(&fields));
        assert!(!has_fields(&json!({"f:spec": {".": {}}})));
    }
}
