/**
 * The navigation bar above the page.
 */

/**
 * @typedef {object} BarStyle
 * @property {string} [title]
 * @property {string} [frontColor]
 * @property {string} [backgroundColor]
 * @property {string} [transition] How long the colours take to change, and in which way.
 * @property {boolean} [loading] True while the loading sign is shown.
 * @property {boolean} [custom] True for a page that draws its own bar.
 */

/**
 * @param {object} host
 * @param {import("../common/channel.js").Channel} host.logic
 */
export function createBars({ logic }) {
  const bar = document.getElementById("navigation-bar");
  const back = document.getElementById("navigation-back");
  const title = document.getElementById("navigation-title");
  const loading = document.getElementById("navigation-loading");

  back.addEventListener("click", () => logic.note("back"));

  return {
    /**
     * @param {object} page The page that is shown.
     * @param {number} page.depth Its place in the page stack; the first page has 1.
     * @param {BarStyle} page.style
     */
    show({ depth, style }) {
      title.textContent = style.title ?? "";
      bar.hidden = style.custom ?? false;
      bar.style.transition = style.transition ?? "";
      bar.style.color = style.frontColor ?? "";
      bar.style.backgroundColor = style.backgroundColor ?? "";
      back.hidden = depth < 2;
      loading.hidden = !style.loading;
    },
  };
}

/**
 * @param {any} settings The window of app.json with the page's own json over it.
 * @returns {BarStyle}
 */
export function barStyle(settings) {
  return {
    title: settings.navigationBarTitleText ?? "",
    frontColor: settings.navigationBarTextStyle === "black" ? "#000000" : "#ffffff",
    backgroundColor: settings.navigationBarBackgroundColor ?? "#000000",
    custom: settings.navigationStyle === "custom",
  };
}
