/**
 * The state of the battery, as the top document last saw it.
 */

/** @param {import("./swan.js").Host} host */
export function batteryApi({ launch, asyncApi, syncApi }) {
  /** The level is documented as a String from "1" to "100". */
  function info() {
    const { level, isCharging } = launch.environment.battery;
    return { level: String(Math.max(1, Math.round(level * 100))), isCharging };
  }

  return {
    getBatteryInfo: asyncApi("getBatteryInfo", { run: () => info() }),
    getBatteryInfoSync: syncApi("getBatteryInfoSync", () => info()),
  };
}
