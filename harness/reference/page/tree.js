/**
 * What a page shows with its components in it. The frame of a page draws it, and the logic worker walks it to see which
 * components there are, so both come to the same keys.
 */

import { resolvePath } from "../common/package-path.js";
import { readTemplate } from "./template.js";
import { renderTemplate } from "./render.js";

/**
 * @typedef {object} Entered A component that is come across.
 * @property {string} key Its place in the page.
 * @property {string} path Of its files.
 * @property {Record<string, any>} attributes What it is given.
 * @property {{type: string, handler: string, owner: string}[][]} way The bindings of its own element, and of those around it.
 */

/**
 * @param {Record<string, string>} files
 * @param {string} page Path of its files.
 */
export function createTree(files, page) {
  const templates = new Map();

  function templateOf(path) {
    if (!templates.has(path)) templates.set(path, readTemplate(files, `${path}.swan`));
    return templates.get(path);
  }

  /** The component that a tag stands for, in the files of a page or of another component. */
  function componentOf(path, tag) {
    const used = JSON.parse(files[`${path}.json`] ?? "{}").usingComponents?.[tag];
    return used && resolvePath(path, used);
  }

  function expand(drawings, owner, place, around, enter) {
    return drawings.map((drawing, position) => {
      if (typeof drawing === "string") return drawing;
      const key = `${place}/${position}`;
      const bindings = drawing.bindings.map((binding) => ({ ...binding, owner: owner.key }));
      const way = [bindings, ...around];
      const path = componentOf(owner.path, drawing.tag);
      const inside = path
        ? expand(renderTemplate(templateOf(path), enter({ key, path, attributes: drawing.attributes, way })), { key, path }, key, way, enter)
        : expand(drawing.children, owner, key, way, enter);
      return { ...drawing, bindings, owner: owner.key, children: inside };
    });
  }

  return {
    /**
     * @param {object} data Of the page.
     * @param {(entered: Entered) => object} enter Gives the data of a component.
     * @returns {(import("./render.js").Drawing | string)[]}
     */
    draw: (data, enter) => expand(renderTemplate(templateOf(page), data), { key: "", path: page }, "", [], enter),

    /** Paths of every component that the page may show. */
    used() {
      const found = new Set();
      const look = (path) => {
        for (const tag of Object.keys(JSON.parse(files[`${path}.json`] ?? "{}").usingComponents ?? {})) {
          const used = componentOf(path, tag);
          if (found.has(used)) continue;
          found.add(used);
          look(used);
        }
      };
      look(page);
      return [...found];
    },
  };
}
