/* A page to go to. It cannot be pulled down, and would tell of it under the name of the page that can. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('second', hooks.handlers('light', ['onPullDownRefresh'], {})));
