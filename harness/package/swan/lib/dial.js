/*
 * Dials back to the harness over whatever answers first, and keeps dialling.
 *
 * The order is fixed: what is not under test comes before what is, so that the line neither takes part in the cases nor
 * falls with a fault in them. Of the API itself, requests come before sockets, because the older functions for sockets
 * speak to whatever socket was opened first. Which one it is is said in the hello.
 */
var requests = require('./requests.js');
var sockets = require('./sockets.js');
var timers = require('./timers.js');

var TRANSPORTS = [sockets.bare, requests.bare, requests.platform, sockets.platform];

/** Milliseconds that a transport has to carry the hello, and between two rounds. */
var PATIENCE = 4000;
var PAUSE = 500;

// A program under test may replace these.
var later = timers.later;
var cancel = timers.cancel;
var parse = JSON.parse;

/**
 * @param {string} address of the harness, without the session
 * @param {Object} env of the agent; its `transport` is set here
 * @param {{handle: function}} agent
 * @param {function(string)} show says what is going on
 */
module.exports = function (address, env, agent, show) {
  var target = address + '/' + encodeURIComponent(env.session);
  var query = '?launch=' + encodeURIComponent(env.launch);
  var turn = 0;
  var link = null;
  /** Answers that no link has taken. */
  var unsent = [];

  function say(text) {
    if (link) link.send(text);
    else unsent.push(text);
  }

  function heard(text) {
    var message = parse(text);
    if (message.refused !== undefined) {
      show('refused: ' + message.refused);
      return false;
    }
    agent.handle(text, say);
    return true;
  }

  function next() {
    turn++;
    if (turn % TRANSPORTS.length === 0) later(attempt, PAUSE);
    else attempt();
  }

  function attempt() {
    var transport = TRANSPORTS[turn % TRANSPORTS.length];
    if (!transport.exists()) return next();
    env.transport = transport.name;
    agent.handle('{"type":"hello"}', function (hello) { connect(transport, hello); });
  }

  function connect(transport, hello) {
    var state = 'new';
    var current = null;
    var timer = later(function () { down(null); }, PATIENCE);

    function up() {
      if (state !== 'new') return;
      state = 'up';
      cancel(timer);
      link = current;
      show('connected over ' + transport.name);
      while (unsent.length > 0 && link === current) link.send(unsent.shift());
    }

    /** @param {?string} text what it could not carry */
    function down(text) {
      if (state === 'down') return;
      var before = state;
      state = 'down';
      cancel(timer);
      if (link === current) link = null;
      if (current) current.close();
      if (text !== null) unsent.push(text);
      if (before === 'up') later(attempt, PAUSE);
      else next();
    }

    function message(text) {
      if (state === 'down') return;
      if (!heard(text)) {
        state = 'down';
        cancel(timer);
        link = null;
      }
    }

    show('dialling over ' + transport.name);
    try {
      current = transport.open(target, query, hello, { up: up, down: down, message: message });
    } catch (thrown) {
      down(null);
    }
  }

  attempt();
};
