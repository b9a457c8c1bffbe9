/*
 * Starts the agent in a worker. It stands behind the agent's source, in one function of WebDriver BiDi's; its arguments
 * are the dotted path of the API root, the name of the session, and a name of this launch.
 */
var names = path.split('.');

function root() {
  var value = self;
  for (var i = 0; i < names.length; i++) {
    if (value === undefined || value === null) return undefined;
    value = value[names[i]];
  }
  return value;
}

self.__minicert = minicertAgent({
  api: root,
  global: function (name) { return self[name]; },
  transport: 'realm',
  session: session,
  launch: launch,
  // A worker shows nothing that could be tapped.
  arm: function () {}
});
