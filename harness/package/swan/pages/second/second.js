/* A page to go to. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('second', {}));
