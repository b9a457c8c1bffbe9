/**
 * `swan.after`: functions of the program that are called behind the functions of `swan`, where these return, or where
 * they call success or fail.
 */

const PHASES = ["success", "fail"];

/**
 * @param {Record<string, Function>} swan
 * @param {(error: unknown) => void} report Told what the program's functions throw.
 */
export function withAfter(swan, report) {
  /** What is behind each function. @type {Map<string, {returning?: Function, success?: Function, fail?: Function}[]>} */
  const behind = new Map();

  function tell(name, phase, value) {
    for (const hooks of behind.get(name) ?? []) {
      try {
        hooks[phase]?.({ name, phase, value });
      } catch (error) {
        report(error);
      }
    }
  }

  /** The options with callbacks that tell, where there are hooks for them. */
  function told(name, options) {
    if (options === null || typeof options !== "object") return options;
    const changed = { ...options };
    for (const phase of PHASES.filter((one) => behind.get(name).some((hooks) => hooks[one]))) {
      const own = options[phase];
      if (own !== undefined && typeof own !== "function") continue;
      changed[phase] = (value) => {
        try {
          own?.(value);
        } finally {
          tell(name, phase, value);
        }
      };
    }
    return changed;
  }

  for (const [name, original] of Object.entries(swan)) {
    if (typeof original !== "function") continue;
    swan[name] = (...args) => {
      if (!behind.has(name)) return original(...args);
      const returned = original(told(name, args[0]), ...args.slice(1));
      tell(name, "returning", returned);
      return returned;
    };
  }

  /** A function alone is one for where the other returns. */
  swan.after = (all) => {
    for (const [name, hooks] of Object.entries(all ?? {})) {
      const given = typeof hooks === "function" ? { returning: hooks } : hooks;
      behind.set(name, [...(behind.get(name) ?? []), given]);
    }
  };
  return swan;
}
