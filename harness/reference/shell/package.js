/**
 * The texts of the mini-program's package, all fetched at once: a launch that asked for each of them would spend most of
 * its time waiting.
 */

/** Beside app.json: an object with the text of each file by its path. */
const TEXTS = "files.json";

/**
 * @param {string} base The address of the package, ending in a slash.
 * @returns {Promise<Record<string, string>>}
 */
export async function loadPackage(base) {
  const address = new URL(TEXTS, base);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  return response.json();
}
