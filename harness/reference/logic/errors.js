/**
 * Where everything ends up that mini-program code throws: the console, the listeners of `swan.onError`, and
 * `App.onError`.
 */

/**
 * @param {import("./event.js").HostEvent} errorEvent The listeners of `swan.onError`.
 */
export function createErrorReporter(errorEvent) {
  let app;
  let reporting = false;

  return {
    setApp(created) {
      app = created;
    },
    report(error) {
      console.error(error);
      // A listener that throws while an error is being reported would start an endless round.
      if (reporting) return;
      reporting = true;
      const message = describe(error);
      errorEvent.emit(message);
      app.callHook("onError", message);
      reporting = false;
    },
  };
}

/** Listeners receive text, because an error of a mini-program may be anything that can be thrown. */
function describe(error) {
  const text = textOf(error);
  const stack = error instanceof Error && error.stack ? error.stack : "";
  return stack.startsWith(text) ? stack : `${text}\n${stack}`.trimEnd();
}

/** An object without a prototype can be thrown and has no text. */
function textOf(error) {
  try {
    return String(error);
  } catch {
    return "an error without a text";
  }
}
