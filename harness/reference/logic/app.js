/**
 * `App()` and `getApp()`: the one application object and its life.
 */

const HOOKS = ["onLaunch", "onShow", "onHide", "onError", "onPageNotFound", "onLogin"];

/**
 * @param {object} host
 * @param {(error: unknown) => void} host.report
 * @param {Record<string, import("./event.js").HostEvent>} host.events
 * @param {ReturnType<import("./after.js").createAfter>} host.behind What is called behind the functions.
 */
export function createApp({ report, events, behind }) {
  /** @type {any} */
  let instance;

  function callHook(name, argument) {
    if (typeof instance?.[name] !== "function") return;
    try {
      instance[name](argument);
    } catch (error) {
      report(error);
    }
    behind.tell(name, "", [argument]);
  }

  return {
    /** The global `App`. */
    register(options) {
      if (options === null || typeof options !== "object") {
        report(new Error("ARGUMENTS_TYPE_ERROR: App() takes an Object"));
        return;
      }
      for (const name of HOOKS) {
        if (name in options && typeof options[name] !== "function") {
          report(new Error(`LIFE_CYCLE_TYPE_ERROR: App.${name} must be a Function`));
        }
      }
      if (instance) {
        report(new Error("App() may be called only once"));
        return;
      }
      instance = options;
    },

    /** The global `getApp`. */
    get(options) {
      return instance ?? (options?.allowDefault ? {} : undefined);
    },

    callHook,

    launch(options) {
      callHook("onLaunch", options);
    },
    show(options) {
      callHook("onShow", options);
      events.appShow.emit(options);
    },
    hide() {
      callHook("onHide");
      events.appHide.emit();
    },
    pageNotFound(missing) {
      callHook("onPageNotFound", missing);
      events.pageNotFound.emit(missing);
    },
  };
}
