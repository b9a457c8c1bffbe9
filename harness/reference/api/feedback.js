/**
 * Toast, loading and modal. What is seen is in `shell/overlays.js`.
 */

import { parameterError } from "./protocol.js";

/** Four wide characters, or eight narrow ones. */
const MAX_BUTTON_WIDTH = 8;

/** @param {import("./swan.js").Host} host */
export function feedbackApi({ shell, asyncApi }) {
  return {
    showToast: asyncApi("showToast", {
      args: { title: "string", icon: "string?", image: "string?", duration: "string?", mask: "boolean?" },
      run({ title, icon = "success", image = "", duration = "2000", mask = false }) {
        return shell.call("toast.show", { title, icon, image, duration: Number(duration), mask });
      },
    }),
    hideToast: asyncApi("hideToast", { run: () => shell.call("toast.hide") }),
    showLoading: asyncApi("showLoading", {
      args: { title: "string", mask: "boolean?" },
      run: ({ title, mask = false }) => shell.call("loading.show", { title, mask }),
    }),
    hideLoading: asyncApi("hideLoading", { run: () => shell.call("loading.hide") }),
    showModal: asyncApi("showModal", {
      args: {
        title: "string",
        content: "string",
        showCancel: "boolean?",
        cancelText: "string?",
        cancelColor: "string?",
        confirmText: "string?",
        confirmColor: "string?",
      },
      async run(args) {
        for (const name of ["cancelText", "confirmText"]) {
          if (widthOf(args[name] ?? "") > MAX_BUTTON_WIDTH) throw parameterError(`${name} is too long`);
        }
        const confirm = await shell.call("modal.show", {
          showCancel: true,
          cancelText: "取消",
          cancelColor: "#000000",
          confirmText: "确定",
          confirmColor: "#3c76ff",
          ...args,
        });
        return { confirm, cancel: !confirm };
      },
    }),
  };
}

/** Characters outside Latin count twice. */
function widthOf(text) {
  return [...text].reduce((width, character) => width + (character.codePointAt(0) > 0xff ? 2 : 1), 0);
}
