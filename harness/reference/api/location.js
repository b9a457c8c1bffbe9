/**
 * Where the device is, and where it goes. Nobody tells this host the name of a street or a city.
 */

import { toGcj02 } from "../common/gcj02.js";
import { createEvent } from "../logic/event.js";
import { EXECUTION_FAILED, Failure } from "./protocol.js";

/** The system does not let the program know. */
const REFUSED_BY_THE_SYSTEM = 10005;

const NAMES = { street: "", cityCode: "", city: "", country: "", countryCode: "", province: "", streetNumber: "", district: "" };

/** @param {import("./swan.js").Host} host */
export function locationApi({ shell, asyncApi, report }) {
  const change = createEvent(report);
  shell.on("location.moved", (place) => change.emit(described(place)));

  return {
    getLocation: asyncApi("getLocation", {
      args: { type: "string?", altitude: "boolean?" },
      async run({ type = "wgs84", altitude = false }) {
        const place = known(await shell.call("location.get", { precise: altitude }));
        const told = { ...described(place), ...(type === "gcj02" ? toGcj02(place) : {}) };
        return altitude ? { ...told, altitude: place.altitude } : told;
      },
    }),
    startLocationUpdate: asyncApi("startLocationUpdate", {
      async run() {
        known(await shell.call("location.follow"));
      },
    }),
    stopLocationUpdate: asyncApi("stopLocationUpdate", { run: () => shell.call("location.leave") }),
    onLocationChange: (callback) => change.on(callback),
    offLocationChange: (callback) => change.off(callback),
  };
}

/** What the top document answered, unless it may not know. */
function known(answer) {
  if (answer.refused) throw new Failure(REFUSED_BY_THE_SYSTEM, "the program may not know where the device is");
  if (answer.unknown) throw new Failure(EXECUTION_FAILED, `the device does not know where it is: ${answer.unknown}`);
  return answer;
}

function described({ latitude, longitude, accuracy, altitudeAccuracy, speed }) {
  return { ...NAMES, latitude, longitude, speed, accuracy, horizontalAccuracy: accuracy, verticalAccuracy: altitudeAccuracy };
}
