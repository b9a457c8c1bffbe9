/**
 * Where a file of the package is, as another file of it says: from the root when it begins with a slash, from beside
 * that file otherwise.
 * @param {string} from Path of the file that asks.
 * @param {string} to
 * @returns {string}
 */
export function resolvePath(from, to) {
  const { pathname } = new URL(to, `http://package/${from}`);
  return decodeURIComponent(pathname.slice(1));
}
