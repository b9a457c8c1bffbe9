/* A page with a component. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('parts', hooks.handlers('parts', ['raised'], {
  data: { gone: false }
})));
