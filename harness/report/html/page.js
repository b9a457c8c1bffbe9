// The page is complete without this. It adds the text search, and unfolds what a link points to.
(function () {
  'use strict';
  var requirements = Array.from(document.querySelectorAll('.requirement'));
  var areas = Array.from(document.querySelectorAll('.area'));
  var search = document.getElementById('search');
  var found = document.querySelector('.found');
  var none = document.querySelector('.none');
  var texts = new Map();

  // Lower-cased once, on the first search.
  function text(row) {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  }

  function apply() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    requirements.forEach(function (row) {
      row.hidden = words.some(function (word) { return text(row).indexOf(word) < 0; });
    });
    var chosen = document.querySelector('input[name=show]:checked').id.slice('show-'.length);
    var shown = requirements.filter(function (row) {
      return !row.hidden && (chosen === 'all' || row.dataset.has.split(' ').indexOf(chosen) >= 0);
    });
    areas.forEach(function (area) {
      area.hidden = !shown.some(function (row) { return area.contains(row); });
      if (words.length) area.open = true;
    });
    found.textContent = shown.length === requirements.length ? '' : shown.length + ' of ' + requirements.length;
    none.hidden = shown.length > 0;
  }

  // A linked requirement is shown whatever the filter says, and unfolded.
  function follow() {
    var target;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch (_) { /* Not a fragment of ours. */ }
    var row = target && target.closest('.requirement');
    if (!row) return;
    if (row.hidden || row.offsetParent === null) {
      search.value = '';
      document.getElementById('show-all').checked = true;
      apply();
    }
    for (var up = row; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true;
    row.scrollIntoView({ block: 'start' });
    row.querySelector('summary').focus({ preventScroll: true });
  }

  var timer;
  search.addEventListener('input', function () {
    clearTimeout(timer);
    timer = setTimeout(apply, 120);
  });
  document.querySelectorAll('input[name=show]').forEach(function (radio) { radio.addEventListener('change', apply); });
  document.addEventListener('keydown', function (event) {
    var typing = /^(INPUT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== 'radio';
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
  });
  window.addEventListener('hashchange', follow);
  document.querySelector('.search').hidden = false;
  // A browser may have kept the choice of an earlier visit.
  apply();
  follow();
})();
