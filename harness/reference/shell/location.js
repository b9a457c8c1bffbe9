/**
 * Where the device is, which a document alone can ask; the browser asks its user whether it may be told.
 */

/** @param {import("../common/channel.js").Channel} logic */
export function createLocation(logic) {
  /** @type {number | undefined} */
  let following;

  function leave() {
    if (following !== undefined) navigator.geolocation.clearWatch(following);
    following = undefined;
  }

  return {
    get: ({ precise }) =>
      new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition((found) => resolve(read(found)), (error) => resolve(trouble(error)), { enableHighAccuracy: precise });
      }),
    /** Answers once the first place is known, or cannot be. */
    follow: () =>
      new Promise((resolve) => {
        leave();
        following = navigator.geolocation.watchPosition(
          (found) => {
            const place = read(found);
            resolve(place);
            logic.note("location.moved", place);
          },
          // A device that does not know for a moment may know again.
          (error) => resolve(trouble(error)),
        );
      }),
    leave,
  };
}

/** What the device does not know is 0, as on platforms that have nothing to measure it with. */
function read({ coords: { latitude, longitude, accuracy, altitude, altitudeAccuracy, speed } }) {
  return { latitude, longitude, accuracy, altitude: altitude ?? 0, altitudeAccuracy: altitudeAccuracy ?? 0, speed: speed ?? 0 };
}

function trouble({ code, message, PERMISSION_DENIED }) {
  return code === PERMISSION_DENIED ? { refused: true } : { unknown: message };
}
