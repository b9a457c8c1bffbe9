/**
 * The bar below the pages: badges, red dots, texts, colours, and whether it is there. What is seen is in
 * `shell/tab-bar.js`.
 */

import { EXECUTION_FAILED, Failure, parameterError } from "./protocol.js";

/** @param {import("./swan.js").Host} host */
export function tabBarApi({ shell, router, launch, asyncApi }) {
  const count = launch.config.tabBar?.list.length ?? 0;

  /** A function that changes the bar of a page that has one. */
  const change = (name, args, changeOf) =>
    asyncApi(name, {
      args,
      run(given) {
        if (!router.current()?.isTab) throw new Failure(EXECUTION_FAILED, "the page has no tab bar");
        if ("index" in args && !(Number(given.index) in Array(count).fill(0))) {
          throw new Failure(EXECUTION_FAILED, `there is no tab ${given.index}`);
        }
        return shell.call("tabs.change", { ...changeOf(given), index: Number(given.index) });
      },
    });

  return {
    setTabBarBadge: change("setTabBarBadge", { index: "string", text: "string" }, ({ text }) => {
      if (text === "") throw parameterError("the text is empty");
      return { badge: text };
    }),
    removeTabBarBadge: change("removeTabBarBadge", { index: "string" }, () => ({ badge: "" })),
    showTabBarRedDot: change("showTabBarRedDot", { index: "string" }, () => ({ dot: true })),
    hideTabBarRedDot: change("hideTabBarRedDot", { index: "string" }, () => ({ dot: false })),
    setTabBarItem: change(
      "setTabBarItem",
      { index: "string", text: "string?", iconPath: "string?", selectedIconPath: "string?" },
      ({ text, iconPath, selectedIconPath }) => ({ item: { text, iconPath, selectedIconPath } }),
    ),
    setTabBarStyle: change(
      "setTabBarStyle",
      { color: "string?", selectedColor: "string?", backgroundColor: "string?", borderStyle: "string?" },
      ({ color, selectedColor, backgroundColor, borderStyle }) => ({ style: { color, selectedColor, backgroundColor, borderStyle } }),
    ),
    showTabBar: change("showTabBar", { animation: "boolean?" }, () => ({ shown: true })),
    hideTabBar: change("hideTabBar", { animation: "boolean?" }, () => ({ shown: false })),
  };
}
