//! A case: read and compiled into trials, or refused with a place; what was read is written and read again.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use minicert::case::{Case, Origin, compile};
use minicert::spec::{Spec, Warehouse};
use minicert::yaml;

static SPEC: LazyLock<Spec> = LazyLock::new(|| match Spec::load(&Warehouse::embedded()) {
    Ok(spec) => spec,
    Err(problems) => panic!("{problems:?}"),
});

fuzz_target!(|text: &str| {
    let Ok(document) = yaml::read::<Case>("cases/storage/setStorage/fuzzed.yaml", text) else { return };
    compile("storage/setStorage/fuzzed", &document.value, &Origin::Recorded, "storage/setStorage", &SPEC, None);
    let Ok(written) = yaml::write(&document.value) else { return };
    match yaml::read::<Case>("written.yaml", &written) {
        Ok(again) => assert_eq!(format!("{:?}", again.value), format!("{:?}", document.value)),
        Err(problem) => panic!("{problem:?}\n{written}"),
    }
});
