/**
 * `swan.setStorage` and its nine companions. Values are kept as JSON text, so that what the mini-program holds and
 * what is stored never share an object.
 */

import { LIMIT_IN_KILOBYTES } from "../logic/storage-area.js";
import { Failure, parameterError } from "./protocol.js";

const QUOTA_EXCEEDED = 1003;

/** @param {import("./swan.js").Host} host */
export function storageApi({ storage, asyncApi, syncApi }) {
  function set(key, text) {
    const stored = storage.set(key, text);
    if (!stored) throw new Failure(QUOTA_EXCEEDED, `storage is limited to ${LIMIT_IN_KILOBYTES} KB`);
  }

  /** A key without a value reads as an empty text. */
  function get(key) {
    const text = storage.get(key);
    return text === undefined ? "" : JSON.parse(text);
  }

  function info() {
    return {
      keys: storage.keys(),
      currentSize: Math.ceil(storage.size() / 1024),
      limitSize: LIMIT_IN_KILOBYTES,
    };
  }

  return {
    setStorage: asyncApi("setStorage", {
      args: { key: "string", data: "*" },
      prepare: (options) => ({ ...options, data: JSON.stringify(options.data) }),
      run: ({ key, data }) => set(key, data),
    }),
    getStorage: asyncApi("getStorage", {
      args: { key: "string" },
      run: ({ key }) => ({ data: get(key) }),
    }),
    removeStorage: asyncApi("removeStorage", {
      args: { key: "string" },
      run: ({ key }) => storage.remove(key),
    }),
    clearStorage: asyncApi("clearStorage", { run: () => storage.clear() }),
    getStorageInfo: asyncApi("getStorageInfo", { run: () => info() }),

    setStorageSync: syncApi("setStorageSync", (key, data) => set(checkedKey(key), encoded(data))),
    getStorageSync: syncApi("getStorageSync", (key) => get(checkedKey(key))),
    removeStorageSync: syncApi("removeStorageSync", (key) => storage.remove(checkedKey(key))),
    clearStorageSync: syncApi("clearStorageSync", () => storage.clear()),
    getStorageInfoSync: syncApi("getStorageInfoSync", () => info()),
  };
}

/** The Sync functions take no object whose numbers could be written out, so a key is a String or wrong. */
function checkedKey(key) {
  if (typeof key !== "string") throw parameterError("the key must be a String");
  return key;
}

function encoded(data) {
  const text = JSON.stringify(data);
  if (text === undefined) throw parameterError("the argument data is required");
  return text;
}
