//! From each function: it is there.

use super::{Generated, check, derived};
use crate::case::{Assertion, Matcher, Read, Step};
use crate::spec::{Capability, Kind, Root, Type, shown_name};

pub fn cases(id: &str, capability: &Capability) -> Vec<Generated> {
    if matches!(capability.kind, Kind::Framework | Kind::PageHandler) {
        return Vec::new();
    }
    let name = "function".to_owned();
    let read = Read { of: None, global: capability.root == Root::Global, path: capability.api_path(id), name: name.clone() };
    let expect = Assertion::Observed { of: name, is: Matcher::Type(vec![Type::Function]), within: None };
    let brief = format!("{} is a function.", shown_name(id, capability));
    vec![derived(id, "present", "present", brief, vec![Step::Read(read)], vec![check(format!("{id}/present"), "looked up by its name", expect)])]
}
