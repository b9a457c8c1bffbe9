/* A page to scroll. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('long', hooks.handlers('long', ['onPageScroll', 'onReachBottom'], {})));
