//! Writes a manifest for a host that nobody has described yet, from what the host shows of itself.
//!
//! What is found is written; what is not found is left as a comment that says how to find it. `doctor/` then judges what
//! was written, as it does any manifest.

mod claims;
mod screen;
mod text;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::host::{Session, Stage, StageOptions, Trouble};
use crate::manifest::Manifest;
use crate::run::probe::Api;
use crate::spec::Spec;
use crate::transcript::Claims;

pub use claims::named;
pub use text::manifest as text;

/// What a person says of a host.
#[derive(Clone, Debug)]
pub struct Asked {
    pub name: String,
    pub version: String,
    /// The folder to serve, as the manifest is to name it.
    pub serve: Option<String>,
    pub launch: String,
    /// Left out: whichever is found.
    pub dialect: Option<String>,
    /// A WebDriver that runs already.
    pub webdriver: Option<String>,
    /// Where the manifest will lie.
    pub folder: PathBuf,
    /// How long the API may take to appear.
    pub wait: Duration,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Dialect, root and frame, where a script reaches the API.
    pub script: Option<Script>,
    /// Title and text of the page.
    pub shown: String,
    /// Features of which the host has a function.
    pub features: Vec<String>,
    /// A function that is there when the host is ready.
    pub ready: Option<String>,
    /// Name of the `ui` map → selector and frame.
    pub ui: Vec<(String, String, Option<String>)>,
    /// An agent dialled in.
    pub dialled: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    pub dialect: String,
    pub root: String,
    pub frame: Option<String>,
}

/// A manifest's text, and what it stands on.
pub struct Written {
    pub text: String,
    pub found: Found,
}

/// Launches the host, looks for its API and for what it draws, and writes it down.
pub async fn write(asked: &Asked, spec: &Spec) -> Result<Written> {
    let mut found = Found::default();
    if asked.launch.contains("{dial") || asked.launch.contains("{package") {
        found.dialled = dials_in(asked, spec).await?;
    }
    if !found.dialled {
        look(asked, spec, &mut found).await?;
    }
    if let Some(script) = found.script.clone() {
        let manifest = read(&text::manifest(asked, &found), asked)?;
        let stage = Stage::open(&manifest, StageOptions::default()).await?;
        let mut session = stage.session("init-2", "init-2").await.map_err(ours)?;
        let result = of_api(&mut session, &script.dialect, spec, &mut found).await;
        session.close().await;
        result.map_err(ours)?;
    }
    Ok(Written { text: text::manifest(asked, &found), found })
}

/// Reads a text of ours as a manifest of this folder.
pub fn read(text: &str, asked: &Asked) -> Result<Manifest> {
    let manifest = Manifest::read("host.yaml", text)?.value;
    Ok(Manifest { folder: asked.folder.clone(), ..manifest })
}

/// Opens the address and looks for the roots of all dialects, in the top document and in its frames.
async fn look(asked: &Asked, spec: &Spec, found: &mut Found) -> Result<()> {
    let manifest = read(&text::manifest(asked, found), asked)?;
    let stage = Stage::open(&manifest, StageOptions::default()).await?;
    let mut session = stage.prepare("init-1", "init-1").await.map_err(ours)?;
    let result = roots(&mut session, asked, spec, found).await;
    session.close().await;
    result.map_err(ours)
}

async fn roots(session: &mut Session, asked: &Asked, spec: &Spec, found: &mut Found) -> std::result::Result<(), Trouble> {
    let began = Instant::now();
    found.shown = session.load().await?.shown;
    let mut dialects = Vec::new();
    let mut asks = Vec::new();
    for (name, dialect) in spec.dialects.value.iter().filter(|(name, _)| asked.dialect.as_ref().is_none_or(|wanted| wanted == *name)) {
        let functions = Api::of(spec, name, &Claims::default()).functions;
        for root in &dialect.root {
            dialects.push((name.clone(), root.clone()));
            asks.push((root.clone(), functions.clone()));
        }
    }
    loop {
        // The dialect whose root has the most functions: a host may carry the beginnings of another one, too.
        let counts = session.count_functions(&asks).await?;
        let best = counts.into_iter().flat_map(|(frame, counts)| counts.into_iter().zip(&dialects).map(move |(count, named)| (count, frame.clone(), named))).max_by_key(|(count, ..)| *count);
        if let Some((1.., frame, (dialect, root))) = best {
            found.script = Some(Script { dialect: dialect.clone(), root: root.clone(), frame });
            return Ok(());
        }
        if began.elapsed() > asked.wait {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What the API has, and where what it draws is.
async fn of_api(session: &mut Session, dialect: &str, spec: &Spec, found: &mut Found) -> std::result::Result<(), Trouble> {
    let (features, ready) = claims::features(session, dialect, spec).await?;
    found.features = features;
    found.ready = ready;
    found.ui = screen::look(session, &found.features).await?;
    Ok(())
}

/// Whether the conformance mini-program dials in when the address is launched as it is.
async fn dials_in(asked: &Asked, spec: &Spec) -> Result<bool> {
    let dialled = Found { dialled: true, features: spec.profiles.value.features.keys().take(1).cloned().collect(), ..Found::default() };
    let manifest = read(&text::manifest(asked, &dialled), asked)?;
    let stage = Stage::open(&manifest, StageOptions { launch: asked.wait, ..StageOptions::default() }).await?;
    match stage.session("init-0", "init-0").await {
        Ok(session) => {
            session.close().await;
            Ok(true)
        }
        Err(Trouble::Ours(error)) if error.id == "agent-never-dialled-in" => Ok(false),
        Err(trouble) => Err(ours(trouble)),
    }
}

fn ours(trouble: Trouble) -> Error {
    match trouble {
        Trouble::Ours(error) | Trouble::Unseen(error) => error,
        Trouble::Lost(loss) => Error::new("host-lost-at-launch", format!("the host could not be launched: {loss}"), "open the address in a browser and see what it shows"),
    }
}

/// The path of a folder as a manifest in another folder is to name it.
pub fn served(folder: &Path, beside: &Path) -> Result<String> {
    let unreadable = |error: std::io::Error| Error::usage("folder-unreadable", format!("failed to read {}: {error}", folder.display()), "give --serve the folder that has the host's index.html");
    let folder = folder.canonicalize().map_err(unreadable)?;
    let beside = beside.canonicalize().map_err(unreadable)?;
    Ok(folder.strip_prefix(&beside).unwrap_or(&folder).display().to_string())
}
