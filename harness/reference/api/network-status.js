/**
 * Whether there is a network, and of which kind.
 */

import { createEvent } from "../logic/event.js";

/** @param {import("./swan.js").Host} host */
export function networkStatusApi({ asyncApi, report }) {
  const change = createEvent(report);
  const tell = () => change.emit({ isConnected: self.navigator.onLine, networkType: networkType() });
  self.addEventListener("online", tell);
  self.addEventListener("offline", tell);

  return {
    getNetworkType: asyncApi("getNetworkType", { run: () => ({ networkType: networkType() }) }),
    onNetworkStatusChange: (callback) => change.on(callback),
  };
}

/** Most browsers say little about the network; what they do not say is "unknown". */
function networkType() {
  const { onLine, connection } = self.navigator;
  if (!onLine) return "none";
  if (connection?.type === "wifi") return "wifi";
  if (connection?.type !== "cellular") return "unknown";
  return connection.effectiveType === "slow-2g" ? "2g" : connection.effectiveType;
}
