/**
 * The lasting copy of a mini-program's storage: a file of this worker's own, with one line for each change. A change is
 * written before the function that made it returns, so that nothing is lost when the document goes away the next moment.
 */

import { openStorageDatabase } from "./storage-database.js";

/** Milliseconds between two tries, and how many: the worker of the launch before may not have let go of the file yet. */
const PAUSE = 20;
const TRIES = 500;

/**
 * @param {string} name Storages of different names share nothing.
 */
export async function openStorageFile(name) {
  const folder = await navigator.storage?.getDirectory?.().catch(() => undefined);
  if (folder === undefined) return openStorageDatabase(name);
  const file = await holdOf(await folder.getFileHandle(await fileName(name), { create: true }));
  const entries = replay(readAll(file));
  file.truncate(0);
  let end = 0;
  for (const [key, text] of entries) append([key, text]);

  /** @param {string[]} change A key with its text, a key alone that is removed, or nothing when all are. */
  function append(change) {
    end += file.write(new TextEncoder().encode(`${JSON.stringify(change)}\n`), { at: end });
  }

  return {
    /** What was stored before. */
    entries,
    put: (key, text) => append([key, text]),
    delete: (key) => append([key]),
    clear: () => append([]),
  };
}

/** Only one worker may hold the file. */
async function holdOf(handle) {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

function readAll(file) {
  const bytes = new Uint8Array(file.getSize());
  file.read(bytes, { at: 0 });
  return new TextDecoder().decode(bytes);
}

/** A last line without an end was being written when the worker was ended. */
function replay(text) {
  const entries = new Map();
  for (const line of text.split("\n").slice(0, -1)) {
    const change = JSON.parse(line);
    if (change.length === 0) entries.clear();
    else if (change.length === 1) entries.delete(change[0]);
    else entries.set(change[0], change[1]);
  }
  return entries;
}

/** Any name gives a name that a file may have. */
async function fileName(name) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(name)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
