/*
 * Timers for what carries the agent. A host that lacks one pair of them is to be seen to lack it and not to be silent, so
 * the other pair stands in. They are taken when this loads: a program under test may replace them. The agent does the same
 * in its one file, which is put into hosts without this package as well.
 */
var cancel = typeof clearTimeout === 'function' ? clearTimeout : clearInterval;

function repeated(then, ms) {
  var timer = setInterval(function () {
    cancel(timer);
    then();
  }, ms);
  return timer;
}

module.exports = { later: typeof setTimeout === 'function' ? setTimeout : repeated, cancel: cancel };
