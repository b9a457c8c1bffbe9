/**
 * Brightness of the screen, and whether it may go dark.
 */

import { Failure } from "./protocol.js";

const PARAMETER_PARSE_FAILED = 202;

/** @param {import("./swan.js").Host} host */
export function screenApi({ shell, asyncApi }) {
  let brightness = 1;

  return {
    getScreenBrightness: asyncApi("getScreenBrightness", { run: () => ({ value: brightness }) }),
    setScreenBrightness: asyncApi("setScreenBrightness", {
      args: { value: "string" },
      run({ value }) {
        const wanted = Number(value);
        const inRange = wanted >= 0 && wanted <= 1;
        if (!inRange) throw new Failure(PARAMETER_PARSE_FAILED, "value must be between 0 and 1");
        brightness = wanted;
        return shell.call("screen.brightness", wanted);
      },
    }),
    setKeepScreenOn: asyncApi("setKeepScreenOn", {
      args: { keepScreenOn: "boolean" },
      run: ({ keepScreenOn }) => shell.call("screen.keepOn", keepScreenOn),
    }),
  };
}
