/**
 * `swan.canIUse`: answers from the paths listed in `capabilities.js`.
 */

import { capabilities } from "./capabilities.js";

/** Every listed path, and every prefix of one. */
const known = new Set();
for (const [name, paths] of Object.entries(capabilities)) {
  known.add(name);
  for (const path of paths) {
    const segments = path.split(".");
    segments.forEach((_, last) => known.add([name, ...segments.slice(0, last + 1)].join(".")));
  }
}

export function canIUseApi() {
  return {
    canIUse(schema) {
      if (schema === undefined || schema === null) return false;
      if (typeof schema !== "string") throw new Error("canIUse: the schema must be a String");
      return known.has(schema);
    },
  };
}
