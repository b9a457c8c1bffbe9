/*
 * Two ways to ask and wait with one face: the environment's own XMLHttpRequest, and the platform's request.
 *
 * The agent and the harness speak in turn, so one request is under way at a time: its body is what the agent says, its
 * answer what the harness says next. The face is that of `sockets.js`.
 */
var later = require('./timers.js').later;
var stringify = JSON.stringify;
var POLL = '{"poll":true}';

/** @param {function(string, string, function(number, string))} post calls back with status and text, 0 for trouble */
function waiting(post) {
  return function (target, query, hello, events) {
    var open = true;

    function ask(text) {
      post(target + query, text, function (status, answer) {
        if (!open) return;
        if (status !== 200 && status !== 409) {
          open = false;
          // A hello is said again by whoever dials again.
          return events.down(text === POLL || text === hello ? null : text);
        }
        events.up();
        if (/^\s*\{\s*"wait"/.test(answer)) ask(POLL);
        else events.message(answer);
      });
    }

    // Not at once: a host may answer before its call returns, and nothing may come in before this has returned.
    later(function () { ask(hello); }, 0);
    return {
      send: ask,
      close: function () { open = false; }
    };
  };
}

exports.bare = {
  name: 'XMLHttpRequest',
  exists: function () { return typeof XMLHttpRequest === 'function'; },
  open: waiting(function (address, text, done) {
    var request = new XMLHttpRequest();
    request.open('POST', address, true);
    request.onload = function () { done(request.status, request.responseText); };
    request.onerror = request.onabort = request.ontimeout = function () { done(0, ''); };
    request.send(text);
  })
};

exports.platform = {
  name: 'swan.request',
  exists: function () { return typeof swan === 'object' && typeof swan.request === 'function'; },
  open: waiting(function (address, text, done) {
    swan.request({
      url: address,
      method: 'POST',
      header: { 'content-type': 'text/plain' },
      data: text,
      dataType: 'string',
      responseType: 'text',
      success: function (answer) {
        // Some hosts read JSON whether they are asked to or not.
        done(+answer.statusCode, typeof answer.data === 'string' ? answer.data : stringify(answer.data));
      },
      fail: function () { done(0, ''); }
    });
  })
};
