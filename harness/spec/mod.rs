//! What the API is: capabilities with their shapes, requirements with their sentences and bases, features and profiles.
//!
//! The spec is data; this module reads it and answers by id. It knows nothing of cases or hosts.

mod capability;
mod derived;
mod facts;
mod load;
mod requirement;
mod tables;
mod version;
mod waiver;

pub use capability::{Apart, Capability, Effect, ErrorCode, Field, FieldLevel, Framework, Kind, Open, Pairs, Param, Returns, Root, Text, Twin, Type, Web};
pub use derived::{Derived, DerivedKind, Template, argument_kinds, field_kind, requirements, result_fields, shown_name};
pub use facts::{Fact, FactKind, Facts, Reason, Stated, stated};
pub use load::{SOAK, Spec, Warehouse};
pub use requirement::{Level, Requirement, RequirementEntry, level_of};
pub use tables::{Ambiguity, Dialect, Feature, Profile, Profiles, Soaked, Source, SourceKind};
pub use version::Versions;
pub use waiver::{Day, Environment, Named, Scope, Waiver, applying};
