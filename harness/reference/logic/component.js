/**
 * `Component()` and `Behavior()`: definitions, and the instances that a page has while it shows them.
 */

import { setAtPath } from "../common/data-path.js";

const LIFE = ["created", "attached", "ready", "detached"];

/**
 * @param {object} host
 * @param {(error: unknown) => void} host.report
 * @param {(path: string) => void} host.run Runs a script of the package.
 */
export function createComponentRegistry({ report, run }) {
  /** @type {Map<string, object>} */
  const definitions = new Map();
  let registering = "";

  return {
    /** The global `Component`. */
    register(definition) {
      definitions.set(registering, merge(definition));
    },

    /** The global `Behavior`. */
    behavior: (definition) => definition,

    /** The definition of a component; its script runs when it is needed for the first time. */
    definitionOf(path) {
      if (!definitions.has(path)) {
        const outer = registering;
        registering = path;
        run(`${path}.js`);
        registering = outer;
        if (!definitions.has(path)) definitions.set(path, merge({}));
      }
      return definitions.get(path);
    },

    report,
  };
}

/** A definition with what its behaviours bring: they go first, and what comes later goes before what came earlier. */
function merge(definition) {
  const all = [...(definition.behaviors ?? []).map(merge), layer(definition)];
  const merged = { properties: {}, data: {}, methods: {}, observers: [], life: [], shows: [] };
  for (const each of all) {
    Object.assign(merged.properties, each.properties);
    mergeData(merged.data, each.data);
    Object.assign(merged.methods, each.methods);
    merged.observers.push(...each.observers);
    merged.life.push(...each.life);
    merged.shows.push(...each.shows);
  }
  return merged;
}

function layer({ properties = {}, data = {}, methods = {}, observers = {}, lifetimes = {}, pageLifetimes = {}, ...top }) {
  const life = Object.fromEntries(LIFE.map((name) => [name, lifetimes[name] ?? top[name]]));
  return { properties, data, methods, observers: Object.entries(observers), life: [life], shows: [pageLifetimes] };
}

function mergeData(into, from) {
  for (const [name, value] of Object.entries(JSON.parse(JSON.stringify(from)))) {
    if (isObject(into[name]) && isObject(value)) mergeData(into[name], value);
    else into[name] = value;
  }
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * @param {object} host
 * @param {object} host.definition
 * @param {() => Promise<unknown>} host.redraw Draws the page again.
 * @param {(type: string, detail: unknown, options: object) => void} host.trigger
 * @param {(error: unknown) => void} host.report
 */
export function createComponent({ definition, redraw, trigger, report }) {
  const instance = { ...definition.methods, data: JSON.parse(JSON.stringify(definition.data)), properties: {}, setData, triggerEvent };
  for (const [name, property] of Object.entries(definition.properties)) instance.data[name] = property?.value;
  instance.properties = instance.data;

  function guard(action) {
    try {
      return action();
    } catch (error) {
      report(error);
      return undefined;
    }
  }

  function setData(changes, callback) {
    change(changes);
    redraw().then(() => callback && guard(() => callback.call(instance)), report);
  }

  function change(changes) {
    for (const [path, value] of Object.entries(JSON.parse(JSON.stringify(changes)))) setAtPath(instance.data, path, value);
    const roots = Object.keys(changes).map((path) => path.split(/[.[]/)[0]);
    for (const [fields, observer] of definition.observers) {
      const observed = fields.split(",").map((field) => field.trim());
      const hit = observed.some((field) => field === "**" || roots.includes(field.split(/[.[]/)[0]));
      if (hit) guard(() => observer.apply(instance, observed.map((field) => (field === "**" ? instance.data : instance.data[field]))));
    }
  }

  function triggerEvent(type, detail = {}, { bubbles = false, capturePhase = false } = {}) {
    trigger(type, detail, { bubbles, capturePhase });
  }

  return {
    instance,

    /** What the page around it gives it, where that has changed. */
    give(attributes) {
      const changes = {};
      for (const [name, value] of Object.entries(attributes)) {
        const property = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
        if (property in definition.properties && instance.data[property] !== value) changes[property] = value;
      }
      if (Object.keys(changes).length > 0) change(changes);
    },

    live(name) {
      for (const life of definition.life) if (typeof life[name] === "function") guard(() => life[name].call(instance));
    },

    show(name) {
      for (const each of definition.shows) if (typeof each[name] === "function") guard(() => each[name].call(instance));
    },

    call(handler, event) {
      if (typeof instance[handler] !== "function") report(new Error(`EVENT_HANDLER_ERROR: the component has no handler ${handler}`));
      else guard(() => instance[handler](event));
    },
  };
}
