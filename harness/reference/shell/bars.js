/**
 * The navigation bar above the page and the tab bar below it.
 */

/**
 * @typedef {object} BarStyle
 * @property {string} [title]
 * @property {string} [frontColor]
 * @property {string} [backgroundColor]
 * @property {boolean} [custom] True for a page that draws its own bar.
 */

/**
 * @param {object} host
 * @param {any} host.config The package's app.json.
 * @param {import("../common/channel.js").Channel} host.logic
 */
export function createBars({ config, logic }) {
  const bar = document.getElementById("navigation-bar");
  const back = document.getElementById("navigation-back");
  const title = document.getElementById("navigation-title");
  const tabBar = document.getElementById("tab-bar");
  const tabs = config.tabBar?.list ?? [];

  back.addEventListener("click", () => logic.note("back"));
  for (const [index, { pagePath, text }] of tabs.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.dataset.path = pagePath;
    button.addEventListener("click", () => logic.note("tab", { index, pagePath, text }));
    tabBar.append(button);
  }

  return {
    /**
     * @param {object} page The page that is shown.
     * @param {string} page.path
     * @param {number} page.depth Its place in the page stack; the first page has 1.
     * @param {BarStyle} page.style
     */
    show({ path, depth, style }) {
      title.textContent = style.title ?? "";
      bar.hidden = style.custom ?? false;
      bar.style.color = style.frontColor ?? "";
      bar.style.backgroundColor = style.backgroundColor ?? "";
      back.hidden = depth < 2;
      tabBar.hidden = !tabs.some((tab) => tab.pagePath === path);
      for (const button of tabBar.children) {
        const selected = button.dataset.path === path;
        button.setAttribute("aria-current", String(selected));
        button.style.color = (selected ? config.tabBar.selectedColor : config.tabBar.color) ?? "";
      }
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
