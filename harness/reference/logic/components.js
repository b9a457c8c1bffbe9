/**
 * The components of one page: which there are follows from what the page shows.
 */

import { createTree } from "../page/tree.js";
import { createComponent } from "./component.js";

/**
 * @param {object} host
 * @param {Record<string, string>} host.files
 * @param {string} host.path Of the page.
 * @param {ReturnType<import("./component.js").createComponentRegistry>} host.registry
 * @param {() => object} host.dataOf Gives the data of the page.
 * @param {() => Promise<unknown>} host.redraw
 * @param {(owner: string, handler: string, event: object) => void} host.dispatch Calls a handler of the page or of a component.
 */
export function createComponents({ files, path, registry, dataOf, redraw, dispatch }) {
  const tree = createTree(files, path);
  const used = tree.used();
  /** @type {Map<string, any>} By their places. */
  const live = new Map();
  let syncing = false;

  function make(key, componentPath) {
    const entry = { path: componentPath, way: [], component: undefined };
    entry.component = createComponent({
      definition: registry.definitionOf(componentPath),
      redraw,
      trigger: (type, detail, options) => trigger(entry, type, detail, options),
      report: registry.report,
    });
    live.set(key, entry);
    return entry;
  }

  /** Only the element of the component itself hears an event that does not bubble. */
  function trigger({ way }, type, detail, { bubbles, capturePhase }) {
    const event = { type, detail, timeStamp: Date.now(), target: {}, currentTarget: {} };
    const heard = (capture) => (bindings) => bindings.filter((binding) => binding.type === type && binding.capture === capture);
    const capturing = capturePhase ? [...way].reverse().flatMap(heard(true)) : [];
    const bubbling = (bubbles ? way : way.slice(0, 1)).flatMap(heard(false));
    for (const { owner, handler } of [...capturing, ...bubbling]) dispatch(owner, handler, event);
  }

  return {
    /** Makes the components that the page shows by now, and ends those that it shows no more. */
    sync() {
      if (used.length === 0 || syncing) return;
      syncing = true;
      const seen = new Set();
      const fresh = [];
      tree.draw(dataOf(), ({ key, path: componentPath, attributes, way }) => {
        const known = live.get(key);
        const entry = known?.path === componentPath ? known : make(key, componentPath);
        seen.add(key);
        entry.way = way;
        entry.component.give(attributes);
        if (entry !== known) {
          fresh.push(entry.component);
          entry.component.live("created");
        }
        return entry.component.instance.data;
      });
      for (const component of fresh) component.live("attached");
      for (const [key, { component }] of [...live]) {
        if (seen.has(key)) continue;
        live.delete(key);
        component.live("detached");
      }
      syncing = false;
    },

    /** The data of each, for the frame. */
    data: () => Object.fromEntries([...live].map(([key, { component }]) => [key, component.instance.data])),

    /** A hook of the page is about to be called. */
    hook(name) {
      const all = [...live.values()].map(({ component }) => component);
      if (name === "onShow") for (const component of all) component.show("show");
      if (name === "onHide") for (const component of all) component.show("hide");
      if (name === "onReady") for (const component of all) component.live("ready");
      if (name === "onUnload") for (const component of all) component.live("detached");
    },

    call: (key, handler, event) => live.get(key)?.component.call(handler, event),

    /** Where an instance is. */
    keyOf: (instance) => [...live].find(([, { component }]) => component.instance === instance)?.[0],
  };
}
