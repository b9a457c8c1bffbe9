/**
 * Style sheets of the mini-program: the unit rpx, and @import.
 */

import { resolvePath } from "../common/package-path.js";

/** The width of every screen in rpx. */
const SCREEN_WIDTH = 750;

/**
 * @param {Record<string, string>} files
 * @param {string} path
 * @returns {string} Nothing for a file that does not exist, because a style sheet is optional.
 */
export function readStyle(files, path) {
  const text = files[path] ?? "";
  const imports = [...text.matchAll(/@import\s+(?:url\()?["']([^"']+)["']\)?\s*;/g)];
  const imported = imports.map(([, other]) => readStyle(files, resolvePath(path, other)));
  const own = imports.reduce((rest, [statement]) => rest.replace(statement, ""), text);
  return [...imported, convertUnits(own)].join("\n");
}

/**
 * @param {string} text Declarations of style.
 * @returns {string}
 */
export function convertUnits(text) {
  return text.replace(/(-?\d*\.?\d+)rpx\b/g, (_, number) => `${(Number(number) * 100) / SCREEN_WIDTH}vw`);
}
