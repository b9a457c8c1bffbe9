//! The patterns of filters: a part of a name, or a glob where the pattern has a `*`.

/// Whether a name has the pattern in it; with `*` (any characters, `/` too), whether the whole name is of that form.
pub fn matches(pattern: &str, name: &str) -> bool {
    if !pattern.contains('*') {
        return name.contains(pattern);
    }
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_part_or_the_whole_form() {
        for (pattern, name, expected) in [
            ("getStorage", "storage/getStorage/reads#sync", true),
            ("storage/*", "storage/getStorage/reads", true),
            ("*#sync", "storage/getStorage/reads#sync", true),
            ("storage/*/reads", "storage/getStorage/reads", true),
            ("*/getStorage/*", "storage/getStorageSync/reads", false),
            ("ui/*", "storage/ui/reads", false),
            ("a*a", "a", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} on {name}");
        }
    }
}
