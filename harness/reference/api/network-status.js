/**
 * Whether there is a network, and of which kind, as the top document sees it.
 */

import { createEvent } from "../logic/event.js";

/** @param {import("./swan.js").Host} host */
export function networkStatusApi({ shell, launch, asyncApi, report }) {
  const change = createEvent(report);
  shell.on("network", (network) => {
    launch.environment.network = network;
    change.emit({ isConnected: network.isConnected, networkType: network.networkType });
  });

  return {
    getNetworkType: asyncApi("getNetworkType", { run: () => ({ networkType: launch.environment.network.networkType }) }),
    onNetworkStatusChange: (callback) => change.on(callback),
  };
}
