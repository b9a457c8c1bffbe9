//! The conformance mini-program: the agent, the pages that cases need, and the code that dials back.
//!
//! It puts files together. It knows nothing of who serves or runs them.

mod translate;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use indexmap::IndexMap;

use crate::embedded;
use crate::error::{Error, Result};
use crate::yaml;

/// Where the sources lie in the binary.
const FOLDER: &str = "harness/package/swan/";

/// The dialect that they are written in.
const SOURCE: &str = "swan";

/// How they are written in another.
const TABLES: &str = "harness/package/dialects.yaml";

/// The agent's source in the binary.
pub const AGENT: &str = "harness/agent/agent.js";

/// The functions of `App` and of a page that `lib/hooks.js` tells of.
const APP_HOOKS: [&str; 5] = ["onLaunch", "onShow", "onHide", "onError", "onPageNotFound"];
const PAGE_HOOKS: [&str; 7] = ["onLoad", "onShow", "onReady", "onHide", "onUnload", "onTabItemTap", "onURLQueryChange"];

/// The pages of the mini-program, in every dialect. Those of a case's `{$page: …}` stand behind the first.
const PAGES: [&str; 17] = [
    "agent",
    "second",
    "third",
    "tab-a",
    "tab-b",
    "events",
    "templates",
    "long",
    "near",
    "light",
    "bare",
    "parts",
    "scripted",
    "drawing",
    "modules",
    "expressions",
    "fields",
];

/// How many of the pages any host may have, of its own or ours.
const EVERYWHERE: usize = 5;

/// The handlers that some pages have beside their hooks, by the name that they are told under; `afterShow` is what
/// `lib/hooks.js` has the host call behind an `onShow`.
const HANDLERS: [(&str, &[&str]); 8] = [
    ("events", &["outer", "inner", "outerCapture", "innerCapture", "pressed", "tapped", "began", "moved", "ended", "changed", "animated", "animatedAgain", "animatedAll"]),
    ("fields", &["typed", "focused", "blurred", "confirmed", "gained", "offFocused"]),
    ("long", &["onPageScroll", "onReachBottom"]),
    ("near", &["onReachBottom"]),
    ("light", &["onPullDownRefresh"]),
    ("parts", &["raised"]),
    ("app", &["afterShow"]),
    ("second", &["afterShow"]),
];

/// What the component of the mini-program tells of.
const CARD: [&str; 10] = ["created", "attached", "ready", "detached", "show", "hide", "begins", "observed", "changed", "pressed"];

/// The listeners that the mini-program itself brings: what the host calls of its `App` and of its pages.
pub fn hooks() -> BTreeSet<String> {
    let app = APP_HOOKS.iter().map(|hook| format!("app.{hook}"));
    let pages = PAGES.iter().flat_map(|page| PAGE_HOOKS.iter().map(move |hook| format!("{page}.{hook}")));
    let handlers = HANDLERS.iter().flat_map(|(name, handlers)| handlers.iter().map(move |handler| format!("{name}.{handler}")));
    app.chain(pages).chain(handlers).chain(CARD.iter().map(|told| format!("card.{told}"))).collect()
}

/// The pages of the mini-program that one can go to from its first, with the routes that it has for them.
pub fn pages() -> impl Iterator<Item = (&'static str, String)> {
    PAGES.into_iter().take(EVERYWHERE).skip(1).map(|page| (page, format!("/pages/{page}/{page}")))
}

/// A file of the mini-program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Below the root of the mini-program, with `/`.
    pub path: String,
    pub text: String,
}

/// The source of the agent: one function, `minicertAgent(env)`.
pub fn agent() -> Result<&'static str> {
    embedded::text(AGENT).ok_or_else(|| Error::new("embedded-missing", format!("{AGENT} is not in this binary"), "build it again with cargo build"))
}

/// The files for a dialect. `dial` is the address to dial back to; left out, the launch's query has to give it.
pub fn package(dialect: &str, dial: Option<&str>) -> Result<Vec<File>> {
    let mut files: Vec<File> =
        embedded::FILES.iter().filter_map(|(path, text)| Some(File { path: path.strip_prefix(FOLDER)?.to_owned(), text: (*text).to_owned() })).collect();
    if dialect != SOURCE {
        let tables = tables()?;
        let Some(table) = tables.get(dialect) else {
            return Err(Error::usage("package-dialect", format!("there is no conformance mini-program in the dialect {dialect}"), format!("use one of {}", dialects()?.join(", "))));
        };
        files = files.iter().map(|file| translate::file(table, file)).collect::<Result<_>>()?;
        files.extend(table.files.iter().map(|(path, text)| File { path: path.clone(), text: text.clone() }));
    }
    files.push(File { path: "lib/agent.js".to_owned(), text: format!("{}\nmodule.exports = minicertAgent;\n", agent()?) });
    let dial = serde_json::to_string(dial.unwrap_or_default()).map_err(|error| Error::new("package-config", format!("failed to write config.js: {error}"), ""))?;
    files.push(File { path: "config.js".to_owned(), text: format!("module.exports = {{dial: {dial}}};\n") });
    files.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(files)
}

/// All files as one JSON object, path → text.
pub fn texts(files: &[File]) -> String {
    let texts: serde_json::Map<String, serde_json::Value> = files.iter().map(|file| (file.path.clone(), file.text.clone().into())).collect();
    serde_json::Value::Object(texts).to_string()
}

/// The dialects that have a mini-program.
pub fn dialects() -> Result<Vec<String>> {
    Ok(std::iter::once(SOURCE.to_owned()).chain(tables()?.into_keys()).collect())
}

fn tables() -> Result<IndexMap<String, translate::Table>> {
    let text = embedded::text(TABLES).ok_or_else(|| Error::new("embedded-missing", format!("{TABLES} is not in this binary"), "build it again with cargo build"))?;
    let read = yaml::read(TABLES, text).map_err(|diagnostic| Error::new("package-dialects", diagnostic.to_string(), "this is a fault of minicert: report it"))?;
    Ok(read.value)
}

/// Writes the files below a folder, which is made where it is missing.
pub fn write_folder(files: &[File], folder: &Path) -> Result<()> {
    let unwritable = |path: &Path, error: std::io::Error| Error::new("package-unwritable", format!("failed to write {}: {error}", path.display()), "give a folder that can be written");
    for file in files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| unwritable(parent, error))?;
        }
        fs::write(&path, &file.text).map_err(|error| unwritable(&path, error))?;
    }
    Ok(())
}

/// Writes the files into a zip archive; the same files make the same bytes.
pub fn write_zip(files: &[File], path: &Path) -> Result<()> {
    let unwritable = |error: &dyn std::fmt::Display| Error::new("package-unwritable", format!("failed to write {}: {error}", path.display()), "give a path in a folder that can be written");
    let archive = fs::File::create(path).map_err(|error| unwritable(&error))?;
    let mut zip = zip::ZipWriter::new(archive);
    // The time of writing is left at the format's first day, so that it does not change the bytes.
    let options = zip::write::SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for file in files {
        zip.start_file(&file.path, options).map_err(|error| unwritable(&error))?;
        zip.write_all(file.text.as_bytes()).map_err(|error| unwritable(&error))?;
    }
    zip.finish().map_err(|error| unwritable(&error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{APP_HOOKS, CARD, HANDLERS, PAGE_HOOKS, PAGES, dialects, package, write_folder, write_zip};

    #[test]
    fn the_mini_program_is_whole() {
        let files = package("swan", Some("http://127.0.0.1:1/t/dial")).unwrap();
        let text = |path: &str| files.iter().find(|file| file.path == path).map(|file| file.text.as_str());
        assert_eq!(text("config.js"), Some("module.exports = {dial: \"http://127.0.0.1:1/t/dial\"};\n"));
        assert!(text("lib/agent.js").unwrap().ends_with("module.exports = minicertAgent;\n"));
        let app: serde_json::Value = serde_json::from_str(text("app.json").unwrap()).unwrap();
        for page in app["pages"].as_array().unwrap() {
            let page = page.as_str().unwrap();
            for ending in ["js", "json", "swan", "css"] {
                assert!(text(&format!("{page}.{ending}")).is_some(), "{page}.{ending}");
            }
        }
        assert_eq!(app["pages"][0], "pages/agent/agent");
    }

    #[test]
    fn hooks_and_pages_are_those_of_every_dialect() {
        for dialect in dialects().unwrap() {
            let files = package(&dialect, None).unwrap();
            let text = |path: &str| files.iter().find(|file| file.path == path).unwrap().text.clone();
            let list = |hooks: &[&str]| format!("= [{}];", hooks.iter().map(|hook| format!("'{hook}'")).collect::<Vec<_>>().join(", "));
            let hooks = text("lib/hooks.js");
            assert!(hooks.contains(&list(&APP_HOOKS)) && hooks.contains(&list(&PAGE_HOOKS)));
            let app: serde_json::Value = serde_json::from_str(&text("app.json")).unwrap();
            assert_eq!(app["pages"], serde_json::json!(PAGES.map(|page| format!("pages/{page}/{page}"))));
            for page in PAGES {
                assert!(text(&format!("pages/{page}/{page}.js")).contains(&format!("Page(hooks.page('{page}', ")));
            }
            let card = text("components/card/card.js");
            assert!(CARD.iter().all(|told| card.contains(&format!("told('{told}', ")) || card.contains(&format!("'card.{told}'"))));
            for (name, handlers) in HANDLERS {
                let told = format!("hooks.handlers('{name}', {}, ", list(handlers).trim_start_matches("= ").trim_end_matches(';'));
                let behind = |handler: &&str| hooks.contains(&format!("station.hooked('{name}.{handler}', "));
                assert!(files.iter().any(|file| file.text.contains(&told)) || handlers.iter().all(behind), "{told}");
            }
        }
    }

    #[test]
    fn another_dialect_has_the_same_pages_under_its_own_endings() {
        let files = package("wx", None).unwrap();
        let text = |path: &str| files.iter().find(|file| file.path == path).map(|file| file.text.as_str());
        for page in PAGES {
            for ending in ["js", "json", "wxml", "wxss"] {
                assert!(text(&format!("pages/{page}/{page}.{ending}")).is_some(), "{page}.{ending}");
            }
        }
        assert!(text("components/card/card.wxml").is_some() && text("pages/scripted/words.wxs").is_some() && text("project.config.json").is_some());
        // Nothing is left of the dialect that the sources are in.
        for file in &files {
            assert!(!["swan", "css", "sjs"].iter().any(|ending| file.path.ends_with(&format!(".{ending}"))), "{}", file.path);
            assert!(!file.path.ends_with(".wxml") || !["s-if", "s-for", "{=", "{{{", ".swan"].iter().any(|mark| file.text.contains(mark)), "{}", file.path);
            assert!(!file.path.ends_with(".js") || !file.text.contains("swan."), "{}", file.path);
        }
    }

    #[test]
    fn an_unknown_dialect_is_refused() {
        let error = package("klingon", None).unwrap_err();
        assert_eq!((error.id, error.help.as_str()), ("package-dialect", "use one of swan, wx"));
    }

    #[test]
    fn it_is_written_the_same_twice_and_never_over_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let files = package("swan", None).unwrap();
        write_folder(&files, &folder.path().join("new/deep")).unwrap();
        assert!(folder.path().join("new/deep/pages/agent/agent.swan").is_file());
        let [one, two] = ["one.zip", "two.zip"].map(|name| {
            let path = folder.path().join(name);
            write_zip(&files, &path).unwrap();
            std::fs::read(path).unwrap()
        });
        assert!(one == two);
        let error = write_folder(&files, &folder.path().join("one.zip/inside")).unwrap_err();
        assert_eq!(error.id, "package-unwritable");
    }
}
