//! How ids are spelled.

/// `get-storage`: lower-case letters and digits in words joined by single hyphens.
pub fn kebab(text: &str) -> bool {
    text.split('-').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
        && text.starts_with(|c: char| c.is_ascii_lowercase())
}

/// `getStorage`: ASCII letters and digits, a lower-case letter first.
pub fn camel(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// One key of a JSON pointer (RFC 6901, section 3).
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
