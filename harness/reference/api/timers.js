/**
 * The four timer functions, which are globals and not members of `swan`.
 */

const startTimeout = self.setTimeout.bind(self);
const startInterval = self.setInterval.bind(self);
const stopTimeout = self.clearTimeout.bind(self);
const stopInterval = self.clearInterval.bind(self);

export function createTimers() {
  return {
    setTimeout: (callback, delay, ...values) => startTimeout(callback, delay, ...values),
    setInterval: (callback, delay, ...values) => startInterval(callback, delay, ...values),
    clearTimeout: (timeoutID) => stopTimeout(timeoutID),
    clearInterval: (intervalID) => stopInterval(intervalID),
  };
}
