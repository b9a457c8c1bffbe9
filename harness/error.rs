//! What a machine did wrong, with a stable id, where it happened and what to do about it.

use std::fmt;

use crate::diagnostic::Diagnostic;

/// The result of what can fail for a reason outside the program.
pub type Result<T> = std::result::Result<T, Error>;

/// One clear message. `usage` errors end the program with exit code 2, the others with 3.
#[derive(Clone, Debug)]
pub struct Error {
    /// Stable, kebab-case: `driver-not-found`, `transcript-torn`.
    pub id: &'static str,
    pub message: String,
    pub help: String,
    /// The input was at fault (exit code 2), not the machine (3).
    pub usage: bool,
}

impl Error {
    /// The machine could not do it.
    pub fn new(id: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { id, message: message.into(), help: help.into(), usage: false }
    }

    /// The input does not allow it.
    pub fn usage(id: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { usage: true, ..Self::new(id, message, help) }
    }

    pub fn exit_code(&self) -> u8 {
        if self.usage { 2 } else { 3 }
    }
}

/// What is wrong with a JSON text, without the position, which messages give in a form of their own.
pub fn json_fault(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what).to_owned()
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "[{}] {}", self.id, self.message)?;
        if !self.help.is_empty() {
            write!(formatter, "\n  help: {}", self.help)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        let message = format!("{}: {}", diagnostic.place, diagnostic.message);
        Self::usage(diagnostic.id, message, diagnostic.help)
    }
}
