//! minicert: an interoperability conformance suite for smart mini-programs.
//!
//! The map of this crate, its formats and its invariants are in `harness/README.md`.

pub mod case;
pub mod certificate;
pub mod certify;
pub mod cli;
pub mod compare;
pub mod diagnostic;
pub mod digest;
pub mod doctor;
pub mod embedded;
pub mod error;
pub mod explain;
pub mod fault;
pub mod generate;
pub mod host;
pub mod init;
pub mod judge;
pub mod kill;
pub mod lint;
pub mod list;
pub mod lock;
pub mod manifest;
pub mod model;
pub mod mutate;
pub mod package;
pub mod pattern;
pub mod plan;
pub mod published;
pub mod rejudge;
pub mod report;
pub mod run;
pub mod schema;
pub mod server;
pub mod shape;
pub mod spec;
pub mod stats;
pub mod submission;
pub mod transcript;
pub mod trial;
pub mod value;
pub mod yaml;
