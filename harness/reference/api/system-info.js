/**
 * `swan.getSystemInfo` and `swan.getSystemInfoSync`: the device, the host and the room on the screen.
 */

export const SDK_VERSION = "3.160.3";
const HOST_NAME = "reference";
const HOST_VERSION = "1.0.0";
const NAVIGATION_BAR_HEIGHT = 44;
const STATUS_BAR_HEIGHT = 0;

/** @param {import("./swan.js").Host} host */
export function systemInfoApi({ launch, asyncApi, syncApi }) {
  /** A browser grants none of the permissions before it is asked, so none is reported as granted. */
  function info() {
    const { screenWidth, screenHeight, windowWidth, windowHeight, pixelRatio, language, system } = launch.environment;
    return {
      brand: "browser",
      model: "browser",
      pixelRatio,
      devicePixelRatio: pixelRatio,
      screenWidth,
      screenHeight,
      windowWidth,
      windowHeight,
      statusBarHeight: STATUS_BAR_HEIGHT,
      navigationBarHeight: NAVIGATION_BAR_HEIGHT,
      language,
      version: HOST_VERSION,
      system,
      platform: "web",
      fontSizeSetting: 16,
      SDKVersion: SDK_VERSION,
      host: HOST_NAME,
      cacheLocation: {},
      swanNativeVersion: HOST_VERSION,
      notificationAuthorized: false,
      cameraAuthorized: false,
      locationAuthorized: false,
      microphoneAuthorized: false,
      locationEnabled: false,
      wifiEnabled: false,
      safeArea: {
        left: 0,
        top: STATUS_BAR_HEIGHT,
        right: screenWidth,
        bottom: screenHeight,
        width: screenWidth,
        height: screenHeight - STATUS_BAR_HEIGHT,
      },
    };
  }

  return {
    getSystemInfo: asyncApi("getSystemInfo", { run: () => info() }),
    getSystemInfoSync: syncApi("getSystemInfoSync", () => info()),
  };
}
