//! The reference host's files, and variants of them with source patches. It knows text, not what a patch is for. A module
//! that a document or a worker names is given with all that it imports.

use std::collections::{BTreeMap, HashMap};
use std::sync::{PoisonError, RwLock};

use super::{UNPATCHED, link};
use crate::embedded;
use crate::error::{Error, Result};
use crate::fault::Patch;

/// Where the reference host lies in the binary.
const FOLDER: &str = "harness/reference/";

/// Name of a variant → its files that differ.
#[derive(Debug, Default)]
pub(super) struct Variants(RwLock<HashMap<String, BTreeMap<String, String>>>);

impl Variants {
    /// Applies patches, in order, under a name.
    pub(super) fn add(&self, name: &str, patches: &[Patch]) -> Result<()> {
        if name == UNPATCHED || name.is_empty() || !name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter)) {
            return Err(Error::usage("variant-name", format!("{name:?} cannot name a variant of the reference host"), "use letters, digits, dots and dashes"));
        }
        let mut files = BTreeMap::new();
        for patch in patches {
            let text = files.get(&patch.file).cloned().or_else(|| original(&patch.file).map(str::to_owned));
            files.insert(patch.file.clone(), apply(name, patch, text)?);
        }
        for entry in link::ENTRIES {
            link::link(entry, &|path| files.get(path).cloned().or_else(|| original(path).map(str::to_owned))).map_err(|why| refusal(format!("{name}: {why}")))?;
        }
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), files);
        Ok(())
    }

    /// What is served for a file of a variant. There is nothing in a variant that was never added.
    pub(super) fn served(&self, variant: &str, path: &str) -> Option<String> {
        if link::ENTRIES.contains(&path) { link::link(path, &|module| self.text(variant, module)).ok() } else { self.text(variant, path) }
    }

    /// The text of a file in a variant.
    fn text(&self, variant: &str, path: &str) -> Option<String> {
        if variant != UNPATCHED {
            let variants = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(patched) = variants.get(variant)?.get(path) {
                return Some(patched.clone());
            }
        }
        original(path).map(str::to_owned)
    }
}

fn original(path: &str) -> Option<&'static str> {
    embedded::text(&format!("{FOLDER}{path}"))
}

fn apply(name: &str, patch: &Patch, text: Option<String>) -> Result<String> {
    let refuse = |why: String| Err(refusal(format!("{name}: {}: {why}", patch.file)));
    let Some(text) = text else { return refuse("there is no such file in harness/reference".to_owned()) };
    let found = if patch.find.is_empty() { 0 } else { text.matches(&patch.find).count() };
    if found != 1 {
        return refuse(format!("the text to replace occurs {found} times, not once: {:?}", patch.find));
    }
    Ok(text.replacen(&patch.find, &patch.replace, 1))
}

fn refusal(message: String) -> Error {
    Error::usage("fault-does-not-apply", message, "the reference host has changed since the fault was written: find the place again, and a text that occurs there only")
}

#[cfg(test)]
mod tests {
    use super::{Patch, Variants};

    fn patch(find: &str, replace: &str) -> Patch {
        Patch { file: "host.yaml".to_owned(), find: find.to_owned(), replace: replace.to_owned() }
    }

    #[test]
    fn patches_apply_in_order() {
        let variants = Variants::default();
        variants.add("f", &[patch("name: Reference host", "name: Other"), patch("name: Other", "name: Third")]).unwrap();
        assert!(variants.text("f", "host.yaml").unwrap().contains("name: Third"));
        assert!(variants.text("-", "host.yaml").unwrap().contains("name: Reference host"));
        assert_eq!(variants.text("g", "host.yaml"), None);
    }

    #[test]
    fn a_text_that_is_not_there_once_is_refused() {
        for (find, times) in [("not there", 0), ("css:", 2), ("", 0)] {
            let error = Variants::default().add("f", &[patch(find, "")]).unwrap_err();
            assert_eq!(error.id, "fault-does-not-apply");
            assert!(times == 0 || !error.message.contains("occurs 0 times"), "{error}");
        }
        let nowhere = Patch { file: "no.js".to_owned(), find: "a".to_owned(), replace: String::new() };
        assert_eq!(Variants::default().add("f", &[nowhere]).unwrap_err().id, "fault-does-not-apply");
    }
}
