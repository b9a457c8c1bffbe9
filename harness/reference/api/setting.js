/**
 * The permissions that the user has decided on. This host asks for none, so none is listed.
 */

/** @param {import("./swan.js").Host} host */
export function settingApi({ asyncApi }) {
  return {
    getSetting: asyncApi("getSetting", { run: () => ({ authSetting: {} }) }),
  };
}
