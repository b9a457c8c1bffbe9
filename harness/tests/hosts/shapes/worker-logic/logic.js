'use strict';
importScripts('../core/api.js', '../core/bridge.js');
fromPage().then((host) => { self.swan = makeApi(host); });
