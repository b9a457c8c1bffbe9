/* Inputs with handlers of every kind, which tell what they were called with. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('fields', hooks.handlers('fields', ['typed', 'focused', 'blurred', 'confirmed', 'gained', 'offFocused'], {
  data: { wanted: false }
})));
