/**
 * The paths that `setData` accepts: `a.b.c` and `list[2].text`. The logic worker applies them to `this.data`, and the
 * page frame applies them once more to its own copy, so both sides read them here.
 */

/**
 * @param {string} path
 * @returns {(string | number)[]} Names for members, numbers for array positions.
 */
export function parsePath(path) {
  const steps = [];
  for (const match of path.matchAll(/[^.[\]]+|\[(\d+)\]/g)) {
    steps.push(match[1] === undefined ? match[0] : Number(match[1]));
  }
  return steps;
}

/**
 * Puts a value at a path, and makes the containers on the way that do not exist yet.
 * @param {object} data Changed in place.
 * @param {string} path
 * @param {unknown} value
 */
export function setAtPath(data, path, value) {
  const steps = parsePath(path);
  const last = steps.pop();
  let container = data;
  steps.forEach((step, position) => {
    const next = position + 1 < steps.length ? steps[position + 1] : last;
    if (container[step] === null || typeof container[step] !== "object") {
      container[step] = typeof next === "number" ? [] : {};
    }
    container = container[step];
  });
  container[last] = value;
}
