//! What is shown of the requirements: by result, level, area and class of fail, and by text.

use maud::{Markup, html};

use crate::certificate::Class;
use crate::report::visible::visible;
use crate::report::words::RESULTS;
use crate::spec::Level;

use super::areas::results;
use super::words;
use super::{Page, option};

/// The choice by result needs no script: the style sheet does the hiding. The others appear with the script.
pub fn filter(page: &Page, areas: &[&str]) -> Markup {
    let requirements = &page.certificate.requirements;
    let has = |result: &str| requirements.iter().any(|requirement| results(requirement).contains(&result));
    let levels = [Level::Must, Level::Should, Level::May].into_iter().filter(|level| requirements.iter().any(|one| one.level == *level));
    let mut classes: Vec<Class> = page.certificate.checks.iter().filter_map(|check| check.class).collect();
    classes.sort_unstable();
    classes.dedup();
    html! {
        form.filter role="search" {
            fieldset {
                legend { (words::SHOW) }
                label { input type="radio" name="show" id="show-all" checked; span.chip { (words::ALL) } }
                @for result in RESULTS {
                    @if has(result) {
                        label { input type="radio" name="show" id={ "show-" (result) }; span.chip { (words::status(result)) } }
                    }
                }
            }
            label.scripted {
                span { (words::LEVEL) }
                select id="level" { (option("", &words::ALL)) @for level in levels { (option(level.name(), &words::level(level))) } }
            }
            label.scripted {
                span { (words::AREA) }
                select id="area" { (option("", &words::ALL)) @for area in areas { option value=(area) { (visible(area)) } } }
            }
            @if !classes.is_empty() {
                label.scripted {
                    span { (words::CLASS) }
                    select id="class" { (option("", &words::ALL)) @for class in classes { option value=(class.name()) { (class.name()) } } }
                }
            }
            label.search.scripted {
                span { (words::SEARCH) }
                input type="search" id="search" placeholder=(words::SEARCH_FOR.en) data-zh=(words::SEARCH_FOR.zh) data-at="placeholder" autocomplete="off" spellcheck="false" aria-keyshortcuts="/";
                kbd aria-hidden="true" { "/" }
            }
            button.reset.scripted type="reset" { (words::RESET) }
            span.found role="status" data-some=(words::SOME.en) data-some-zh=(words::SOME.zh) {}
        }
    }
}
