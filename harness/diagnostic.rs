//! What a person wrote wrong: where, what, how to mend it. What a machine did wrong is an [`crate::error::Error`].

use std::fmt;

use serde::Serialize;

/// A position in a file that a person wrote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    pub path: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
}

/// One objection, with the stable id of the rule that makes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Diagnostic {
    pub place: Place,
    pub id: &'static str,
    pub message: String,
    pub help: String,
}

impl Diagnostic {
    pub fn new(id: &'static str, place: Place, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { place, id, message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.path, self.line, self.column)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{}: [{}] {}\n  help: {}", self.place, self.id, self.message, self.help)
    }
}
