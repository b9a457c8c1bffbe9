// The page is complete without this. It adds search and the filters beside the one by result, copying, and an address
// that remembers language, filters and place, and unfolds what a link points to.
(function () {
  'use strict';
  var root = document.documentElement;
  var all = function (css, from) { return Array.from((from || document).querySelectorAll(css)); };
  var by = function (id) { return document.getElementById(id); };
  var requirements = all('.requirement');
  var areas = all('.area').map(function (section) { return { section: section, rows: all('.requirement', section) }; });
  var found = document.querySelector('.found');
  var none = document.querySelector('.none');
  var search = by('search');
  var choices = ['level', 'area', 'class'].filter(by);
  var texts = new Map();
  var zh = false;

  // What stands in attributes, options and the title has one language at a time.
  function speak(language) {
    zh = language === 'zh';
    by('language-' + (zh ? 'zh' : 'en')).checked = true;
    root.lang = zh ? 'zh-Hans' : 'en';
    root.dataset.language = zh ? 'zh' : 'en';
    all('[data-zh]').forEach(function (element) {
      var at = element.dataset.at;
      if (element.dataset.en === undefined) element.dataset.en = at ? element.getAttribute(at) : element.textContent;
      var text = zh ? element.dataset.zh : element.dataset.en;
      if (at) element.setAttribute(at, text); else element.textContent = text;
    });
    tell();
  }

  // Lower-cased once, on the first search. The steps and callbacks of a trial are not searched.
  function text(row) {
    if (!texts.has(row)) {
      var parts = all('.id, .sentence, .condition, .expected, .seen, .trial, .class, .argument, .basis', row);
      texts.set(row, parts.map(function (part) { return part.textContent; }).join('\n').toLowerCase());
    }
    return texts.get(row);
  }

  function result() {
    return document.querySelector('input[name=show]:checked').id.slice('show-'.length);
  }

  function value(id) {
    return by(id) ? by(id).value : '';
  }

  function has(list, name) {
    return !name || (list || '').split(' ').indexOf(name) >= 0;
  }

  // Of a row that is open, the checks that were asked for.
  function sift(row) {
    var status = result() === 'all' || result() === 'omitted' ? '' : result(), klass = value('class');
    all('.check', row).forEach(function (check) {
      check.hidden = !((!status || check.classList.contains(status)) && has(check.dataset.class, klass));
    });
    all('.passed', row).forEach(function (label) { label.hidden = !!klass || (!!status && status !== 'pass'); });
  }

  var shown = requirements.length;
  function tell() {
    var told = zh ? found.dataset.someZh : found.dataset.some;
    found.textContent = shown === requirements.length ? '' : told.replace('{shown}', shown).replace('{all}', requirements.length);
  }

  function apply() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var status = result() === 'all' ? '' : result();
    var level = value('level'), area = value('area'), klass = value('class');
    shown = 0;
    areas.forEach(function (one) {
      var here = 0;
      one.rows.forEach(function (row) {
        var data = row.dataset;
        var shows = has(data.has, status) && (!level || data.level === level) && (!area || one.section.dataset.area === area) && has(data.class, klass)
          && words.every(function (word) { return text(row).indexOf(word) >= 0; });
        if (row.hidden === shows) row.hidden = !shows;
        if (!shows) return;
        here++;
        if (row.open) sift(row);
      });
      one.section.hidden = !here;
      if (here && (words.length || status || level || area || klass)) one.section.open = true;
      shown += here;
    });
    none.hidden = shown > 0;
    tell();
    remember();
  }

  // The address says what is shown, so that it can be sent to somebody.
  var NAMES = { status: 'all', level: '', area: '', class: '', q: '' };
  function remember() {
    var state = { status: result(), level: value('level'), area: value('area'), class: value('class'), q: search.value.trim() };
    var query = new URLSearchParams();
    if (chosen) query.set('lang', zh ? 'zh' : 'en');
    Object.keys(NAMES).forEach(function (name) { if (state[name] !== NAMES[name]) query.set(name, state[name]); });
    var text = query.toString();
    var address = location.pathname + (text ? '?' + text : '') + location.hash;
    // A page in a frame, or of another scheme, may not change its address.
    try { if (location.pathname + location.search + location.hash !== address) history.replaceState(null, '', address); } catch (_) { /* It is only forgotten. */ }
  }

  function recall() {
    var query = new URLSearchParams(location.search);
    var radio = by('show-' + query.get('status'));
    if (radio) radio.checked = true;
    choices.forEach(function (id) {
      var wanted = query.get(id);
      if (all('option', by(id)).some(function (option) { return option.value === wanted; })) by(id).value = wanted;
    });
    search.value = query.get('q') || '';
    return query.get('lang');
  }

  // A linked requirement or check is shown whatever the filter says, and unfolded.
  function follow() {
    var target;
    try {
      target = by(decodeURIComponent(location.hash.slice(1)));
    } catch (_) { /* Not a fragment of ours. */ }
    all('.target').forEach(function (element) { element.classList.remove('target'); });
    var row = target && target.closest('.requirement');
    if (!row) return;
    sift(row);
    if (row.hidden || target.hidden) reset();
    for (var up = target; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true;
    var check = target.classList.contains('check') && target;
    if (check) all('.story', check).forEach(function (story) { story.open = true; });
    (check || row).classList.add('target');
    (check || row).scrollIntoView({ block: 'start' });
    // What can have the focus keeps it when the browser goes to the fragment by itself.
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  function reset() {
    by('show-all').checked = true;
    choices.forEach(function (id) { by(id).value = ''; });
    search.value = '';
    apply();
  }

  function copy(button) {
    var pre = button.parentElement.querySelector('pre');
    var done = function () {
      if (button.classList.contains('done')) return;
      var words = Array.from(button.childNodes);
      button.classList.add('done');
      button.replaceChildren(by('copied').content.cloneNode(true));
      setTimeout(function () { button.classList.remove('done'); button.replaceChildren.apply(button, words); }, 1500);
    };
    var select = function () {
      getSelection().selectAllChildren(pre);
      if (document.execCommand('copy')) done();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(pre.textContent).then(done, select); else select();
  }

  var timer;
  search.addEventListener('input', function () {
    clearTimeout(timer);
    timer = setTimeout(apply, 120);
  });
  all('input[name=show], .filter select').forEach(function (choice) { choice.addEventListener('change', apply); });
  var chosen = false;
  all('input[name=language]').forEach(function (radio) {
    radio.addEventListener('change', function () {
      chosen = true;
      speak(radio.id === 'language-zh' ? 'zh' : 'en');
      remember();
    });
  });
  document.querySelector('.filter').addEventListener('submit', function (event) { event.preventDefault(); });
  document.querySelector('.filter').addEventListener('reset', function (event) { event.preventDefault(); reset(); });
  document.addEventListener('click', function (event) {
    var button = event.target.closest('.copy');
    if (button) copy(button);
    // A link to where one is already goes there again.
    var link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) setTimeout(follow);
  });
  document.addEventListener('keydown', function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== 'radio';
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
  });
  document.addEventListener('toggle', function (event) {
    if (event.target.open && event.target.classList.contains('requirement')) sift(event.target);
  }, true);
  window.addEventListener('hashchange', follow);
  var wanted = recall();
  chosen = wanted === 'en' || wanted === 'zh';
  speak(root.dataset.language);
  if (location.search) apply(); else if (result() !== 'all') reset();
  follow();
  // The first search finds its texts ready.
  var next = 0;
  (function ready(idle) {
    while (next < requirements.length && idle && idle.timeRemaining() > 2) text(requirements[next++]);
    if (next < requirements.length && window.requestIdleCallback) requestIdleCallback(ready);
  })();
})();
