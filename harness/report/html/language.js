// Before anything is drawn: the language that the address asks for, else the reader's.
(function () {
  'use strict';
  var asked = new URLSearchParams(location.search).get('lang');
  var zh = asked === 'zh' || (asked !== 'en' && /^zh\b/i.test(navigator.language || ''));
  document.documentElement.lang = zh ? 'zh-Hans' : 'en';
  document.documentElement.dataset.language = zh ? 'zh' : 'en';
})();
