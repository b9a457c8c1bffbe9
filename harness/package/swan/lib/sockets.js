/*
 * Two sockets with one face: the environment's own WebSocket, and the platform's.
 *
 * `open(target, query, hello, events)` says hello when the socket is open and returns `{send, close}`; the events are
 * `up()`, `message(text)` and `down(text that was not carried, or null)`.
 */
function addressOf(target, query) {
  return target.replace(/^http/, 'ws') + '/socket' + query;
}

exports.bare = {
  name: 'WebSocket',
  exists: function () { return typeof WebSocket === 'function'; },
  open: function (target, query, hello, events) {
    var socket = new WebSocket(addressOf(target, query));
    socket.onopen = function () {
      socket.send(hello);
      events.up();
    };
    socket.onmessage = function (event) { events.message(event.data); };
    socket.onerror = socket.onclose = function () { events.down(null); };
    return {
      send: function (text) { socket.send(text); },
      close: function () { socket.close(); }
    };
  }
};

exports.platform = {
  name: 'swan.connectSocket',
  exists: function () { return typeof swan === 'object' && typeof swan.connectSocket === 'function'; },
  open: function (target, query, hello, events) {
    var failed = function () { events.down(null); };
    var task = swan.connectSocket({ url: addressOf(target, query), fail: failed });
    task.onOpen(function () {
      task.send({ data: hello, fail: failed });
      events.up();
    });
    task.onMessage(function (event) { events.message(event.data); });
    task.onError(failed);
    task.onClose(failed);
    return {
      send: function (text) { task.send({ data: text, fail: function () { events.down(text); } }); },
      close: function () { task.close({}); }
    };
  }
};
