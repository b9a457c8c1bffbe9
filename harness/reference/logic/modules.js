/**
 * Runs the mini-program's scripts as CommonJS modules. A source is wrapped in a function whose parameters are the
 * platform's names.
 */

import { resolvePath } from "../common/package-path.js";

/** The page's own document is out of reach for mini-program code, so these names are there and undefined. */
const FORBIDDEN = ["window", "document", "location", "navigator", "localStorage", "history"];

/**
 * @param {object} host
 * @param {Record<string, string>} host.files The texts of the package, by path.
 * @param {(error: unknown) => void} host.report
 */
export function createModuleLoader({ files, report }) {
  /** @type {Map<string, {exports: any}>} */
  const loaded = new Map();
  let globals = {};

  /** Runs a module once and returns what it exports. */
  function load(path) {
    const known = loaded.get(path);
    if (known) return known.exports;
    if (files[path] === undefined) throw new Error(`module not found: ${path}`);
    const module = { exports: {} };
    const define = compile(path, files[path], [...Object.keys(globals), ...FORBIDDEN]);
    // The module is known before it runs, so that two modules may require each other.
    loaded.set(path, module);
    const values = [...Object.values(globals), ...FORBIDDEN.map(() => undefined)];
    define.call(module.exports, module, module.exports, requireFrom(path), ...values);
    return module.exports;
  }

  function requireFrom(importer) {
    return (request) => load(resolve(importer, request));
  }

  return {
    setGlobals(values) {
      globals = values;
    },
    load,
    /** Runs a script of the platform itself, app.js or a page's, and reports what it throws. */
    run(path) {
      try {
        load(path);
      } catch (error) {
        report(error);
      }
    },
  };
}

/** A script may be required without its ending. */
function resolve(importer, request) {
  const path = resolvePath(importer, request);
  return /\.s?js$/.test(path) ? path : `${path}.js`;
}

/**
 * The source sits in a function of its own inside the one with the parameters, so that a module may declare
 * `let history` without a clash. It starts on the first line, so that line numbers in stacks are the author's.
 * @returns {Function}
 */
function compile(path, source, names) {
  const parameters = ["module", "exports", "require", ...names].join(", ");
  // An indirect eval: the source sees globals, and nothing of this module.
  return (0, eval)(
    `(function (${parameters}) { return (function () {${source}\n}).call(this); })\n//# sourceURL=miniprogram:///${path}`,
  );
}
