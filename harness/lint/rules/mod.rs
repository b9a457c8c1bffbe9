//! The rules, in the order in which a newcomer meets them: ids, texts, references of the spec, shapes, facts, cases, faults.

mod about_resolves;
mod ambiguity_known;
mod basis_resolves;
mod both_languages;
mod case_compiles;
mod case_has_checks;
mod case_path;
mod check_names_requirement;
mod dialect_capabilities_known;
mod duplicate_case;
mod fact_mapped;
mod fact_once;
mod fact_stated;
mod fact_subject;
mod facts_complete;
mod fault_names_requirement;
mod feature_known;
mod fixture_known;
mod id_slug;
mod id_unique;
mod model_agrees;
mod model_rules_known;
mod mutant_known;
mod one_rfc2119_word;
mod page_known;
mod pairs_known;
mod param_shape;
mod patch_applies;
mod profile_features_known;
mod reason_used;
mod reference_bound;
mod requirement_reached;
mod sentence;
mod soak_known;
mod twin_resolves;
mod waiver_requirement;
mod waiver_scope;
mod waiver_term;
mod works_resolves;

use super::Rule;

/// Every rule. A new one is a file here, a line here and a folder under `examples/`.
pub const ALL: &[Rule] = &[
    id_slug::RULE,
    id_unique::RULE,
    both_languages::RULE,
    sentence::RULE,
    one_rfc2119_word::RULE,
    basis_resolves::RULE,
    feature_known::RULE,
    ambiguity_known::RULE,
    about_resolves::RULE,
    profile_features_known::RULE,
    waiver_requirement::RULE,
    waiver_scope::RULE,
    waiver_term::RULE,
    soak_known::RULE,
    dialect_capabilities_known::RULE,
    twin_resolves::RULE,
    works_resolves::RULE,
    param_shape::RULE,
    pairs_known::RULE,
    facts_complete::RULE,
    fact_subject::RULE,
    fact_once::RULE,
    fact_stated::RULE,
    fact_mapped::RULE,
    reason_used::RULE,
    case_path::RULE,
    case_has_checks::RULE,
    case_compiles::RULE,
    reference_bound::RULE,
    fixture_known::RULE,
    page_known::RULE,
    check_names_requirement::RULE,
    model_rules_known::RULE,
    model_agrees::RULE,
    duplicate_case::RULE,
    requirement_reached::RULE,
    fault_names_requirement::RULE,
    patch_applies::RULE,
    mutant_known::RULE,
];
