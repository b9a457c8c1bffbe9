//! The files and folders that a program's calls have left below the user's folder.
//!
//! A change is asked for first (`may_…`): it is to succeed, it is to fail, or the documentation does not say. What is not
//! decided is not asked of a host.

use std::collections::BTreeMap;

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Succeeds,
    Fails,
    Undecided,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    pub bytes: Vec<u8>,
    /// It was put together of texts alone, so it reads as one.
    pub text: bool,
}

/// Why there is nothing at a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gone {
    #[default]
    NeverThere,
    Unlinked,
    Renamed,
    FolderRemoved,
}

/// By path; a folder has no content.
#[derive(Clone, Debug, Default)]
pub struct Files {
    held: BTreeMap<String, Option<Content>>,
    gone: BTreeMap<String, Gone>,
}

impl Files {
    pub fn content(&self, path: &str) -> Option<&Content> {
        self.held.get(path).and_then(Option::as_ref)
    }

    pub fn there(&self, path: &str) -> bool {
        self.held.contains_key(path)
    }

    pub fn gone(&self, path: &str) -> Gone {
        self.gone.get(path).copied().unwrap_or_default()
    }

    /// The names directly in a folder, and whether all of them are files.
    pub fn names(&self, folder: &str) -> Option<(Vec<&str>, bool)> {
        self.there(folder).then(|| {
            let inside: Vec<(&str, bool)> = self
                .held
                .iter()
                .filter_map(|(path, content)| Some((path.strip_prefix(folder)?.strip_prefix('/')?, content.is_some())))
                .filter(|(name, _)| !name.contains('/'))
                .collect();
            (inside.iter().map(|(name, _)| *name).collect(), inside.iter().all(|(_, file)| *file))
        })
    }

    /// Writing where the folder is missing, or appending to nothing, is not decided.
    pub fn may_write(&self, path: &str) -> Outcome {
        decided(self.has_parent(path))
    }

    pub fn may_append(&self, path: &str) -> Outcome {
        decided(self.there(path))
    }

    /// A copy or a new name: not decided where something is at the new path already, or its folder is missing.
    pub fn may_take_path(&self, from: &str, to: &str) -> Outcome {
        match (from != to && !self.there(to) && self.has_parent(to), self.there(from)) {
            (true, true) => Outcome::Succeeds,
            (true, false) => Outcome::Fails,
            (false, _) => Outcome::Undecided,
        }
    }

    pub fn may_make_folder(&self, path: &str, recursive: bool) -> Outcome {
        match (self.there(path), recursive || self.has_parent(path)) {
            (true, _) => Outcome::Undecided,
            (false, true) => Outcome::Succeeds,
            (false, false) => Outcome::Fails,
        }
    }

    pub fn may_remove_folder(&self, path: &str, recursive: bool) -> Outcome {
        match self.names(path) {
            Some((names, _)) if names.is_empty() || recursive => Outcome::Succeeds,
            _ => Outcome::Fails,
        }
    }

    pub fn write(&mut self, path: &str, content: Content) {
        self.held.insert(path.to_owned(), Some(content));
    }

    pub fn append(&mut self, path: &str, added: &Content) {
        if let Some(Some(held)) = self.held.get_mut(path) {
            held.bytes.extend(&added.bytes);
            held.text &= added.text;
        }
    }

    pub fn copy(&mut self, from: &str, to: &str) {
        if let Some(content) = self.held.get(from).cloned() {
            self.held.insert(to.to_owned(), content);
        }
    }

    pub fn rename(&mut self, from: &str, to: &str) {
        self.copy(from, to);
        self.remove(from, Gone::Renamed);
    }

    pub fn unlink(&mut self, path: &str) {
        self.remove(path, Gone::Unlinked);
    }

    /// Makes the folders on the way too; they are there already where they have to be.
    pub fn make_folder(&mut self, path: &str) {
        for (end, _) in path.match_indices('/').chain([(path.len(), "")]) {
            self.held.entry(path[..end].to_owned()).or_insert(None);
        }
    }

    pub fn remove_folder(&mut self, path: &str) {
        let inside = format!("{path}/");
        let all: Vec<String> = self.held.keys().filter(|other| *other == path || other.starts_with(&inside)).cloned().collect();
        all.iter().for_each(|one| self.remove(one, Gone::FolderRemoved));
    }

    fn remove(&mut self, path: &str, why: Gone) {
        self.held.remove(path);
        self.gone.insert(path.to_owned(), why);
    }

    pub fn has_parent(&self, path: &str) -> bool {
        path.rsplit_once('/').is_none_or(|(parent, _)| self.there(parent))
    }
}

fn decided(succeeds: bool) -> Outcome {
    if succeeds { Outcome::Succeeds } else { Outcome::Undecided }
}

#[cfg(test)]
mod tests {
    use super::{Content, Files, Gone, Outcome};

    #[test]
    fn a_folder_goes_with_what_is_in_it_and_nothing_else() {
        let mut files = Files::default();
        files.make_folder("d/e");
        files.make_folder("de");
        files.write("d/e/a", Content { bytes: vec![1], text: false });
        assert_eq!(files.names("d"), Some((vec!["e"], false)));
        assert_eq!(files.may_remove_folder("d", false), Outcome::Fails);
        files.remove_folder("d");
        assert!(!files.there("d/e/a") && files.there("de"));
        assert_eq!(files.gone("d/e/a"), Gone::FolderRemoved);
        assert_eq!(files.may_write("d/e/a"), Outcome::Undecided);
    }

    #[test]
    fn a_text_with_bytes_behind_it_is_a_text_no_more() {
        let mut files = Files::default();
        files.write("a", Content { bytes: b"x".to_vec(), text: true });
        files.rename("a", "b");
        files.append("b", &Content { bytes: vec![255], text: false });
        assert_eq!(files.content("b"), Some(&Content { bytes: vec![b'x', 255], text: false }));
        assert_eq!((files.gone("a"), files.may_append("a"), files.may_take_path("a", "c")), (Gone::Renamed, Outcome::Undecided, Outcome::Fails));
    }
}
