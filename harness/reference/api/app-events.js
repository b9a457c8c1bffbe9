/**
 * What happens to the application as a whole: shown, hidden, in trouble, asked for a page that is not there, short of
 * memory, or pictured. `logic/main.js` and the files beside it say when; a browser tells nobody of a screenshot.
 */

/** @param {import("./swan.js").Host} host */
export function appEventsApi({ events }) {
  return {
    onAppShow: (callback) => events.appShow.on(callback),
    offAppShow: (callback) => events.appShow.off(callback),
    onAppHide: (callback) => events.appHide.on(callback),
    offAppHide: (callback) => events.appHide.off(callback),
    onError: (callback) => events.error.on(callback),
    offError: (callback) => events.error.off(callback),
    onPageNotFound: (callback) => events.pageNotFound.on(callback),
    offPageNotFound: (callback) => events.pageNotFound.off(callback),
    onMemoryWarning: (callback) => events.memoryWarning.on(callback),
    onUserCaptureScreen: (callback) => events.captureScreen.on(callback),
  };
}
