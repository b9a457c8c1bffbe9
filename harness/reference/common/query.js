/**
 * Query strings as the platform reads and writes them: `a=1&b=2`, every name and value percent-encoded once.
 */

/**
 * @param {string} text A query string without its question mark.
 * @returns {Record<string, string>} Of names that occur twice, the last value.
 */
export function parseQuery(text) {
  const query = {};
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? "" : pair.slice(equals + 1);
    query[decode(name)] = decode(value);
  }
  return query;
}

/**
 * @param {Record<string, unknown>} values Objects among the values are written as JSON.
 * @returns {string}
 */
export function formatQuery(values) {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const text = typeof value === "object" ? JSON.stringify(value) : String(value);
      return `${encodeURIComponent(name)}=${encodeURIComponent(text)}`;
    })
    .join("&");
}

/** A stray percent sign is no reason to refuse a page, so what cannot be decoded stays as it was written. */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
