/*
 * The bare names that a mini-program is given, and those of a browser that it is not. They may be parameters of its
 * modules rather than properties of anything, so each has to be written out.
 */
var readers = {
  App: function () { return typeof App === 'undefined' ? undefined : App; },
  Page: function () { return typeof Page === 'undefined' ? undefined : Page; },
  Component: function () { return typeof Component === 'undefined' ? undefined : Component; },
  Behavior: function () { return typeof Behavior === 'undefined' ? undefined : Behavior; },
  getApp: function () { return typeof getApp === 'undefined' ? undefined : getApp; },
  getCurrentPages: function () { return typeof getCurrentPages === 'undefined' ? undefined : getCurrentPages; },
  setTimeout: function () { return typeof setTimeout === 'undefined' ? undefined : setTimeout; },
  clearTimeout: function () { return typeof clearTimeout === 'undefined' ? undefined : clearTimeout; },
  setInterval: function () { return typeof setInterval === 'undefined' ? undefined : setInterval; },
  clearInterval: function () { return typeof clearInterval === 'undefined' ? undefined : clearInterval; },
  Date: function () { return typeof Date === 'undefined' ? undefined : Date; },
  console: function () { return typeof console === 'undefined' ? undefined : console; },
  swan: function () { return typeof swan === 'undefined' ? undefined : swan; },
  window: function () { return typeof window === 'undefined' ? undefined : window; },
  document: function () { return typeof document === 'undefined' ? undefined : document; },
  location: function () { return typeof location === 'undefined' ? undefined : location; },
  navigator: function () { return typeof navigator === 'undefined' ? undefined : navigator; },
  localStorage: function () { return typeof localStorage === 'undefined' ? undefined : localStorage; },
  history: function () { return typeof history === 'undefined' ? undefined : history; }
};

/** @param {string} name */
module.exports = function (name) {
  return Object.prototype.hasOwnProperty.call(readers, name) ? readers[name]() : undefined;
};
