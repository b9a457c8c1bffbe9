/**
 * Questions about the nodes of a page: where they are, how large, and whether they cross what they are seen in. The
 * document is asked in `shell/nodes.js`.
 */

const SIDES = ["left", "right", "top", "bottom"];

/** @param {import("./swan.js").Host} host */
export function nodesApi({ shell, router, pages, report, syncApi }) {
  /** Who is told of the crossings of an observer. @type {Map<number, (crossing: object) => void>} */
  const listeners = new Map();
  let lastObserver = 0;
  shell.on("nodes.crossing", ({ observer, crossing }) => listeners.get(observer)?.(crossing));

  /** Calls a function of the mini-program, if there is one. */
  function tell(callback, value) {
    if (typeof callback !== "function") return;
    try {
      callback(value);
    } catch (error) {
      report(error);
    }
  }

  class NodesRef {
    #add;

    /** @param {(fields: object, callback?: Function) => SelectorQuery} add */
    constructor(add) {
      this.#add = add;
    }

    boundingClientRect(callback) {
      return this.#add({ rect: true, size: true }, callback);
    }

    scrollOffset(callback) {
      return this.#add({ scrollOffset: true }, callback);
    }

    fields(fields, callback) {
      return this.#add({ ...fields }, callback);
    }
  }

  class SelectorQuery {
    #page = router.current()?.id;
    #owner = "";
    #questions = [];
    #callbacks = [];

    /** Nodes of a component are asked for by naming it. */
    in(component) {
      this.#owner = pages.keyOf(this.#page, component) ?? "";
      return this;
    }

    select(selector) {
      return this.#ref({ selector });
    }

    selectAll(selector) {
      return this.#ref({ selector, all: true });
    }

    selectViewport() {
      return this.#ref({ viewport: true });
    }

    async exec(callback) {
      const callbacks = [...this.#callbacks];
      const results = await shell.call("nodes.ask", { id: this.#page, questions: this.#questions });
      callbacks.forEach((each, position) => tell(each, results[position]));
      tell(callback, results);
    }

    #ref(target) {
      return new NodesRef((fields, callback) => {
        this.#questions.push({ ...target, owner: this.#owner, fields });
        this.#callbacks.push(callback);
        return this;
      });
    }
  }

  class IntersectionObserver {
    #page = router.current()?.id;
    #observer = (lastObserver += 1);
    #options;
    #relative = {};

    constructor({ thresholds = [0], initialRatio = 0, selectAll = false }) {
      this.#options = { thresholds, initialRatio, selectAll };
    }

    relativeTo(selector, margins) {
      this.#relative = { selector, margins: marginsOf(margins) };
      return this;
    }

    relativeToViewport(margins) {
      this.#relative = { margins: marginsOf(margins) };
      return this;
    }

    observe(target, callback) {
      listeners.set(this.#observer, (crossing) => tell(callback, crossing));
      shell.note("nodes.observe", { id: this.#page, observer: this.#observer, target, relative: this.#relative, ...this.#options });
    }

    disconnect() {
      listeners.delete(this.#observer);
      shell.note("nodes.disconnect", { observer: this.#observer });
    }
  }

  return {
    createSelectorQuery: syncApi("createSelectorQuery", () => new SelectorQuery()),
    // The examples give the page first, the list of arguments does not.
    createIntersectionObserver: syncApi("createIntersectionObserver", (first, second) =>
      new IntersectionObserver((isPage(first) ? second : first) ?? {})),
  };
}

function isPage(value) {
  return typeof value?.setData === "function";
}

/** @returns {Record<string, number>} */
function marginsOf(margins) {
  return Object.fromEntries(SIDES.map((side) => [side, Number(margins?.[side]) || 0]));
}
