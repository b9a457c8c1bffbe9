//! A host in a browser: drivers, sessions, channels, and what a person would see and touch. The only module that names
//! `fantoccini`.
//!
//! A [`Stage`] serves what a run needs; each of its [`Session`]s has a browser and a driver of its own, so that a hang
//! takes nothing else with it. A session carries messages to the agent and performs the steps at which the agent pauses.
//! This module knows no trial, no expectation and no verdict.

mod abilities;
mod bidi;
mod browser;
mod canary;
mod capabilities;
mod channel;
mod chooser;
mod dev_tools;
mod device;
mod dial_in;
mod display;
mod driver;
mod engine;
mod find;
mod group;
mod launch;
mod leftovers;
mod measure;
mod page;
mod place;
mod programs;
mod ready;
mod realm;
mod script;
mod session;
mod socket;
mod stage;
mod trouble;
mod ui;
mod wire;

pub use abilities::abilities;
pub use measure::{Ability, Measured};
pub use programs::Programs;
pub use session::{Facts, Loaded, Session};
pub use stage::{Stage, StageOptions, Worlds};
pub use trouble::{Loss, Trouble};
pub use ui::Look;
