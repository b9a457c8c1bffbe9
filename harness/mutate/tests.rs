//! Small sources, and the sites of one module of the reference host as a reviewed list.

use std::fmt::Write as _;

use super::{mutants, names};
use crate::embedded;

/// Each mutant as its kind and its whole text, on one line.
fn made(source: &str) -> Vec<String> {
    mutants("a.js", source).unwrap().into_iter().map(|mutant| format!("{}: {}", mutant.kind.word(), source.replacen(&mutant.patch.find, &mutant.patch.replace, 1).trim())).collect()
}

#[test]
fn comparisons_turn_round_and_limits_move() {
    assert_eq!(made("const a = b < c;"), ["boundary: const a = b <= c;", "comparison: const a = b >= c;"]);
    assert_eq!(made("const a = b === c;"), ["comparison: const a = b !== c;"]);
}

#[test]
fn operators_give_way_to_their_neighbours() {
    assert_eq!(made("const a = b && !c;"), ["logical: const a = b || !c;", "logical: const a = b && c;"]);
    assert_eq!(made("const a = b % c;"), ["arithmetic: const a = b * c;"]);
    assert_eq!(made("const a = b?.c;"), ["chain: const a = b.c;"]);
    assert_eq!(made("const a = b?.[c];"), ["chain: const a = b[c];"]);
    assert_eq!(made("for (;;) a += b;"), ["statement: for (;;) ;", "update: for (;;) a -= b;"]);
}

#[test]
fn what_the_language_forbids_together_is_not_put_together() {
    assert_eq!(made("const a = b ?? c;"), ["logical: const a = b || c;", "logical: const a = b && c;"]);
    assert_eq!(made("const a = b ?? c ?? d;"), Vec::<String>::new());
}

#[test]
fn constants_are_off_by_one_empty_or_the_other() {
    assert_eq!(made("const a = 1_000;"), ["number: const a = 1001;", "number: const a = 999;"]);
    assert_eq!(made("const a = 0xff;"), ["number: const a = 256;", "number: const a = 254;"]);
    assert_eq!(made("const a = 0;"), ["number: const a = 1;"]);
    assert_eq!(made("const a = 0.5;"), ["number: const a = 1.5;"]);
    assert_eq!(made("const a = \"b\";"), ["text: const a = \"\";"]);
    assert_eq!(made("const a = '';"), ["text: const a = \"other\";"]);
    assert_eq!(made("const a = true;"), ["truth: const a = false;"]);
}

#[test]
fn conditions_hold_always_or_never_and_loops_only_never() {
    assert_eq!(made("if (a) { }"), ["condition: if (true) { }", "condition: if (false) { }"]);
    assert_eq!(made("while (a) { }"), ["condition: while (false) { }"]);
    assert_eq!(made("for (; a;) { }"), ["condition: for (; false;) { }"]);
    assert_eq!(made("const a = b ? c : d;"), ["condition: const a = true ? c : d;", "condition: const a = false ? c : d;"]);
    assert_eq!(made("while (true) { }"), ["truth: while (false) { }"]);
}

#[test]
fn statements_and_what_they_give_back_are_left_out() {
    assert_eq!(made("function a() { return b; }"), ["return: function a() { return; }"]);
    assert_eq!(made("function a() { return; }"), ["statement: function a() { ; }"]);
    assert_eq!(made("const a = () => b;"), ["return: const a = () => undefined;"]);
    assert_eq!(made("function a() { throw b; }"), ["statement: function a() { ; }"]);
    assert_eq!(made("const a = async () => { b(await c); };"), [
        "statement: const a = async () => { ; };",
        "await: const a = async () => { b(c); };",
        "argument: const a = async () => { b(); };"
    ]);
    assert!(made("if (a) { } else { b(); }").contains(&"statement: if (a) { } else {}".to_owned()));
}

#[test]
fn calls_lose_their_last_argument_or_are_of_a_neighbour() {
    assert_eq!(made("const a = b(c, d);"), ["argument: const a = b(c);"]);
    assert_eq!(made("const a = Math.ceil(b);"), ["call: const a = Math.floor(b);", "argument: const a = Math.ceil();"]);
    assert_eq!(made("const a = b.trim();"), ["call: const a = b;"]);
    assert_eq!(made("const a = new B(c);"), ["argument: const a = new B();"]);
}

#[test]
fn members_are_left_out_with_their_comma() {
    assert_eq!(made("const a = { b, c };"), ["member: const a = {  c };", "member: const a = { b,  };"]);
    assert_eq!(made("const a = [b];"), ["member: const a = [];"]);
    // What a pattern takes apart is no object.
    assert_eq!(made("const { a, b } = c;"), Vec::<String>::new());
}

#[test]
fn imports_keys_directives_and_the_console_are_left_alone() {
    assert_eq!(made("import { a } from \"./a.js\";\n\"use strict\";\nconsole.error(\"a\", 1);"), Vec::<String>::new());
    assert_eq!(made("const a = { \"b\": c };"), ["member: const a = {  };"]);
}

#[test]
fn a_mutant_that_does_not_parse_is_not_made() {
    // Without its `!` the function would be a declaration that has no name.
    let source = "!function () { a(); }();";
    assert_eq!(made(source), ["statement: ;", "statement: !function () { ; }();"]);
    assert_eq!(names("a.js", source).unwrap().len(), 3);
    assert_eq!(mutants("a.js", "const = ;").unwrap_err().id, "source-unreadable");
}

#[test]
fn a_patch_is_of_whole_lines_that_occur_once() {
    let source = "f(1);\ng();\nf(1);\n";
    for mutant in mutants("a.js", source).unwrap() {
        assert_eq!(source.matches(&mutant.patch.find).count(), 1, "{mutant:?}");
        assert_ne!(mutant.patch.find, mutant.patch.replace);
    }
}

#[test]
fn names_are_unique_and_outlive_edits_of_other_lines() {
    let source = "function f() {\n  a(1);\n  a(1);\n}\n";
    let names: Vec<String> = mutants("a.js", source).unwrap().into_iter().map(|mutant| mutant.name).collect();
    let moved: Vec<String> = mutants("a.js", &format!("// More.\nlet b;\n{source}")).unwrap().into_iter().map(|mutant| mutant.name).collect();
    assert_eq!(names, moved);
    let distinct: std::collections::BTreeSet<&String> = names.iter().collect();
    assert_eq!(distinct.len(), names.len());
    assert!(names.iter().all(|name| super::names("a.js", source).unwrap().contains(name)));
}

#[test]
fn a_renamed_function_or_a_changed_line_has_other_names() {
    let name = |source: &str| names("a.js", source).unwrap();
    assert_ne!(name("function f() { a(); }"), name("function g() { a(); }"));
    assert_ne!(name("a(1);"), name("a(2);"));
}

/// The sites of one module.
#[test]
fn the_mutants_of_a_module_are_these() {
    let mut text = String::new();
    for mutant in mutants("common/query.js", embedded::text("harness/reference/common/query.js").unwrap()).unwrap() {
        let _ = writeln!(text, "{} {}:{} {}", mutant.name, mutant.line, mutant.column, mutant.brief);
    }
    insta::assert_snapshot!(text);
}
