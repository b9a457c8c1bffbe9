//! `init`: a manifest for a host that nobody has described yet.

use std::io::{BufRead, IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::{Outcome, Source, print, write};
use crate::doctor;
use crate::error::{Error, Result};
use crate::host::{Programs, StageOptions};
use crate::init::{self, Asked, Found};
use crate::manifest::Manifest;
use crate::{package, run};

/// What stands for a version that nobody named.
const UNKNOWN: &str = "unknown";

/// The folder of the conformance mini-program, beside the manifest.
const PACKAGE: &str = "minicert-package";

#[derive(Debug, Args)]
pub struct Init {
    /// The address at which the host is launched. It may have the placeholders of a manifest in it.
    #[arg(long, value_name = "URL", conflicts_with = "serve")]
    launch: Option<String>,
    /// A folder with the host's files, which minicert serves.
    #[arg(long, value_name = "DIR")]
    serve: Option<PathBuf>,
    /// What is opened in the folder.
    #[arg(long, default_value = "index.html", value_name = "PATH")]
    entry: String,
    /// The name of the host [default: its package.json's, or that of its page]
    #[arg(long)]
    name: Option<String>,
    /// Its version [default: its package.json's]
    #[arg(long, value_name = "VERSION")]
    host_version: Option<String>,
    /// The dialect of its API, where several are there [default: the one with the most functions].
    #[arg(long)]
    dialect: Option<String>,
    /// A WebDriver that runs already [default: a browser of this machine is started].
    #[arg(long, value_name = "URL")]
    webdriver: Option<String>,
    /// Seconds that the API may take to appear.
    #[arg(long, default_value_t = 10, value_name = "SECONDS")]
    wait: u64,
    /// The file to write.
    #[arg(long, default_value = "host.yaml", value_name = "FILE")]
    out: PathBuf,
    /// Write over a file that is there.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    source: Source,
}

impl Init {
    pub async fn run(self) -> Outcome {
        if self.out.exists() && !self.force {
            return Err(there(&self.out).into());
        }
        let loaded = self.source.load()?;
        if let Some(dialect) = &self.dialect
            && !loaded.spec.dialects.value.contains_key(dialect)
        {
            let known: Vec<&str> = loaded.spec.dialects.value.keys().map(String::as_str).collect();
            return Err(Error::usage("dialect-unknown", format!("there is no dialect {dialect}"), format!("use one of {}", known.join(", "))).into());
        }
        let mut asked = self.asked()?;
        if asked.webdriver.is_none() {
            let programs = Programs::find(&init::read(&bare(), &asked)?)?;
            print(&format!("browser  {}\ndriver   {}\n", programs.browser.display(), programs.driver.display()))?;
        }
        print(&format!("opening  {}\n", asked.launch))?;
        let mut written = init::write(&asked, &loaded.spec).await?;
        if self.name.is_none() && asked.name == UNKNOWN && let Some(title) = title(&written.found.shown) {
            asked.name = title;
            written.text = init::text(&asked, &written.found);
        }
        print(&told(&written.found))?;
        let dials = written.found.script.is_none() && !written.found.dialled;
        if dials {
            let package = asked.folder.join(PACKAGE);
            if package.exists() && !self.force {
                return Err(there(&package).into());
            }
            written.found.features = vec!["protocol".to_owned()];
            written.text = init::text(&asked, &written.found);
        }
        write(&self.out, &written.text)?;
        print(&format!("\nwrote {}\n", self.out.display()))?;
        if asked.version == UNKNOWN {
            print("nothing here says which version this is: correct version: in it, and see whether name: is right\n")?;
        }
        if dials {
            return self.package(&asked);
        }
        let manifest = Manifest::load(&self.out, &loaded.spec)?;
        let options = doctor::Options { port: 0, launch: StageOptions::default().launch, budget: run::settings().budget };
        let examination = doctor::examine(&manifest, &loaded.spec, options).await?;
        print(&format!("\n{}\n", doctor::text(&examination)))?;
        let out = self.out.display();
        print(&if examination.whole {
            format!("next: look through {out}, then `minicert run {out} --area storage` for a first part and `minicert run {out}` for all\n")
        } else {
            format!("next: mend what is broken, in {out} or in the host, until `minicert doctor {out}` has nothing to say\n")
        })?;
        Ok(u8::from(!examination.whole))
    }

    /// The flags, and on a terminal the answers to what they leave open.
    fn asked(&self) -> Result<Asked> {
        let terminal = std::io::stdin().is_terminal();
        let (mut launch, mut serve) = (self.launch.clone(), self.serve.clone());
        if launch.is_none() && serve.is_none() {
            if !terminal {
                return Err(Error::usage("init-nothing-given", "there is neither an address nor a folder of a host", "give --launch URL, or --serve DIR with the host's files"));
            }
            let answer = question("address at which the host is launched, or a folder with its files", "")?;
            if answer.contains("://") { launch = Some(answer) } else { serve = Some(PathBuf::from(answer)) }
        }
        let folder = self.out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
        let (name, version) = serve.as_deref().map_or((None, None), init::named);
        let (mut name, mut version) = (self.name.clone().or(name), self.host_version.clone().or(version));
        if terminal {
            name = Some(question("name of the host", name.as_deref().unwrap_or(UNKNOWN))?);
            version = Some(question("its version", version.as_deref().unwrap_or(UNKNOWN))?);
        }
        Ok(Asked {
            name: name.unwrap_or_else(|| UNKNOWN.to_owned()),
            version: version.unwrap_or_else(|| UNKNOWN.to_owned()),
            launch: launch.unwrap_or_else(|| format!("{{served}}/{}", self.entry.trim_start_matches('/'))),
            serve: serve.map(|serve| init::served(&serve, &folder)).transpose()?,
            dialect: self.dialect.clone(),
            webdriver: self.webdriver.clone(),
            folder,
            wait: Duration::from_secs(self.wait),
        })
    }

    /// What to do where no script finds an API: the mini-program, and how a host is to load it.
    fn package(&self, asked: &Asked) -> Outcome {
        let dialect = self.dialect.as_deref().unwrap_or("swan");
        let out = asked.folder.join(PACKAGE);
        let files = package::package(dialect, None)?;
        package::write_folder(&files, &out)?;
        package::write_zip(&files, &out.with_extension("zip"))?;
        print(&format!(
            "wrote {0} and {0}.zip: the conformance mini-program\n\n\
             No script finds an API in the page or its frames, so a program inside the host has to dial back:\n\
             1. have the host open the mini-program, from the folder, from the zip, or from {{package}} in launch:\n\
             2. hand its first page the query session={{session}}, and dial={{dial|encoded}} too where it does not come from {{package}}\n\
             3. write that into launch: of {1}, as in \"https://host/?app={{package|encoded}}&query=session%3D{{session}}\"\n\
             4. claim features under claims:, and see with `minicert doctor {1}` that the agent dials in\n",
            out.display(),
            self.out.display()
        ))?;
        Ok(1)
    }
}

fn there(path: &Path) -> Error {
    Error::usage("file-exists", format!("{} is there already", path.display()), "give another --out, or --force to write over it")
}

/// A manifest that names no programs.
fn bare() -> String {
    "name: \"-\"\nversion: \"-\"\nlaunch: http://127.0.0.1/\nready: {css: body}\nchannel: {dial-in: {}}\n".to_owned()
}

fn question(what: &str, default: &str) -> Result<String> {
    let unreadable = |error: std::io::Error| Error::new("answer-unreadable", format!("failed to ask for the {what}: {error}"), "give it as a flag: minicert init --help");
    let shown = if default.is_empty() { String::new() } else { format!(" [{default}]") };
    eprint!("{what}{shown}: ");
    std::io::stderr().flush().map_err(unreadable)?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(unreadable)?;
    let answer = answer.trim();
    Ok(if answer.is_empty() { default.to_owned() } else { answer.to_owned() })
}

/// The title of a page, as [`Found::shown`] has it.
fn title(shown: &str) -> Option<String> {
    let (title, _) = shown.trim_matches('"').split_once(" | ")?;
    Some(title.to_owned()).filter(|title| !title.is_empty())
}

fn told(found: &Found) -> String {
    let mut text = String::new();
    if !found.shown.is_empty() {
        text.push_str(&format!("shows    {}\n", found.shown));
    }
    match (&found.script, found.dialled) {
        (Some(script), _) => {
            let frame = script.frame.as_ref().map_or_else(|| "the top window".to_owned(), |frame| format!("the frame {frame}"));
            text.push_str(&format!("API      {} in {frame} (dialect {}), functions of {} features\n", script.root, script.dialect, found.features.len()));
            let names: Vec<&str> = found.ui.iter().map(|(name, ..)| name.as_str()).collect();
            text.push_str(&format!("draws    {}\n", if names.is_empty() { "nothing that was found".to_owned() } else { names.join(", ") }));
        }
        (None, true) => text.push_str("API      an agent dialled in\n"),
        (None, false) => text.push_str("API      none of any dialect that a script finds\n"),
    }
    text
}
