/**
 * The tab bar: one button for each page of app.json's list, each with a text, an icon, a badge and a red dot.
 */

/** A badge has room for so many characters; a longer one is an ellipsis. */
const BADGE_ROOM = 3;

const BORDERS = { black: "#000000", white: "#ffffff" };

/**
 * @param {object} host
 * @param {any} host.settings The tab bar of app.json.
 * @param {string} host.base The address of the package.
 * @param {import("../common/channel.js").Channel} host.logic
 */
export function createTabBar({ settings = { list: [] }, base, logic }) {
  const bar = document.getElementById("tab-bar");
  const style = { ...settings };
  let path = "";
  let shown = true;

  const tabs = settings.list.map(({ pagePath, text, iconPath, selectedIconPath }, index) => {
    const button = document.createElement("button");
    button.type = "button";
    const part = (tag, className) => {
      const made = document.createElement(tag);
      made.className = className;
      button.append(made);
      return made;
    };
    const tab = { pagePath, text, iconPath, selectedIconPath, badge: "", dot: false, button };
    tab.parts = { icon: part("img", "tab-icon"), text: part("span", "tab-text"), badge: part("span", "tab-badge"), dot: part("span", "tab-dot") };
    button.addEventListener("click", () => logic.note("tab", { index, pagePath, text: tab.text }));
    bar.append(button);
    return tab;
  });

  function draw() {
    bar.hidden = !shown || !tabs.some((tab) => tab.pagePath === path);
    bar.style.backgroundColor = style.backgroundColor ?? "";
    bar.style.borderTopColor = BORDERS[style.borderStyle] ?? "";
    tabs.forEach(drawTab);
  }

  function drawTab({ pagePath, text, iconPath, selectedIconPath, badge, dot, button, parts }) {
    const selected = pagePath === path;
    button.setAttribute("aria-current", String(selected));
    button.style.color = (selected ? style.selectedColor : style.color) ?? "";
    const icon = selected ? selectedIconPath : iconPath;
    parts.icon.hidden = !icon;
    if (icon) parts.icon.src = new URL(icon.replace(/^\//, ""), base);
    parts.text.textContent = text;
    parts.badge.textContent = [...badge].length > BADGE_ROOM ? "\u2026" : badge;
    parts.badge.hidden = badge === "";
    parts.dot.hidden = !dot;
  }

  return {
    /** Another page is shown. */
    show(shownPath) {
      path = shownPath;
      draw();
    },

    /** @param {{index: number, badge?: string, dot?: boolean, item?: object, style?: object, shown?: boolean}} change */
    change({ index, badge, dot, item = {}, style: newStyle = {}, shown: newShown }) {
      const tab = tabs[index];
      if (badge !== undefined) tab.badge = badge;
      if (dot !== undefined) tab.dot = dot;
      if (newShown !== undefined) shown = newShown;
      for (const [name, value] of Object.entries(item)) if (value !== undefined) tab[name] = value;
      for (const [name, value] of Object.entries(newStyle)) if (value !== undefined) style[name] = value;
      draw();
    },
  };
}
