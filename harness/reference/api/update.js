/**
 * `swan.getUpdateManager` and its one object. The package that runs is the newest there is, so the check of each start
 * finds nothing, and no update is ever ready or fails.
 */

import { createEvent } from "../logic/event.js";
import { later } from "../logic/later.js";

/** What the check of this start found. */
const FOUND = { hasUpdate: false };

/** @param {import("./swan.js").Host} host */
export function updateApi({ report }) {
  const ready = createEvent(report);
  const failed = createEvent(report);
  const manager = {
    /** The check is over when a mini-program can ask, so who asks is told at once what it found. */
    onCheckForUpdate(callback) {
      const checked = createEvent(report);
      checked.on(callback);
      later(() => checked.emit({ ...FOUND }));
    },
    onUpdateReady: (callback) => ready.on(callback),
    onUpdateFailed: (callback) => failed.on(callback),
    /** Without an update that is ready there is nothing to apply. */
    applyUpdate() {},
  };

  return { getUpdateManager: () => manager };
}
