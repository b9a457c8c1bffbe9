/**
 * The lasting copy of a mini-program's storage where a worker is given no file, as in a private window of some browsers: a
 * database. Each change is a transaction that is committed before the function that made it returns; it is carried out
 * even if the worker goes away the next moment.
 */

const STORE = "entries";

/**
 * @param {string} name Storages of different names share nothing.
 */
export async function openStorageDatabase(name) {
  const opening = indexedDB.open(name);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await done(opening);

  const reading = database.transaction(STORE).objectStore(STORE);
  // Both requests see the same state, and give what they find in the same order.
  const [keys, texts] = await Promise.all([done(reading.getAllKeys()), done(reading.getAll())]);

  /** @param {(store: IDBObjectStore) => void} make */
  function change(make) {
    const transaction = database.transaction(STORE, "readwrite");
    make(transaction.objectStore(STORE));
    transaction.commit();
  }

  return {
    /** What was stored before. */
    entries: new Map(keys.map((key, index) => [key, texts[index]])),
    put: (key, text) => change((store) => store.put(text, key)),
    delete: (key) => change((store) => store.delete(key)),
    clear: () => change((store) => store.clear()),
  };
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
