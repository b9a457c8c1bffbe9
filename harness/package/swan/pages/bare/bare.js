/* A page without a navigation bar. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('bare', {}));
