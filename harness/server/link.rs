//! Makes one script of a module and of everything it imports: sixty small files cost a launch more time than what they do.
//!
//! It reads the one form in which the reference host's modules are written: `import { a, b as c } from "./path.js";` on a
//! line of its own, and `export` before a function, class or const. Each module becomes a function that is called once,
//! after those it imports; line breaks are kept.

use std::collections::BTreeSet;

/// The modules that documents and workers name.
pub(super) const ENTRIES: [&str; 2] = ["shell.js", "logic/main.js"];

/// The script of an entry. `text` gives the source of a path; an error says what was not understood, and where.
pub(super) fn link(entry: &str, text: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut linker = Linker { entry, text, open: Vec::new(), done: BTreeSet::new(), script: "const modules = {};\n".to_owned() };
    linker.module(entry)?;
    Ok(linker.script)
}

struct Linker<'a> {
    entry: &'a str,
    text: &'a dyn Fn(&str) -> Option<String>,
    /// Modules whose imports are being linked, outermost first.
    open: Vec<String>,
    done: BTreeSet<String>,
    script: String,
}

impl Linker<'_> {
    fn module(&mut self, path: &str) -> Result<(), String> {
        if self.done.contains(path) {
            return Ok(());
        }
        if self.open.iter().any(|open| open == path) {
            return Err(format!("{path} imports itself, by way of {}", self.open.join(", ")));
        }
        let source = (self.text)(path).ok_or_else(|| format!("{} imports {path}, which is not there", self.open.last().map_or("nothing", String::as_str)))?;
        self.open.push(path.to_owned());
        let mut body = String::new();
        let mut exported = Vec::new();
        for (number, line) in source.lines().enumerate() {
            let here = || format!("{path}:{}: {line}", number + 1);
            if line.starts_with("import ") {
                let (names, from) = import(line).ok_or_else(here)?;
                let imported = resolve(path, from).ok_or_else(here)?;
                self.module(&imported)?;
                body.push_str(&format!("const {{{}}} = modules[\"{imported}\"];", names.replace(" as ", ": ")));
            } else if let Some(declaration) = line.strip_prefix("export ") {
                exported.push(declared(declaration).ok_or_else(here)?.to_owned());
                body.push_str(declaration);
            } else {
                body.push_str(line);
            }
            body.push('\n');
        }
        let up = "../".repeat(self.entry.matches('/').count());
        let body = body.replace("import.meta.url", &format!("new URL(\"{up}{path}\", import.meta.url).href"));
        self.script.push_str(&format!("modules[\"{path}\"] = (() => {{\n{body}return {{ {} }};\n}})();\n", exported.join(", ")));
        self.open.pop();
        self.done.insert(path.to_owned());
        Ok(())
    }
}

/// The names between the braces, and the path.
fn import(line: &str) -> Option<(&str, &str)> {
    let (names, from) = line.strip_prefix("import {")?.split_once("} from \"")?;
    Some((names, from.strip_suffix("\";")?))
}

/// The name that a declaration gives.
fn declared(declaration: &str) -> Option<&str> {
    let declaration = declaration.strip_prefix("async ").unwrap_or(declaration);
    let rest = ["function* ", "function ", "class ", "const "].iter().find_map(|word| declaration.strip_prefix(word))?;
    rest.split(|letter: char| !(letter.is_alphanumeric() || "_$".contains(letter))).next().filter(|name| !name.is_empty())
}

/// The path that a relative one stands for in a module.
fn resolve(importer: &str, path: &str) -> Option<String> {
    let mut folders: Vec<&str> = importer.split('/').collect();
    folders.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                folders.pop()?;
            }
            part => folders.push(part),
        }
    }
    path.starts_with('.').then(|| folders.join("/"))
}

#[cfg(test)]
mod tests {
    use super::link;

    fn files(path: &str) -> Option<String> {
        let text = match path {
            "logic/main.js" => "import { a, b as c } from \"../common/a.js\";\nimport { d } from \"./d.js\";\nself.seen = a(c) + d;\n",
            "logic/d.js" => "import { a } from \"../common/a.js\";\n/** One. */\nexport const d = a(1);\nnew URL(\"x\", import.meta.url);\n",
            "common/a.js" => "export function a(value) {\n  return value;\n}\nexport const b = 2;\n",
            "round.js" => "import { x } from \"./round.js\";\n",
            "lost.js" => "import { x } from \"./none.js\";\n",
            "odd.js" => "\nimport * as everything from \"./a.js\";\n",
            _ => return None,
        };
        Some(text.to_owned())
    }

    #[test]
    fn every_module_is_there_once_after_those_it_imports() {
        let script = link("logic/main.js", &files).unwrap();
        assert_eq!(
            script,
            "const modules = {};\n\
             modules[\"common/a.js\"] = (() => {\nfunction a(value) {\n  return value;\n}\nconst b = 2;\nreturn { a, b };\n})();\n\
             modules[\"logic/d.js\"] = (() => {\nconst { a } = modules[\"common/a.js\"];\n/** One. */\nconst d = a(1);\n\
             new URL(\"x\", new URL(\"../logic/d.js\", import.meta.url).href);\nreturn { d };\n})();\n\
             modules[\"logic/main.js\"] = (() => {\nconst { a, b: c } = modules[\"common/a.js\"];\nconst { d } = modules[\"logic/d.js\"];\nself.seen = a(c) + d;\nreturn {  };\n})();\n"
        );
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (entry, said) in [
            ("round.js", "round.js imports itself, by way of round.js"),
            ("lost.js", "lost.js imports none.js, which is not there"),
            ("odd.js", "odd.js:2: import * as everything from \"./a.js\";"),
        ] {
            assert_eq!(link(entry, &files).unwrap_err(), said);
        }
    }

    #[test]
    fn the_reference_host_is_linked() {
        for entry in super::ENTRIES {
            let script = link(entry, &|path| crate::embedded::text(&format!("harness/reference/{path}")).map(str::to_owned)).unwrap();
            assert!(!script.contains("\nimport ") && !script.contains("\nexport "), "{entry}");
        }
    }
}
