//! Writes a file of the conformance mini-program in another dialect, by the table `dialects.yaml` beside this file. Pure.
//!
//! It reads the templates that are ours and no others: what the table does not know is refused, not passed on.

use indexmap::IndexMap;
use serde::Deserialize;

use super::File;
use crate::error::{Error, Result};

/// One dialect of the table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Table {
    root: String,
    endings: IndexMap<String, String>,
    elements: IndexMap<String, String>,
    attributes: IndexMap<String, String>,
    #[serde(rename = "loop")]
    looped: Loop,
    two_way: String,
    /// Path → text.
    pub(super) files: IndexMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Loop {
    of: String,
    list: String,
    item: String,
    place: String,
}

/// The ending of templates as they are written.
const TEMPLATE: &str = ".swan";

/// The root of the API as the sources have it.
const ROOT: &str = "swan";

pub(super) fn file(table: &Table, file: &File) -> Result<File> {
    let text = if file.path.ends_with(TEMPLATE) {
        template(table, &file.text).map_err(|what| {
            Error::new("package-untranslatable", format!("{} cannot be written in this dialect: {what}", file.path), "this is a fault of minicert: its table of dialects lacks it")
        })?
    } else if file.path.ends_with(".js") {
        named(&file.text, &table.root)
    } else {
        file.text.clone()
    };
    Ok(File { path: ending(table, &file.path), text })
}

/// A path with the ending that the dialect has for it.
fn ending(table: &Table, path: &str) -> String {
    match path.rsplit_once('.').and_then(|(stem, ending)| Some((stem, table.endings.get(ending)?))) {
        Some((stem, ending)) => format!("{stem}.{ending}"),
        None => path.to_owned(),
    }
}

/// Source code in which the root of the API has another name, wherever it stands as a word.
fn named(text: &str, root: &str) -> String {
    let letter = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(ROOT) {
        let (before, after) = (&rest[..at], &rest[at + ROOT.len()..]);
        let whole = !before.ends_with(letter) && !after.starts_with(letter);
        out.push_str(before);
        out.push_str(if whole { root } else { ROOT });
        rest = after;
    }
    out + rest
}

/// A template: its tags are rewritten, and the text between them is left.
fn template(table: &Table, text: &str) -> std::result::Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = end_of(&rest[at..]).ok_or_else(|| format!("the tag {:?} has no end", first_line(&rest[at..])))?;
        out.push_str(&tag(table, &rest[at..=at + end])?);
        rest = &rest[at + end + 1..];
    }
    Ok(out + rest)
}

/// Where the tag that a text begins with ends: at its first `>` that stands in no value.
fn end_of(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find(|(_, letter)| {
        quoted ^= *letter == '"';
        *letter == '>' && !quoted
    }).map(|(at, _)| at)
}

fn tag(table: &Table, tag: &str) -> std::result::Result<String, String> {
    let inner = &tag[1..tag.len() - 1];
    let (slash, inner) = inner.strip_prefix('/').map_or(("", inner), |inner| ("/", inner));
    let (inner, closed) = inner.strip_suffix('/').map_or((inner, ""), |inner| (inner, " /"));
    let name = inner.split_whitespace().next().ok_or_else(|| format!("{tag:?} has no name"))?;
    let mut out = format!("<{slash}{}", table.elements.get(name).map_or(name, String::as_str));
    let mut rest = inner[name.len()..].trim();
    while !rest.is_empty() {
        let (attribute, after) = one(rest).ok_or_else(|| format!("{tag:?} has an attribute whose value is not quoted"))?;
        out.push(' ');
        out.push_str(&translated(table, attribute)?);
        rest = after.trim_start();
    }
    Ok(format!("{out}{closed}>"))
}

/// A name with the value in quotation marks, where it has one.
type Attribute<'a> = (&'a str, Option<&'a str>);

/// The attribute that a text begins with, and what is behind it.
fn one(text: &str) -> Option<(Attribute<'_>, &str)> {
    let name = text.split(|letter: char| letter == '=' || letter.is_whitespace()).next()?;
    let Some(value) = text[name.len()..].strip_prefix('=') else { return Some(((name, None), &text[name.len()..])) };
    let (value, rest) = value.strip_prefix('"')?.split_once('"')?;
    Some(((name, Some(value)), rest))
}

fn translated(table: &Table, (name, value): Attribute) -> std::result::Result<String, String> {
    let Some(value) = value else { return known(table, name).map(str::to_owned) };
    if name == table.looped.of {
        return Ok(looped(&table.looped, value));
    }
    if let Some(typed) = value.strip_prefix("{=").and_then(|value| value.strip_suffix("=}")) {
        return Ok(format!("{}{name}=\"{{{{{typed}}}}}\"", table.two_way));
    }
    // An object stands in braces of its own, and in none of other dialects.
    let value = object(value).map_or_else(|| value.to_owned(), |fields| format!("{{{{{fields}}}}}"));
    let value = if name == "src" { ending(table, &value) } else { value };
    Ok(format!("{}=\"{value}\"", known(table, name)?))
}

/// The members of a value that is nothing but an object.
fn object(value: &str) -> Option<&str> {
    let inner = value.strip_prefix("{{")?.strip_suffix("}}")?.trim();
    inner.strip_prefix('{')?.strip_suffix('}')
}

fn known<'a>(table: &'a Table, name: &'a str) -> std::result::Result<&'a str, String> {
    match table.attributes.get(name) {
        Some(name) => Ok(name),
        None if name.starts_with("s-") => Err(format!("there is nothing for the attribute {name}")),
        None => Ok(name),
    }
}

/// `words`, `word in words` or `word, place in words`.
fn looped(names: &Loop, value: &str) -> String {
    let (heads, list) = value.split_once(" in ").map_or(("", value), |(heads, list)| (heads, list));
    let mut out = format!("{}=\"{{{{{}}}}}\"", names.list, list.trim());
    for (attribute, head) in [&names.item, &names.place].into_iter().zip(heads.split(',').map(str::trim).filter(|head| !head.is_empty())) {
        out.push_str(&format!(" {attribute}=\"{head}\""));
    }
    out
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{named, template};
    use crate::package::tables;

    fn wx(text: &str) -> Result<String, String> {
        template(&tables().unwrap()["wx"], text)
    }

    #[test]
    fn templates_say_the_same() {
        for (swan, said) in [
            ("<view s-if=\"{{a > b}}\">x</view><view s-else>y</view>", "<view wx:if=\"{{a > b}}\">x</view><view wx:else>y</view>"),
            ("<view s-for=\"words\" />", "<view wx:for=\"{{words}}\" />"),
            ("<view s-for=\"word, place in words\">", "<view wx:for=\"{{words}}\" wx:for-item=\"word\" wx:for-index=\"place\">"),
            ("<input id=\"i\" value=\"{=typed=}\"/>", "<input id=\"i\" model:value=\"{{typed}}\" />"),
            ("<template is=\"card\" data=\"{{{title: words[1], size: 2}}}\" />", "<template is=\"card\" data=\"{{title: words[1], size: 2}}\" />"),
            ("<template is=\"card\" data=\"{{ {word, ...thing} }}\" />", "<template is=\"card\" data=\"{{word, ...thing}}\" />"),
            ("<view s-for=\"words\" s-for-item=\"word\">", "<view wx:for=\"{{words}}\" wx:for-item=\"word\">"),
            ("<import-sjs module=\"words\" src=\"./words.sjs\"></import-sjs>", "<wxs module=\"words\" src=\"./words.wxs\"></wxs>"),
            ("<include src=\"./foot.swan\" />", "<include src=\"./foot.wxml\" />"),
            ("<view data-new bindtap=\"inner\">swan</view>", "<view data-new bindtap=\"inner\">swan</view>"),
        ] {
            assert_eq!(wx(swan).unwrap(), said);
        }
    }

    #[test]
    fn what_the_table_lacks_is_refused() {
        assert_eq!(wx("<view s-key=\"a\">").unwrap_err(), "there is nothing for the attribute s-key");
        assert_eq!(wx("<view id=a>").unwrap_err(), "\"<view id=a>\" has an attribute whose value is not quoted");
        assert_eq!(wx("a <view id=\">\n").unwrap_err(), "the tag \"<view id=\\\">\" has no end");
    }

    #[test]
    fn the_root_is_renamed_where_it_is_a_word() {
        assert_eq!(named("typeof swan === 'undefined' ? 0 : swan.request(swans, my_swan)", "wx"), "typeof wx === 'undefined' ? 0 : wx.request(swans, my_swan)");
    }
}
