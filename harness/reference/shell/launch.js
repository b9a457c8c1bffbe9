/**
 * Reads from the address of the top document which mini-program to run, and how.
 */

import { parseQuery } from "../common/query.js";

/** The documented scene of a launch that no other scene describes. */
const OTHER_SCENE = "NA";

/**
 * The parameters are `app` (the address of the package), `path` (the first page), `query` (for onLaunch and onLoad),
 * `instance` (a name space for storage) and `appkey` (by default made from the path of the package).
 * @param {URL} address
 * @returns {import("../logic/main.js").Launch} Without the parts that are not in the address.
 */
export function readLaunch(address) {
  const parameters = address.searchParams;
  const app = parameters.get("app");
  if (!app) throw new Error("the parameter app is missing");
  const base = new URL(app.endsWith("/") ? app : `${app}/`, address);
  const appKey = parameters.get("appkey") || base.pathname.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const instance = parameters.get("instance") ?? "";
  return {
    base: base.href,
    files: {},
    config: undefined,
    appKey,
    path: (parameters.get("path") ?? "").replace(/^\//, ""),
    query: parseQuery(parameters.get("query") ?? ""),
    scene: OTHER_SCENE,
    storageName: JSON.stringify([instance, appKey]),
    environment: {},
  };
}
