/**
 * `App.after` and `Page.after`: functions that are called behind the functions of the program's `App` and of its pages.
 */

/** @param {(error: unknown) => void} report Told what the functions throw. */
export function createAfter(report) {
  /** @type {{url?: RegExp | string, methods?: Record<string, Function>}[]} */
  const all = [];

  return {
    add: (hooks) => all.push(hooks ?? {}),

    /** Calls what is behind a function of the App, or of the page at a path. */
    tell(name, path, args) {
      for (const { url, methods = {} } of all) {
        if (url !== undefined && !new RegExp(url).test(path)) continue;
        try {
          methods[name]?.({ name, args });
        } catch (error) {
          report(error);
        }
      }
    },
  };
}
