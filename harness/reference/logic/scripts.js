/**
 * Scripts of templates: modules that give values to the templates of a page. They run apart from the program's own
 * scripts, once for all pages, and only where a template uses them.
 */

import { resolvePath } from "../common/package-path.js";
import { createModuleLoader } from "./modules.js";

const TAG = /<import-sjs\b([^>]*)>(?:\s*<\/import-sjs>)?/g;

/** @param {object} host As `createModuleLoader` wants it. */
export function createTemplateScripts({ files, report }) {
  const modules = createModuleLoader({ files, report });

  return {
    /** What the scripts of a template give it, by name; of two with one name the last is meant. */
    of(path) {
      const text = files[`${path}.swan`] ?? "";
      const markup = text.replace(TAG, "");
      const given = {};
      for (const [, attributes] of text.matchAll(TAG)) {
        const name = attribute(attributes, "module");
        if (isUsed(markup, name)) given[name] = modules.load(resolvePath(path, attribute(attributes, "src")));
      }
      return given;
    },
  };
}

function attribute(text, name) {
  return new RegExp(`\\b${name}=["']([^"']*)["']`).exec(text)?.[1] ?? "";
}

function isUsed(markup, name) {
  return new RegExp(`\\{[^}]*\\b${name}\\b`).test(markup);
}
