/**
 * The permissions that were decided on. This host has neither a camera nor a microphone, so those two are refused for
 * good; all others are undecided and not listed.
 */

const DECIDED = { "scope.camera": false, "scope.record": false };

/** @param {import("./swan.js").Host} host */
export function settingApi({ asyncApi }) {
  return {
    getSetting: asyncApi("getSetting", { run: () => ({ authSetting: { ...DECIDED } }) }),
  };
}
