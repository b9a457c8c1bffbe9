//! minicert: an interoperability conformance suite for smart mini-programs.
//!
//! The map of this crate, its formats and its invariants are in `harness/README.md`.

pub mod case;
pub mod certificate;
pub mod diagnostic;
pub mod embedded;
pub mod error;
pub mod host;
pub mod manifest;
pub mod package;
pub mod server;
pub mod shape;
pub mod spec;
pub mod transcript;
pub mod trial;
pub mod value;
pub mod yaml;
