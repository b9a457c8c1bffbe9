//! What the judge makes of a whole record, where a trial alone would not tell.

use indexmap::IndexMap;
use libtest_mimic::Failed;
use minicert::case::{Assertion, Matcher, Origin};
use minicert::certificate::Status;
use minicert::judge::judge;
use minicert::spec::{Level, Type};
use minicert::transcript::{Line, Seen};
use minicert::trial::{CallStyle, PlannedCheck, Trial};

use crate::record::{attempt, call, check, footer, lines, session, succeeded, trial};

type Test = fn() -> Result<(), Failed>;

pub const ALL: [(&str, Test); 5] = [
    ("refusing-everything-is-no-check-of-arguments", || {
        let results = judged(refused())?;
        if results == [("t/valid".to_owned(), Status::Fail), ("t/wrong".to_owned(), Status::Unwitnessed)] { Ok(()) } else { Err(format!("{results:?}").into()) }
    }),
    ("refusing-wrong-arguments-alone-is-one", || {
        let results = judged(succeeded())?;
        if results == [("t/valid".to_owned(), Status::Pass), ("t/wrong".to_owned(), Status::Pass)] { Ok(()) } else { Err(format!("{results:?}").into()) }
    }),
    ("success-with-other-values-needs-a-witness", || {
        let results = of_pairs(Assertion::Succeeded { call: "got".into() });
        if results == [Status::Unwitnessed, Status::Unwitnessed] { Ok(()) } else { Err(format!("{results:?}").into()) }
    }),
    ("success-with-other-values-is-witnessed-by-another-check", || {
        let results = of_pairs(Assertion::Answered { call: "got".into(), is: Matcher::Type(vec![Type::Object]) });
        if results == [Status::Pass, Status::Pass] { Ok(()) } else { Err(format!("{results:?}").into()) }
    }),
    ("what-fails-after-a-must-that-failed-is-no-failure-of-a-cumulative-trial", || {
        let results = [false, true].map(of_refusal);
        let [apart, cumulative] = [[Status::Fail; 2], [Status::Fail, Status::NotReached]].map(|[must, later]| [Status::Fail, must, later, Status::Pass].to_vec());
        if results == [apart, cumulative] { Ok(()) } else { Err(format!("{results:?}").into()) }
    }),
];

/// A refusal that a SHOULD and two of MUST do not expect, and a third does.
fn of_refusal(cumulative: bool) -> Vec<Status> {
    let got = || "got".to_owned();
    let succeeds = || Assertion::Succeeded { call: got() };
    let checks = vec![
        PlannedCheck { level: Level::Should, ..check("area/thing/advised", succeeds()) },
        check("area/thing/succeeds", succeeds()),
        check("area/thing/keeps", Assertion::Answered { call: got(), is: Matcher::Type(vec![Type::Object]) }),
        check("area/thing/refuses", Assertion::Refused { call: got(), is: None }),
    ];
    let made = Trial { cumulative, ..trial("t/refused", IndexMap::from([(got(), call(CallStyle::Async))]), checks) };
    let happened = vec![session("s1-1"), Line::Attempt(Box::new(attempt("t/refused", 1, "s1-1", 1, refused()))), footer(1)];
    judge(&lines(vec![made], happened)).into_iter().map(|result| result.status).collect()
}

/// A host that answers valid arguments so, and refuses wrong ones.
fn judged(valid: Vec<Seen>) -> Result<Vec<(String, Status)>, Failed> {
    let answers = Assertion::Answered { call: "got".into(), is: Matcher::Type(vec![Type::Object]) };
    let refuses = PlannedCheck { argument: Some("key".into()), ..check("area/thing/key-required", Assertion::Refused { call: "got".into(), is: None }) };
    let trials = vec![derived("t/valid", "protocol", check("area/thing/succeeds", answers)), derived("t/wrong", "required", refuses)];
    let happened = vec![
        session("s1-1"),
        Line::Attempt(Box::new(attempt("t/valid", 1, "s1-1", 1, valid))),
        Line::Attempt(Box::new(attempt("t/wrong", 1, "s1-1", 2, refused()))),
        footer(2),
    ];
    Ok(judge(&lines(trials, happened)).into_iter().map(|result| (result.trial, result.status)).collect())
}

/// A check of a requirement, and success with other values of the arguments beside it.
fn of_pairs(beside: Assertion) -> Vec<Status> {
    let succeeds = Assertion::Succeeded { call: "got".into() };
    let trials = vec![derived("t/beside", "protocol", check("area/thing/succeeds", beside)), derived("t/pairs", "pairs", check("area/thing/succeeds", succeeds))];
    let happened = vec![
        session("s1-1"),
        Line::Attempt(Box::new(attempt("t/beside", 1, "s1-1", 1, succeeded()))),
        Line::Attempt(Box::new(attempt("t/pairs", 1, "s1-1", 2, succeeded()))),
        footer(2),
    ];
    judge(&lines(trials, happened)).into_iter().map(|result| result.status).collect()
}

fn derived(id: &str, rule: &str, check: PlannedCheck) -> Trial {
    let calls = IndexMap::from([("got".to_owned(), call(CallStyle::Async))]);
    Trial { origin: Origin::Derived { rule: rule.to_owned() }, ..trial(id, calls, vec![check]) }
}

fn refused() -> Vec<Seen> {
    let got = || "got".to_owned();
    vec![Seen::Called { call: got() }, Seen::Callback { call: got(), name: "fail".into(), args: vec![serde_json::json!({"errCode": 1})], inside: false }]
}
