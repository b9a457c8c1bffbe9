/**
 * Runs the mini-program's scripts as CommonJS modules. A source is fetched as text, wrapped in a function whose
 * parameters are the platform's names, and loaded with importScripts: neither eval nor the Function constructor is
 * needed, so the host works under a content security policy that forbids both.
 */

/** The page's own document is out of reach for mini-program code, so these names are there and undefined. */
const FORBIDDEN = ["window", "document", "location", "navigator", "localStorage", "history"];

/** Wrapped sources call this global to hand over their function. */
const HANDOVER = "__defineMiniProgramModule";

/**
 * @param {object} host
 * @param {string} host.base The address of the package.
 * @param {(error: unknown) => void} host.report
 */
export function createModuleLoader({ base, report }) {
  /** @type {Map<string, {exports: any}>} */
  const loaded = new Map();
  let globals = {};

  /** Runs a module once and returns what it exports. */
  function load(path) {
    const known = loaded.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    const define = compile(path, fetchText(base + path), [...Object.keys(globals), ...FORBIDDEN]);
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

/** A request beginning with a slash starts at the root of the package, any other at the module that asks. */
function resolve(importer, request) {
  const root = "http://package/";
  const { pathname } = new URL(request, root + importer);
  const path = decodeURIComponent(pathname.slice(1));
  return path.endsWith(".js") ? path : `${path}.js`;
}

/** `require` answers at once, so the source has to be fetched while the worker waits. */
function fetchText(address) {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.send();
  if (request.status !== 200) throw new Error(`module not found: ${address}`);
  return request.responseText;
}

/**
 * The source sits in a function of its own inside the one with the parameters, so that a module may declare
 * `let history` without a clash. It starts on the first line, so that line numbers in stacks are the author's.
 * @returns {Function}
 */
function compile(path, source, names) {
  const parameters = ["module", "exports", "require", ...names].join(", ");
  const text =
    `${HANDOVER}(function (${parameters}) { return (function () {${source}\n}).call(this); });\n` +
    `//# sourceURL=miniprogram:///${path}`;
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  let handedOver;
  self[HANDOVER] = (define) => {
    handedOver = define;
  };
  try {
    importScripts(address);
  } finally {
    delete self[HANDOVER];
    URL.revokeObjectURL(address);
  }
  return handedOver;
}
