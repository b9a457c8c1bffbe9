//! Packs `spec/`, `cases/` and the JavaScript of the harness into the binary, with the folders as triggers, and what names its code.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::{env, fs, io};

const FOLDERS: [&str; 5] = ["spec", "cases", "harness/agent", "harness/reference", "harness/package"];

/// What is packed, by the ends of its names.
const PACKED: &[&str] = &["yaml", "js", "json", "html", "css", "swan", "sjs"];

/// Folders of the harness without code of the library.
const BESIDE: [&str; 3] = ["tests", "bench", "fuzz"];

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let mut files = Vec::new();
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed={folder}");
        collect(Path::new(&root), Path::new(&root).join(folder).as_path(), PACKED, &mut files)?;
    }
    files.sort();
    let code = code(Path::new(&root))?;
    let mut source = String::from("/// Path below the project's root, and text.\npub static FILES: &[(&str, &str)] = &[\n");
    for name in files {
        writeln!(source, "    ({name:?}, include_str!({:?})),", format!("{root}/{name}")).map_err(io::Error::other)?;
    }
    source.push_str("];\n");
    writeln!(source, "\n/// Another number where the code of the library or its dependencies are others.\npub const CODE: u64 = {code};").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("embedded.rs"), source)
}

/// A hash of every file of Rust below `harness/` that is the library's, and of the versions that it is built with.
fn code(root: &Path) -> io::Result<u64> {
    let mut files = vec!["Cargo.lock".to_owned()];
    for entry in fs::read_dir(root.join("harness"))? {
        let path = entry?.path();
        if BESIDE.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, &["rs"], &mut files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path.strip_prefix(root).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/"));
        }
        println!("cargo:rerun-if-changed={}", path.display());
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for name in files {
        (&name, fs::read(root.join(&name))?).hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn collect(root: &Path, folder: &Path, wanted: &[&str], files: &mut Vec<String>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, wanted, files)?;
        } else if path.extension().is_some_and(|extension| wanted.iter().any(|known| extension == *known)) {
            let name = path.strip_prefix(root).map_err(io::Error::other)?;
            files.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
