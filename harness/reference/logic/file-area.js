/**
 * The files of one mini-program: what is at each path, in a Map, because the Sync functions must answer at once. A file
 * of the worker's own keeps a lasting copy of what is not temporary; see storage-file.js.
 *
 * The area knows nothing of arguments and callbacks; `api/file-system.js` and `api/files.js` do.
 */

import { fromBase64, toBase64 } from "../common/encodings.js";

/** The three folders that programs know. */
export const USER_FOLDER = "swanfile://usr";
export const SAVED_FOLDER = "swanfile://saved";
export const TEMP_FOLDER = "swanfile://tmp";

/** What the program's own files and its saved files may take together. */
export const LIMIT = 10 * 1024 * 1024;

/**
 * @typedef {object} Entry What is at a path.
 * @property {Uint8Array} [bytes] The content of a file; a folder has none.
 * @property {number} created In milliseconds since 1970, as the two below.
 * @property {number} modified
 * @property {number} accessed
 */

/** @param {Awaited<ReturnType<import("./storage-file.js").openStorageFile>>} file */
export function createFileArea(file) {
  /** @type {Map<string, Entry>} */
  const entries = new Map([[USER_FOLDER, newEntry()]]);
  for (const [path, text] of file.entries) entries.set(path, read(text));
  let numbered = 0;

  function set(path, entry) {
    entries.set(path, entry);
    if (!isIn(path, TEMP_FOLDER)) file.put(path, written(entry));
  }

  /** The room that everything but temporary files takes. */
  function size() {
    let total = 0;
    for (const [path, { bytes }] of entries) {
      if (bytes && !isIn(path, TEMP_FOLDER)) total += bytes.length;
    }
    return total;
  }

  /** A path in a folder of the host's own that no file has had. */
  function freshPath(folder) {
    numbered += 1;
    return `${folder}/${Date.now()}-${numbered}`;
  }

  return {
    /** @returns {Entry | undefined} */
    find: (path) => entries.get(path),

    /** Puts a file at a path. False when it does not fit; nothing changes then. */
    put(path, bytes) {
      const replaced = entries.get(path);
      if (size() - (replaced?.bytes.length ?? 0) + bytes.length > LIMIT) return false;
      set(path, { ...newEntry(bytes), created: replaced?.created ?? Date.now() });
      return true;
    },
    makeFolder: (path) => set(path, newEntry()),
    touch(path) {
      entries.get(path).accessed = Date.now();
    },

    /** Moves a file, with its times. False when it does not fit; nothing changes then. */
    move(from, to) {
      const entry = entries.get(from);
      const added = isIn(from, TEMP_FOLDER) ? entry.bytes?.length ?? 0 : 0;
      if (size() + added > LIMIT) return false;
      this.remove(from);
      set(to, entry);
      return true;
    },
    remove(path) {
      entries.delete(path);
      file.delete(path);
    },

    /** Everything below a folder, the folder's own path left out. */
    below: (folder) => [...entries.keys()].filter((path) => isIn(path, folder)),

    /** A new temporary file; its path is good for one launch. */
    addTemp(bytes) {
      const path = freshPath(TEMP_FOLDER);
      set(path, newEntry(bytes));
      return path;
    },
    newSavedPath: () => freshPath(SAVED_FOLDER),
  };
}

export function isIn(path, folder) {
  return path.startsWith(`${folder}/`);
}

/** @returns {Entry} */
function newEntry(bytes) {
  const now = Date.now();
  return { bytes, created: now, modified: now, accessed: now };
}

function written({ bytes, ...times }) {
  return JSON.stringify({ ...times, base64: bytes && toBase64(bytes) });
}

function read(text) {
  const { base64, ...times } = JSON.parse(text);
  return { ...times, bytes: base64 === undefined ? undefined : fromBase64(base64) };
}
