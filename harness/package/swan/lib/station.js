/*
 * The agent of this mini-program, the line that it dials in on, and the page that shows it. It outlives every page: the
 * agent page may be closed while a case goes elsewhere.
 */
var minicertAgent = require('./agent.js');
var config = require('../config.js');
var dial = require('./dial.js');
var globalOf = require('./globals.js');

/** The page that shows the agent, while it is open. */
var page = null;
/** The component that was attached last. */
var card;
var shown = { tap: 'idle', state: 'starting' };
var agent = null;

function show(name, text) {
  shown[name] = text;
  if (!page) return;
  var change = {};
  change[name] = text;
  page.setData(change);
}

/**
 * Starts the agent and dials, once: a host that launches twice is seen by one agent.
 * @param {Object} query of the launch: `session`, and `dial` where config.js gives no address
 */
exports.start = function (query) {
  if (agent) return;
  var address = query.dial || config.dial;
  var env = {
    api: function () { return typeof swan === 'undefined' ? undefined : swan; },
    // A case that is about a page has this one, as the page's own functions have it.
    global: function (name) {
      if (name === 'agentPage') return page || undefined;
      return name === 'card' ? card : globalOf(name);
    },
    transport: 'none',
    session: query.session || 's1',
    // Whoever answers has to tell this launch from the ones before and after it.
    launch: (+new Date()).toString(36) + Math.random().toString(36).slice(2),
    arm: function (on) { show('tap', on ? 'armed' : 'idle'); }
  };
  agent = minicertAgent(env);
  if (!address) return show('state', 'there is no address to dial: write the package with one, or launch with the query dial=');
  dial(address, env, agent, function (state) { show('state', state); });
};

exports.tapped = function () {
  if (agent) agent.tapped();
};

/**
 * The host called a function of the program.
 * @param {string} name of the page or `app`, a dot, and the name of the function
 * @param {Arguments} args
 */
exports.hooked = function (name, args) {
  if (agent) agent.hooked(name, args);
};

/** A component was attached. */
exports.card = function (attached) {
  card = attached;
};

/** The agent page opened. */
exports.watch = function (opened) {
  page = opened;
  page.setData({ tap: shown.tap, state: shown.state });
};

/** The agent page closed. */
exports.unwatch = function (closed) {
  if (page === closed) page = null;
};
