//! Sequences of calls that change the tab bar, and of changes between its pages, played by the model of the tab bar.

use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::strategy::BoxedStrategy;

use super::Sequence;
use super::calls::Calls;
use super::script::{Script, call};
use crate::case::{Assertion, Matcher, Need, Step, Ui};
use crate::model::tab_bar::{Tab, TabBar};
use crate::spec::Type;
use crate::value::Value;

/// How many sequences there are, and from which one on they go from page to page, too.
pub const COUNT: u64 = 8;
const SWITCHES: u64 = 4;

/// The tabs of the conformance mini-program.
const PAGES: [&str; 3] = ["agent", "tab-a", "tab-b"];
const TEXTS: [&str; 3] = ["Agent", "A", "B"];

/// Milliseconds that the bar may take to come and go.
const MOVES: u64 = 3000;

#[derive(Clone, Debug)]
enum Op {
    Badge(usize, &'static str),
    RemoveBadge(usize),
    Dot(usize),
    HideDot(usize),
    Text(usize, &'static str),
    Hide,
    Show,
    Look,
    Switch(usize),
}

pub fn strategy(index: u64) -> BoxedStrategy<Sequence> {
    Calls { call: op(index >= SWITCHES), number: 20..=36 }.prop_map(|ops| play(&ops)).boxed()
}

/// What is on a tab, and where its bar is.
const ON: [&str; 3] = ["with nothing on it", "with a badge", "with a red dot"];
const BAR: [&str; 2] = ["on a bar that is shown", "on a hidden bar"];

pub fn transitions() -> Vec<String> {
    let of_tabs = [("setTabBarBadge", &ON[..2]), ("removeTabBarBadge", &ON[1..2]), ("showTabBarRedDot", &[ON[0], ON[2]]), ("hideTabBarRedDot", &ON[2..]), ("setTabBarItem", &ON[..])];
    let of_tabs = of_tabs.into_iter().flat_map(|(api, on)| on.iter().flat_map(move |on| BAR.map(|bar| format!("{api}: a tab {on}, {bar}"))));
    let of_bar = ["hideTabBar: shown", "showTabBar: hidden"].map(str::to_owned);
    of_tabs.chain(of_bar).chain(["the first", "another"].map(|tab| format!("switchTab: to {tab} tab"))).collect()
}

fn op(switches: bool) -> BoxedStrategy<Op> {
    // Mostly the same one, so that calls meet what calls before them left.
    let tab = || prop_oneof![3 => Just(1), 1 => Just(0), 1 => Just(2)];
    let badge = prop_oneof![Just("1"), Just("99"), Just("\u{65b0}"), Just("new")];
    let text = prop_oneof![Just("one"), Just("\u{9996}\u{9875}"), Just("A")];
    let usual = prop_oneof![
        2 => Just(Op::Look),
        5 => (tab(), badge).prop_map(|(tab, text)| Op::Badge(tab, text)),
        4 => tab().prop_map(Op::RemoveBadge),
        4 => tab().prop_map(Op::Dot),
        4 => tab().prop_map(Op::HideDot),
        4 => (tab(), text).prop_map(|(tab, text)| Op::Text(tab, text)),
        2 => Just(Op::Hide),
        3 => Just(Op::Show),
    ];
    if switches { prop_oneof![3 => usual, 1 => (0..2usize).prop_map(Op::Switch)].boxed() } else { usual.boxed() }
}

fn play(ops: &[Op]) -> Sequence {
    let mut script = Script::default();
    let mut bar = TabBar::begin(&TEXTS);
    let mut switched = false;
    for op in ops {
        one(&mut script, &mut bar, op, &mut switched);
    }
    look(&mut script, &bar, switched);
    script.sequence("After a random sequence of calls the tab bar has what they left on it.", vec![Need::Package])
}

/// Adds a call on the tab of an index, or the next one where it changes something; none where there is no such tab.
fn one(script: &mut Script, bar: &mut TabBar, op: &Op, switched: &mut bool) -> Option<()> {
    let tabs = bar.tabs.clone();
    let suited = |tab: usize, suits: fn(&Tab) -> bool| (0..tabs.len()).map(|step| (tab + step) % tabs.len()).find(|tab| suits(&tabs[*tab]));
    let of_tab = |api: &str, tab: usize, bar: &TabBar| {
        let on = ON[if tabs[tab].dot { 2 } else { usize::from(tabs[tab].badge.is_some()) }];
        format!("{api}: a tab {on}, {}", BAR[usize::from(bar.hidden)])
    };
    match *op {
        Op::Badge(tab, text) => {
            let tab = suited(tab, |tab| !tab.dot)?;
            script.reaches(of_tab("setTabBarBadge", tab, bar));
            bar.tabs[tab].badge = Some(text);
            make(script, "setTabBarBadge", vec![index(tab), ("text", Value::string(text))]);
        }
        Op::RemoveBadge(tab) => {
            let tab = suited(tab, |tab| tab.badge.is_some())?;
            script.reaches(of_tab("removeTabBarBadge", tab, bar));
            bar.tabs[tab].badge = None;
            make(script, "removeTabBarBadge", vec![index(tab)]);
        }
        Op::Dot(tab) => {
            let tab = suited(tab, |tab| tab.badge.is_none())?;
            script.reaches(of_tab("showTabBarRedDot", tab, bar));
            bar.tabs[tab].dot = true;
            make(script, "showTabBarRedDot", vec![index(tab)]);
        }
        Op::HideDot(tab) => {
            let tab = suited(tab, |tab| tab.dot)?;
            script.reaches(of_tab("hideTabBarRedDot", tab, bar));
            bar.tabs[tab].dot = false;
            make(script, "hideTabBarRedDot", vec![index(tab)]);
        }
        Op::Text(tab, text) => {
            script.reaches(of_tab("setTabBarItem", tab, bar));
            bar.tabs[tab].text = text;
            make(script, "setTabBarItem", vec![index(tab), ("text", Value::string(text))]);
        }
        Op::Hide if !bar.hidden => {
            script.reaches("hideTabBar: shown".to_owned());
            bar.hidden = true;
            make(script, "hideTabBar", Vec::new());
            look(script, bar, *switched);
        }
        Op::Show if bar.hidden => {
            script.reaches("showTabBar: hidden".to_owned());
            bar.hidden = false;
            make(script, "showTabBar", Vec::new());
            look(script, bar, *switched);
        }
        // Whether a hidden bar is hidden on the other pages is not documented.
        Op::Switch(tab) if bar.current != tab && !bar.hidden => {
            script.reaches(format!("switchTab: to {} tab", if tab == 0 { "the first" } else { "another" }));
            bar.switch(tab);
            *switched = true;
            let page = PAGES[tab];
            make(script, "switchTab", vec![("url", Value::string(format!("/pages/{page}/{page}")))]);
            script.wait_for(&format!("{page}.onShow"), bar.shown[tab]);
            look(script, bar, true);
        }
        Op::Look => look(script, bar, *switched),
        Op::Hide | Op::Show | Op::Switch(_) => {}
    }
    Some(())
}

fn make(script: &mut Script, api: &str, args: Vec<(&'static str, Value)>) {
    let number = script.next();
    script.call(call(api, args, false, format!("{number}-{api}")));
}

fn index(tab: usize) -> (&'static str, Value) {
    ("index", Value::Number(tab as f64))
}

/// Looks at the whole bar, once after each call at most.
fn look(script: &mut Script, bar: &TabBar, switched: bool) {
    let number = script.number();
    if number == 0 || script.has_seen(number) {
        return;
    }
    let rule = match (bar.hidden, switched) {
        (true, _) => "ui/hideTabBar/hides",
        (false, false) => "ui/tabBar/follows-history",
        (false, true) => "ui/tabBar/stays",
    };
    let strings = |all: Vec<&str>| Matcher::Equals(Value::Array(all.into_iter().map(Value::string).collect()));
    if bar.hidden {
        return see(script, rule, "texts", "tab-text", Matcher::Length(0));
    }
    see(script, rule, "texts", "tab-text", strings(bar.texts()));
    see(script, rule, "badges", "tab-badge", strings(bar.badges()));
    see(script, rule, "dots", "tab-dot", Matcher::Length(bar.dots().len() as u64));
    for tab in bar.dots() {
        let name = format!("{number}-dot-{tab}");
        script.step(Step::Ui(Ui { name: Some(name.clone()), read: Some(format!("tab-{tab}-dot")), ..Ui::default() }));
        script.check(rule, Assertion::Observed { of: name, is: Matcher::Type(vec![Type::String]), within: None });
    }
}

fn see(script: &mut Script, rule: &str, what: &str, list: &str, is: Matcher) {
    let name = format!("{}-{what}", script.number());
    script.step(Step::Ui(Ui { name: Some(name.clone()), list: Some(list.to_owned()), until: Some(is.clone()), within: Some(MOVES), ..Ui::default() }));
    script.check(rule, Assertion::Observed { of: name, is, within: None });
}
