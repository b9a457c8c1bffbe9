//! Looks for things nobody has named yet: in the top document, and in each of its frames.

use serde_json::{Value as Json, json};

use super::browser::Browser;
use super::trouble::Trouble;

/// A selector for each frame of the top document, by what it is called or by where it stands.
const FRAMES: &str = "var frames = document.querySelectorAll('iframe, frame'), found = [];
for (var i = 0; i < frames.length; i++) {
  var frame = frames[i], tag = frame.tagName.toLowerCase(), tries = [];
  if (frame.id) tries.push('#' + CSS.escape(frame.id));
  if (frame.name) tries.push(tag + '[name=' + JSON.stringify(frame.name) + ']');
  for (var c = 0; c < frame.classList.length; c++) tries.push(tag + '.' + CSS.escape(frame.classList[c]));
  tries.push(tag);
  for (var t = 0; t < tries.length; t++) if (document.querySelectorAll(tries[t]).length === 1) { found.push(tries[t]); break; }
}
return found;";

/// Runs a script in the top document and in each frame; a frame that goes away meanwhile is left out.
pub(super) async fn everywhere(browser: &mut Browser, what: &str, script: &str, args: &[Json]) -> Result<Vec<(Option<String>, Json)>, Trouble> {
    browser.enter(None).await?;
    let mut seen = vec![(None, browser.execute(what, script, args.to_vec()).await?)];
    let frames: Vec<String> = serde_json::from_value(browser.execute("look for frames", FRAMES, Vec::new()).await?).unwrap_or_default();
    for frame in frames {
        let value = match browser.try_enter(Some(&frame)).await {
            Ok(1) => browser.execute(what, script, args.to_vec()).await,
            Ok(_) => continue,
            Err(trouble) => Err(trouble),
        };
        match value {
            Ok(value) => seen.push((Some(frame), value)),
            Err(trouble) if browser.is_lost() => return Err(trouble),
            Err(_) => {}
        }
    }
    browser.enter(None).await?;
    Ok(seen)
}

/// How many of these functions are below these roots: one number for each pair.
pub(super) const COUNT: &str = "return arguments[0].map(function (one) {
  function at(value, path) {
    var names = path.split('.');
    for (var i = 0; i < names.length; i++) {
      if (value === undefined || value === null) return undefined;
      try { value = value[names[i]]; } catch (thrown) { return undefined; }
    }
    return value;
  }
  var root = at(window, one.root);
  return one.functions.filter(function (path) { return typeof at(root, path) === 'function'; }).length;
});";

/// For each text the selector of the one element that shows it and nothing else, and one selector for all of them.
pub(super) const BY_TEXT: &str = "var all = Array.prototype.slice.call(document.querySelectorAll('body *'));
function shown(element) {
  var box = element.getBoundingClientRect(), style = getComputedStyle(element);
  return box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && style.display !== 'none';
}
function says(element, text) { return (element.textContent || '').trim() === text; }
function is(selector, wanted) {
  var found;
  try { found = Array.prototype.filter.call(document.querySelectorAll(selector), shown); } catch (thrown) { return false; }
  return found.length === wanted.length && wanted.every(function (element) { return found.indexOf(element) >= 0; });
}
/* The names of one element alone, the plainest first. */
function names(element) {
  var tag = element.tagName.toLowerCase(), list = [];
  if (element.id && !/\\d{3}/.test(element.id)) list.push('#' + CSS.escape(element.id));
  for (var i = 0; i < element.classList.length; i++) list.push('.' + CSS.escape(element.classList[i]));
  if (tag.indexOf('-') > 0) list.push(tag);
  return list;
}
function place(element) { return element.tagName.toLowerCase() + ':nth-child(' + (Array.prototype.indexOf.call(element.parentNode.children, element) + 1) + ')'; }
function selector(element) {
  var own = names(element), path = '', up, i, j, above;
  for (i = 0; i < own.length; i++) if (is(own[i], [element])) return own[i];
  for (up = element.parentElement; up && up !== document.body; up = up.parentElement) {
    above = names(up);
    for (i = 0; i < above.length; i++) for (j = 0; j < own.length; j++) if (is(above[i] + ' ' + own[j], [element])) return above[i] + ' ' + own[j];
  }
  path = place(element);
  for (up = element.parentElement; up && up !== document.body; up = up.parentElement) {
    above = names(up);
    for (i = 0; i < above.length; i++) if (is(above[i] + ' > ' + path, [element])) return above[i] + ' > ' + path;
    path = place(up) + ' > ' + path;
  }
  return is('body > ' + path, [element]) ? 'body > ' + path : null;
}
function common(elements) {
  var first = elements[0], own = names(first), i, above;
  for (i = 0; i < own.length; i++) if (is(own[i], elements)) return own[i];
  above = first.parentElement ? names(first.parentElement) : [];
  for (i = 0; i < above.length; i++) {
    if (is(above[i] + ' > *', elements)) return above[i] + ' > *';
    for (var j = 0; j < own.length; j++) if (is(above[i] + ' > ' + own[j], elements)) return above[i] + ' > ' + own[j];
  }
  return null;
}
var found = arguments[0].map(function (text) {
  var matching = all.filter(function (element) { return says(element, text) && shown(element) && !/^(SCRIPT|STYLE|OPTION)$/.test(element.tagName); });
  return matching.filter(function (element) { return !matching.some(function (other) { return other !== element && element.contains(other); }); })[0] || null;
});
var there = found.every(function (element) { return element !== null; });
return {each: found.map(function (element) { return element && selector(element); }), all: there ? common(found) : null};";

/// The argument of [`COUNT`].
pub(super) fn counted(roots: &[(String, Vec<String>)]) -> Json {
    json!(roots.iter().map(|(root, functions)| json!({"root": root, "functions": functions})).collect::<Vec<_>>())
}
