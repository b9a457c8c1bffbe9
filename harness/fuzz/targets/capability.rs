//! A capability of the spec: read, or refused with a place.

#![no_main]

use libfuzzer_sys::fuzz_target;
use minicert::spec::Capability;
use minicert::yaml;

fuzz_target!(|text: &str| {
    let _ = yaml::read::<Capability>("spec/storage/fuzzed.yaml", text);
});
