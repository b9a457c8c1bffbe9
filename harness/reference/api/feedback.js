/**
 * Toast, loading, modal, action sheet and the hint to follow. What is seen is in `shell/overlays.js`.
 */

import { EXECUTION_FAILED, Failure, parameterError } from "./protocol.js";

/** Four wide characters, or eight narrow ones. */
const MAX_BUTTON_WIDTH = 8;

const MAX_ACTIONS = 6;

/** @param {import("./swan.js").Host} host */
export function feedbackApi({ shell, asyncApi }) {
  return {
    showToast: asyncApi("showToast", {
      args: { title: "string", icon: "string?", image: "string?", duration: "string?", mask: "boolean?" },
      run({ title, icon = "success", image = "", duration = "2000", mask = false }) {
        if (title === "") throw parameterError("the title is empty");
        return shell.call("toast.show", { title, icon, image, duration: Number(duration), mask });
      },
    }),
    hideToast: asyncApi("hideToast", { run: () => shell.call("toast.hide") }),
    showLoading: asyncApi("showLoading", {
      args: { title: "string", mask: "boolean?" },
      run({ title, mask = false }) {
        if (title === "") throw parameterError("the title of the loading hint is empty");
        return shell.call("loading.show", { title, mask });
      },
    }),
    hideLoading: asyncApi("hideLoading", { run: () => shell.call("loading.hide") }),
    // The bar was given up, so there is the tip for either type; its text is the host's.
    showFavoriteGuide: asyncApi("showFavoriteGuide", {
      args: { type: "string?", content: "string?" },
      run: () => shell.call("tip.show"),
    }),
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
    showActionSheet: asyncApi("showActionSheet", {
      args: { itemList: "array", itemColor: "string?" },
      async run({ itemList, itemColor = "#3c76ff" }) {
        if (itemList.length > MAX_ACTIONS) throw parameterError(`itemList has more than ${MAX_ACTIONS} items`);
        const tapIndex = await shell.call("sheet.show", { items: itemList, color: itemColor });
        if (tapIndex === undefined) throw new Failure(EXECUTION_FAILED, "cancel");
        return { tapIndex };
      },
    }),
  };
}

/** Characters outside Latin count twice. */
function widthOf(text) {
  return [...text].reduce((width, character) => width + (character.codePointAt(0) > 0xff ? 2 : 1), 0);
}
