/**
 * What lies above the pages: the toast, the loading notice, the modal dialog, the action sheet, and the tip to follow.
 */

const ICONS = { success: "\u2713", loading: "\u231b", none: "" };

/** What the button that closes an action sheet says. */
const SHEET_CANCEL = "取消";

/** What the hint to follow the mini-program says. */
const TIP = "点击 ⋯ 关注小程序";

const TIP_DURATION = 5000;

/**
 * @param {Element} layer The element that the overlays are put into.
 * @param {string} base The address of the package, where pictures are.
 */
export function createOverlays(layer, base) {
  /** The one notice that is shown: a toast or a loading, never both. @type {Element | undefined} */
  let notice;
  let timer = 0;

  function show(kind, { title, icon, image, mask }) {
    hide();
    notice = element("div", "", { id: kind, role: "status" });
    if (mask) notice.append(element("div", "mask"));
    const box = element("div", "notice");
    if (image) box.append(element("img", "notice-image", { src: new URL(image.replace(/^\//, ""), base), alt: "" }));
    else if (ICONS[icon]) box.append(element("span", "notice-icon", { "data-icon": icon }, ICONS[icon]));
    box.append(element("div", "notice-title", {}, title));
    notice.append(box);
    layer.append(notice);
  }

  function hide(kind) {
    if (!notice || (kind && notice.id !== kind)) return;
    clearTimeout(timer);
    notice.remove();
    notice = undefined;
  }

  return {
    showToast({ duration, ...toast }) {
      show("toast", toast);
      timer = setTimeout(() => hide("toast"), duration);
    },
    hideToast: () => hide("toast"),
    showLoading: ({ title, mask }) => show("loading", { title, icon: "loading", image: "", mask }),
    hideLoading: () => hide("loading"),

    /** One tip at a time, for as long as is documented. */
    showTip() {
      layer.querySelector("#favorite-tip")?.remove();
      const tip = element("div", "", { id: "favorite-tip", role: "status" }, TIP);
      layer.append(tip);
      setTimeout(() => tip.remove(), TIP_DURATION);
    },

    /** @returns {Promise<boolean>} True when the person confirms, false when they cancel. */
    showModal({ title, content, showCancel, cancelText, cancelColor, confirmText, confirmColor }) {
      return new Promise((resolve) => {
        const modal = element("div", "modal", { id: "modal", role: "dialog", "aria-modal": "true" });
        const box = element("div", "modal-box");
        const buttons = element("div", "modal-buttons");
        const addButton = (id, text, color, answer) => {
          const button = element("button", "", { id, type: "button" }, text);
          button.style.color = color;
          button.addEventListener("click", () => {
            modal.remove();
            resolve(answer);
          });
          buttons.append(button);
        };
        if (showCancel) addButton("modal-cancel", cancelText, cancelColor, false);
        addButton("modal-confirm", confirmText, confirmColor, true);
        box.append(element("div", "modal-title", {}, title), element("div", "modal-content", {}, content), buttons);
        modal.append(box);
        layer.append(modal);
      });
    },

    /** @returns {Promise<number | undefined>} Which of the items was tapped; undefined when none was. */
    showActionSheet({ items, color }) {
      return new Promise((resolve) => {
        const sheet = element("div", "sheet", { id: "sheet", role: "dialog" });
        const box = element("div", "sheet-box");
        const addButton = (className, text, answer) => {
          const button = element("button", className, { type: "button" }, text);
          button.addEventListener("click", () => {
            sheet.remove();
            resolve(answer);
          });
          box.append(button);
          return button;
        };
        for (const [index, text] of items.entries()) addButton("sheet-item", text, index).style.color = color;
        addButton("sheet-cancel", SHEET_CANCEL, undefined);
        sheet.addEventListener("click", (event) => {
          if (event.target !== sheet) return;
          sheet.remove();
          resolve(undefined);
        });
        sheet.append(box);
        layer.append(sheet);
      });
    },
  };
}

function element(tag, className, attributes = {}, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}
