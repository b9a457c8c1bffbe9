//! Sequences of calls of the file system manager over a few files and folders, played by the model of files.

use proptest::bool::weighted;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::strategy::BoxedStrategy;

use super::Sequence;
use super::calls::Calls;
use super::script::{Data, Script, call, has, product};
use crate::case::{Assertion, Call, Matcher};
use crate::model::files::{Content, Files, Gone, Outcome};
use crate::value::Value;

const STATE: &str = "file-system/state";

/// Paths that a careless host confuses: one begins with another, the same name in several folders. They are few, so that
/// calls meet what calls before them left.
const FILES: [&str; 5] = ["a", "ab", "d/a", "d/ab", "d/e/a"];
const FOLDERS: [&str; 2] = ["d", "d/e"];
const PATHS: [&str; 7] = ["a", "ab", "d", "d/a", "d/ab", "d/e", "d/e/a"];

/// A path of a list, by its index; where a call would lead nowhere, the next one that suits it.
type Path = usize;
/// Whether the synchronous form is called.
type Sync = bool;

#[derive(Clone, Debug)]
enum Op {
    Write(Path, Data, Sync),
    Append(Path, Data, Sync),
    /// As a text where it is one, and where bytes are not asked for.
    Read { file: Path, bytes: bool, sync: Sync },
    Stat(Path, Sync),
    Access(Path, Sync),
    List(Path, Sync),
    Copy(Path, Path, Sync),
    Rename(Path, Path, Sync),
    Unlink(Path, Sync),
    MakeFolder { path: Path, recursive: bool, sync: Sync },
    RemoveFolder { path: Path, recursive: bool, sync: Sync },
    /// One of the calls above, of what is not there.
    Missing(Box<Op>),
}

pub fn strategy(_: u64) -> BoxedStrategy<Sequence> {
    (Calls { call: op(), number: 30..=60 }, weighted(0.6))
        .prop_map(|(ops, folders)| {
            let mut play = Play::default();
            if folders {
                play.op(&Op::MakeFolder { path: 1, recursive: true, sync: false });
            }
            ops.iter().for_each(|op| play.op(op));
            // What is left says what the calls did to other files than their own.
            let left: Vec<&str> = FILES.into_iter().filter(|path| play.files.there(path)).collect();
            left.into_iter().for_each(|path| play.read(path, false, true));
            play.script.sequence("A random sequence of file calls is answered from what the calls before left.", Vec::new())
        })
        .boxed()
}

/// What the calls before have left of a file, and of a folder.
const GONE: [&str; 4] = ["nothing yet", "an unlinked file", "a renamed file", "a file of a removed folder"];
const FOLDER: [&str; 4] = ["nothing yet", "a removed folder", "an empty folder", "a folder with something in it"];
const NO_PARENT: &str = ", in a missing folder";

pub fn transitions() -> Vec<String> {
    let forms = |api: &[&str]| api.iter().flat_map(|api| ["", "Sync"].map(|form| api.replacen('*', form, 1))).collect::<Vec<_>>();
    let states = |all: &[&'static str]| ["a file"].into_iter().chain(all.iter().copied()).collect::<Vec<_>>();
    let of = |api: &[String], states: &[&str]| product(&api.iter().map(String::as_str).collect::<Vec<_>>(), states).collect::<Vec<_>>();
    let read = ["readFile".to_owned(), "readFile as text".to_owned(), "readFileSync as text".to_owned()];
    let missing: Vec<String> = FOLDER[..2].iter().flat_map(|state| ["", NO_PARENT].map(|parent| format!("{state}{parent}"))).collect();
    [
        of(&read, &states(&GONE)),
        of(&forms(&["writeFile*", "stat*", "unlink*", "copyFile*", "rename*"]), &states(&GONE)),
        of(&forms(&["appendFile*"]), &states(&[])),
        of(&forms(&["access*"]), &states(&[&GONE[..], &FOLDER[1..]].concat())),
        of(&forms(&["readdir*", "rmdir*", "rmdir* recursive"]), &FOLDER),
        of(&forms(&["mkdir*", "mkdir* recursive"]), &missing.iter().map(String::as_str).collect::<Vec<_>>()),
    ]
    .concat()
}

fn op() -> impl Strategy<Value = Op> {
    let sync = any::<bool>;
    let file = || 0..FILES.len();
    let folder = || 0..FOLDERS.len();
    let looks = prop_oneof![
        6 => (file(), any::<bool>(), sync()).prop_map(|(file, bytes, sync)| Op::Read { file, bytes, sync }),
        2 => (folder(), sync()).prop_map(|(path, sync)| Op::List(path, sync)),
        2 => (file(), sync()).prop_map(|(path, sync)| Op::Stat(path, sync)),
        2 => (0..PATHS.len(), sync()).prop_map(|(path, sync)| Op::Access(path, sync)),
    ];
    let removals = prop_oneof![
        2 => (file(), sync()).prop_map(|(path, sync)| Op::Unlink(path, sync)),
        2 => (file(), file(), sync()).prop_map(|(from, to, sync)| Op::Copy(from, to, sync)),
        3 => (file(), file(), sync()).prop_map(|(from, to, sync)| Op::Rename(from, to, sync)),
        3 => (folder(), any::<bool>(), sync()).prop_map(|(path, recursive, sync)| Op::RemoveFolder { path, recursive, sync }),
    ];
    let missing = prop_oneof![looks.clone(), removals.clone()].prop_map(|op| Op::Missing(Box::new(op)));
    prop_oneof![
        9 => looks,
        4 => (file(), data(), sync()).prop_map(|(path, data, sync)| Op::Write(path, data, sync)),
        3 => (file(), data(), sync()).prop_map(|(path, data, sync)| Op::Append(path, data, sync)),
        3 => (folder(), any::<bool>(), sync()).prop_map(|(path, recursive, sync)| Op::MakeFolder { path, recursive, sync }),
        7 => removals,
        7 => missing,
    ]
}

fn data() -> impl Strategy<Value = Data> {
    prop_oneof![
        Just(Data::Text("x")),
        Just(Data::Text("one text")),
        Just(Data::Text("")),
        Just(Data::Text("\u{e9}\u{4e2d}\u{1F600}")),
        Just(Data::Text("{\"a\":1}\n")),
        Just(Data::Bytes(&[0, 255, 128])),
        Just(Data::Bytes(&[])),
    ]
}

impl Data {
    fn content(self) -> Content {
        match self {
            Self::Text(text) => Content { bytes: text.as_bytes().to_vec(), text: true },
            Self::Bytes(bytes) => Content { bytes: bytes.to_vec(), text: false },
        }
    }
}

/// A sequence while the model plays it.
#[derive(Default)]
struct Play {
    script: Script,
    files: Files,
}

impl Play {
    /// Adds what the call asks of a host, unless the model does not decide it.
    fn op(&mut self, op: &Op) {
        match op {
            Op::Missing(op) => self.play(op, false),
            op => self.play(op, true),
        };
    }

    /// A call of something that is there, or of something that is not.
    fn play(&mut self, op: &Op, wanted: bool) -> Option<()> {
        let files = self.files.clone();
        let there = |path: &str| files.there(path) == wanted;
        match *op {
            Op::Write(path, data, sync) => {
                let path = suited(&FILES, path, |path| files.may_write(path) == Outcome::Succeeds)?;
                self.changes("writeFile", vec![("filePath", file(path)), ("data", data.value())], sync, Outcome::Succeeds, "")?;
                self.files.write(path, data.content());
            }
            Op::Append(path, data, sync) => {
                let path = suited(&FILES, path, |path| files.may_append(path) == Outcome::Succeeds)?;
                self.changes("appendFile", vec![("filePath", file(path)), ("data", data.value())], sync, Outcome::Succeeds, "")?;
                self.files.append(path, &data.content());
            }
            Op::Copy(from, to, sync) => {
                let from = suited(&FILES, from, there)?;
                let to = suited(&FILES, to, |to| files.may_take_path(from, to) != Outcome::Undecided)?;
                self.changes("copyFile", vec![("srcPath", file(from)), ("destPath", file(to))], sync, files.may_take_path(from, to), "missing-fails")?;
                self.files.copy(from, to);
            }
            Op::Rename(from, to, sync) => {
                let from = suited(&FILES, from, there)?;
                let to = suited(&FILES, to, |to| files.may_take_path(from, to) != Outcome::Undecided)?;
                self.changes("rename", vec![("oldPath", file(from)), ("newPath", file(to))], sync, files.may_take_path(from, to), "missing-fails")?;
                self.files.rename(from, to);
            }
            Op::Unlink(path, sync) => {
                let path = suited(&FILES, path, there)?;
                let outcome = if files.there(path) { Outcome::Succeeds } else { Outcome::Fails };
                self.changes("unlink", vec![("filePath", file(path))], sync, outcome, "missing-fails")?;
                self.files.unlink(path);
            }
            Op::MakeFolder { path, recursive, sync } => {
                let path = suited(&FOLDERS, path, |path| files.may_make_folder(path, recursive) != Outcome::Undecided)?;
                let args = vec![("dirPath", file(path)), ("recursive", Value::Bool(recursive))];
                self.changes("mkdir", args, sync, files.may_make_folder(path, recursive), "mkdir-not-recursive")?;
                self.files.make_folder(path);
            }
            Op::RemoveFolder { path, recursive, sync } => {
                let path = suited(&FOLDERS, path, there)?;
                let args = vec![("dirPath", file(path)), ("recursive", Value::Bool(recursive))];
                let why = if files.there(path) { "rmdir-not-empty" } else { "missing-fails" };
                self.changes("rmdir", args, sync, files.may_remove_folder(path, recursive), why)?;
                self.files.remove_folder(path);
            }
            Op::Read { file, bytes, sync } => self.read(suited(&FILES, file, there)?, bytes, sync),
            Op::Stat(path, sync) => self.stat(suited(&FILES, path, there)?, sync),
            Op::Access(path, sync) => self.access(PATHS[path], sync),
            Op::List(path, sync) => self.list(suited(&FOLDERS, path, there)?, sync),
            Op::Missing(_) => {}
        }
        Some(())
    }

    /// A call that changes files, where it succeeds; where it is to fail, `rule` says so, and that is all of it.
    fn changes(&mut self, api: &str, args: Vec<(&'static str, Value)>, sync: bool, outcome: Outcome, rule: &str) -> Option<()> {
        if outcome == Outcome::Fails {
            let call = self.call(api, args, sync, true);
            self.script.check(&format!("{STATE}/{rule}"), Assertion::Refused { call, is: None });
            return None;
        }
        let call = self.call(api, args, sync, false);
        let form = if sync { "Sync" } else { "" };
        self.script.check(&format!("file-system/{api}{form}/succeeds"), Assertion::Succeeded { call });
        Some(())
    }

    fn read(&mut self, path: &str, bytes: bool, sync: bool) {
        let content = self.files.content(path).cloned();
        // Without an encoding the two forms are documented to differ.
        let text = content.as_ref().map_or(!bytes, |content| content.text && !bytes);
        let mut args = vec![("filePath", file(path))];
        if text {
            args.push(("encoding", Value::string("utf8")));
        }
        let call = self.call("readFile", args, sync && text, true);
        match content {
            None => self.missing(call),
            Some(content) => {
                let value = if text { Value::string(String::from_utf8_lossy(&content.bytes)) } else { Value::Bytes(content.bytes) };
                self.script.check(&format!("{STATE}/follows-history"), Assertion::Answered { call, is: has("data", Matcher::Equals(value)) });
            }
        }
    }

    fn stat(&mut self, path: &str, sync: bool) {
        let size = self.files.content(path).map(|content| content.bytes.len());
        let call = self.call("stat", vec![("path", file(path))], sync, true);
        match size {
            None => self.missing(call),
            Some(size) => {
                let is = has("stats", has("size", Matcher::Equals(Value::Number(size as f64))));
                self.script.check(&format!("{STATE}/stat-size"), Assertion::Answered { call, is });
            }
        }
    }

    fn access(&mut self, path: &str, sync: bool) {
        let call = self.call("access", vec![("path", file(path))], sync, true);
        if self.files.there(path) {
            return self.script.check(&format!("{STATE}/follows-history"), Assertion::Succeeded { call });
        }
        let requirement = match self.files.gone(path) {
            Gone::Unlinked => format!("{STATE}/unlink-removes"),
            Gone::Renamed => format!("{STATE}/rename-leaves"),
            Gone::FolderRemoved if FOLDERS.contains(&path) => format!("{STATE}/rmdir-removes"),
            Gone::FolderRemoved => format!("{STATE}/rmdir-recursive"),
            Gone::NeverThere if sync => "file-system/accessSync/missing".to_owned(),
            Gone::NeverThere => "file-system/access/missing".to_owned(),
        };
        self.script.check(&requirement, Assertion::Refused { call, is: None });
    }

    fn list(&mut self, path: &str, sync: bool) {
        let listed = self.files.names(path).map(|(names, files)| (names.into_iter().map(Value::string).collect::<Vec<_>>(), files));
        let call = self.call("readdir", vec![("dirPath", file(path))], sync, true);
        let Some((names, only_files)) = listed else { return self.missing(call) };
        let number = Matcher::Length(names.len() as u64);
        if only_files {
            let is = has("files", number.clone());
            self.script.check(&format!("{STATE}/readdir-follows"), Assertion::Answered { call: call.clone(), is });
        }
        let is = has("files", Matcher::All([number].into_iter().chain(names.into_iter().map(Matcher::Includes)).collect()));
        self.script.check(&format!("{STATE}/readdir-names"), Assertion::Answered { call, is });
    }

    fn state(&self, path: &str) -> &'static str {
        match (self.files.content(path), self.files.names(path), self.files.gone(path)) {
            (Some(_), ..) => "a file",
            (None, Some((names, _)), _) => FOLDER[if names.is_empty() { 2 } else { 3 }],
            (None, None, Gone::NeverThere) => GONE[0],
            (None, None, Gone::Unlinked) => GONE[1],
            (None, None, Gone::Renamed) => GONE[2],
            (None, None, Gone::FolderRemoved) if FOLDERS.contains(&path) => FOLDER[1],
            (None, None, Gone::FolderRemoved) => GONE[3],
        }
    }

    fn missing(&mut self, call: String) {
        self.script.check(&format!("{STATE}/missing-fails"), Assertion::Refused { call, is: None });
    }

    /// A call that is not set-up for others is `free`.
    fn call(&mut self, api: &str, args: Vec<(&'static str, Value)>, sync: bool, free: bool) -> String {
        if let [(_, Value::File(path)), more @ ..] = &args[..] {
            let form = if sync { "Sync" } else { "" };
            let how = match more {
                [("recursive", Value::Bool(true))] => " recursive",
                [("encoding", _)] => " as text",
                _ => "",
            };
            let parent = if api == "mkdir" && !self.files.has_parent(path) { NO_PARENT } else { "" };
            self.script.reaches(format!("{api}{form}{how}: {}{parent}", self.state(path)));
        }
        let name = format!("{}-{api}", self.script.next());
        let call = call(&format!("getFileSystemManager().{api}"), args, sync, name);
        self.script.call(Call { free, ..call })
    }
}

/// The path at an index, or the next one that suits.
fn suited(all: &[&'static str], index: Path, suits: impl Fn(&str) -> bool) -> Option<&'static str> {
    (0..all.len()).map(|step| all[(index + step) % all.len()]).find(|path| suits(path))
}

fn file(path: &str) -> Value {
    Value::File(path.to_owned())
}
