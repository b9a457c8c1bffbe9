/* The conformance mini-program: an agent that dials back, and pages for cases to go to. */
var station = require('./lib/station.js');

App({
  onLaunch: function (options) {
    station.start((options && options.query) || {});
  }
});
