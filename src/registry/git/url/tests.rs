use super::*;

const NO: &str = "";

#[derive(Clone, Copy)]
struct Case<'a>(RegistryKind, &'a str, &'a str, &'a str, &'a str);

fn parse(Case(kind, url, repo, path, reference): Case<'_>) -> Result<Location, Problem> {
    Address {
        kind,
        url,
        repo,
        path,
        reference,
    }
    .parse()
}

/// Shows a location as `remote reference folder`, with `<tail>` for a joined one.
fn shown(location: &Location) -> String {
    let place = match &location.place {
        Place::Default { folder } => format!("HEAD {folder}"),
        Place::Named { reference, folder } => format!("{reference} {folder}"),
        Place::Joined { tail, folder } => format!("<{tail}> {folder}"),
    };
    format!("{} {place}", location.remote).trim_end().to_owned()
}

#[track_caller]
fn check(case: Case<'_>, expected: &str) {
    let location = parse(case).unwrap_or_else(|problem| panic!("{}: {problem}", case.1));
    assert_eq!(shown(&location), expected, "{}", case.1);
}

#[test]
fn github_urls() {
    use RegistryKind::Git;
    #[rustfmt::skip]
    let table = [
        // The forms of the original.
        ("https://github.com/o/r/tree/master/addons", NO, "https://github.com/o/r.git <master/addons>"),
        ("https://github.com/o/r/tree/master/a/b", "c", "https://github.com/o/r.git <master/a/b> c"),
        ("https://github.com/o/r/addons", NO, "https://github.com/o/r.git HEAD addons"),
        ("https://github.com/o/r", "addons", "https://github.com/o/r.git HEAD addons"),
        ("https://github.com/o/r.git", "addons/", "https://github.com/o/r.git HEAD addons"),
        ("https://github.com/o/r", "tree/dev/x", "https://github.com/o/r.git HEAD tree/dev/x"),
        ("https://api.github.com/repos/o/r/contents/addons", NO, "https://github.com/o/r.git HEAD addons"),
        ("https://api.github.com/repos/o/r/contents/a/b?ref=dev", "c", "https://github.com/o/r.git dev a/b/c"),
        // Those that it refuses or crashes on.
        ("https://github.com/o/r", NO, "https://github.com/o/r.git HEAD"),
        ("https://github.com/o/r/", NO, "https://github.com/o/r.git HEAD"),
        ("https://github.com/o/r/tree/dev", NO, "https://github.com/o/r.git <dev>"),
        ("https://github.com/o/r/tree/dev/", NO, "https://github.com/o/r.git <dev>"),
        ("https://github.com/o/r/tree", NO, "https://github.com/o/r.git HEAD tree"),
        ("https://github.com/o/r.git/tree/dev/a", NO, "https://github.com/o/r.git <dev/a>"),
        ("https://github.com/o/r#dev", "a", "https://github.com/o/r.git dev a"),
        ("https://api.github.com/repos/o/r/contents", NO, "https://github.com/o/r.git HEAD"),
        ("https://api.github.com/repos/o/r", "a", "https://github.com/o/r.git HEAD a"),
        ("http://github.com/o/r", NO, "http://github.com/o/r.git HEAD"),
        ("github.com/o/r", NO, "https://github.com/o/r.git HEAD"),
        ("www.github.com/o/r/tree/x/a", NO, "https://github.com/o/r.git <x/a>"),
        ("https://GitHub.com/O/R", NO, "https://github.com/O/R.git HEAD"),
        ("git@github.com:o/r.git", "a", "ssh://git@github.com/o/r.git HEAD a"),
        ("git@github.com:o/r", NO, "ssh://git@github.com/o/r HEAD"),
        ("ssh://git@github.com/o/r.git", NO, "ssh://git@github.com/o/r.git HEAD"),
        ("ssh://git@host:2222/o/r.git/a#dev", "b", "ssh://git@host:2222/o/r.git dev a/b"),
        ("https://github.com/o/r/%C3%BC", NO, "https://github.com/o/r.git HEAD ü"),
        // Other hosts.
        ("https://ghe.corp/o/r/tree/main/a", NO, "https://ghe.corp/o/r <main/a>"),
        ("https://ghe.corp/api/v3/repos/o/r/contents/a?ref=x", NO, "https://ghe.corp/o/r x a"),
        ("https://codeberg.org/o/r/src/branch/main/a", NO, "https://codeberg.org/o/r <main/a>"),
        ("https://codeberg.org/o/r/a", NO, "https://codeberg.org/o/r HEAD a"),
        ("https://bitbucket.org/o/r/src/main/a", NO, "https://bitbucket.org/o/r.git <main/a>"),
        ("https://host:8443/deep/down/repo", "a", "https://host:8443/deep/down/repo HEAD a"),
        ("https://host/git/repo.git/a/b", "c", "https://host/git/repo.git HEAD a/b/c"),
        ("http://127.0.0.1:3000/catalog.git", NO, "http://127.0.0.1:3000/catalog.git HEAD"),
        ("localhost:3000/o/r", NO, "https://localhost:3000/o/r HEAD"),
        ("https://dev.azure.com/o/p/_git/r", NO, "https://dev.azure.com/o/p/_git/r HEAD"),
        ("https://git.corp/x/-/tree/main/a", NO, "https://git.corp/x <main/a>"),
        // Files.
        ("/srv/catalog", "a", "/srv/catalog HEAD a"),
        ("file:///srv/catalog.git", NO, "/srv/catalog.git HEAD"),
        ("file:///srv/catalog#dev", "./a//b/../c", "/srv/catalog dev a/c"),
        ("../catalog", NO, "../catalog HEAD"),
    ];
    for (url, path, expected) in table {
        check(Case(Git, url, NO, path, NO), expected);
    }
}

#[test]
fn gitee_urls() {
    use RegistryKind::Gitee;
    #[rustfmt::skip]
    let table = [
        ("https://gitee.com/o/r/tree/master/addons", NO, "https://gitee.com/o/r.git <master/addons>"),
        ("https://gitee.com/o/r", "addons", "https://gitee.com/o/r.git HEAD addons"),
        ("https://gitee.com/o/r.git", NO, "https://gitee.com/o/r.git HEAD"),
        ("https://gitee.com/o/r/", NO, "https://gitee.com/o/r.git HEAD"),
    ];
    for (url, path, expected) in table {
        check(Case(Gitee, url, NO, path, NO), expected);
    }
}

#[test]
fn gitlab_urls() {
    use RegistryKind::Gitlab;
    #[rustfmt::skip]
    let table = [
        // The forms of the original.
        ("https://gitlab.com/g/r", "r", "a", "https://gitlab.com/g/r.git HEAD a"),
        ("https://gitlab.com/g/sub/r.git", "r", "a", "https://gitlab.com/g/sub/r.git HEAD a"),
        ("https://gitlab.com/g/r/tree/dev", "r", "a", "https://gitlab.com/g/r.git <dev> a"),
        // Those that it gets wrong or crashes on.
        ("https://gitlab.com/g/r/-/tree/dev", "r", "a", "https://gitlab.com/g/r.git <dev> a"),
        ("https://gitlab.com/g/r/-/tree/feature/x/a?ref_type=heads", NO, NO, "https://gitlab.com/g/r.git <feature/x/a>"),
        ("https://gitlab.com/g/r/", "r", NO, "https://gitlab.com/g/r.git HEAD"),
        ("https://gitlab.com/g/r", NO, NO, "https://gitlab.com/g/r.git HEAD"),
        ("https://gitlab.com/g/s1/s2/r", NO, NO, "https://gitlab.com/g/s1/s2/r.git HEAD"),
        ("https://gitlab.com/grp/r", "r", NO, "https://gitlab.com/grp/r.git HEAD"),
        ("https://gitlab.com/r/r", "r", NO, "https://gitlab.com/r/r.git HEAD"),
        ("https://gitlab.com/g/r/a", "r", NO, "https://gitlab.com/g/r.git HEAD a"),
        ("https://gitlab.com/g/r/a", "g/r", NO, "https://gitlab.com/g/r.git HEAD a"),
        ("https://git.corp/gitlab/g/r/-/tree/main/a", "r", NO, "https://git.corp/gitlab/g/r.git <main/a>"),
        ("https://git.corp:8443/gitlab/g/r", "r", "a", "https://git.corp:8443/gitlab/g/r.git HEAD a"),
        ("git@gitlab.com:g/sub/r.git", NO, NO, "ssh://git@gitlab.com/g/sub/r.git HEAD"),
        ("https://gitlab.com/g/tree/r/-/tree/main", NO, NO, "https://gitlab.com/g/tree/r.git <main>"),
    ];
    for (url, repo, path, expected) in table {
        check(Case(Gitlab, url, repo, path, NO), expected);
    }
}

#[test]
fn a_configured_reference_settles_where_the_folder_begins() {
    #[rustfmt::skip]
    let table = [
        ("https://github.com/o/r/tree/f/x/a", "f/x", "https://github.com/o/r.git f/x a/p"),
        ("https://github.com/o/r/tree/f/x", "f/x", "https://github.com/o/r.git f/x p"),
        ("https://github.com/o/r", "v1", "https://github.com/o/r.git v1 p"),
        ("https://github.com/o/r#v1", "v1", "https://github.com/o/r.git v1 p"),
        ("git@h:r", "v1", "ssh://git@h/r v1 p"),
    ];
    for (url, reference, expected) in table {
        check(Case(RegistryKind::Git, url, NO, "p", reference), expected);
    }
}

#[test]
fn addresses_that_cannot_be_meant_are_refused_with_a_reason() {
    use RegistryKind::{Git, Gitlab};
    for case in [
        Case(Git, "", NO, NO, NO),
        Case(Git, "https://github.com", NO, NO, NO),
        Case(Git, "https://github.com/o", NO, NO, NO),
        Case(Git, "https://api.github.com/repos/o", NO, NO, NO),
        Case(Git, "https://api.github.com/repos/o/r/issues", NO, NO, NO),
        Case(Git, "https://host/", NO, NO, NO),
        Case(Git, "ftp://host/r", NO, NO, NO),
        Case(Git, "oss://host/r", NO, NO, NO),
        Case(Git, "git://host/r", NO, NO, NO),
        Case(Git, "ssh://-oProxyCommand=x/r", NO, NO, NO),
        Case(Git, "-oProxyCommand=x:r", NO, NO, NO),
        Case(Git, "git@-x:r", NO, NO, NO),
        Case(Git, "git@host:-x", NO, NO, NO),
        Case(Git, "catalog", NO, NO, NO),
        Case(Git, "https://github.com/o/r", NO, "../x", NO),
        Case(Git, "https://github.com/o/r", NO, NO, "a b"),
        Case(Git, "https://github.com/o/r", NO, NO, "--upload-pack=x"),
        Case(Git, "https://github.com/o/r#a", NO, NO, "b"),
        Case(Git, "https://github.com/o/r/tree/main/a", NO, NO, "dev"),
        Case(Gitlab, "https://gitlab.com/g", NO, NO, NO),
        Case(Gitlab, "https://gitlab.com/g/r", "other", NO, NO),
        Case(Gitlab, "https://gitlab.com/r", "r", NO, NO),
    ] {
        assert!(parse(case).is_err(), "{:?} is {:?}", case.1, parse(case));
    }
}

#[test]
fn credentials_in_a_url_are_taken_out_of_it() {
    let url = "https://me:hunter%402@host/r.git";
    let location = parse(Case(RegistryKind::Git, url, NO, NO, NO)).expect("an address");
    assert_eq!(location.remote.to_string(), "https://host/r.git");
    assert_eq!(
        location.credentials,
        Some(("me".into(), Secret::new("hunter@2")))
    );
    assert!(!format!("{location:?}").contains("hunter"));
}

#[test]
fn each_forge_has_its_user_name_for_tokens() {
    use RegistryKind::{Git, Gitee, Gitlab};
    #[rustfmt::skip]
    let table = [
        (Git, "https://github.com/o/r", "x-access-token"),
        (Git, "https://api.github.com/repos/o/r/contents", "x-access-token"),
        (Gitee, "https://gitee.com/o/r", "oauth2"),
        (Gitlab, "https://git.corp/g/r", "oauth2"),
        (Git, "https://bitbucket.org/o/r", "x-token-auth"),
        (Git, "https://git.corp/r", "oauth2"),
    ];
    for (kind, url, user) in table {
        let location = parse(Case(kind, url, NO, NO, NO)).expect("an address");
        assert_eq!(location.forge.token_user(), user, "{url}");
    }
}

#[test]
fn any_text_is_an_address_or_refused() {
    use proptest::prelude::*;
    let kinds = [RegistryKind::Git, RegistryKind::Gitlab];
    proptest!(|(kind in 0..2_usize, url in "(https://|ssh://|git@|)[a-z./:@#%?-]{0,30}", repo in "[a-z/]{0,4}")| {
        for url in [url.clone(), format!("https://gitlab.com/{url}")] {
            let _parsed = parse(Case(kinds[kind], &url, &repo, "", ""));
        }
    });
}
