/* What a template makes of the data of its page. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('templates', {
  data: { words: ['one', 'two'], typed: '', chosen: 'part', width: '50%' }
}));
