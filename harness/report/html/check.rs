//! One check: what was expected beside what was seen, and the command that repeats it.

use maud::{Markup, html};

use crate::case::Origin;
use crate::certificate::{CheckResult, Status};
use crate::report::difference::difference;
use crate::report::words::{command as repeat, counted};

use super::words;
use super::{Page, check_anchor, check_link, class, copied, fragment, label, link, marked, show, story};

/// A pass is one line; everything else says what was seen and how to see it again.
pub fn check(page: &Page, check: &CheckResult) -> Markup {
    let status = counted(check);
    let id = check_anchor(&check.trial, check.check);
    if check.status == Status::Pass {
        return html! {
            li.check.pass id=(id) {
                bdi.condition lang="en" { (condition(check)) }
                bdi.expected lang="en" { (show(&check.expected)) }
                a.trial href=(check_link(check)) { (show(&check.trial)) }
            }
        };
    }
    html! {
        li class={ "check " (status) } id=(id) data-class=[check.class.map(|class| class.name())] {
            p.line {
                (label(status)) " "
                bdi.condition lang="en" { (condition(check)) } " "
                @if let Some(one) = check.class { (class(one.name())) " " }
                span.quiet { (words::tried(check.attempts, check.failures)) " · " (origin(&check.origin)) }
                @if let Some(by) = &check.stopped_by { span.quiet { " · " (words::STOPPED_BY) " " (link(by)) } }
                " " a.trial href=(check_link(check)) { (show(&check.trial)) }
            }
            (pair(check))
            // Of the checks of a trial the first tells how to repeat it, and what happened.
            @match (page.told.get(check.trial.as_str()), page.stories.get(check.trial.as_str())) {
                (Some(at), _) if *at != check.check => p.quiet { (words::TOLD_THERE) " " a href=(fragment(&format!("{}:{at}", check.trial))) { (show(&check.trial)) ":" (at) } },
                (_, told) => {
                    (command(page, &check.trial))
                    @if let Some(told) = told { (story::story(page, told)) }
                }
            }
        }
    }
}

/// Expected and seen, side by side where the page is wide enough, with what differs marked.
pub fn pair(check: &CheckResult) -> Markup {
    let (due, odd) = difference(&check.expected, check.seen.as_deref().unwrap_or_default());
    html! {
        dl.pair {
            div { dt { (words::EXPECTED) } dd.expected lang="en" { @if check.seen.is_some() { (marked(&due)) } @else { (show(&check.expected)) } } }
            div.seen { dt { (words::SEEN) } dd.seen lang="en" { @match &check.seen {
                Some(_) => (marked(&odd)),
                None => span.quiet { (words::NOTHING_RECORDED) },
            } } }
        }
    }
}

/// The command that repeats a trial.
pub fn command(page: &Page, trial: &str) -> Markup {
    copied("command", &show(&repeat(page.repeat, trial)))
}

pub fn condition(check: &CheckResult) -> Markup {
    html! {
        (show(&check.condition))
        @if let Some(argument) = &check.argument { " " code.argument { (show(argument)) } }
    }
}

fn origin(origin: &Origin) -> Markup {
    match origin {
        Origin::Recorded => html! { (words::RECORDED) },
        Origin::Derived { rule } => html! { (words::DERIVED) " " (show(rule)) },
        Origin::Generated { generator, seed, index } => html! { (words::GENERATED) " " (show(generator)) ", " (words::SEED) " " (seed) ", " (index) },
    }
}
