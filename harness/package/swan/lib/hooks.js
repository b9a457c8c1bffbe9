/*
 * Tells the agent which functions of the program the host called, in the order in which it did. To a case each is a
 * listener with the name of the page (or `app`), a dot, and the name of the function.
 */
var station = require('./station.js');

var APP = ['onLaunch', 'onShow', 'onHide', 'onError', 'onPageNotFound'];
var PAGE = ['onLoad', 'onShow', 'onReady', 'onHide', 'onUnload', 'onTabItemTap', 'onURLQueryChange'];

/** Adds to a definition what tells of each hook, after what the definition does itself. */
function telling(name, hooks, definition) {
  hooks.forEach(function (hook) {
    var own = definition[hook];
    definition[hook] = function () {
      if (own) own.apply(this, arguments);
      station.hooked(name + '.' + hook, arguments);
    };
  });
  return definition;
}

/** Adds what the agent is spoken to through where it has no address to dial: an input, and a text. */
function carry(definition) {
  var load = definition.onLoad;
  var unload = definition.onUnload;
  definition.data = definition.data || {};
  definition.data.spoken = false;
  definition.data.said = '';
  definition.written = function (event) { station.written(event.detail.value); };
  definition.onLoad = function () {
    station.opened(this);
    if (load) load.apply(this, arguments);
  };
  definition.onUnload = function () {
    station.closed(this);
    if (unload) unload.apply(this, arguments);
  };
}

/**
 * Adds handlers that do nothing but tell of their calls.
 * @param {string} name that they are told under
 * @param {string[]} handlers
 * @param {Object} definition for Page or for the methods of Component
 */
exports.handlers = function (name, handlers, definition) {
  return telling(name, handlers, definition);
};

/** @param {Object} definition for App */
exports.app = function (definition) {
  return telling('app', APP, definition);
};

/**
 * @param {string} name of the page
 * @param {Object} definition for Page
 */
exports.page = function (name, definition) {
  // What a case looks for in an item of getCurrentPages.
  definition.mark = name;
  carry(definition);
  return telling(name, PAGE, definition);
};

/** Has the host call behind two functions of the program, where it has a way to ask for that. */
exports.behind = function () {
  try {
    if (typeof App.after === 'function') {
      App.after({ methods: { onShow: function () { station.hooked('app.afterShow', []); } } });
    }
    if (typeof Page.after === 'function') {
      Page.after({ url: /pages\/second/, methods: { onShow: function () { station.hooked('second.afterShow', []); } } });
    }
  } catch (error) {
    // What is not called behind them is what a case does not hear.
  }
};
