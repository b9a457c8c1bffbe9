/**
 * The clipboard. The host has one of its own, which lasts for a launch: what a browser lets no page read without asking
 * cannot be the program's.
 */

import { parameterError } from "./protocol.js";

/** @param {import("./swan.js").Host} host */
export function clipboardApi({ shell, asyncApi }) {
  let text = "";

  return {
    setClipboardData: asyncApi("setClipboardData", {
      args: { data: "string" },
      run({ data }) {
        if (data === "") throw parameterError("the argument data is empty");
        text = data;
        shell.note("clipboard.write", data);
      },
    }),
    getClipboardData: asyncApi("getClipboardData", { run: () => ({ data: text }) }),
  };
}
