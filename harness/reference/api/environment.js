/**
 * What the mini-program may know about itself: its keys, its version, and its third-party configuration.
 */

import { formatQuery } from "../common/query.js";
import { SDK_VERSION } from "./system-info.js";

/** @param {import("./swan.js").Host} host */
export function environmentApi({ launch, asyncApi, syncApi }) {
  /** A package that no third party configured has an empty configuration. */
  const extConfig = () => ({ extConfig: {} });

  return {
    getEnvInfoSync: syncApi("getEnvInfoSync", () => ({
      appKey: launch.appKey,
      appName: launch.config.window?.navigationBarTitleText ?? launch.appKey,
      lastAppURL: "",
      sdkVersion: SDK_VERSION,
      scheme: `reference://swan/${launch.appKey}/${launch.path}/?${formatQuery(launch.query)}`,
      env: "development",
    })),
    getExtConfig: asyncApi("getExtConfig", { run: extConfig }),
    // Unlike its neighbours this function throws when it fails, so it does without the protocol.
    getExtConfigSync: extConfig,
  };
}
