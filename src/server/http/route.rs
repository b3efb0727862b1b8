//! From a method and a path to what is asked for.

use axum::http::Method;
use percent_encoding::percent_decode_str;

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// The page for people who open the server in a browser.
    Welcome,
    /// The version of the server.
    Info,
    /// Whether the server is up.
    Health,
    /// The counts of requests.
    Metrics,
    /// Who owns the repository, for Artifact Hub.
    ArtifactHub,
    /// A file that the page needs, by its path.
    Static(String),
    /// The index.
    Index,
    /// A package or signature, by file name.
    File(String),
    /// All charts.
    Charts,
    /// The versions of a chart.
    Chart(String),
    /// One version of a chart.
    Version(String, String),
    /// The templates and values of one version.
    Templates(String, String),
    /// The values of one version.
    Values(String, String),
    /// Upload of a package.
    PostChart,
    /// Upload of a signature.
    PostSignature,
    /// Removal of a version.
    Delete(String, String),
}

/// What a user must be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Nothing in particular.
    None,
    /// Read.
    Pull,
    /// Change.
    Push,
}

impl Route {
    /// Returns what a user must be allowed to do.
    pub(crate) fn action(&self) -> Action {
        match self {
            Self::Info | Self::Health | Self::Metrics => Action::None,
            Self::PostChart | Self::PostSignature | Self::Delete(..) => Action::Push,
            _ => Action::Pull,
        }
    }

    /// Says whether the route belongs to the API.
    pub(crate) fn is_api(&self) -> bool {
        !matches!(
            self,
            Self::Welcome
                | Self::Info
                | Self::Health
                | Self::Metrics
                | Self::ArtifactHub
                | Self::Static(_)
                | Self::Index
                | Self::File(_)
        )
    }

    /// Returns the path of the route with names for its parameters.
    pub(crate) fn template(&self) -> &'static str {
        match self {
            Self::Welcome => "/",
            Self::Info => "/info",
            Self::Health => "/health",
            Self::Metrics => "/metrics",
            Self::ArtifactHub => "/artifacthub-repo.yml",
            Self::Static(_) => "/static/:file",
            Self::Index => "/index.yaml",
            Self::File(_) => "/charts/:filename",
            Self::Charts | Self::PostChart => "/api/charts",
            Self::Chart(_) => "/api/charts/:name",
            Self::Version(..) | Self::Delete(..) => "/api/charts/:name/:version",
            Self::Templates(..) => "/api/charts/:name/:version/templates",
            Self::Values(..) => "/api/charts/:name/:version/values",
            Self::PostSignature => "/api/prov",
        }
    }
}

/// The routes of one server.
#[derive(Clone, Debug, Default)]
pub(crate) struct Routes {
    /// Path that all routes lie below: empty, or with a leading and no trailing `/`.
    pub(crate) context_path: String,
    /// Whether there is an API.
    pub(crate) api: bool,
    /// Whether versions can be removed.
    pub(crate) delete: bool,
    /// Whether there are counts of requests.
    pub(crate) metrics: bool,
    /// Whether there is an id for Artifact Hub.
    pub(crate) artifact_hub: bool,
    /// Whether there are files for the page.
    pub(crate) files: bool,
}

impl Routes {
    /// Finds the route of a request; `HEAD` goes where `GET` goes.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Option<Route> {
        if self.metrics && path == "/metrics" && (method == Method::GET || method == Method::HEAD) {
            return Some(Route::Metrics);
        }
        let path = self.below_context(path)?;
        let segments = segments(path)?;
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let route = match segments[..] {
            [""] => Route::Welcome,
            ["info"] => Route::Info,
            ["health"] => Route::Health,
            ["index.yaml"] => Route::Index,
            ["artifacthub-repo.yml"] if self.artifact_hub => Route::ArtifactHub,
            [first, ..] if self.files && first.starts_with("static") => {
                Route::Static(segments.join("/"))
            }
            ["charts", file] if !file.is_empty() => Route::File(file.to_owned()),
            ["api", ref rest @ ..] if self.api && !names_a_file(path) => api(method, rest)?,
            _ => return None,
        };
        let allowed = match route {
            Route::PostChart | Route::PostSignature => method == Method::POST,
            Route::Delete(..) => self.delete && method == Method::DELETE,
            _ => method == Method::GET || method == Method::HEAD,
        };
        allowed.then_some(route)
    }

    /// Takes the context path off, at a boundary of segments.
    fn below_context<'a>(&self, path: &'a str) -> Option<&'a str> {
        let rest = path.strip_prefix(self.context_path.as_str())?;
        match rest {
            "" => Some("/"),
            _ if rest.starts_with('/') => Some(rest),
            _ => None,
        }
    }
}

fn api(method: &Method, segments: &[&str]) -> Option<Route> {
    let own = |text: &str| text.to_owned();
    Some(match *segments {
        ["charts"] if method == Method::POST => Route::PostChart,
        ["charts"] => Route::Charts,
        ["prov"] => Route::PostSignature,
        ["charts", name] if !name.is_empty() => Route::Chart(own(name)),
        ["charts", name, version] if !name.is_empty() => {
            if method == Method::DELETE {
                if version.is_empty() {
                    return None;
                }
                Route::Delete(own(name), own(version))
            } else {
                Route::Version(own(name), own(version))
            }
        }
        ["charts", name, version, "templates"] if !name.is_empty() => {
            Route::Templates(own(name), own(version))
        }
        ["charts", name, version, "values"] if !name.is_empty() => {
            Route::Values(own(name), own(version))
        }
        _ => return None,
    })
}

/// Says whether a path below `/api/` means a file: a tenant may be called `api`.
fn names_a_file(path: &str) -> bool {
    [".yaml", ".tgz", ".prov"]
        .iter()
        .any(|ending| path.as_bytes().ends_with(ending.as_bytes()))
}

/// Splits a path, decodes its segments and refuses those that could mean another folder.
///
/// An empty segment can only be the last one.
fn segments(path: &str) -> Option<Vec<String>> {
    let raw: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let last = raw.len() - 1;
    let mut segments = Vec::with_capacity(raw.len());
    for (position, segment) in raw.into_iter().enumerate() {
        let segment = percent_decode_str(segment).decode_utf8().ok()?;
        let is_odd = segment == "."
            || segment == ".."
            || (segment.is_empty() && position != last)
            || segment.contains(['/', '\\'])
            || segment.chars().any(char::is_control);
        if is_odd {
            return None;
        }
        segments.push(segment.into_owned());
    }
    Some(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(context_path: &str, request: &str, expected: impl Into<Option<Route>>) {
        let routes = Routes {
            context_path: context_path.into(),
            api: true,
            delete: true,
            ..Routes::default()
        };
        let (method, path) = request.split_once(' ').expect("two words");
        let method = method.parse().expect("a method");
        assert_eq!(routes.find(&method, path), expected.into(), "{request}");
    }

    #[test]
    fn requests_find_their_routes() {
        let pair = || ("a".to_owned(), "1.0.0+b".to_owned());
        let (name, version) = pair();
        check("", "GET /", Some(Route::Welcome));
        check("", "HEAD /", Some(Route::Welcome));
        check("", "GET /info", Some(Route::Info));
        check("", "GET /health", Some(Route::Health));
        check("", "HEAD /index.yaml", Some(Route::Index));
        check(
            "",
            "GET /charts/a-1.tgz",
            Some(Route::File("a-1.tgz".into())),
        );
        check("", "GET /charts/a%2Db", Some(Route::File("a-b".into())));
        check("", "GET /api/charts", Some(Route::Charts));
        check("", "GET /api/charts/a", Some(Route::Chart(name)));
        check(
            "",
            "GET /api/charts/a/",
            Some(Route::Version("a".into(), String::new())),
        );
        check(
            "",
            "GET /api/charts/a/1.0.0+b",
            Some(Route::Version("a".into(), version)),
        );
        let (name, version) = pair();
        check(
            "",
            "GET /api/charts/a/1.0.0%2bb/values",
            Some(Route::Values(name, version)),
        );
        let (name, version) = pair();
        check(
            "",
            "GET /api/charts/a/1.0.0+b/templates",
            Some(Route::Templates(name, version)),
        );
        check("", "POST /api/charts", Some(Route::PostChart));
        check("", "POST /api/prov", Some(Route::PostSignature));
        let (name, version) = pair();
        check(
            "",
            "DELETE /api/charts/a/1.0.0+b",
            Some(Route::Delete(name, version)),
        );
    }

    #[test]
    fn all_else_is_not_found() {
        for request in [
            "POST /",
            "PUT /api/charts",
            "OPTIONS /index.yaml",
            "GET /api/prov",
            "DELETE /api/charts/a",
            "DELETE /api/charts/a/",
            "DELETE /index.yaml",
            "POST /api/charts/",
            "GET /index.yaml/",
            "GET /health/",
            "GET /INDEX.YAML",
            "GET //index.yaml",
            "GET /../index.yaml",
            "GET /charts/../index.yaml",
            "GET /charts/%2e%2e",
            "GET /charts/a%2Fb.tgz",
            "GET /charts/a%00.tgz",
            "GET /charts/",
            "GET /charts/a/b",
            "GET /api/charts/x%2F1.0.0",
            "GET /api",
            "GET /api/charts//1.0.0",
            "GET /api/charts/a/1.tgz",
            "GET /%ff",
        ] {
            check("", request, None);
        }
    }

    #[test]
    fn the_context_path_ends_at_a_segment() {
        check("/a/b", "GET /a/b", Some(Route::Welcome));
        check("/a/b", "GET /a/b/", Some(Route::Welcome));
        check("/a/b", "GET /a/b/index.yaml", Some(Route::Index));
        check("/a/b", "GET /a/bc", None);
        check("/a/b", "GET /index.yaml", None);
        check("/a/b", "GET /health", None);
    }

    #[test]
    fn parts_of_the_api_can_be_turned_off() {
        let mut routes = Routes {
            api: true,
            ..Routes::default()
        };
        assert_eq!(routes.find(&Method::DELETE, "/api/charts/a/1"), None);
        assert!(routes.find(&Method::GET, "/api/charts/a/1").is_some());
        routes.api = false;
        assert_eq!(routes.find(&Method::GET, "/api/charts"), None);
        assert!(routes.find(&Method::GET, "/index.yaml").is_some());
    }

    #[test]
    fn some_routes_are_there_only_when_asked_for() {
        let paths = ["/metrics", "/artifacthub-repo.yml", "/static/css/a.css"];
        let none = Routes::default();
        let all = Routes {
            metrics: true,
            artifact_hub: true,
            files: true,
            ..Routes::default()
        };
        for path in paths {
            assert_eq!(none.find(&Method::GET, path), None, "{path}");
            assert!(all.find(&Method::GET, path).is_some(), "{path}");
            assert_eq!(all.find(&Method::POST, path), None, "{path}");
        }
        let file = all.find(&Method::GET, "/static/css/a.css");
        assert_eq!(file, Some(Route::Static("static/css/a.css".into())));
        assert_eq!(all.find(&Method::GET, "/static/../a"), None);
        // Counts do not lie below the path of the server.
        let below = Routes {
            context_path: "/x".into(),
            ..all
        };
        assert_eq!(below.find(&Method::GET, "/metrics"), Some(Route::Metrics));
        assert_eq!(below.find(&Method::GET, "/x/metrics"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_path_names_another_folder(path in "/[a-z./%2eEfF5cC\\\\]{0,24}") {
            let routes = Routes { api: true, delete: true, files: true, ..Routes::default() };
            if let Some(Route::File(name)) = routes.find(&Method::GET, &path) {
                proptest::prop_assert!(!name.contains(['/', '\\']) && name != "..");
            }
            if let Some(Route::Static(path)) = routes.find(&Method::GET, &format!("/static{path}")) {
                proptest::prop_assert!(!path.split('/').any(|part| part == ".."), "{path}");
            }
        }
    }
}
