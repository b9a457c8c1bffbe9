//! The certificate as text: for a terminal, for a browser, for a machine.
//!
//! Everything here is a pure function of the certificate, and the page also of what lies beside it (`background`). It does not know how a result came about, it decides nothing,
//! and it does not touch a file. Each string of a certificate may have come from a host that means harm, or out of a
//! file that somebody edited, so every renderer makes invisible characters visible (`visible`) and escapes for its medium.

mod background;
mod causes;
pub mod comparison;
mod ctrf;
mod difference;
mod findings;
mod html;
mod json;
mod junit;
mod kill;
mod mechanical;
pub mod registry;
pub mod rejudged;
mod script;
mod terminal;
mod visible;
mod words;

pub use background::{Background, Screen};
pub use ctrf::ctrf;
pub use html::{content_hash, html};
pub use json::json;
pub use junit::junit;
pub use kill::kill;
pub use mechanical::mechanical;
pub use terminal::terminal;
pub use visible::visible;
pub use words::{command, count};
