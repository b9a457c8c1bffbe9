//! The `page` channel: the agent is part of the conformance mini-program. What it hears is written into an input of its page,
//! and what it says stands in a text beside it, so it needs nothing of a host but that it shows a page. `lib/line.js` of the
//! mini-program is the other end.
//!
//! Long messages go in pieces, and each is answered before the next one. A page may be drawn anew, or make room for another
//! one, while that goes on; the agent takes a piece that comes twice for one.

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::browser::{Browser, COMMAND};
use super::trouble::{Loss, Trouble};
use crate::error::Error;
use crate::manifest::{PageChannel, Typing};

const LOOK: &str = include_str!("page_look.js");

/// How long one look at the page goes on.
const GLANCE: Duration = Duration::from_millis(500);

/// How often it is looked for a line that is not there.
const AGAIN: Duration = Duration::from_millis(20);

/// How long a page may be without its line: one page may be leaving and the next not there yet.
const ABSENT: Duration = Duration::from_secs(5);

/// Letters of a piece; typed key by key, each is an event of its own with all that was typed before.
const PIECE: usize = 32_768;
const TYPED: usize = 256;

#[derive(Debug)]
pub(super) struct Page {
    target: PageChannel,
    /// The name that the agent has of its launch.
    launch: String,
    turn: u64,
}

/// What the text of the page says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    launch: String,
    turn: u64,
    kind: String,
    part: usize,
    parts: usize,
    payload: String,
}

/// What one look at the page came to.
enum Seen {
    Says(Option<Said>),
    /// So many inputs, and so many texts.
    Absent(u64, u64),
}

impl Page {
    pub(super) fn new(target: &PageChannel) -> Self {
        Self { target: target.clone(), launch: String::new(), turn: 0 }
    }

    /// Waits until the agent of a new launch shows itself.
    pub(super) async fn start(&mut self, browser: &mut Browser, limit: Duration) -> Result<(), Trouble> {
        let began = Instant::now();
        let before = std::mem::take(&mut self.launch);
        self.turn = 0;
        loop {
            let seen = match self.look(browser, None, "", GLANCE).await {
                Ok(Seen::Says(Some(said))) if said.launch != before => {
                    self.launch = said.launch;
                    return Ok(());
                }
                Ok(Seen::Says(_)) => format!("{:?} says nothing of a new launch", self.target.text),
                Ok(Seen::Absent(inputs, texts)) => self.absent(inputs, texts),
                // A document that is still loading may be replaced under a command, and a frame may come late.
                Err(Trouble::Unseen(error)) => error.message,
                Err(Trouble::Lost(Loss::Gone(why))) if !browser.is_lost() => why,
                Err(trouble) => return Err(trouble),
            };
            if began.elapsed() > limit {
                let message = format!("the host launched, and its page did not show the agent within {:.0} s: {seen}", limit.as_secs_f64());
                return Err(Error::new("agent-never-shown", message, "see that the host runs the conformance mini-program of minicert package without an address to dial, and correct input:, text: and frame: under channel: page: in the host's manifest").into());
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    pub(super) async fn exchange(&mut self, browser: &mut Browser, message: &str, timeout: Duration) -> Result<String, Trouble> {
        let deadline = Instant::now() + timeout;
        self.turn += 1;
        // A host may draw two spaces as one. In JSON they stand in strings alone.
        let message = message.replace(' ', "\\u0020");
        let pieces = cut(&message, if self.target.typing == Typing::Keys { TYPED } else { PIECE });
        let mut said = None;
        for (index, piece) in pieces.iter().enumerate() {
            let part = index + 1;
            let kind = if part == pieces.len() { "says:1:".to_owned() } else { format!("heard:{part}:") };
            said = Some(self.say(browser, ("says", part, pieces.len(), piece), &kind, deadline).await?);
        }
        let Some(first) = said else { return Ok(String::new()) };
        let parts = first.parts;
        let mut answer = first.payload;
        for part in 2..=parts {
            answer.push_str(&self.say(browser, ("next", part, 0, ""), &format!("says:{part}:"), deadline).await?.payload);
        }
        Ok(answer)
    }

    /// Writes a line, again where the page was replaced under it, until what is awaited is said.
    async fn say(&self, browser: &mut Browser, (word, part, parts, piece): (&str, usize, usize, &str), awaited: &str, deadline: Instant) -> Result<Said, Trouble> {
        let line = format!("{}:{word}:{part}:{parts}:{}:{piece}", self.turn, piece.len());
        let awaited = format!("{}:{}:{awaited}", self.launch, self.turn);
        let mut to_write = Some(line.as_str());
        let mut gone: Option<(Instant, String)> = None;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let why = match self.look(browser, to_write, &awaited, left.min(GLANCE)).await {
                Ok(Seen::Says(said)) => {
                    (to_write, gone) = (None, None);
                    match said {
                        Some(said) if said.launch != self.launch => return Err(Trouble::Lost(Loss::Gone("the mini-program was launched anew, and the agent went with it".to_owned()))),
                        Some(said) if said.begins(&awaited) => return Ok(said),
                        _ => None,
                    }
                }
                Ok(Seen::Absent(inputs, texts)) => Some(self.absent(inputs, texts)),
                Err(Trouble::Unseen(error)) => Some(error.message),
                Err(Trouble::Lost(Loss::Gone(why))) if !browser.is_lost() => Some(why),
                Err(trouble) => return Err(trouble),
            };
            if let Some(why) = why {
                to_write = Some(&line);
                let (since, _) = gone.get_or_insert_with(|| (Instant::now(), why.clone()));
                if since.elapsed() > ABSENT {
                    return Err(Trouble::Lost(Loss::Gone(format!("the page of the agent is not there any more: {why}"))));
                }
                // The frame that it was in may be another one now, or none.
                if browser.enter(None).await.is_err() && browser.is_lost() {
                    return Err(Trouble::Lost(Loss::Gone(why)));
                }
                tokio::time::sleep(AGAIN).await;
            }
            if left.is_zero() {
                return Err(Trouble::Lost(match gone {
                    Some((_, why)) => Loss::Gone(format!("the page of the agent is not there any more: {why}")),
                    None => Loss::Silent("the agent did not answer in time on its page".to_owned()),
                }));
            }
        }
    }

    async fn look(&self, browser: &mut Browser, line: Option<&str>, awaited: &str, limit: Duration) -> Result<Seen, Trouble> {
        browser.stay_in(self.target.frame.as_deref()).await?;
        let mut written = line;
        if let (Some(line), Typing::Keys) = (line, self.target.typing) {
            let found = browser.find_all(&self.target.input).await?;
            if let [input] = found.as_slice() {
                browser.command("empty the agent's input", COMMAND, |_| input.clear()).await?;
                browser.command("type into the agent's input", typing(line), |_| input.send_keys(line)).await?;
            }
            written = None;
        }
        let args = vec![json!(self.target.input), json!(self.target.text), json!(written), json!(awaited), json!(self.launch), json!(limit.as_millis())];
        let seen = browser.execute_async("look at the agent's page", LOOK, args, limit + COMMAND).await?;
        if let Some(why) = seen.get("invalid").and_then(Json::as_str) {
            return Err(Error::usage("selector-invalid", format!("a selector of the channel page is none: {why}"), "correct input: and text: under channel: page: in the host's manifest").into());
        }
        let count = |name: &str| seen.get(name).and_then(Json::as_u64);
        match (count("inputs"), count("texts")) {
            (Some(inputs), Some(texts)) => Ok(Seen::Absent(inputs, texts)),
            _ => Ok(Seen::Says(seen.get("said").and_then(Json::as_str).and_then(Said::read))),
        }
    }

    fn absent(&self, inputs: u64, texts: u64) -> String {
        let PageChannel { input, text, frame, .. } = &self.target;
        let place = frame.as_ref().map_or_else(String::new, |frame| format!(" in the frame {frame:?}"));
        let (css, found) = if inputs == 1 { (text, texts) } else { (input, inputs) };
        format!("{css:?}{place} matches {found} elements, not one")
    }
}

impl Said {
    /// What is not whole yet is nothing.
    fn read(text: &str) -> Option<Self> {
        let mut fields = text.trim().splitn(7, ':');
        let mut next = || fields.next();
        let (launch, turn, kind, part, parts, length, payload) = (next()?, next()?, next()?, next()?, next()?, next()?, next()?);
        let payload = payload.to_owned();
        if payload.len() != length.parse::<usize>().ok()? {
            return None;
        }
        Some(Self { launch: launch.to_owned(), turn: turn.parse().ok()?, kind: kind.to_owned(), part: part.parse().ok()?, parts: parts.parse().ok()?, payload })
    }

    fn begins(&self, awaited: &str) -> bool {
        format!("{}:{}:{}:{}:", self.launch, self.turn, self.kind, self.part) == awaited
    }
}

/// How long a line may take that is typed key by key.
fn typing(line: &str) -> Duration {
    COMMAND + Duration::from_millis(20) * u32::try_from(line.len()).unwrap_or(u32::MAX)
}

/// Pieces of so many letters; the text is ASCII.
fn cut(text: &str, letters: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > letters {
        let (piece, after) = rest.split_at(letters);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Said, cut};

    #[test]
    fn what_is_said_is_read_once_it_is_whole() {
        let said = Said::read(" l1:3:says:1:2:5:{\"a:b \n").unwrap();
        assert_eq!((said.launch.as_str(), said.turn, said.kind.as_str(), said.part, said.parts, said.payload.as_str()), ("l1", 3, "says", 1, 2, "{\"a:b"));
        assert!(said.begins("l1:3:says:1:") && !said.begins("l1:3:says:11:"));
        for half in ["", "l1:3", "l1:3:says:1:2:5:{\"a", "starting"] {
            assert_eq!(Said::read(half), None, "{half}");
        }
    }

    #[test]
    fn pieces_make_the_text() {
        assert_eq!(cut("abcde", 2), ["ab", "cd", "e"]);
        assert_eq!(cut("ab", 2), ["ab"]);
        assert_eq!(cut("", 2), [""]);
    }
}
