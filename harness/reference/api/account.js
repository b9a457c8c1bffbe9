/**
 * The user's account: one test user, who is logged out at launch and whom `swan.login` logs in without a question.
 */

import { Failure } from "./protocol.js";

const NOT_LOGGED_IN = 10004;

/** @param {import("./swan.js").Host} host */
export function accountApi({ launch, asyncApi, syncApi }) {
  let isLogin = false;

  return {
    login: asyncApi("login", {
      args: { timeout: "string?" },
      run() {
        isLogin = true;
        return { code: randomHex() };
      },
    }),
    isLoginSync: syncApi("isLoginSync", () => ({ isLogin })),
    checkSession: asyncApi("checkSession", {
      run() {
        if (!isLogin) throw new Failure(NOT_LOGGED_IN, "user not logged in");
      },
    }),
    getSwanId: asyncApi("getSwanId", {
      run: async () => ({ errno: "0", data: { swanid: await hash(launch.storageName) } }),
    }),
  };
}

/** The same instance and mini-program always have the same identifier, of 64 characters. */
async function hash(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return toHex(new Uint8Array(digest));
}

/** A code serves once, so no two are alike. */
function randomHex() {
  return toHex(crypto.getRandomValues(new Uint8Array(16)));
}

function toHex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
