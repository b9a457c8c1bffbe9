//! Sequences of changes of route over the ordinary pages of the conformance mini-program, played by the model of pages.

use std::cmp::Ordering;

use proptest::option;
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::strategy::BoxedStrategy;

use super::Sequence;
use super::calls::Calls;
use super::script::{Script, call};
use crate::case::{Assertion, Call, Event, EventRef, Matcher, Need, Read, Step};
use crate::model::pages::{Change, Hook, Pages};
use crate::value::Value;

/// How many sequences there are, and from which one on they launch the program's pages anew, too.
pub const COUNT: u64 = 12;
const RELAUNCHES: u64 = 8;

/// The page that the program begins on is one of the tab bar.
const FIRST: &str = "agent";
const ORDINARY: [&str; 2] = ["second", "third"];
const ALL: [&str; 3] = ["second", "third", FIRST];

/// No limit of the stack is documented; so many pages are open at most.
const DEPTH: usize = 5;

/// Going to a page by its index.
#[derive(Clone, Debug)]
enum Op {
    NavigateTo(usize),
    RedirectTo(usize),
    NavigateBack(Option<usize>),
    ReLaunch(usize),
}

pub fn strategy(index: u64) -> BoxedStrategy<Sequence> {
    Calls { call: op(index >= RELAUNCHES), number: 6..=12 }.prop_map(|ops| play(&ops)).boxed()
}

/// How many pages are open, and where among them the page is that a call goes to.
const OPEN: [&str; 3] = ["one open", "two open", "more open"];
const TARGET: [&str; 3] = ["a page that is not open", "a page below", "the page that is shown"];

pub fn transitions() -> Vec<String> {
    let of = |api: &str, pairs: &[(usize, usize)]| pairs.iter().map(|(open, target)| format!("{api}, {}: {}", OPEN[*open], TARGET[*target])).collect::<Vec<_>>();
    // Where one page is open, none is below it.
    let pairs = [(0, 0), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)];
    let back = ["navigateBack, two open: no delta", "navigateBack, two open: to the first page", "navigateBack, two open: beyond the first page"];
    let further = ["no delta", "to a page between", "to the first page", "beyond the first page"].map(|delta| format!("navigateBack, more open: {delta}"));
    [of("navigateTo", &pairs), of("redirectTo", &pairs), of("reLaunch", &pairs), back.map(str::to_owned).to_vec(), further.to_vec()].concat()
}

/// The transition that a call makes from these pages.
fn reached(op: &Op, stack: &[&str]) -> String {
    let open = OPEN[stack.len().clamp(1, 3) - 1];
    let to = |page: &str| TARGET[if stack.last() == Some(&page) { 2 } else { usize::from(stack.contains(&page)) }];
    match op {
        Op::NavigateTo(page) => format!("navigateTo, {open}: {}", to(ORDINARY[*page])),
        Op::RedirectTo(page) => format!("redirectTo, {open}: {}", to(ORDINARY[*page])),
        Op::ReLaunch(page) => format!("reLaunch, {open}: {}", to(ALL[*page])),
        Op::NavigateBack(None) => format!("navigateBack, {open}: no delta"),
        Op::NavigateBack(Some(delta)) => {
            let delta = match (delta + 1).cmp(&stack.len()) {
                Ordering::Less => "to a page between",
                Ordering::Equal => "to the first page",
                Ordering::Greater => "beyond the first page",
            };
            format!("navigateBack, {open}: {delta}")
        }
    }
}

fn op(relaunches: bool) -> BoxedStrategy<Op> {
    let page = || 0..ORDINARY.len();
    let delta = prop_oneof![4 => 1usize..=3, 1 => 9usize..=10];
    let usual = prop_oneof![
        6 => page().prop_map(Op::NavigateTo),
        4 => page().prop_map(Op::RedirectTo),
        4 => option::of(delta).prop_map(Op::NavigateBack),
    ];
    if relaunches { prop_oneof![2 => usual, 1 => prop_oneof![Just(0), Just(1), Just(2), Just(2)].prop_map(Op::ReLaunch)].boxed() } else { usual.boxed() }
}

fn play(ops: &[Op]) -> Sequence {
    let mut script = Script::default();
    let mut pages = Pages::begin(FIRST);
    let mut relaunched = false;
    for op in ops {
        let transition = reached(op, pages.stack());
        let (api, args, change) = match *op {
            Op::NavigateTo(page) if pages.stack().len() < DEPTH => ("navigateTo", url(ORDINARY[page]), pages.navigate_to(ORDINARY[page])),
            // Whether a page of the tab bar is closed when another takes its place is not documented.
            Op::RedirectTo(page) if pages.stack().last().is_some_and(|top| *top != FIRST) => ("redirectTo", url(ORDINARY[page]), pages.redirect_to(ORDINARY[page])),
            Op::NavigateBack(delta) => match pages.navigate_back(delta.unwrap_or(1)) {
                Some(change) => ("navigateBack", delta.map(|delta| ("delta", Value::Number(delta as f64))).into_iter().collect(), change),
                None => continue,
            },
            Op::ReLaunch(page) => {
                relaunched = true;
                ("reLaunch", url(ALL[page]), pages.relaunch(ALL[page]))
            }
            _ => continue,
        };
        let closes = match *op {
            Op::NavigateTo(_) => "ui/navigateTo/keeps",
            Op::RedirectTo(_) => "ui/redirectTo/replaces",
            Op::NavigateBack(None) => "ui/navigateBack/delta-default",
            Op::NavigateBack(Some(delta)) if delta > change.orders.len() => "ui/navigateBack/delta-beyond",
            Op::NavigateBack(Some(_)) => "ui/navigateBack/delta",
            Op::ReLaunch(_) => "ui/reLaunch/closes-all",
        };
        script.reaches(transition);
        let call = went(&mut script, api, args, &change, &pages);
        look(&mut script, closes, &pages);
        orders(&mut script, api, &call, &change);
    }
    // How often, over the whole sequence.
    let unloads = if relaunched { "ui/reLaunch/closes-all" } else { "framework/page/unloads-once" };
    let rules = [("onLoad", "framework/page/loads-once"), ("onReady", "framework/page/ready-once"), ("onShow", "framework/page/shows-each-time"), ("onUnload", unloads)];
    for (hook, requirement) in rules {
        for page in ALL {
            script.check(requirement, Assertion::Heard { listener: listener((page, hook)), times: Some(pages.called((page, hook))), is: None, some: None, within: None });
        }
    }
    script.sequence("After a random sequence of changes of route the pages are open that it leaves open.", vec![Need::Package])
}

/// A change of route: the name of its call.
fn went(script: &mut Script, api: &'static str, args: Vec<(&'static str, Value)>, change: &Change, pages: &Pages) -> String {
    let number = script.next();
    let call = script.call(call(api, args, false, format!("{number}-{api}")));
    script.wait_for(&listener(change.last), pages.called(change.last));
    script.check(&format!("ui/{api}/succeeds"), Assertion::Succeeded { call: call.clone() });
    call
}

/// In which order a change of route calls functions of the pages: of no interest where other pages are open than it leaves open.
fn orders(script: &mut Script, api: &str, call: &str, change: &Change) {
    let rule = match api {
        "navigateTo" => "hides-before",
        "navigateBack" => "shows-after",
        _ => "unloads-before",
    };
    for order in &change.orders {
        let requirement = if order.last().is_some_and(|(_, hook)| *hook == "onReady") { "framework/page/ready-after-shows".to_owned() } else { format!("ui/{api}/{rule}") };
        let called = EventRef { call: Some(call.to_owned()), event: Some(Event::Called), listener: None };
        let events = order.iter().map(|hook| EventRef { call: None, event: None, listener: Some(listener(*hook)) });
        script.check(&requirement, Assertion::InOrder { events: [called].into_iter().chain(events).collect() });
    }
}

/// What is open now; `closes` says how many pages are.
fn look(script: &mut Script, closes: &str, pages: &Pages) {
    let number = script.number();
    let found = script.call(Call { api: "getCurrentPages".into(), args: Some(Vec::new()), name: Some(format!("{number}-pages")), free: true, ..Call::default() });
    script.check(closes, Assertion::Returned { call: found.clone(), is: Matcher::Length(pages.stack().len() as u64) });
    let ends = [("first", 0, pages.stack().first()), ("last", pages.stack().len() - 1, pages.stack().last())];
    for (end, index, page) in ends {
        let name = format!("{number}-{end}");
        script.step(Step::Read(Read { of: Some(format!("{found}.returned")), global: false, path: format!("{index}.mark"), name: name.clone() }));
        // It is not documented that an item has what the program gave its page.
        let is = Matcher::OneOf(page.map(|page| Value::string(*page)).into_iter().chain([Value::Undefined]).collect());
        script.check("framework/getCurrentPages/in-order", Assertion::Observed { of: name, is, within: None });
    }
}

fn url(page: &str) -> Vec<(&'static str, Value)> {
    vec![("url", Value::string(format!("/pages/{page}/{page}")))]
}

fn listener((page, hook): Hook) -> String {
    format!("{page}.{hook}")
}
