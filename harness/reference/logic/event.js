/**
 * A list of listeners, as behind `swan.onAppShow` and `swan.offAppShow`.
 */

/**
 * @typedef {object} HostEvent
 * @property {(listener: Function) => void} on
 * @property {(listener?: Function) => void} off Without a listener, all of them go.
 * @property {(detail?: unknown) => void} emit
 * @property {() => number} count
 */

/**
 * @param {(error: unknown) => void} report Told what a listener throws, so that the next listener still runs.
 * @returns {HostEvent}
 */
export function createEvent(report) {
  /** @type {Function[]} */
  let listeners = [];

  return {
    on(listener) {
      if (typeof listener === "function") listeners.push(listener);
    },
    off(listener) {
      listeners = listener === undefined ? [] : listeners.filter((each) => each !== listener);
    },
    emit(detail) {
      for (const listener of [...listeners]) {
        try {
          listener(detail);
        } catch (error) {
          report(error);
        }
      }
    },
    count: () => listeners.length,
  };
}
