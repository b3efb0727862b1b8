//! Pushing through ChartMuseum's API.

use bytes::Bytes;
use url::Url;

use super::{HelmRegistry, is_absent, releases::releases};
use crate::{
    addon::AddonName,
    chart::{Package, index::IndexVersion},
    net::{Request, Response, redacted},
    registry::{Error, OnExisting, Publisher, Registry as _, Release, Result},
};

/// The largest list of versions of one chart that is read.
const MAX_VERSIONS: u64 = 64 << 20;

impl HelmRegistry {
    /// Returns the address of the API's list of charts.
    ///
    /// The path is `<context path>/api/<rest of the registry's path>/charts`.
    fn api(&self) -> Url {
        let context = self.context_path.trim_matches('/');
        let path = self.base.path().trim_matches('/');
        let rest = match path.strip_prefix(context) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') || context.is_empty() => rest,
            _ => path,
        };
        let segments = [context, "api", rest.trim_matches('/'), "charts"];
        let path: Vec<_> = segments
            .into_iter()
            .filter(|segment| !segment.is_empty())
            .collect();
        let mut url = self.base.clone();
        url.set_path(&path.join("/"));
        url
    }
}

impl Publisher for HelmRegistry {
    fn existing(&self, name: &AddonName) -> Result<Vec<Release>> {
        let mut url = self.api();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.push(name.as_str());
        }
        let body = match self.client.download(&Request::get(url), MAX_VERSIONS) {
            Ok(body) => body,
            Err(error) if is_absent(&error) => return Ok(Vec::new()),
            Err(error) => return Err(Error::from_net(&self.name, error)),
        };
        match serde_json::from_slice::<Vec<IndexVersion<'_>>>(&body) {
            Ok(versions) => Ok(releases(&self.name, name, &versions)),
            // Not ChartMuseum's answer; what the server says in its index has to do.
            Err(_) => match self.releases(name) {
                Err(Error::NotFound { .. }) => Ok(Vec::new()),
                result => result,
            },
        }
    }

    fn push(&self, package: &Package, on_existing: OnExisting) -> Result<()> {
        let mut url = self.api();
        if on_existing == OnExisting::Overwrite {
            url.set_query(Some("force"));
        }
        let shown = redacted(&url);
        let (content_type, body) = form(package);
        let request = Request::post(url, &content_type, body);
        let response = self.client.send(&request).map_err(Error::net(&self.name))?;
        match response.status() {
            201 | 202 => {
                done_with(response);
                Ok(())
            }
            409 => Err(Error::Conflict {
                registry: self.name.to_string(),
                file_name: package.file_name.clone(),
            }),
            status if (200..300).contains(&status) => Err(Error::Invalid {
                registry: self.name.to_string(),
                subject: shown,
                problem: format!("it answered {status} to an upload, as no chart repository does"),
            }),
            _ => Err(Error::from_net(&self.name, response.into_error())),
        }
    }

    fn remove(&self, release: &Release) -> Result<()> {
        let mut url = self.api();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.push(release.name.as_str()).push(&release.version);
        }
        let response = self
            .client
            .send(&Request::delete(url))
            .map_err(Error::net(&self.name))?;
        match response.success() {
            Ok(response) => {
                done_with(response);
                Ok(())
            }
            Err(error) => Err(Error::from_net(&self.name, error)),
        }
    }
}

/// Reads the rest of an answer that nobody needs: a connection with something left in it cannot
/// carry the next request.
fn done_with(response: Response) {
    const MAX_ANSWER: u64 = 64 << 10;
    // The status was the answer, and a new connection is always to be had.
    let _rest = response.bytes(MAX_ANSWER);
}

/// Writes the form that ChartMuseum takes: one part called `chart`.
fn form(package: &Package) -> (String, Bytes) {
    // The boundary must not occur in the archive; 128 random bits do not.
    let boundary = format!("addon-{}", uuid::Uuid::new_v4().simple());
    let mut body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"chart\"; filename=\"{}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n",
        package.file_name.replace(['"', '\r', '\n'], "_")
    )
    .into_bytes();
    body.extend_from_slice(&package.bytes);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    (
        format!("multipart/form-data; boundary={boundary}"),
        body.into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{OpenContext, helm::Options};

    #[test]
    fn the_api_is_found_behind_every_path() {
        for (url, context_path, api) in [
            ("http://h:8080", "", "/api/charts"),
            ("http://h:8080/org/repo", "", "/api/org/repo/charts"),
            ("http://h:8080/org/repo/", "", "/api/org/repo/charts"),
            ("http://h:8080", "/x/y/z", "/x/y/z/api/charts"),
            ("http://h:8080/x/org", "/x", "/x/api/org/charts"),
            ("http://h:8080/xy", "/x", "/x/api/xy/charts"),
            (
                "https://harbor/chartrepo/proj",
                "",
                "/api/chartrepo/proj/charts",
            ),
        ] {
            let options = Options {
                context_path: context_path.into(),
                ..Options::default()
            };
            let url = Url::parse(url).expect("a URL");
            let registry = HelmRegistry::new("r", url, options, &OpenContext::default());
            assert_eq!(registry.expect("set up").api().path(), api);
        }
    }
}
