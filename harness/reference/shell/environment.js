/**
 * What only a document can see of its surroundings. The worker gets it at the start and again when it changes, because
 * its Sync functions cannot wait for an answer.
 */

/**
 * @param {import("../common/channel.js").Channel} logic
 * @returns {{environment: object, look: () => void}} The environment, which stays up to date: of what this document changes
 *   itself as soon as it says so.
 */
export function watchEnvironment(logic) {
  const environment = { ...readScreen(), battery: { level: 1, isCharging: true }, network: readNetwork() };
  function tell(change) {
    Object.assign(environment, change);
    logic.note("environment", change);
  }
  const look = () => tell(readScreen());
  // The bars leave more room or less, so the pages are watched and not the window alone.
  new ResizeObserver(look).observe(document.getElementById("pages"));
  watchBattery((battery) => tell({ battery }));
  for (const type of ["online", "offline"]) addEventListener(type, () => logic.note("network", readNetwork()));
  return { environment, look };
}

function readScreen() {
  const pages = document.getElementById("pages");
  const { width, height, top, right, bottom, left } = document.getElementById("menu-button").getBoundingClientRect();
  return {
    menuButton: { width, height, top, right, bottom, left },
    screenWidth: screen.width,
    screenHeight: screen.height,
    windowWidth: pages.clientWidth,
    windowHeight: pages.clientHeight,
    pixelRatio: devicePixelRatio,
    language: navigator.language,
    system: navigator.userAgentData?.platform ?? navigator.platform,
  };
}

/** Most browsers say little about the network; what they do not say is "unknown". */
function readNetwork() {
  const { onLine, connection } = navigator;
  return { isConnected: onLine, networkType: onLine ? kindOf(connection) : "none" };
}

function kindOf(connection) {
  if (connection?.type === "wifi") return "wifi";
  if (connection?.type !== "cellular") return "unknown";
  return connection.effectiveType === "slow-2g" ? "2g" : connection.effectiveType;
}

/** Not every browser tells about its battery; the full one of the start stays then. */
async function watchBattery(tell) {
  const battery = await navigator.getBattery?.();
  if (!battery) return;
  const read = () => tell({ level: battery.level, isCharging: battery.charging });
  battery.addEventListener("levelchange", read);
  battery.addEventListener("chargingchange", read);
  read();
}
