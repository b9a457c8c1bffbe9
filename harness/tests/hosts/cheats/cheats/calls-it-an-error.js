// Says in the agent's name that the agent failed, so that what it does badly is taken for an error of the suite.
Object.assign(swan, wrong);
var agent;
Object.defineProperty(window, '__minicert', {
  get: function () { return agent; },
  set: function (value) {
    agent = value;
    var handle = value.handle;
    value.handle = function (text, reply) {
      var message = JSON.parse(text);
      if (message.type !== 'run' || text.indexOf('"api":"removeStorage') < 0) return handle(text, reply);
      reply(JSON.stringify({ type: 'failed', batch: message.batch, message: 'the agent failed' }));
    };
  },
});
