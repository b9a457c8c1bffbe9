/**
 * `swan.nextTick`.
 */

import { later } from "../logic/later.js";

export function tickApi() {
  return {
    nextTick(callback) {
      if (typeof callback === "function") later(() => callback());
    },
  };
}
