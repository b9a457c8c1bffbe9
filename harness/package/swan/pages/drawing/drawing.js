/* A page with a canvas, and with a node that animations are bound to. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('drawing', {
  data: { moves: {} }
}));
