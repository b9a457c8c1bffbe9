/**
 * The lasting copy of a mini-program's storage, in IndexedDB. It is kept on this side because a worker that never gets
 * another turn could not finish its writes here. While one write is under way the changes after it are gathered, so
 * that a thousand calls do not wait in line when the document goes away.
 */

const STORE = "entries";

/**
 * @param {string} name Storages of different names share nothing.
 */
export async function openStorage(name) {
  const database = await openDatabase(name);
  let waiting = { clear: false, texts: new Map() };
  let writing = false;

  /** Writes everything that waits; the commit keeps it from waiting for another turn of this thread. */
  function write() {
    const { clear, texts } = waiting;
    if (!clear && texts.size === 0) return;
    waiting = { clear: false, texts: new Map() };
    writing = true;
    const transaction = database.transaction(STORE, "readwrite");
    const store = transaction.objectStore(STORE);
    if (clear) store.clear();
    for (const [key, text] of texts) {
      if (text === undefined) store.delete(key);
      else store.put(text, key);
    }
    const next = () => {
      writing = false;
      write();
    };
    transaction.oncomplete = next;
    transaction.onabort = next;
    transaction.commit();
  }

  function change(key, text) {
    waiting.texts.set(key, text);
    if (!writing) write();
  }

  addEventListener("pagehide", write);

  return {
    /** @returns {Promise<Map<string, string>>} */
    readAll: () => readAll(database),
    put: ({ key, text }) => change(key, text),
    delete: ({ key }) => change(key, undefined),
    clear() {
      waiting = { clear: true, texts: new Map() };
      if (!writing) write();
    },
  };
}

/** @returns {Promise<IDBDatabase>} */
async function openDatabase(name) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return answerOf(request);
}

async function readAll(database) {
  const store = database.transaction(STORE).objectStore(STORE);
  const [keys, texts] = await Promise.all([answerOf(store.getAllKeys()), answerOf(store.getAll())]);
  return new Map(keys.map((key, position) => [key, texts[position]]));
}

/** @returns {Promise<any>} */
function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
