/* The conformance mini-program: an agent that dials back, and pages for cases to go to. */
var hooks = require('./lib/hooks.js');
var station = require('./lib/station.js');

App(hooks.app({
  onLaunch: function (options) {
    station.start((options && options.query) || {});
  }
}));
