//! Every text that people read, with where it was written, for the rules about texts.

use super::World;
use super::slug::escape;
use crate::diagnostic::Place;
use crate::spec::{Field, Param, Text};
use crate::yaml::Document;

/// A text in both languages.
pub struct Written<'a> {
    pub what: &'static str,
    pub en: &'a str,
    pub zh: &'a str,
    /// Of the texts' common parent; the keys `en` and `zh` below it.
    pub en_place: Place,
    pub zh_place: Place,
}

/// Every normative sentence: written requirements and the templates of derived ones.
pub fn sentences<'a>(world: &'a World) -> Vec<Written<'a>> {
    let mut all = Vec::new();
    for document in world.spec.capabilities.values() {
        for (slug, entry) in &document.value.requirements {
            all.push(written(document, &format!("/requirements/{}", escape(slug)), "requirement", &entry.en, &entry.zh));
        }
    }
    let derived = &world.spec.derived;
    for (kind, template) in &derived.value {
        all.push(written(derived, &format!("/{}", kind.name()), "template", &template.en, &template.zh));
    }
    all
}

/// Every other text of the spec that stands in both languages.
pub fn texts<'a>(world: &'a World) -> Vec<Written<'a>> {
    let mut all = Vec::new();
    let spec = &world.spec;
    for document in spec.capabilities.values() {
        let mut add = |pointer: String, what, text: &'a Text| all.push(written(document, &pointer, what, &text.en, &text.zh));
        let capability = &document.value;
        add("/summary".into(), "summary", &capability.summary);
        if let Some(platforms) = &capability.platforms {
            add("/platforms".into(), "platform restriction", platforms);
        }
        for (slug, entry) in &capability.requirements {
            if let Some(why) = &entry.untested {
                add(format!("/requirements/{}/untested", escape(slug)), "reason", why);
            }
        }
        params("/params", &capability.params, &mut add);
        fields("/results", &capability.results, &mut add);
        if let Some(returns) = &capability.returns {
            if let Some(note) = &returns.note {
                add("/returns/note".into(), "note", note);
            }
            fields("/returns/fields", &returns.fields, &mut add);
        }
        for (index, error) in capability.errors.iter().enumerate() {
            all.push(written(document, &format!("/errors/{index}"), "error", &error.en, &error.zh));
        }
    }
    for (id, ambiguity) in &spec.ambiguities.value {
        let pointer = format!("/{}", escape(id));
        all.push(written(&spec.ambiguities, &pointer, "ambiguity", &ambiguity.en, &ambiguity.zh));
        let Text { en, zh } = &ambiguity.portable;
        all.push(written(&spec.ambiguities, &format!("{pointer}/portable"), "portable reading", en, zh));
    }
    for (id, reason) in &spec.facts.value.reasons {
        all.push(written(&spec.facts, &format!("/reasons/{}", escape(id)), "reason", &reason.en, &reason.zh));
    }
    for (id, topic) in &spec.facts.value.topics {
        all.push(written(&spec.facts, &format!("/topics/{}", escape(id)), "topic", &topic.en, &topic.zh));
    }
    for (id, waiver) in &spec.waivers.value {
        all.push(written(&spec.waivers, &format!("/{}/reason", escape(id)), "reason", &waiver.reason.en, &waiver.reason.zh));
    }
    for (id, feature) in &spec.profiles.value.features {
        all.push(written(&spec.profiles, &format!("/features/{}", escape(id)), "feature", &feature.en, &feature.zh));
    }
    for (id, profile) in &spec.profiles.value.profiles {
        all.push(written(&spec.profiles, &format!("/profiles/{}", escape(id)), "profile", &profile.en, &profile.zh));
    }
    all
}

fn params<'a>(pointer: &str, all: &'a [Param], add: &mut impl FnMut(String, &'static str, &'a Text)) {
    for (index, param) in all.iter().enumerate() {
        if let Some(note) = &param.note {
            add(format!("{pointer}/{index}/note"), "note", note);
        }
        params(&format!("{pointer}/{index}/fields"), &param.fields, add);
    }
}

fn fields<'a>(pointer: &str, all: &'a [Field], add: &mut impl FnMut(String, &'static str, &'a Text)) {
    for (index, field) in all.iter().enumerate() {
        if let Some(note) = &field.note {
            add(format!("{pointer}/{index}/note"), "note", note);
        }
        fields(&format!("{pointer}/{index}/fields"), &field.fields, add);
    }
}

fn written<'a, T>(document: &Document<T>, pointer: &str, what: &'static str, en: &'a str, zh: &'a str) -> Written<'a> {
    Written { what, en, zh, en_place: document.place(&format!("{pointer}/en")), zh_place: document.place(&format!("{pointer}/zh")) }
}
