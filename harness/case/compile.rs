//! A case → its trials: every default filled in, every call bound to its capability, one trial for each form.

use std::collections::{BTreeSet, HashMap};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::head;
use super::describe::describe;
use super::{Assertion, Call, CallbackName, Case, Check, Device, Need, Permission, Permitted, Step, Wait, World};
use crate::spec::{Capability, Dialect, Effect, Kind, Level, Root, Spec, shown_name};
use crate::trial::{CallMeta, CallStyle, PlannedCheck, Trial};
use crate::value::{Value, fixture_parts};

/// The requirement that a call without success or fail violates.
pub const SETTLES: &str = "protocol/call/settles";

/// How a case's calls are written on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// As the case has them.
    Written,
    Async,
    /// Each call by the synchronous form of its capability.
    Sync,
}

/// Where a case came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Origin {
    /// A file under `cases/`.
    Recorded,
    /// From a shape, by this rule.
    Derived { rule: String },
    /// By this generator from a seed.
    Generated { generator: String, seed: u64, index: u64 },
}

/// The trials of a case, and what is wrong with it (JSON pointer, message, help).
#[derive(Debug, Default)]
pub struct Compiled {
    pub trials: Vec<Trial>,
    pub problems: Vec<(String, String, String)>,
}

/// Compiles a case. `id` is its path without the ending; `capability` the one it is chiefly about.
pub fn compile(id: &str, case: &Case, origin: &Origin, capability: &str, spec: &Spec, dialect: Option<&Dialect>) -> Compiled {
    let forms = if case.forms.is_empty() { vec![Form::Written] } else { case.forms.clone() };
    let mut compiled = Compiled::default();
    for form in forms {
        let mut compiler = Compiler { spec, dialect, form, calls: IndexMap::new(), names: HashMap::new(), effect: Effect::None, leaves: false, fixtures: BTreeSet::new(), problems: Vec::new() };
        let mut steps = case.steps.clone();
        compiler.steps(&mut steps, "/steps");
        let mut needs = case.needs.clone();
        needs.extend(&compiler.fixtures);
        implied(&steps, &mut needs);
        let checks = case
            .checks
            .iter()
            .enumerate()
            .filter(|(_, check)| check.form.is_none_or(|only| only == form))
            .map(|(index, check)| compiler.check(index, check, case, capability))
            .collect();
        let suffix = match form {
            Form::Written => "",
            Form::Async => "#async",
            Form::Sync => "#sync",
        };
        let world = if compiler.leaves { World::Empty } else { case.world };
        compiled.problems.append(&mut compiler.problems);
        compiled.trials.push(Trial {
            id: format!("{id}{suffix}"),
            case: id.to_owned(),
            origin: origin.clone(),
            form,
            brief: case.brief.clone(),
            capability: compiler.main(capability),
            world,
            effect: if world == World::Empty { Effect::None } else { compiler.effect },
            needs,
            cumulative: case.cumulative,
            steps,
            calls: compiler.calls,
            checks,
        });
    }
    compiled.problems.sort();
    compiled.problems.dedup();
    compiled
}

/// The abilities that steps ask for by themselves.
fn implied(steps: &[Step], needs: &mut Vec<Need>) {
    for step in steps {
        let need = match step {
            Step::Gesture(_) => Some(Need::Gesture),
            Step::Ui(ui) => {
                needs.extend(ui.drag.as_ref().map(|_| Need::Drag));
                Some(Need::Ui)
            }
            Step::Background | Step::Foreground => Some(Need::Background),
            Step::Relaunch => Some(Need::Relaunch),
            Step::Back => Some(Need::Back),
            Step::Device(Device::Position(_)) => Some(Need::Position),
            Step::Device(Device::Permission(Permission { to: Permitted::Position, .. })) => Some(Need::Permission),
            Step::Device(Device::Permission(Permission { to: Permitted::Camera | Permitted::Microphone, .. })) => Some(Need::Media),
            Step::Device(Device::Offline(_)) => Some(Need::Offline),
            Step::Device(Device::Screen(_)) => Some(Need::Screen),
            Step::Device(Device::Pick(_)) => Some(Need::Pick),
            _ => None,
        };
        needs.extend(need);
        let nested: Vec<Step> = step.nested().into_iter().cloned().collect();
        implied(&nested, needs);
    }
    needs.sort();
    needs.dedup();
}

struct Compiler<'a> {
    spec: &'a Spec,
    dialect: Option<&'a Dialect>,
    form: Form,
    calls: IndexMap<String, CallMeta>,
    /// How often each default name has been given.
    names: HashMap<String, u32>,
    effect: Effect,
    /// Something is left behind under a name that other trials may meet.
    leaves: bool,
    /// What its addresses of fixtures need.
    fixtures: BTreeSet<Need>,
    problems: Vec<(String, String, String)>,
}

impl Compiler<'_> {
    fn problem(&mut self, pointer: &str, message: impl Into<String>, help: &str) {
        self.problems.push((pointer.to_owned(), message.into(), help.to_owned()));
    }

    fn steps(&mut self, steps: &mut [Step], pointer: &str) {
        for (index, step) in steps.iter_mut().enumerate() {
            let pointer = format!("{pointer}/{index}");
            match step {
                Step::Call(call) => self.call(call, &format!("{pointer}/call")),
                Step::Gesture(gesture) => self.steps(&mut gesture.then, &format!("{pointer}/gesture/then")),
                Step::Let(bind) => self.value(&mut bind.value, &format!("{pointer}/let/value")),
                Step::Change(change) => self.value(&mut change.value, &format!("{pointer}/change/value")),
                Step::Await(wait) => {
                    if let Some(call) = wait.call.clone()
                        && !self.calls.contains_key(&call)
                    {
                        self.problem(&format!("{pointer}/await/call"), format!("no call before it is named `{call}`"), "name a call that was started before");
                    }
                    if wait.call.is_some() == wait.listener.is_some() {
                        self.problem(&format!("{pointer}/await"), "an await names a call or a listener", "give exactly one of `call` and `listener`");
                    }
                }
                Step::Ui(ui) if !ui.is_one_action() => {
                    self.problem(&format!("{pointer}/ui"), "a ui step is one look or one touch, with what belongs to it", "see \"ui\" under \"Steps\" in harness/README.md");
                }
                Step::Device(Device::Pick(files)) => {
                    for (index, file) in files.iter().enumerate().filter(|(_, file)| file.bytes().is_none()) {
                        self.problem(&format!("{pointer}/device/pick/{index}"), format!("`{}` is no file that can be chosen", file.name), "give the name of a file, without a folder, and what is in it as base64");
                    }
                }
                _ => {}
            }
        }
    }

    fn call(&mut self, call: &mut Call, pointer: &str) {
        let written = call.api.clone();
        let found = if call.of.is_some() { None } else { self.spec.by_api(&written) };
        if found.is_none() && call.of.is_none() {
            self.problem(
                &format!("{pointer}/api"),
                format!("the spec has no function `{written}`"),
                "use the name of a capability, without the root; a method of a returned object needs `of`",
            );
        }
        if call.with.is_some() && call.args.is_some() {
            self.problem(pointer, "a call has both `with` and `args`", "an options object goes in `with`, positional arguments in `args`");
        }
        let mut name = call.name.clone().unwrap_or_else(|| written.rsplit('.').next().unwrap_or(&written).to_owned());
        let entry = self.names.entry(name.clone()).or_insert(0);
        *entry += 1;
        let count = *entry;
        if count > 1 {
            if call.name.is_some() {
                self.problem(&format!("{pointer}/as"), format!("two steps are named `{name}`"), "give each its own name");
            }
            name = format!("{name}-{count}");
        }
        call.name = Some(name.clone());
        if let Some(with) = &mut call.with {
            self.value(with, &format!("{pointer}/with"));
        }
        for (index, value) in call.args.iter_mut().flatten().enumerate() {
            self.value(value, &format!("{pointer}/args/{index}"));
        }
        let meta = match found {
            None => CallMeta {
                shown: written,
                capability: None,
                style: if call.callbacks.is_some() { CallStyle::Async } else { CallStyle::Sync },
                answers: None,
                free: call.free,
                missing: None,
                silent: Some(SETTLES.to_owned()),
                refused: None,
            },
            Some((id, capability)) => self.bind(call, id, capability, pointer),
        };
        self.calls.insert(name, meta);
        let mut on = std::mem::take(&mut call.on);
        for (event, steps) in &mut on {
            let event = format!("{event:?}").to_lowercase();
            self.steps(steps, &format!("{pointer}/on/{event}"));
        }
        call.on = on;
    }

    /// Fills in what the capability says of a call, in the form that is compiled.
    fn bind(&mut self, call: &mut Call, id: &str, capability: &Capability, pointer: &str) -> CallMeta {
        let mut id = id.to_owned();
        let mut capability = capability.clone();
        if self.form == Form::Sync && capability.kind == Kind::Async {
            match self.spec.twin(&capability) {
                None => self.problem(&format!("{pointer}/api"), format!("`{}` has no synchronous form", call.api), "leave `forms` out"),
                Some(twin) => {
                    if call.callbacks.is_some() || !call.on.is_empty() || call.wait.is_some() {
                        self.problem(pointer, "callbacks and waits have no meaning in the synchronous form", "leave `forms` out");
                    }
                    call.args = Some(positional(call.with.take(), &twin.params));
                    if let Some(found) = self.spec.capability(&twin.id) {
                        capability = found.clone();
                    }
                    call.api = twin.api;
                    id = twin.id;
                }
            }
        }
        if capability.kind == Kind::Async && call.args.is_none() {
            let explicit = |name: CallbackName| call.with.as_ref().is_some_and(|with| with.get(name.key()).is_some());
            let all = [CallbackName::Success, CallbackName::Fail, CallbackName::Complete];
            let callbacks = call.callbacks.clone().unwrap_or_else(|| all.into_iter().filter(|name| !explicit(*name)).collect());
            call.wait = Some(call.wait.unwrap_or_else(|| default_wait(&callbacks)));
            call.callbacks = Some(callbacks);
        } else {
            call.callbacks = Some(call.callbacks.clone().unwrap_or_default());
            call.wait = Some(call.wait.unwrap_or(Wait::None));
        }
        self.leaves |= leaves_foreign_name(&capability, call);
        call.global = capability.root == Root::Global;
        self.effect = stronger(self.effect, capability.effect);
        let shown = match self.dialect {
            Some(dialect) if capability.root == Root::Api => {
                call.api = dialect.renames.get(&id).cloned().unwrap_or_else(|| call.api.clone());
                format!("{}.{}", dialect.root.first().map_or("swan", String::as_str), call.api)
            }
            _ => shown_name(&id, &capability),
        };
        CallMeta {
            shown,
            style: if capability.kind == Kind::Async { CallStyle::Async } else { CallStyle::Sync },
            answers: capability.answers.clone(),
            free: call.free,
            missing: Some(self.spec.present(&id)),
            silent: Some(SETTLES.to_owned()),
            refused: self.spec.blame(&id),
            capability: Some(id),
        }
    }

    /// References to an answer become references to what carries it in this form.
    fn value(&mut self, value: &mut Value, pointer: &str) {
        match value {
            Value::Url(path) => {
                self.fixtures.insert(Need::Fixtures);
                if fixture_parts(path).0 == Some("http") {
                    self.fixtures.insert(Need::HttpsOnly);
                }
            }
            Value::Ref(reference) => *reference = self.reference(reference),
            Value::Array(items) => items.iter_mut().enumerate().for_each(|(index, item)| self.value(item, &format!("{pointer}/{index}"))),
            Value::Object(fields) => fields.iter_mut().for_each(|(name, field)| self.value(field, &format!("{pointer}/{name}"))),
            Value::Listener { then, .. } => {
                let mut steps: Vec<Step> = match serde_json::from_value(serde_json::Value::Array(then.clone())) {
                    Ok(steps) => steps,
                    Err(error) => return self.problem(pointer, format!("the steps of a listener: {error}"), "see the steps in harness/README.md"),
                };
                self.steps(&mut steps, &format!("{pointer}/$listener/then"));
                *then = steps.iter().filter_map(|step| serde_json::to_value(step).ok()).collect();
            }
            _ => {}
        }
    }

    /// `got.answer.data` is `got.success.data` of an asynchronous call, and what the synchronous form returns for it.
    fn reference(&self, reference: &str) -> String {
        let name = head(reference);
        let Some(rest) = reference.strip_prefix(name).and_then(|rest| rest.strip_prefix(".answer")) else {
            return reference.to_owned();
        };
        match self.calls.get(name) {
            Some(meta) if meta.style == CallStyle::Sync => {
                let rest = match &meta.answers {
                    Some(field) => rest.strip_prefix(&format!(".{field}")).unwrap_or(rest),
                    None => rest,
                };
                format!("{name}.returned{rest}")
            }
            _ => format!("{name}.success{rest}"),
        }
    }

    fn check(&mut self, index: usize, check: &Check, case: &Case, capability: &str) -> PlannedCheck {
        let mut expect = check.expect.clone();
        if let Assertion::Same { left, right } | Assertion::NotAbove { left, right } | Assertion::Differ { left, right } = &mut expect {
            *left = self.reference(left);
            *right = self.reference(right);
        }
        let pointer = format!("/checks/{index}");
        for subject in expect.calls() {
            if !self.calls.contains_key(subject) {
                let known = self.calls.keys().cloned().collect::<Vec<_>>().join(", ");
                self.problem(&format!("{pointer}/expect"), format!("no call is named `{subject}`"), &format!("the calls of this case are: {known}"));
            }
        }
        let level = match self.spec.requirements.get(&check.requirement) {
            Some(requirement) => requirement.level,
            None => {
                self.problem(
                    &format!("{pointer}/requirement"),
                    format!("the spec has no requirement `{}`", check.requirement),
                    "name one of `minicert list --requirements`, or add it under `requirements:` of its capability",
                );
                Level::May
            }
        };
        let subject = expect.subjects().first().and_then(|name| self.calls.get(*name)).and_then(|meta| meta.capability.clone());
        PlannedCheck {
            requirement: check.requirement.clone(),
            level,
            capability: subject.unwrap_or_else(|| self.main(capability)),
            argument: check.argument.clone(),
            condition: check.condition.clone().unwrap_or_else(|| case.brief.clone()),
            expected: describe(&expect, &self.calls),
            expect,
        }
    }

    /// The capability a trial is chiefly about, in the form that is compiled.
    fn main(&self, capability: &str) -> String {
        match (self.form, self.spec.capability(capability)) {
            (Form::Sync, Some(found)) => self.spec.twin(found).map_or_else(|| capability.to_owned(), |twin| twin.id),
            _ => capability.to_owned(),
        }
    }
}

impl CallbackName {
    pub fn key(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Fail => "fail",
            Self::Complete => "complete",
        }
    }
}

fn default_wait(callbacks: &[CallbackName]) -> Wait {
    if callbacks.contains(&CallbackName::Success) || callbacks.contains(&CallbackName::Fail) {
        Wait::Settled
    } else if callbacks.contains(&CallbackName::Complete) {
        Wait::Complete
    } else {
        Wait::None
    }
}

/// The options of an asynchronous call as positional arguments; what comes after the last one given is left out.
fn positional(with: Option<Value>, params: &[String]) -> Vec<Value> {
    let with = with.unwrap_or_else(|| Value::Object(Vec::new()));
    if !matches!(with, Value::Object(_)) {
        return vec![with];
    }
    let last = params.iter().rposition(|name| with.get(name).is_some()).map_or(0, |index| index + 1);
    params[..last].iter().map(|name| with.get(name).cloned().unwrap_or(Value::Undefined)).collect()
}

/// The call leaves something behind under a name that is not the trial's own.
fn leaves_foreign_name(capability: &Capability, call: &Call) -> bool {
    let Some(name) = &capability.leaves else { return false };
    let index = capability.params.iter().position(|param| param.name == *name);
    let given = match (&call.with, &call.args) {
        (Some(with @ Value::Object(_)), _) => with.get(name),
        // A bound value was looked at where it was bound.
        (Some(_), _) => return false,
        (None, Some(args)) => index.and_then(|index| args.get(index)),
        (None, None) => None,
    };
    !matches!(given, Some(Value::Key(_) | Value::Ref(_)))
}

/// What two calls of one trial do together.
fn stronger(a: Effect, b: Effect) -> Effect {
    if a == Effect::None { b } else { a }
}
