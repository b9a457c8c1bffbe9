//! The encoding of values holds everything it can say, and reads whatever it is given without a panic.

use minicert::value::{Alphabet, LONGEST, Large, Text, Value};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::Value as Json;

/// Names that the encoding could take for its own, and others.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![Just("$undefined".to_owned()), Just("$object".to_owned()), Just("$".to_owned()), Just("__proto__".to_owned()), Just(String::new()), ".*"]
}

fn fields(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Vec<(String, Value)>> {
    btree_map(name(), value, 0..4).prop_map(|map| map.into_iter().collect())
}

fn alphabet() -> impl Strategy<Value = Alphabet> {
    prop_oneof![Just(Alphabet::Ascii), Just(Alphabet::Cjk), Just(Alphabet::Astral)]
}

fn leaf() -> impl Strategy<Value = Value> {
    let text = any::<String>();
    let bytes = || vec(any::<u8>(), 0..8);
    let plain = prop_oneof![
        Just(Value::Undefined),
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        // Not-a-number is one value in JavaScript, whatever its bits.
        any::<f64>().prop_map(|number| Value::Number(if number.is_nan() { f64::NAN } else { number })),
        prop_oneof![Just(-0.0), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(f64::NAN), Just(9_007_199_254_740_993.0)].prop_map(Value::Number),
        text.prop_map(Value::String),
        vec(any::<u16>(), 0..6).prop_map(Value::Utf16),
        bytes().prop_map(Value::Bytes),
        (".*", bytes()).prop_map(|(class, bytes)| Value::Typed { class, bytes }),
        prop_oneof![any::<i32>().prop_map(f64::from), Just(f64::NAN)].prop_map(Value::Date),
    ];
    let named = prop_oneof![
        ".*".prop_map(Value::Function),
        ".*".prop_map(Value::Symbol),
        ".*".prop_map(Value::BigInt),
        Just(Value::Promise),
        Just(Value::Hole),
        ".*".prop_map(Value::Accessor),
        any::<u64>().prop_map(Value::Cycle),
        (".*", any::<u64>(), ".*").prop_map(|(kind, length, text)| {
            Value::Large(Large { kind, length, sha256: text.clone(), head: text.clone(), tail: text })
        }),
        (".*", any::<u64>()).prop_map(|(why, size)| Value::Cut { why, size }),
        ".*".prop_map(Value::Key),
        ".*".prop_map(Value::File),
        (any::<u32>(), 0..=LONGEST, alphabet()).prop_map(|(seed, length, alphabet)| Value::Text(Text { seed, length, alphabet })),
        ".*".prop_map(Value::Url),
        ".*".prop_map(Value::Page),
        ".*".prop_map(Value::Ref),
        ".*".prop_map(|name| Value::Listener { name, then: vec![serde_json::json!({"sleep": {"ms": 1}})] }),
    ];
    prop_oneof![plain, named]
}

/// Any value that the encoding has.
fn value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            fields(inner.clone()).prop_map(Value::Object),
            (".*", ".*", fields(inner.clone())).prop_map(|(name, message, fields)| Value::Error { name, message, fields }),
            (".*", fields(inner)).prop_map(|(class, fields)| Value::Instance { class, fields }),
        ]
    })
}

/// JSON with the tags of the encoding in it, rightly used or not.
fn json() -> impl Strategy<Value = Json> {
    const TAGS: [&str; 23] = [
        "$undefined", "$number", "$bytes", "$typed", "$utf16", "$date", "$error", "$function", "$instance", "$symbol", "$bigint", "$promise", "$hole",
        "$accessor", "$cycle", "$large", "$cut", "$key", "$file", "$text", "$url", "$object", "$listener",
    ];
    let text = prop_oneof![any::<String>(), "[0-9a-f+ ]{0,5}", Just("NaN".to_owned()), Just("d83d".to_owned()), Just("\u{e9}a".to_owned())];
    let leaf = prop_oneof![Just(Json::Null), any::<bool>().prop_map(Json::from), any::<i64>().prop_map(Json::from), any::<f64>().prop_map(Json::from), text.prop_map(Json::from)];
    leaf.prop_recursive(5, 32, 4, |inner| {
        let key = prop_oneof![
            4 => proptest::sample::select(&TAGS[..]).prop_map(str::to_owned),
            3 => proptest::sample::select(&["name", "message", "fields", "class", "bytes", "why", "size", "type", "length", "seed", "alphabet", "then"][..]).prop_map(str::to_owned),
            1 => any::<String>(),
        ];
        prop_oneof![vec(inner.clone(), 0..4).prop_map(Json::from), btree_map(key, inner, 0..4).prop_map(|map| Json::Object(map.into_iter().collect()))]
    })
}

#[test]
fn what_does_not_follow_the_encoding_is_refused() {
    for text in [
        r#"{"$bytes": "+f"}"#, r#"{"$bytes": "0"}"#, r#"{"$bytes": "0g"}"#, r#"{"$bytes": "\u00e9"}"#, r#"{"$bytes": 0}"#, r#"{"$utf16": "d8"}"#,
        r#"{"$number": "seven"}"#, r#"{"$cycle": -1}"#, r#"{"$kee": "k"}"#, r#"{"$key": "k", "a": 1}"#, r#"{"$object": [["a"]]}"#, r#"{"$object": {"a": 1}}"#,
        r#"{"$error": {"name": "Error"}}"#, r#"{"$large": {"type": "string"}}"#, r#"{"$text": {"seed": 1, "length": 2, "alphabet": "runes"}}"#,
    ] {
        let json: Json = serde_json::from_str(text).unwrap();
        assert!(Value::from_json(&json).is_err(), "{text}");
    }
}

#[test]
fn a_date_has_no_negative_zero() {
    let date = Value::from_json(&serde_json::json!({"$date": -0.0})).unwrap();
    assert_eq!(format!("{date:?}"), "Date(0.0)");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Written as text and read again, a value is the same; `Debug` tells -0 from 0 and takes NaN for itself.
    #[test]
    fn a_value_survives_its_encoding(value in value()) {
        let text = serde_json::to_string(&value).unwrap();
        let json: Json = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(format!("{:?}", Value::from_json(&json).unwrap()), format!("{value:?}"));
        prop_assert_eq!(serde_json::to_string(&Value::from_json(&json).unwrap()).unwrap(), text);
    }

    /// Whatever JSON a transcript holds is read, or refused with a reason, and what is read can be written and read again.
    #[test]
    fn any_json_is_read_or_refused(json in json()) {
        match Value::from_json(&json) {
            Ok(value) => prop_assert_eq!(format!("{:?}", Value::from_json(&value.to_json()).unwrap()), format!("{value:?}")),
            Err(why) => prop_assert!(!why.is_empty()),
        }
    }

    /// The described text has the length it is described with.
    #[test]
    fn a_described_text_has_its_length(seed in any::<u32>(), length in 0_u32..200, alphabet in alphabet()) {
        prop_assert_eq!(Text { seed, length, alphabet }.units().len(), length as usize);
    }
}
