'use strict';
importScripts('../core/api.js', '../core/bridge.js');

/** A module of the conformance mini-program. */
async function module(name) {
  const text = await (await fetch(new URLSearchParams(location.search).get('package') + name)).text();
  const module = { exports: {} };
  new Function('module', 'exports', text)(module, module.exports);
  return module.exports;
}

Promise.all([module('lib/agent.js'), module('lib/line.js'), fromPage()]).then(([agentOf, lineOf, host]) => {
  self.swan = makeApi(host);
  const launch = Date.now().toString(36) + Math.random().toString(36).slice(2);
  const agent = agentOf({ api: () => self.swan, global: (name) => self[name], transport: 'page', session: 'shape', launch, arm() {} });
  const hear = lineOf(launch, agent, (says) => postMessage({ says }));
  addEventListener('message', ({ data }) => { if (data.hears) hear(data.hears); });
});
