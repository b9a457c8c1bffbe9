/*
 * What most of the cheats have to hide: what is removed is still there. All else is as it should be. And how some of them
 * come between the harness and the agent.
 */
var honest = { removeStorage: swan.removeStorage, removeStorageSync: swan.removeStorageSync };
var wrong = {
  removeStorage: function (options) {
    var elsewhere = options && typeof options.key === 'string' ? { key: options.key + ' elsewhere' } : {};
    return honest.removeStorage(Object.assign({}, options, elsewhere));
  },
  removeStorageSync: function (key) {
    return honest.removeStorageSync(typeof key === 'string' ? key + ' elsewhere' : key);
  },
};

/** Gives each message for the agent to a function instead, with what answers it and with the agent's own way to handle it. */
function interpose(heard) {
  var agent;
  Object.defineProperty(window, '__minicert', {
    get: function () { return agent; },
    set: function (value) {
      agent = value;
      var handle = value.handle;
      value.handle = function (text, reply) { return heard(text, reply, handle); };
    },
  });
}
