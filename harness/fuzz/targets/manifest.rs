//! A host's manifest: read, or refused with a place.

#![no_main]

use libfuzzer_sys::fuzz_target;
use minicert::manifest::Manifest;

fuzz_target!(|text: &str| {
    let _ = Manifest::read("host.yaml", text);
});
