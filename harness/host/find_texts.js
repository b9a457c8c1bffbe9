/* For each text of arguments[0] the selector of the one element that shows it and nothing else, and one for all of them. */
var all = Array.prototype.slice.call(document.querySelectorAll('body *'));
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
  if (element.id && !/\d{3}/.test(element.id)) list.push('#' + CSS.escape(element.id));
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
return {each: found.map(function (element) { return element && selector(element); }), all: there ? common(found) : null};
