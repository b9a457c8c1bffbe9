//! Looks for a key that stands twice in one JSON object: one reader takes the first, another the last, and both were shown
//! the same bytes.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The first such key, at whatever depth. What is no JSON has none.
pub(super) fn doubled(text: &[u8]) -> Option<String> {
    let mut found = None;
    let mut parser = serde_json::Deserializer::from_slice(text);
    let _ = Walk(&mut found).deserialize(&mut parser);
    found
}

struct Walk<'a>(&'a mut Option<String>);

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if keys.contains(&key) {
                *self.0 = Some(key);
                return Err(A::Error::custom("a key stands twice"));
            }
            keys.insert(key);
            map.next_value_seed(Walk(self.0))?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Walk(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::doubled;

    #[test]
    fn a_key_is_found_at_every_depth() {
        for (text, key) in [
            (r#"{"a":1,"a":2}"#, Some("a")),
            (r#"{"a":[{"b":null,"c":{"d":1.5,"d":"x"}}]}"#, Some("d")),
            (r#"{"a":1,"\u0061":2}"#, Some("a")),
            (r#"{"a":{"a":[{"a":true},{"a":-1}]}}"#, None),
            ("{\"a\":", None),
            ("1", None),
        ] {
            assert_eq!(doubled(text.as_bytes()).as_deref(), key, "{text}");
        }
    }
}
