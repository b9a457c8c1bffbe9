/**
 * The storage of one mini-program: JSON texts by key, in a Map, because the Sync functions must answer at once. A
 * file keeps a lasting copy; see storage-file.js.
 *
 * The area knows nothing of arguments and callbacks; `api/storage.js` does.
 */

export const LIMIT_IN_KILOBYTES = 10240;

/**
 * @typedef {object} StorageArea
 * @property {(key: string) => string | undefined} get The JSON text of a key.
 * @property {(key: string, text: string) => boolean} set False when the text does not fit; nothing changes then.
 * @property {(key: string) => void} remove
 * @property {() => void} clear
 * @property {() => string[]} keys
 * @property {() => number} size In bytes.
 */

/**
 * @param {Awaited<ReturnType<import("./storage-file.js").openStorageFile>>} file Told of each change, in the order of the changes.
 * @returns {StorageArea}
 */
export function createStorageArea(file) {
  const entries = file.entries;
  let size = 0;
  for (const [key, text] of entries) size += sizeOf(key, text);

  return {
    get: (key) => entries.get(key),
    set(key, text) {
      const replaced = entries.has(key) ? sizeOf(key, entries.get(key)) : 0;
      const newSize = size - replaced + sizeOf(key, text);
      if (newSize > LIMIT_IN_KILOBYTES * 1024) return false;
      size = newSize;
      entries.set(key, text);
      file.put(key, text);
      return true;
    },
    remove(key) {
      if (!entries.has(key)) return;
      size -= sizeOf(key, entries.get(key));
      entries.delete(key);
      file.delete(key);
    },
    clear() {
      size = 0;
      entries.clear();
      file.clear();
    },
    keys: () => [...entries.keys()],
    size: () => size,
  };
}

/** Both the key and the value count, in UTF-8. */
function sizeOf(key, text) {
  const encoder = new TextEncoder();
  return encoder.encode(key).length + encoder.encode(text).length;
}
