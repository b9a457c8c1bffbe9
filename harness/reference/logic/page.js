/**
 * `Page()`: page definitions, their live instances, and `setData`.
 */

import { setAtPath } from "../common/data-path.js";
import { createComponents } from "./components.js";

const HOOKS = ["onLoad", "onShow", "onReady", "onHide", "onUnload"];

/**
 * @param {object} host
 * @param {import("../common/channel.js").Channel} host.shell
 * @param {(error: unknown) => void} host.report
 * @param {(path: string) => void} host.run Runs a script of the package.
 * @param {Record<string, string>} host.files The texts of the package, by path.
 * @param {ReturnType<import("./component.js").createComponentRegistry>} host.registry
 * @param {ReturnType<import("./after.js").createAfter>} host.behind What is called behind the functions of pages.
 * @param {ReturnType<import("./scripts.js").createTemplateScripts>} host.scripts
 */
export function createPageRegistry({ shell, report, run, files, registry, behind, scripts }) {
  /** @type {Map<string, object>} */
  const definitions = new Map();
  /** @type {Map<number, any>} */
  const live = new Map();
  let lastId = 0;
  let registering = "";

  /** The definition of a page; its script runs when the page is opened for the first time. */
  function definitionOf(path) {
    if (!definitions.has(path)) {
      registering = path;
      run(`${path}.js`);
      registering = "";
      if (!definitions.has(path)) definitions.set(path, {});
    }
    return definitions.get(path);
  }

  return {
    /** The global `Page`. */
    register(definition) {
      if (definition === null || typeof definition !== "object") {
        report(new Error("ARGUMENTS_TYPE_ERROR: Page() takes an Object"));
        return;
      }
      for (const name of HOOKS) {
        if (name in definition && typeof definition[name] !== "function") {
          report(new Error(`LIFE_CYCLE_TYPE_ERROR: Page.${name} must be a Function`));
        }
      }
      definitions.set(registering, definition);
    },

    create(path) {
      lastId += 1;
      const page = createPage({ id: lastId, path, definition: definitionOf(path), shell, report, files, registry, behind, scripts });
      live.set(page.id, page);
      return page;
    },

    remove(page) {
      live.delete(page.id);
    },

    /** The instance that mini-program code knows as `this`. */
    find(id) {
      return live.get(id)?.instance;
    },

    /** Calls what the page has for something that happens to it. */
    dispatchHook(id, name, event) {
      live.get(id)?.callHook(name, event);
    },

    /** Where a component of a page is. */
    keyOf(id, instance) {
      return live.get(id)?.components.keyOf(instance);
    },

    /** Calls the handler that a template bound to an event; the owner of the template is a component, or the page. */
    dispatch(id, handler, event, owner = "") {
      const page = live.get(id);
      if (!page) return;
      if (owner !== "") {
        page.components.call(owner, handler, event);
        return;
      }
      if (typeof page.instance[handler] !== "function") {
        report(new Error(`EVENT_HANDLER_PAGE_ERROR: ${page.path} has no handler ${handler}`));
        return;
      }
      page.callHook(handler, event);
    },
  };
}

function createPage({ id, path, definition, shell, report, files, registry, behind, scripts }) {
  const instance = {
    ...definition,
    route: path,
    data: JSON.parse(JSON.stringify(definition.data ?? {})),
    setData,
  };
  let open = false;
  const components = createComponents({
    files,
    path,
    registry,
    dataOf: () => instance.data,
    redraw: () => redraw("{}"),
    dispatch: (owner, handler, event) => (owner === "" ? page.callHook(handler, event) : components.call(owner, handler, event)),
  });

  /** Components follow what the page shows, and are drawn with it. */
  function redraw(changes) {
    components.sync();
    return open ? shell.call("page.update", { id, changes, components: JSON.stringify(components.data()) }) : Promise.resolve();
  }

  function setData(...args) {
    const problem = argumentProblem(args);
    if (problem) {
      report(new Error(problem));
      return;
    }
    const [changes, callback] =
      typeof args[0] === "string" ? [{ [args[0]]: args[1] }, args[2]] : [args[0], args[1]];
    // The page frame gets a copy, so that what the mini-program changes afterwards does not reach the screen.
    const sent = JSON.stringify(changes);
    for (const [at, value] of Object.entries(changes)) setAtPath(instance.data, at, value);
    redraw(sent).then(() => callback && page.guard(() => callback.call(instance)), report);
  }

  const page = {
    id,
    path,
    instance,
    components,
    query: {},
    isTab: false,

    guard(action) {
      try {
        action();
      } catch (error) {
        report(error);
      }
    },

    callHook(name, argument) {
      components.hook(name);
      if (typeof instance[name] === "function") page.guard(() => instance[name](argument));
      behind.tell(name, path, [argument]);
    },

    /** Makes the frame; the promise settles when the page is drawn for the first time. */
    openFrame() {
      open = true;
      const drawn = { data: instance.data, given: scripts.of(path), components: components.data() };
      return shell.call("page.open", { id, path, drawn: JSON.stringify(drawn) });
    },
  };
  try {
    components.sync();
  } catch (error) {
    // A page whose template cannot be read is told of when it is drawn.
    report(error);
  }
  return page;
}

/** `setData` takes (Object), (Object, Function), (String, value) or (String, value, Function). */
function argumentProblem(args) {
  const [first, second, third] = args;
  if (args.length > 3) return "SET_DATA_ARGUMENTS_LENGTH_ERROR: setData takes at most three arguments";
  const byName = typeof first === "string" && args.length >= 2;
  const byObject = first !== null && typeof first === "object" && args.length <= 2;
  const callback = byName ? third : second;
  if (!byName && !byObject) return "SET_DATA_ARGUMENTS_TYPE_ERROR: setData takes an Object or a String";
  if (callback !== undefined && typeof callback !== "function") {
    return "SET_DATA_ARGUMENTS_TYPE_ERROR: the callback of setData must be a Function";
  }
  return "";
}
