/*
 * The agent of this mini-program, the line that it dials in on, and the page that shows it. It outlives every page: the
 * agent page may be closed while a case goes elsewhere. Where there is no address to dial, every page that is open carries
 * the line: lib/line.js.
 */
var minicertAgent = require('./agent.js');
var config = require('../config.js');
var dial = require('./dial.js');
var globalOf = require('./globals.js');
var line = require('./line.js');

/** The page that shows the agent, while it is open. */
var page = null;
/** The component that was attached last. */
var card;
var shown = { tap: 'idle', state: 'starting' };
var agent = null;

/** The pages that are open, what each of them shows of the line, and what takes what is written into it. */
var pages = [];
var said = null;
var hear = null;

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
  if (!address) {
    show('state', 'spoken to on this page: there is no address to dial');
    hear = line(env.launch, agent, say);
    return;
  }
  dial(address, env, agent, function (state) { show('state', state); });
};

function say(text) {
  said = text;
  pages.forEach(function (open) { open.setData({ spoken: true, said: text }); });
}

/** A page opened, and shows what is said from now on. */
exports.opened = function (open) {
  pages.push(open);
  if (said !== null) open.setData({ spoken: true, said: said });
};

/** A page closed. */
exports.closed = function (gone) {
  pages = pages.filter(function (open) { return open !== gone; });
};

/** @param {string} text in the input of a page */
exports.written = function (text) {
  if (hear) hear(text);
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
