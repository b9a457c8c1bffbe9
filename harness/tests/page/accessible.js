// What keeps a person from using the page: names, landmarks, order of headings, contrast, ids. Gives a list of sentences.
// It looks at what is shown, so everything is unfolded first.
var problems = [];
var all = function (css, from) { return Array.from((from || document).querySelectorAll(css)); };
all('details').forEach(function (one) { one.open = true; });
// What is out of sight is not laid out; here everything is looked at.
all('.requirement').forEach(function (one) { one.style.setProperty('content-visibility', 'visible'); });

function shown(element) {
  return element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false }) && element.getClientRects().length > 0;
}

function say(element, problem) {
  var html = element.outerHTML.slice(0, 120);
  if (problems.length < 30) problems.push(problem + ': ' + html);
}

function name(element) {
  var label = element.getAttribute('aria-label') || element.getAttribute('alt') || element.title;
  var by = element.getAttribute('aria-labelledby');
  if (by) label = by.split(' ').map(function (id) { return (document.getElementById(id) || {}).textContent || ''; }).join(' ');
  if (!label && element.labels && element.labels.length) label = element.labels[0].innerText;
  return (label || element.innerText || '').trim();
}

if (!document.documentElement.lang) problems.push('the document has no language');
if (!document.title) problems.push('the document has no title');
[['main', 1], ['body > header', 1], ['nav', 1], ['footer', 1], ['h1', 1]].forEach(function (one) {
  if (all(one[0]).length !== one[1]) problems.push(all(one[0]).length + ' of ' + one[0]);
});
all('nav, section, [role=region], [role=search]').forEach(function (one) {
  if (one.tagName !== 'FORM' && !name(one)) say(one, 'a landmark without a name');
});
var level = 0;
all('h1, h2, h3, h4, h5, h6').filter(shown).forEach(function (heading) {
  var own = Number(heading.tagName[1]);
  if (own > level + 1) say(heading, 'a heading of level ' + own + ' after one of level ' + level);
  if (!heading.innerText.trim()) say(heading, 'an empty heading');
  level = own;
});
all('a, button, input, select, summary, textarea').filter(shown).forEach(function (one) {
  if (!name(one)) say(one, 'a control without a name');
});
all('img').forEach(function (one) { if (!one.alt) say(one, 'a picture without a text'); });
all('svg').forEach(function (one) { if (one.getAttribute('aria-hidden') !== 'true') say(one, 'a drawing that is read aloud'); });
all('ul, ol').forEach(function (list) {
  Array.from(list.children).forEach(function (item) { if (item.tagName !== 'LI') say(item, 'not an item of a list'); });
});
all('table').forEach(function (table) { if (!table.caption) say(table, 'a table without a caption'); });
all('a[href^="#"]').forEach(function (link) {
  if (!document.getElementById(decodeURIComponent(link.hash.slice(1)))) say(link, 'a link to nowhere');
});
var ids = new Set();
all('[id]').forEach(function (one) {
  if (ids.has(one.id)) say(one, 'an id that is there twice');
  ids.add(one.id);
});

// Contrast: Web Content Accessibility Guidelines 2.2, success criterion 1.4.3.
var canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
var colors = new Map();
function rgba(color) {
  if (!colors.has(color)) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    var data = canvas.getImageData(0, 0, 1, 1).data;
    colors.set(color, [data[0], data[1], data[2], data[3] / 255]);
  }
  return colors.get(color);
}

function over(top, below) {
  return [0, 1, 2].map(function (i) { return top[i] * top[3] + below[i] * (1 - top[3]); }).concat(1);
}

function ground(element) {
  var layers = [];
  for (var up = element; up; up = up.parentElement) layers.push(rgba(getComputedStyle(up).backgroundColor));
  return layers.reverse().reduce(function (below, layer) { return over(layer, below); }, [255, 255, 255, 1]);
}

function luminance(color) {
  var parts = color.slice(0, 3).map(function (part) {
    var share = part / 255;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  });
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

var seen = new Set();
all('body *').forEach(function (element) {
  var text = Array.from(element.childNodes).some(function (node) { return node.nodeType === 3 && node.data.trim(); });
  if (!text || !shown(element) || element.closest('.skip')) return;
  var style = getComputedStyle(element);
  var opacity = 1;
  for (var up = element; up; up = up.parentElement) opacity *= Number(getComputedStyle(up).opacity);
  var below = ground(element);
  var ink = rgba(style.color);
  ink = over([ink[0], ink[1], ink[2], ink[3] * opacity], below);
  var pair = [luminance(ink), luminance(below)].sort(function (a, b) { return b - a; });
  var contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
  var size = parseFloat(style.fontSize);
  var large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  var key = element.tagName + element.className + contrast.toFixed(2);
  if (contrast < (large ? 3 : 4.5) && !seen.has(key)) {
    seen.add(key);
    say(element, 'a contrast of ' + contrast.toFixed(2));
  }
});
return problems;
