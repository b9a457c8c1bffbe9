//! Requirements derived from shapes: sentences as templates in `spec/derived.yaml`, one requirement for each shape fact.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::capability::{Capability, Effect, Field, FieldLevel, Kind, Param, Root, Text, Type};
use super::requirement::{Requirement, level_of};
use crate::shape;

/// `spec/derived.yaml`.
pub type Derived = IndexMap<DerivedKind, Template>;

/// What a shape says, one kind each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DerivedKind {
    /// The function is there.
    Present,
    /// A required argument is missing, and the published framework requires it too.
    Required,
    /// A required argument is missing, and only the documentation requires it.
    RequiredAdvice,
    /// An argument of a type the published framework refuses.
    Type,
    /// An argument of another type than documented.
    TypeAdvice,
    /// A documented field of the result.
    Result,
    /// A field of the result that is documented with a condition.
    ResultAdvice,
    /// What a synchronous call or a factory returns.
    Returns,
}

/// A sentence with `{api}`, `{param}`, `{field}`, `{types}` to fill in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The last segment of the id, with the same places to fill in.
    pub slug: String,
    pub en: String,
    pub zh: String,
    /// Citations beside the capability's own.
    #[serde(default)]
    pub basis: Vec<String>,
}

impl DerivedKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Required => "required",
            Self::RequiredAdvice => "required-advice",
            Self::Type => "type",
            Self::TypeAdvice => "type-advice",
            Self::Result => "result",
            Self::ResultAdvice => "result-advice",
            Self::Returns => "returns",
        }
    }
}

/// Every requirement that follows from the shape of a capability.
pub fn requirements(id: &str, capability: &Capability, templates: &Derived) -> Vec<Requirement> {
    if matches!(capability.kind, Kind::Framework | Kind::PageHandler) {
        return Vec::new();
    }
    let api = shown_name(id, capability);
    let untested = unreachable(capability);
    let fill = |kind: DerivedKind, name: &str, types: &[Type]| -> Option<Requirement> {
        let template = templates.get(&kind)?;
        let types = types.iter().map(|one| one.name()).collect::<Vec<_>>().join(" or ");
        let fill = |text: &str| {
            text.replace("{api}", &api).replace("{name}", name).replace("{slug}", &name.replace('.', "-")).replace("{types}", &types)
        };
        let en = fill(&template.en);
        Some(Requirement {
            id: format!("{id}/{}", fill(&template.slug)),
            level: level_of(&en).ok()?,
            feature: capability.feature.clone(),
            zh: fill(&template.zh),
            en,
            basis: capability.basis.iter().chain(&template.basis).cloned().collect(),
            about: vec![id.to_owned()],
            untested: untested(kind, name),
            derived: Some(kind.name().to_owned()),
        })
    };
    let mut all: Vec<Option<Requirement>> = vec![fill(DerivedKind::Present, "", &[])];
    if capability.kind == Kind::Async {
        for param in &capability.params {
            let kinds = argument_kinds(capability, param);
            all.extend(kinds.into_iter().map(|kind| fill(kind, &param.name, &param.types)));
        }
    }
    if matches!(capability.kind, Kind::Async) {
        for (path, field) in result_fields(&capability.results) {
            all.push(fill(field_kind(field), &path, &field.types));
        }
    }
    if let Some(returns) = &capability.returns
        && !matches!(capability.kind, Kind::Async)
    {
        if !returns.types.contains(&Type::Any) {
            all.push(fill(DerivedKind::Returns, "", &returns.types));
        }
        for (path, field) in result_fields(&returns.fields) {
            all.push(fill(field_kind(field), &path, &field.types));
        }
    }
    all.into_iter().flatten().collect()
}

/// Why no generated case can test a kind of derived requirement, where none can.
fn unreachable(capability: &Capability) -> impl Fn(DerivedKind, &str) -> Option<Text> {
    let effect = capability.effect;
    let missing: Vec<String> = capability.params.iter().filter(|param| param.sample.is_none() && (param.required == Some(true) || (param.required.is_none() && capability.kind != Kind::Async))).map(|param| param.name.clone()).collect();
    move |kind, name| {
        let lacks = missing.iter().find(|param| *param != name);
        match kind {
            DerivedKind::Present => None,
            _ if lacks.is_some() => Some(Text {
                en: format!("a valid {} needs a file or a page that no derived case has", lacks.map_or("argument", String::as_str)),
                zh: format!("有效的 {} 需要派生用例所没有的文件或页面", lacks.map_or("参数", String::as_str)),
            }),
            DerivedKind::Required | DerivedKind::RequiredAdvice | DerivedKind::Type => None,
            _ if effect != Effect::None => Some(Text {
                en: "a derived call would have an effect that nothing here takes back".into(),
                zh: "派生调用会产生无法撤销的影响".into(),
            }),
            _ => None,
        }
    }
}

/// The kinds of argument requirement that an argument gives rise to.
pub fn argument_kinds(capability: &Capability, param: &Param) -> Vec<DerivedKind> {
    let mut kinds = Vec::new();
    if param.ambiguity.is_some() {
        return kinds;
    }
    if param.required == Some(true) {
        let framework = param.framework.as_ref().is_some_and(|framework| framework.required);
        kinds.push(if framework { DerivedKind::Required } else { DerivedKind::RequiredAdvice });
    }
    let wrong = shape::wrong_types(capability, param);
    if wrong.iter().any(|wrong| wrong.refused) {
        kinds.push(DerivedKind::Type);
    }
    if wrong.iter().any(|wrong| !wrong.refused) {
        kinds.push(DerivedKind::TypeAdvice);
    }
    kinds
}

/// The fields that a check can be derived for, with their dotted paths: nested ones only below plain objects.
pub fn result_fields(fields: &[Field]) -> Vec<(String, &Field)> {
    let mut all = Vec::new();
    collect("", fields, &mut all);
    all
}

fn collect<'a>(prefix: &str, fields: &'a [Field], all: &mut Vec<(String, &'a Field)>) {
    for field in fields {
        if field.level == FieldLevel::None || field.ambiguity.is_some() {
            continue;
        }
        let path = if prefix.is_empty() { field.name.clone() } else { format!("{prefix}.{}", field.name) };
        all.push((path.clone(), field));
        if field.types == [Type::Object] && field.level == FieldLevel::Must {
            collect(&path, &field.fields, all);
        }
    }
}

/// MUST for what is documented plainly, SHOULD for what carries a condition.
pub fn field_kind(field: &Field) -> DerivedKind {
    if field.level == FieldLevel::Must { DerivedKind::Result } else { DerivedKind::ResultAdvice }
}

/// `swan.getStorage`, or `setTimeout` for a bare global.
pub fn shown_name(id: &str, capability: &Capability) -> String {
    let path = capability.api_path(id);
    match capability.root {
        Root::Api => format!("swan.{path}"),
        Root::Global => path,
    }
}

impl Capability {
    /// The dotted path below the root.
    pub fn api_path(&self, id: &str) -> String {
        self.api.clone().unwrap_or_else(|| id.rsplit('/').next().unwrap_or(id).to_owned())
    }
}
