//! Files: of the reference host, of the conformance mini-program, of the served folder.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::extract::{Path as Segments, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::Shared;
use crate::error::{Error, Result};
use crate::package;

/// The whole mini-program at once, as the reference host fetches it.
const TEXTS: &str = "files.json";

/// The folder to serve, with its links resolved, so that what lies in it can be told from what does not.
pub(super) fn folder(path: PathBuf) -> Result<PathBuf> {
    let missing = |why: String| Error::usage("serve-folder", format!("failed to serve {}: {why}", path.display()), "correct `serve` in the manifest, or build the host first");
    let folder = path.canonicalize().map_err(|error| missing(error.to_string()))?;
    if folder.is_dir() { Ok(folder) } else { Err(missing("it is no folder".to_owned())) }
}

pub(super) async fn host(State(shared): State<Arc<Shared>>, Segments((variant, path)): Segments<(String, String)>) -> Response {
    shared.variants.served(&variant, &path).map_or_else(missing, |text| answer(&path, text.into_bytes()))
}

pub(super) async fn app(State(shared): State<Arc<Shared>>, Segments(path): Segments<String>) -> Response {
    if path == TEXTS {
        return answer(&path, package::texts(&shared.package).into_bytes());
    }
    shared.package.iter().find(|file| file.path == path).map_or_else(missing, |file| answer(&path, file.text.clone().into_bytes()))
}

pub(super) async fn served_index(State(shared): State<Arc<Shared>>) -> Response {
    from_folder(shared, String::new()).await
}

pub(super) async fn served(State(shared): State<Arc<Shared>>, Segments(path): Segments<String>) -> Response {
    from_folder(shared, path).await
}

pub(super) async fn blank() -> Response {
    answer("blank.html", b"<!doctype html><title></title>".to_vec())
}

pub(super) async fn authority(State(shared): State<Arc<Shared>>) -> Response {
    answer("authority.pem", shared.authority.pem.clone().into_bytes())
}

async fn from_folder(shared: Arc<Shared>, path: String) -> Response {
    // Reading blocks, and a host may be large.
    let read = tokio::task::spawn_blocking(move || {
        let file = inside(shared.folder.as_deref()?, &path)?;
        let bytes = std::fs::read(&file).ok()?;
        Some((file.to_string_lossy().into_owned(), bytes))
    });
    match read.await {
        Ok(Some((name, bytes))) => answer(&name, bytes),
        _ => missing(),
    }
}

/// The file of a path, if it lies in the folder: neither `..` nor a link leads out of it.
fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path);
    if !relative.components().all(|component| matches!(component, Component::Normal(_))) {
        return None;
    }
    let mut file = folder.join(relative);
    if path.is_empty() || path.ends_with('/') || file.is_dir() {
        file = file.join("index.html");
    }
    let file = file.canonicalize().ok()?;
    file.starts_with(folder).then_some(file)
}

fn missing() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// Every address begins with the secret of one run, so a file at one never changes, and a second launch need not fetch it.
fn answer(name: &str, bytes: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, content_type(name)), (CACHE_CONTROL, "private, max-age=86400, immutable")], bytes).into_response()
}

/// The media type of a file's name; what is unknown is bytes.
fn content_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "swan" | "txt" | "md" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "pem" => "application/x-pem-file",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "wasm" => "application/wasm",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{content_type, inside};

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().canonicalize().unwrap().join("served");
        std::fs::create_dir_all(folder.join("deep")).unwrap();
        std::fs::write(outer.path().join("secret"), "").unwrap();
        std::fs::write(folder.join("index.html"), "").unwrap();
        std::fs::write(folder.join("deep/a.js"), "").unwrap();
        std::os::unix::fs::symlink(outer.path().join("secret"), folder.join("link")).unwrap();
        for (path, found) in [("", true), ("index.html", true), ("deep/a.js", true), ("deep", false), ("../secret", false), ("deep/../../secret", false), ("/etc/passwd", false), ("link", false), ("none", false)] {
            assert_eq!(inside(&folder, path).is_some(), found, "{path}");
        }
    }

    #[test]
    fn scripts_and_pages_have_their_types() {
        assert_eq!(content_type("a/b.JS"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("index.html"), "text/html; charset=utf-8");
        assert_eq!(content_type("LICENSE"), "application/octet-stream");
    }
}
