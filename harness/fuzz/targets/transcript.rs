//! A transcript whose chain its writer made right: read, judged, and shown in every form, or refused.

#![no_main]

use libfuzzer_sys::fuzz_target;
use minicert::certify::certify;
use minicert::report;
use minicert::transcript;
use minicert::value::sha256;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let _ = transcript::parse("as it is", bytes);
    let mut text = Vec::new();
    let mut last = "0".repeat(64);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let Ok(Value::Object(mut fields)) = serde_json::from_slice::<Value>(line) else {
            text.extend_from_slice(line);
            continue;
        };
        fields.insert("prev".to_owned(), Value::from(last));
        let chained = format!("{}\n", Value::Object(fields));
        last = sha256(chained.as_bytes());
        text.extend_from_slice(chained.as_bytes());
    }
    let Ok(record) = transcript::parse("chained", &text) else { return };
    let Ok(certificate) = certify(&record) else { return };
    report::terminal(&certificate, "minicert run", false, 80);
    report::html(&certificate, "minicert run", &report::Background::default());
    let _ = report::junit(&certificate, "minicert run");
    let _ = report::ctrf(&certificate, "minicert run");
});
