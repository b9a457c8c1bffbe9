/* A page whose template has a script, where the host knows such scripts. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('scripted', {}));
