/* The conformance mini-program: an agent that dials back, and pages for cases to go to. */
var hooks = require('./lib/hooks.js');
var station = require('./lib/station.js');

hooks.behind();

App(hooks.app({
  // What a case looks for in the object that getApp gives.
  mark: 'minicert',
  onLaunch: function (options) {
    station.start((options && options.query) || {});
  }
}));
