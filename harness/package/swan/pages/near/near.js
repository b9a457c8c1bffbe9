/* A page to scroll, whose end is reached sooner. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('near', hooks.handlers('near', ['onReachBottom'], {})));
