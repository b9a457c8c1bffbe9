//! A person who is asked to choose files, as by an `<input type="file">`: they choose those that a step names, in their order,
//! as often as a program asks. What asks need not be in the document.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use super::bidi::Bidi;
use super::browser::COMMAND;
use super::dev_tools::DevTools;
use super::trouble::Trouble;
use crate::case::Picked;
use crate::error::{Error, Result};

/// Somebody asks for files.
const DIALOG: &str = "input.fileDialogOpened";

/// What tells of dialogs and answers them: a line of its own, beside those that others use.
pub(super) enum Over {
    DevTools(DevTools),
    Bidi(Bidi),
}

/// They sit there until they are dropped.
#[derive(Debug)]
pub(super) struct Chooser {
    work: JoinHandle<std::result::Result<(), Trouble>>,
    /// The files lie here.
    _folder: TempDir,
}

impl Chooser {
    /// For the window with this handle, whose browser is reached so.
    pub(super) async fn sit(over: Over, window: &str, files: &[Picked]) -> std::result::Result<Self, Trouble> {
        let folder = tempfile::tempdir().map_err(|error| unwritable(&error))?;
        let files = files.iter().map(|file| put(folder.path(), file)).collect::<Result<Vec<String>>>()?;
        let work = match over {
            Over::DevTools(mut dev_tools) => {
                dev_tools.attach(window).await?;
                dev_tools.command("hear of the page", "Page.enable", json!({})).await?;
                // Nobody sees a dialog; where nothing is chosen it is closed as by a person.
                let asked = json!({"enabled": true, "cancel": files.is_empty()});
                dev_tools.command("choose files for a person", "Page.setInterceptFileChooserDialog", asked).await?;
                tokio::spawn(async move { choose(dev_tools, files).await })
            }
            Over::Bidi(mut bidi) => {
                let asked = json!({"events": [DIALOG], "contexts": [window]});
                bidi.command("hear of dialogs that ask for files", "session.subscribe", asked, COMMAND).await?;
                tokio::spawn(async move { choose_over_bidi(bidi, files).await })
            }
        };
        Ok(Self { work, _folder: folder })
    }

    /// Says what went wrong meanwhile.
    pub(super) async fn leave(mut self) -> std::result::Result<(), Trouble> {
        if !self.work.is_finished() {
            return Ok(());
        }
        match (&mut self.work).await {
            Ok(done) => done,
            Err(error) => Err(Error::new("chooser", format!("failed to choose files: {error}"), "this is a fault of minicert: report it").into()),
        }
    }
}

impl Drop for Chooser {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// Answers each dialog; ends where the browser does.
async fn choose(mut dev_tools: DevTools, files: Vec<String>) -> std::result::Result<(), Trouble> {
    loop {
        let opened = dev_tools.event("wait for a dialog that asks for files", "Page.fileChooserOpened").await?;
        let Some(input) = opened.get("backendNodeId").filter(|_| !files.is_empty()) else { continue };
        // Of a dialog for one file a person can choose one.
        let single = opened.get("mode").and_then(Json::as_str) == Some("selectSingle");
        let chosen = if single { &files[..1] } else { &files[..] };
        dev_tools.command("choose files", "DOM.setFileInputFiles", json!({"files": chosen, "backendNodeId": input})).await?;
    }
}

/// The same over WebDriver BiDi ("input.setFiles"), where to choose no file is to close the dialog.
async fn choose_over_bidi(mut bidi: Bidi, files: Vec<String>) -> std::result::Result<(), Trouble> {
    loop {
        let opened = bidi.event("wait for a dialog that asks for files", DIALOG).await?;
        let (Some(context), Some(input)) = (opened.get("context"), opened.pointer("/element/sharedId")) else { continue };
        let single = opened.get("multiple") != Some(&Json::Bool(true));
        let chosen = if single { &files[..files.len().min(1)] } else { &files[..] };
        bidi.command("choose files", "input.setFiles", json!({"context": context, "element": {"sharedId": input}, "files": chosen}), COMMAND).await?;
    }
}

fn put(folder: &Path, file: &Picked) -> Result<String> {
    let bytes = file.bytes().ok_or_else(|| Error::usage("picked-file", format!("`{}` is no file that can be chosen", file.name), "see `minicert lint`"))?;
    let path = folder.join(&file.name);
    fs::write(&path, bytes).map_err(|error| unwritable(&error))?;
    Ok(path.display().to_string())
}

fn unwritable(error: &std::io::Error) -> Error {
    Error::new("temporary-unwritable", format!("failed to write a file that is to be chosen: {error}"), "make room in the temporary folder, or name another in TMPDIR")
}
