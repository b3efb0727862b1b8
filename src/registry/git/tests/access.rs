//! How repositories are reached: over HTTP, ssh or a path.

use std::fs;

use super::world::{World, check_list, entry, fetch, git, git_is_missing, open, shown, text};
use crate::{
    config::{GitSource, RegistryKind},
    exit::ExitCode,
    hint::Hint as _,
    registry::{Error, OpenContext, Registry as _, git::GitRegistry},
    secret::Secret,
};

#[test]
fn a_token_is_needed_and_the_right_one_suffices() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    world.server.behaviour().credentials = Some("oauth2:s3cret".into());
    let list = |token: &str| {
        let entry = GitSource {
            token: Secret::new(token),
            ..world.entry()
        };
        open(&entry, &world.context())?.list()
    };
    for wrong in ["", "wrong"] {
        let error = list(wrong).expect_err("refused");
        assert!(matches!(error, Error::Unauthorized { .. }), "{error}");
        assert_eq!(error.exit_code(), ExitCode::Permission);
    }
    assert_eq!(list("s3cret").expect("a listing").offerings.len(), 2);
    assert_eq!(list("oauth2:s3cret").expect("a listing").offerings.len(), 2);
    let url = world
        .server
        .url("o/r.git")
        .replace("//", "//oauth2:s3cret@");
    let entry = entry(&url, "addons");
    assert_eq!(
        open(&entry, &world.context())
            .expect("opened")
            .list()
            .expect("listed")
            .offerings
            .len(),
        2
    );
    let kept = world
        .cached_files("state.json")
        .iter()
        .any(|path| fs::read_to_string(path).expect("read").contains("s3cret"));
    assert!(!kept, "the cache holds no secret");
}

#[test]
fn a_token_stays_off_plain_http_unless_that_is_allowed() {
    let token = Secret::new("s3cret");
    let mut entry = GitSource {
        token,
        ..entry("http://git.example.com/o/r.git", "")
    };
    let error = open(&entry, &OpenContext::default()).expect_err("refused");
    assert!(error.to_string().contains("unencrypted"), "{error}");
    assert!(!format!("{error:?}").contains("s3cret"));
    entry.allow_clear_text_token = true;
    assert!(open(&entry, &OpenContext::default()).is_ok());
    entry.allow_clear_text_token = false;
    entry.url = "https://git.example.com/o/r.git".into();
    assert!(open(&entry, &OpenContext::default()).is_ok());
}

#[test]
fn a_redirect_is_followed_but_takes_no_token_along() {
    if git_is_missing() {
        return;
    }
    let (world, other) = (World::new(), World::new());
    let moved = entry(&world.server.url("moved/o/r.git"), "addons");
    world.server.behaviour().moved_to = Some(world.server.url("").trim_end_matches('/').into());
    check_list(
        &open(&moved, &world.context()).expect("opened"),
        &["fluxcd 1.0.0", "velaux 2.0.0"],
    );
    assert_eq!(
        world.server.requests(),
        [
            "GET /moved/o/r.git/info/refs",
            "GET /o/r.git/info/refs",
            "POST /o/r.git/git-upload-pack"
        ]
    );

    other.server.behaviour().credentials = Some("oauth2:s3cret".into());
    world.server.behaviour().moved_to = Some(other.server.url("").trim_end_matches('/').into());
    let entry = GitSource {
        token: Secret::new("s3cret"),
        ..moved
    };
    let error = open(&entry, &world.context())
        .expect("opened")
        .list()
        .expect_err("refused");
    assert!(
        error.to_string().contains("where its token is not sent"),
        "{error}"
    );
    assert_eq!(other.server.requests(), ["GET /o/r.git/info/refs"]);
}

#[test]
fn an_answer_that_breaks_off_is_asked_for_again() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    world.server.behaviour().cut_off = 1;
    check_list(&world.open(), &["fluxcd 1.0.0", "velaux 2.0.0"]);
    let world = World::new();
    world.server.behaviour().cut_off = 100;
    let error = world.open().list().expect_err("cut off");
    assert_eq!(error.exit_code(), ExitCode::Network, "{error}");
    world.server.behaviour().cut_off = 0;
    check_list(&world.open(), &["fluxcd 1.0.0", "velaux 2.0.0"]);
    let leftovers = world.cached_files("").len();
    assert_eq!(leftovers, 4, "a lock, a state, a pack and its index");
}

#[test]
fn a_repository_on_disk_is_read_in_place() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    let (work, bare) = (world.work(), world.bare());
    git(&work, &["tag", "-a", "-m", "tag", "v1"]);
    world.write_addon("addons/keda", "keda", "3.0.0");
    world.push("second");
    // What is not committed does not count.
    world.write_addon("addons/loki", "loki", "1.0.0");
    let all = &["fluxcd 1.0.0", "keda 3.0.0", "velaux 2.0.0"][..];
    for (url, path, reference, expected) in [
        (text(&work).to_owned(), "addons", "", all),
        (text(&work.join("addons")).to_owned(), "", "", all),
        (text(&work.join(".git")).to_owned(), "addons", "", all),
        (text(&bare).to_owned(), "addons", "main", all),
        (format!("file://{}", text(&bare)), "addons", "", all),
        (
            format!("file://{}#v1", text(&bare)),
            "addons",
            "",
            &["fluxcd 1.0.0", "velaux 2.0.0"],
        ),
        (
            text(&work.join("addons/keda")).to_owned(),
            "",
            "",
            &["keda 3.0.0"],
        ),
    ] {
        let entry = GitSource {
            reference: reference.into(),
            ..entry(&url, path)
        };
        let registry = open(&entry, &world.offline()).expect("opened");
        check_list(&registry, expected);
        assert!(fetch(&registry, expected[0].split(' ').next().expect("a name")).len() >= 2);
    }
    assert!(!world.cache().exists(), "nothing is copied");

    let nothing = tempfile::tempdir().expect("a folder");
    for path in [nothing.path().to_path_buf(), nothing.path().join("absent")] {
        let error = open(&entry(text(&path), ""), &world.context())
            .expect("opened")
            .list();
        assert_eq!(
            error.expect_err("nothing there").exit_code(),
            ExitCode::NotFound
        );
    }
}

#[test]
fn ssh_is_left_to_the_program_of_the_system() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    // Runs the last argument here instead of elsewhere, as ssh would with its host.
    let mut context = world.context();
    context.git.ssh_command = Some("f() { for last; do :; done; sh -c \"$last\"; }; f".into());
    let list = |url: &str| {
        let registry = open(&entry(url, "addons"), &context)?;
        registry.list().map(|listing| shown(&listing))
    };
    let bare = world.bare();
    for url in [
        format!("ssh://git@localhost:2222{}", text(&bare)),
        format!("git@localhost:{}", text(&bare)),
    ] {
        for _cold_then_warm in 0..2 {
            assert_eq!(
                list(&url).expect("a listing"),
                ["fluxcd 1.0.0", "velaux 2.0.0"]
            );
        }
    }
    world.write_addon("addons/keda", "keda", "3.0.0");
    world.push("second");
    let again = list(&format!("git@localhost:{}", text(&bare))).expect("a listing");
    assert_eq!(again, ["fluxcd 1.0.0", "keda 3.0.0", "velaux 2.0.0"]);

    let error = list("git@localhost:/no/such/repository.git").expect_err("absent");
    assert_eq!(error.exit_code(), ExitCode::NotFound, "{error}");
    let quoted = format!(
        "git@localhost:{}",
        text(&bare.with_file_name("it's here.git"))
    );
    let error = list(&quoted).expect_err("absent");
    assert!(error.to_string().contains("it's here.git"), "{error}");

    for (command, code) in [
        (
            "echo 'git@localhost: Permission denied (publickey).' >&2; false",
            ExitCode::Permission,
        ),
        (
            "echo 'ssh: connect to host localhost port 22: Connection refused' >&2; false",
            ExitCode::Network,
        ),
        ("echo hello; false", ExitCode::Failure),
    ] {
        context.git.ssh_command = Some(command.into());
        let registry = open(&entry("git@localhost:o/new.git", ""), &context).expect("opened");
        let error = registry.list().expect_err("refused");
        assert_eq!(error.exit_code(), code, "{error}");
    }
}

#[test]
fn forges_are_reached_under_the_address_that_git_knows_them_by() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    let base = world.server.url("");
    let mut context = world.context();
    let rules = [
        "https://github.com/",
        "https://gitee.com/",
        "https://git.corp/gitlab/",
    ];
    let rules: Vec<_> = rules
        .iter()
        .map(|forge| format!("{forge}={base}"))
        .collect();
    context.git.mirrors = rules.join(",").parse().expect("mirrors");
    for (kind, url) in [
        (RegistryKind::Git, "https://github.com/o/r/tree/main/addons"),
        (RegistryKind::Git, "https://github.com/o/r/addons"),
        (
            RegistryKind::Git,
            "https://api.github.com/repos/o/r/contents/addons?ref=main",
        ),
        (
            RegistryKind::Gitee,
            "https://gitee.com/o/r/tree/main/addons",
        ),
        (
            RegistryKind::Gitlab,
            "https://git.corp/gitlab/o/r/-/tree/main/addons",
        ),
        (
            RegistryKind::Gitlab,
            "https://git.corp/gitlab/o/r/tree/main/addons",
        ),
    ] {
        let entry = GitSource {
            token: Secret::new("s3cret"),
            ..entry(url, "")
        };
        let registry = GitRegistry::new("demo", kind, &entry, &context).expect("opened");
        check_list(&registry, &["fluxcd 1.0.0", "velaux 2.0.0"]);
    }
    // The mirror is not told the forge's token, even where it would take it.
    world.server.behaviour().credentials = Some("x-access-token:s3cret".into());
    let forge = GitSource {
        token: Secret::new("s3cret"),
        ..entry("https://github.com/o/r", "addons")
    };
    let error = open(&forge, &context).expect("opened").list();
    assert!(
        matches!(error, Err(Error::Unauthorized { .. })),
        "{error:?}"
    );
}

#[test]
fn other_servers_are_told_from_git() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    fs::create_dir_all(world.bare().join("info")).expect("made");
    let open = |path: &str| open(&entry(&world.server.url(path), ""), &world.context());
    // The backend hands out files of a repository to whoever asks in the old way.
    let error = open("o/r.git/objects")
        .expect("opened")
        .list()
        .expect_err("not git");
    assert_eq!(error.exit_code(), ExitCode::NotFound, "{error}");
}
