//! What can go wrong with a session, told apart by whom it may be blamed on.

use std::fmt;

use fantoccini::error::{CmdError, ErrorStatus};

use crate::error::Error;
use crate::transcript::CONTEXT_LOST;

/// Why something could not be done.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// Contact with the host was lost. The session is of no further use.
    Lost(Loss),
    /// What a step names is not to be seen, or not once. The session is well.
    Unseen(Error),
    /// The harness, the driver or the machine.
    Ours(Error),
}

/// How contact was lost, and in words what was seen of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loss {
    /// No answer in time.
    Silent(String),
    /// The document, its frame or its process went away.
    Gone(String),
}

impl fmt::Display for Loss {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Silent(why) => write!(formatter, "contact with the host was lost: {why}"),
            // The judge tells a lost context from a hang by how the detail of an attempt begins.
            Self::Gone(why) => write!(formatter, "{CONTEXT_LOST}: {why}"),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Lost(loss) => loss.fmt(formatter),
            Self::Unseen(error) | Self::Ours(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for Trouble {}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

/// How a loss begins that the driver tells of as the end of its own time for scripts.
pub(super) const NO_ANSWER: &str = "the document did not answer in time";

/// What ChromeDriver and geckodriver say, under codes that say less, when a document or its process went away.
const GONE: [&str; 10] = [
    "page crash",
    "tab crashed",
    "aborted by navigation",
    "document unloaded",
    "cannot determine loading status",
    "disconnected",
    "browser has closed the connection",
    "execution context",
    "target frame detached",
    "cannot find context",
];

/// Classifies the failure of a driver's command; `what` is what was to be done.
pub(super) fn of_command(what: &str, error: &CmdError) -> Trouble {
    let text = command_text(error);
    match error {
        CmdError::Standard(answer) => match answer.error {
            ErrorStatus::NoSuchWindow | ErrorStatus::NoSuchFrame | ErrorStatus::DetachedShadowRoot => {
                Trouble::Lost(Loss::Gone(format!("the document is gone: {text}")))
            }
            ErrorStatus::UnexpectedAlertOpen => Trouble::Lost(Loss::Silent(format!("the browser's own dialog blocks the document: {text}"))),
            ErrorStatus::ScriptTimeout => Trouble::Lost(Loss::Silent(format!("{NO_ANSWER}: {text}"))),
            // The element's document may have gone with it.
            ErrorStatus::StaleElementReference | ErrorStatus::NoSuchElement => {
                Trouble::Unseen(Error::new("ui-replaced", format!("failed to {what}: the host replaced the element at that moment"), "run it again"))
            }
            ErrorStatus::ElementClickIntercepted | ErrorStatus::ElementNotInteractable | ErrorStatus::MoveTargetOutOfBounds => {
                Trouble::Unseen(Error::new("ui-covered", format!("failed to {what}: {text}"), "see that nothing lies above it on the host's screen"))
            }
            ErrorStatus::InvalidSelector => Trouble::Ours(Error::usage("selector-invalid", format!("failed to {what}: {text}"), "correct the selector in the host's manifest")),
            _ if GONE.iter().any(|phrase| text.contains(phrase)) => Trouble::Lost(Loss::Gone(text)),
            _ => Trouble::Ours(Error::new("driver-command", format!("failed to {what}: {text}"), "see that browser and driver have the same version, and run it again")),
        },
        CmdError::Failed(_) | CmdError::FailedC(_) | CmdError::Lost(_) => {
            Trouble::Ours(Error::new("driver-lost", format!("failed to {what}: the driver is gone: {text}"), "run it again; if it happens again, see the machine's memory"))
        }
        _ => Trouble::Ours(Error::new("driver-command", format!("failed to {what}: {text}"), "see that browser and driver have the same version, and run it again")),
    }
}

/// What a command's error says, in one line.
pub(super) fn command_text(error: &CmdError) -> String {
    match error {
        CmdError::Failed(source) => root(source),
        CmdError::FailedC(source) => root(source),
        CmdError::Lost(source) => root(source),
        CmdError::Standard(answer) => one_line(&format!("{}: {}", answer.error, answer.message)),
        _ => one_line(&error.to_string()),
    }
}

/// What lies under an error of the connection: the library's own text stops at "client error".
pub(super) fn root(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    one_line(&deepest.to_string())
}

/// The first line says what happened; drivers add a stack that says where in the driver.
pub(super) fn one_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_owned()
}
