//! The examples in a shape are of its types, because derived calls are made from them.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::lint::fits::{fits, names};
use crate::lint::{Rule, World};
use crate::spec::{Capability, Field, Param, Type};
use crate::value::Value;
use crate::yaml::Document;

pub const RULE: Rule = Rule {
    id: "param-shape",
    about: "Samples, defaults and enum values are of the documented types, names are unique, and a required argument of a derived call has a sample.",
    run,
};

fn run(world: &World, found: &mut Vec<Diagnostic>) {
    for document in world.spec.capabilities.values() {
        let capability = &document.value;
        let mut shape = Shape { document, found };
        shape.params("/params", &capability.params);
        shape.fields("/results", &capability.results);
        if let Some(returns) = &capability.returns {
            shape.types("/returns", "the return value", &returns.types);
            shape.fields("/returns/fields", &returns.fields);
        }
    }
}

struct Shape<'a> {
    document: &'a Document<Capability>,
    found: &'a mut Vec<Diagnostic>,
}

impl Shape<'_> {
    fn object(&mut self, pointer: &str, message: String, help: &str) {
        self.found.push(Diagnostic::new(RULE.id, self.document.place(pointer), message, help));
    }

    fn params(&mut self, pointer: &str, params: &[Param]) {
        self.unique(pointer, params.iter().map(|param| param.name.as_str()));
        for (index, param) in params.iter().enumerate() {
            let pointer = format!("{pointer}/{index}");
            let name = format!("`{}`", param.name);
            self.types(&pointer, &name, &param.types);
            self.values(&pointer, &name, &param.types, &param.values);
            let samples = param.samples.iter().map(|value| ("samples", value));
            let alone = [("sample", &param.sample), ("default", &param.default)].into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
            for (key, value) in alone.chain(samples) {
                let at = format!("{pointer}/{key}");
                self.value(&at, &format!("the {key} of {name}"), &param.types, value);
                // An array is of enum values, so its items are compared.
                let items = if let Value::Array(items) = value { items.as_slice() } else { std::slice::from_ref(value) };
                if !param.values.is_empty() && items.iter().any(|item| !param.values.contains(item)) {
                    self.object(&at, format!("the {key} of {name} is not among its enum values"), "use one of them, or complete `enum`");
                }
            }
            if let Some(value) = param.not_everywhere.iter().find(|value| !param.values.contains(value)) {
                let at = format!("{pointer}/not-everywhere");
                self.object(&at, format!("{} is not among the enum values of {name}", value.to_json()), "only values of `enum` can be those of some platforms alone");
            }
            self.nested(&pointer, &name, &param.types, param.fields.is_empty());
            self.params(&format!("{pointer}/fields"), &param.fields);
        }
    }

    fn fields(&mut self, pointer: &str, fields: &[Field]) {
        self.unique(pointer, fields.iter().map(|field| field.name.as_str()));
        for (index, field) in fields.iter().enumerate() {
            let pointer = format!("{pointer}/{index}");
            let name = format!("`{}`", field.name);
            self.types(&pointer, &name, &field.types);
            self.values(&pointer, &name, &field.types, &field.values);
            self.nested(&pointer, &name, &field.types, field.fields.is_empty());
            self.fields(&format!("{pointer}/fields"), &field.fields);
        }
    }

    fn unique<'n>(&mut self, pointer: &str, names: impl Iterator<Item = &'n str>) {
        let mut seen = BTreeSet::new();
        for (index, name) in names.enumerate() {
            if !seen.insert(name) {
                self.object(&format!("{pointer}/{index}/name"), format!("`{name}` is described twice"), "keep one");
            }
        }
    }

    fn types(&mut self, pointer: &str, name: &str, types: &[Type]) {
        if types.is_empty() {
            self.object(&format!("{pointer}/types"), format!("{name} has no type"), "name the documented types, or `any` where the documentation does not say");
        }
    }

    fn values(&mut self, pointer: &str, name: &str, types: &[Type], values: &[Value]) {
        // Of an array of strings, the enum lists what an item may be.
        let types: Vec<Type> = types.iter().map(|one| if *one == Type::Strings { Type::String } else { *one }).collect();
        for value in values {
            self.value(&format!("{pointer}/enum"), &format!("an enum value of {name}"), &types, value);
        }
    }

    fn value(&mut self, pointer: &str, what: &str, types: &[Type], value: &Value) {
        if !types.is_empty() && !fits(value, types) {
            let message = format!("{what} is {}, which is not of the type {}", value.to_json(), names(types));
            self.object(pointer, message, "give a value of the documented type, or mend `types`; quotes make a string of a number");
        }
    }

    fn nested(&mut self, pointer: &str, name: &str, types: &[Type], none: bool) {
        let holds = types.iter().any(|one| matches!(one, Type::Object | Type::Objects | Type::Array | Type::Any));
        if !none && !holds {
            self.object(&format!("{pointer}/fields"), format!("{name} has fields but is of the type {}", names(types)), "fields belong to an object, or to the items of an array");
        }
    }
}
