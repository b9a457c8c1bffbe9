/* Nodes with handlers of every kind, which tell what they were called with. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('events', hooks.handlers('events', ['outer', 'inner', 'outerCapture', 'innerCapture', 'pressed', 'tapped', 'began', 'moved', 'ended', 'changed', 'animated', 'animatedAgain', 'animatedAll'], {
  data: { three: 3, moving: false }
})));
