/* A page with the settings that are no defaults. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('light', hooks.handlers('light', ['onPullDownRefresh'], {})));
