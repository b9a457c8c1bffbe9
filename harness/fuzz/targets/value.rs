//! A value as an agent encodes it: read and written again the same, or refused.

#![no_main]

use libfuzzer_sys::fuzz_target;
use minicert::value::Value;

fuzz_target!(|bytes: &[u8]| {
    let Ok(json) = serde_json::from_slice(bytes) else { return };
    let Ok(value) = Value::from_json(&json) else { return };
    match Value::from_json(&value.to_json()) {
        Ok(again) => assert_eq!(format!("{again:?}"), format!("{value:?}")),
        Err(why) => panic!("{why}"),
    }
});
