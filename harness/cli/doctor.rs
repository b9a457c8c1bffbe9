//! `doctor`: whether a host can be asked, link by link.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::{Outcome, Source, print, print_json};
use crate::doctor;
use crate::host::StageOptions;
use crate::run;

#[derive(Debug, Args)]
pub struct Doctor {
    /// The host's manifest; left out: the reference host inside this binary.
    #[arg(value_name = "HOST", conflicts_with = "host")]
    manifest: Option<PathBuf>,
    /// The same by name, as `run` takes it.
    #[arg(long, value_name = "HOST")]
    host: Option<PathBuf>,
    /// Milliseconds that a callback is waited for.
    #[arg(long, value_name = "MS")]
    budget: Option<u64>,
    /// Port of the server on the loopback interface [default: a free one].
    #[arg(long, default_value_t = 0, value_name = "PORT", hide_default_value = true)]
    port: u16,
    /// Seconds that a launch may take, and again the agent's dialling in.
    #[arg(long, value_name = "SECONDS", hide = true)]
    launch_timeout: Option<u64>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

impl Doctor {
    pub async fn run(self) -> Outcome {
        let loaded = self.source.load()?;
        let manifest = super::manifest(self.host.as_deref().or(self.manifest.as_deref()), &loaded.spec)?;
        let options = doctor::Options {
            port: self.port,
            launch: self.launch_timeout.map_or(StageOptions::default().launch, Duration::from_secs),
            budget: self.budget.unwrap_or(run::settings().budget),
        };
        let examination = doctor::examine(&manifest, &loaded.spec, options).await?;
        if self.json { print_json(&examination)? } else { print(&doctor::text(&examination))? }
        Ok(u8::from(!examination.whole))
    }
}
