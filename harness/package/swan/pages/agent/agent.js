/* Shows the agent: its state, the button that a gesture taps, a field to type into, and what has come to the page. */
var hooks = require('../../lib/hooks.js');
var station = require('../../lib/station.js');

Page(hooks.page('agent', {
  data: { tap: 'idle', state: 'starting', probes: 0, pulls: 0 },
  onLoad: function () {
    station.watch(this);
  },
  onUnload: function () {
    station.unwatch(this);
  },
  onPullDownRefresh: function () {
    this.setData({ pulls: this.data.pulls + 1 });
  },
  tap: function () {
    station.tapped();
  },
  probe: function () {
    this.setData({ probes: this.data.probes + 1 });
  }
}));
