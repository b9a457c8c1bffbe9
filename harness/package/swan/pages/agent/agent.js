/* Shows the agent: its state, the button that a gesture taps, and a field to type into. */
var hooks = require('../../lib/hooks.js');
var station = require('../../lib/station.js');

Page(hooks.page('agent', {
  data: { tap: 'idle', state: 'starting' },
  onLoad: function () {
    station.watch(this);
  },
  onUnload: function () {
    station.unwatch(this);
  },
  tap: function () {
    station.tapped();
  }
}));
