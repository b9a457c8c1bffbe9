//! What names a build of a host: a digest of its package, or of all files of a folder.

use std::fs;
use std::path::Path;

use crate::embedded;
use crate::error::{Error, Result};
use crate::manifest::Manifest;
use crate::value::sha256;

/// Before the digits.
const KIND: &str = "sha256:";

/// The host inside this binary, without its faults.
const REFERENCE: &str = "harness/reference/";

/// A file's own digest; of a folder, that of the list of its files, by path: digest, size in bytes and path of each, in a
/// line. Empty folders do not count.
pub fn of(path: &Path) -> Result<String> {
    if !path.is_dir() {
        return Ok(format!("{KIND}{}", sha256(&read(path)?)));
    }
    let mut files = Vec::new();
    collect(path, "", &mut files)?;
    if files.is_empty() {
        return Err(Error::usage("digest-empty", format!("{} holds no file", path.display()), "build the host first, or give its package"));
    }
    Ok(list(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))))
}

/// Whether a text is such a digest.
pub fn is_one(text: &str) -> bool {
    text.strip_prefix(KIND).is_some_and(is_sha256)
}

/// Whether a text is the 64 digits of a SHA-256.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The build that a manifest's host is: computed where its files are at hand, otherwise as the manifest claims.
pub fn build(manifest: &Manifest) -> Result<Option<String>> {
    let seen = match manifest.served_folder() {
        _ if manifest.reference => {
            let files = embedded::FILES.iter().filter_map(|(path, text)| Some((path.strip_prefix(REFERENCE)?, text.as_bytes())));
            Some(list(files.filter(|(path, _)| !path.starts_with("faults/"))))
        }
        Some(folder) => Some(of(&folder)?),
        None => None,
    };
    match (&manifest.build, seen) {
        (Some(claimed), Some(seen)) if *claimed != seen => Err(Error::usage(
            "build-differs",
            format!("the manifest names the build {claimed}, and what is served is {seen}"),
            "serve that build, or write into build: what is served",
        )),
        (claimed, seen) => Ok(seen.or_else(|| claimed.clone())),
    }
}

fn list<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut lines: Vec<(&str, String)> = files.map(|(path, bytes)| (path, format!("{} {} {path}\n", sha256(bytes), bytes.len()))).collect();
    lines.sort();
    let text: String = lines.into_iter().map(|(_, line)| line).collect();
    format!("{KIND}{}", sha256(text.as_bytes()))
}

fn collect(folder: &Path, under: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(|error| unreadable(&path, &error))?;
        let Some(name) = entry.file_name().to_str().map(|name| format!("{under}{name}")) else {
            return Err(Error::usage("digest-name", format!("the name of {} is no UTF-8", path.display()), "rename it"));
        };
        if kind.is_symlink() {
            // What it leads to may change while this folder does not.
            return Err(Error::usage("digest-link", format!("{} is a symbolic link", path.display()), "put the file itself there"));
        }
        if kind.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else {
            files.push((name, read(&path)?));
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::usage("digest-unreadable", format!("failed to read {}: {error}", path.display()), "give the host's package, or the folder that is served")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{build, is_one, of};
    use crate::manifest::Manifest;

    #[test]
    fn a_folder_is_its_files_by_path_and_content() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("b.js", "1");
        write("a/c.js", "2");
        let first = of(folder.path()).unwrap();
        assert!(is_one(&first));
        write("b.js", "1");
        assert_eq!(of(folder.path()).unwrap(), first);
        write("b.js", "2");
        let second = of(folder.path()).unwrap();
        assert_ne!(second, first);
        fs::rename(folder.path().join("b.js"), folder.path().join("d.js")).unwrap();
        assert_ne!(of(folder.path()).unwrap(), second);
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("link")).unwrap();
        assert_eq!(of(folder.path()).unwrap_err().id, "digest-link");
    }

    #[test]
    fn a_manifest_cannot_name_another_build_than_it_serves() {
        let reference = Manifest::reference().unwrap();
        let seen = build(&reference).unwrap();
        assert!(seen.as_deref().is_some_and(is_one));
        let other = Manifest { build: Some(format!("sha256:{}", "0".repeat(64))), ..reference };
        assert_eq!(build(&other).unwrap_err().id, "build-differs");
    }
}
