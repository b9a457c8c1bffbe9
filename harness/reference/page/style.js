/**
 * Style sheets of the mini-program: the unit rpx, and @import.
 */

/** The width of every screen in rpx. */
const SCREEN_WIDTH = 750;

/**
 * @param {URL} address
 * @returns {Promise<string>} Nothing for a file that does not exist, because a style sheet is optional.
 */
export async function loadStyle(address) {
  const response = await fetch(address);
  if (!response.ok) return "";
  const text = await response.text();
  const imports = [...text.matchAll(/@import\s+(?:url\()?["']([^"']+)["']\)?\s*;/g)];
  const imported = await Promise.all(imports.map(([, path]) => loadStyle(new URL(path, address))));
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
