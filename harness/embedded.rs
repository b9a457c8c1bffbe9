//! The files that `build.rs` packed into this binary.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The text of an embedded file.
pub fn text(path: &str) -> Option<&'static str> {
    FILES.binary_search_by_key(&path, |(name, _)| name).ok().map(|index| FILES[index].1)
}
