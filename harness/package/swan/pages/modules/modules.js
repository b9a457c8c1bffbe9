/* A page whose template has several scripts, where the host knows such scripts. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('modules', {}));
