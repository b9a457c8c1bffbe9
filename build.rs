//! Packs `spec/`, `cases/` and the JavaScript of the harness into the binary, with the folders as triggers.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

const FOLDERS: [&str; 5] = ["spec", "cases", "harness/agent", "harness/reference", "harness/package"];

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let mut files = Vec::new();
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed={folder}");
        collect(Path::new(&root), Path::new(&root).join(folder).as_path(), &mut files)?;
    }
    files.sort();
    let mut source = String::from("/// Path below the project's root, and text.\npub static FILES: &[(&str, &str)] = &[\n");
    for name in files {
        writeln!(source, "    ({name:?}, include_str!({:?})),", format!("{root}/{name}")).map_err(io::Error::other)?;
    }
    source.push_str("];\n");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("embedded.rs"), source)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| ["yaml", "js", "json", "html", "css", "swan", "sjs"].iter().any(|known| extension == *known)) {
            let name = path.strip_prefix(root).map_err(io::Error::other)?;
            files.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
