//! `package` and `serve`: the conformance mini-program, and the reference host to play with.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, certify, print};
use crate::host::{Stage, StageOptions};
use crate::manifest::Manifest;
use crate::package;

#[derive(Debug, Args)]
pub struct Package {
    /// The dialect of the hosts that load it.
    #[arg(long, default_value = "swan")]
    dialect: String,
    /// Where the agent dials: the address that `minicert run` prints, or that the host's manifest gives.
    #[arg(long, value_name = "URL")]
    dial: Option<String>,
    /// The folder to write it to; the zip stands beside it.
    #[arg(long, default_value = "out/package", value_name = "DIR")]
    out: PathBuf,
}

impl Package {
    pub fn run(self) -> Outcome {
        let package = package::package(&self.dialect, self.dial.as_deref())?;
        let zip = self.out.with_extension("zip");
        package::write_folder(&package, &self.out)?;
        package::write_zip(&package, &zip)?;
        print(&format!("{}\n{}\n", self.out.display(), zip.display()))?;
        Ok(0)
    }
}

#[derive(Debug, Args)]
pub struct Serve {
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Put this fault into the host. May be repeated.
    #[arg(long, value_name = "NAME")]
    fault: Vec<String>,
    /// Look for faults in this folder, too.
    #[arg(long, value_name = "DIR")]
    faults: Option<PathBuf>,
}

impl Serve {
    pub async fn run(self) -> Outcome {
        let patches = certify::patches(&self.fault, self.faults.as_deref())?;
        let manifest = Manifest::reference()?;
        let stage = Stage::open(&manifest, StageOptions { port: self.port, patches, ..StageOptions::default() }).await?;
        print(&format!("the reference host with the conformance mini-program: {}\nstop it with Ctrl-C\n", stage.address("serve", "serve")))?;
        // Nothing is to be done when the signal cannot be waited for: the server ends with the program.
        let _ = tokio::signal::ctrl_c().await;
        Ok(0)
    }
}
