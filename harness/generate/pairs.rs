//! From each asynchronous function with two or more arguments of few values: calls that have every two of them together.

use indexmap::IndexMap;

use super::{CALL, Generated, callable, check, covering, derived, result};
use crate::case::{Assertion, Await, AwaitEvent, Call, Check, Form, SETTLES, Sleep, Step, Ui, Wait};
use crate::judge::PAIRS;
use crate::shape::{Argument, arguments};
use crate::spec::{Capability, Effect, Kind, Spec, shown_name};
use crate::value::Value;

/// A value of each argument; None: left out.
type Choice<'a> = Vec<(&'a Argument, Option<&'a Value>)>;

pub fn cases(id: &str, capability: &Capability, spec: &Spec) -> Vec<Generated> {
    of(id, capability, spec, &varied(capability))
}

/// The calls that are found from arguments with their values in this order.
pub fn of(id: &str, capability: &Capability, spec: &Spec, arguments: &[Argument]) -> Vec<Generated> {
    let Some(works) = spec.blame(id) else { return Vec::new() };
    let choices = choices(arguments, capability);
    let api = shown_name(id, capability);
    if capability.effect != Effect::None {
        return together(id, capability, &works, &choices).into_iter().collect();
    }
    let twin = twin(capability, spec);
    let one = |(index, choice): (usize, &Choice)| {
        let condition = condition(choice);
        let step = Step::Call(Call { free: true, ..super::call(id, capability, Some(options(choice))) });
        let mut checks = checks(CALL, &condition, &works);
        let has = |of: &IndexMap<String, Vec<Value>>| of.iter().all(|(path, values)| choice.iter().any(|(argument, value)| argument.path == *path && value.is_some_and(|value| values.contains(value))));
        let open: Vec<&str> = capability.pairs.open.iter().filter(|open| has(&open.of)).map(|open| open.field.as_str()).collect();
        checks.extend(result::fields(id, &capability.results, &condition, &open, spec));
        let brief = format!("{api} is called where {condition}.");
        let mut generated = derived(id, PAIRS, &format!("pairs-{}", index + 1), brief, vec![step], checks);
        if let Some(works) = &twin {
            generated.case.forms = vec![Form::Async, Form::Sync];
            generated.case.checks.iter_mut().for_each(|check| check.form = Some(Form::Async));
            let sync = check(works.clone(), &condition, Assertion::Succeeded { call: CALL.into() });
            generated.case.checks.push(Check { form: Some(Form::Sync), ..sync });
        }
        generated
    };
    choices.iter().enumerate().map(one).collect()
}

/// Milliseconds that a page may take to come after switchTab has succeeded.
const COMES: u64 = 500;

/// The arguments of calls with every two values; none where there are not two to vary, or no derived call may be made.
pub fn varied(capability: &Capability) -> Vec<Argument> {
    let callable = capability.kind == Kind::Async && matches!(capability.effect, Effect::None | Effect::Overlay | Effect::Global) && callable(capability, None);
    let arguments = arguments(&capability.params).filter(|_| callable).unwrap_or_default();
    if arguments.iter().filter(|argument| argument.values.len() > 1).count() > 1 { arguments } else { Vec::new() }
}

fn choices<'a>(arguments: &'a [Argument], capability: &Capability) -> Vec<Choice<'a>> {
    let sizes: Vec<usize> = arguments.iter().map(|argument| argument.values.len()).collect();
    let given = |row: &[Option<usize>], path: &str| {
        let (argument, index) = arguments.iter().zip(row).find(|(argument, _)| argument.path == path)?;
        argument.values[(*index)?].as_ref()
    };
    let apart = |row: &[Option<usize>]| {
        capability.pairs.apart.iter().any(|apart| apart.of.iter().all(|(path, values)| given(row, path).is_some_and(|value| values.contains(value))))
    };
    let choice = |row: covering::Row| arguments.iter().zip(row).map(|(argument, index)| (argument, argument.values[index].as_ref())).collect();
    covering::rows(&sizes, |row| !apart(row)).into_iter().map(choice).collect()
}

/// All calls of a function with an effect in one trial, because the host is launched anew after each.
fn together(id: &str, capability: &Capability, works: &str, choices: &[Choice]) -> Option<Generated> {
    let mut steps = Vec::new();
    let mut checks_of_all = Vec::new();
    if let Some(page) = &capability.pairs.page {
        let with = Value::object([("url", Value::Page(page.clone()))]);
        steps.push(Step::Call(Call { api: "switchTab".into(), with: Some(with), ..Call::default() }));
        steps.push(Step::Sleep(Sleep { ms: COMES }));
    }
    for (index, choice) in choices.iter().enumerate() {
        let name = format!("{CALL}-{}", index + 1);
        let call = Call { name: Some(name.clone()), free: true, ..super::call(id, capability, Some(options(choice))) };
        match &capability.pairs.tap {
            None => steps.push(Step::Call(call)),
            Some(tap) => steps.extend([
                Step::Call(Call { wait: Some(Wait::None), ..call }),
                Step::Ui(Ui { tap: Some(tap.clone()), ..Ui::default() }),
                Step::Await(Await { call: Some(name.clone()), event: Some(AwaitEvent::Settled), listener: None, times: 1, budget: None }),
            ]),
        }
        checks_of_all.extend(checks(&name, &condition(choice), works));
    }
    let brief = format!("{} is called with every two values of its arguments.", shown_name(id, capability));
    (!choices.is_empty()).then(|| derived(id, PAIRS, "pairs", brief, steps, checks_of_all))
}

fn checks(call: &str, condition: &str, works: &str) -> Vec<Check> {
    vec![check(SETTLES, condition, Assertion::Settled { call: call.into() }), check(works, condition, Assertion::Succeeded { call: call.into() })]
}

/// The options object of a call.
fn options(choice: &Choice) -> Value {
    let mut fields: Vec<(String, Value)> = Vec::new();
    for (argument, value) in choice {
        if let Some(value) = value {
            put(&mut fields, &argument.path, value);
        }
    }
    Value::Object(fields)
}

fn put(fields: &mut Vec<(String, Value)>, path: &str, value: &Value) {
    let Some((name, rest)) = path.split_once('.') else { return fields.push((path.to_owned(), value.clone())) };
    let index = fields.iter().position(|(field, _)| field == name).unwrap_or_else(|| {
        fields.push((name.to_owned(), Value::Object(Vec::new())));
        fields.len() - 1
    });
    if let Value::Object(inner) = &mut fields[index].1 {
        put(inner, rest, value);
    }
}

/// What is given beside what every call is given, in words.
fn condition(choice: &Choice) -> String {
    let varied = choice.iter().filter(|(argument, _)| argument.values.len() > 1);
    let given: Vec<String> = varied.filter_map(|(argument, value)| value.map(|value| format!("{} is {}", argument.path, value.to_json()))).collect();
    if given.is_empty() { "every optional argument is left out".to_owned() } else { given.join(", ") }
}

/// What the synchronous form is blamed for, where it is called in the same way.
fn twin(capability: &Capability, spec: &Spec) -> Option<String> {
    let twin = spec.twin(capability)?;
    let disputed = spec.capability(&twin.id)?.params.iter().any(|param| param.ambiguity.is_some());
    spec.blame(&twin.id).filter(|_| !disputed)
}

#[cfg(test)]
mod tests {
    use super::{condition, options};
    use crate::shape::Argument;
    use crate::value::Value;

    #[test]
    fn a_field_is_put_into_its_object() {
        let (number, text) = (Value::Number(1.0), Value::string("x"));
        let of = |path: &str, values: Vec<Option<Value>>| Argument { path: path.into(), values };
        let (field, other) = (of("a.b", vec![None, Some(number.clone())]), of("a.d", vec![Some(text.clone())]));
        let choice = vec![(&field, Some(&number)), (&other, Some(&text))];
        assert_eq!(options(&choice).to_json().to_string(), r#"{"a":{"b":1,"d":"x"}}"#);
        assert_eq!(condition(&choice), "a.b is 1");
        assert_eq!(condition(&vec![(&field, None)]), "every optional argument is left out");
    }
}
