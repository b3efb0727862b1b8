//! A git repository of generated addons, served by git's own HTTP server.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use super::fake_http::{Answer, Asked, FakeHttp};

/// Makes the repository `r.git` in `folder`, and a checkout of it in `work`.
pub(crate) fn make(folder: &Path, addons: usize) {
    let (work, bare) = (folder.join("work"), folder.join("r.git"));
    git(folder, &["init", "-q", "--bare", "-b", "main", "r.git"]);
    git(folder, &["init", "-q", "-b", "main", "work"]);
    git(&work, &["remote", "add", "origin", bare.to_str().unwrap()]);
    for number in 0..addons {
        let addon = work.join(format!("addons/addon-{number:04}"));
        fs::create_dir_all(addon.join("resources")).unwrap();
        let metadata = format!(
            "name: addon-{number:04}\nversion: 1.0.{number}\ndescription: Number {number}\n\
             icon: https://example.com/{number}.png\nurl: https://example.com/{number}\n\
             tags: [a, b]\nsystem:\n  vela: '>=1.5.0'\n"
        );
        fs::write(addon.join("metadata.yaml"), metadata).unwrap();
        for file in 0..10 {
            let content = format!("// {number} {file}\noutput: {{}}\n").repeat(40);
            fs::write(addon.join(format!("resources/r{file}.cue")), content).unwrap();
        }
    }
    push(&work);
}

/// Serves the repositories in `folder`.
pub(crate) fn serve(folder: &Path) -> FakeHttp {
    let root = folder.to_path_buf();
    FakeHttp::start(move |asked| Some(answer(asked, &root)))
}

/// Commits everything and pushes it.
pub(crate) fn push(work: &Path) {
    git(work, &["add", "-A"]);
    git(work, &["commit", "-q", "-m", "news"]);
    git(work, &["push", "-q", "origin", "HEAD"]);
}

pub(crate) fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=bench",
            "-c",
            "user.email=bench@example.com",
        ])
        .args(arguments)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .status()
        .unwrap();
    assert!(status.success(), "{arguments:?}");
}

fn answer(asked: &Asked, root: &Path) -> Answer {
    let kind = asked.header("content-type").unwrap_or_default();
    let request = [asked.method.as_str(), &asked.path, &asked.query, kind];
    let output = run_backend(request, &asked.body, root);
    let end = output
        .windows(4)
        .position(|part| part == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8_lossy(&output[..end]).into_owned();
    let kind = head
        .lines()
        .find_map(|line| line.strip_prefix("Content-Type: "))
        .unwrap_or_default();
    Answer::new("200 OK", &output[end + 4..]).with("content-type", kind)
}

/// Lets the CGI program that comes with git answer.
pub(crate) fn run_backend(
    [method, path, query, kind]: [&str; 4],
    body: &[u8],
    root: &Path,
) -> Vec<u8> {
    let mut child = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("REQUEST_METHOD", method)
        .env("PATH_INFO", path)
        .env("QUERY_STRING", query)
        .env("CONTENT_TYPE", kind)
        .env("CONTENT_LENGTH", body.len().to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(body).unwrap();
    child.wait_with_output().unwrap().stdout
}
