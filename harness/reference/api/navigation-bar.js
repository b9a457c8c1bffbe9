/**
 * The bar above the page: its title, its colours, its loading sign, and the menu button in its corner.
 */

import { parameterError } from "./protocol.js";

const FRONT_COLORS = ["#ffffff", "#000000"];

/** How the ways of an animation are called in style sheets. */
const TIMINGS = { linear: "linear", easeIn: "ease-in", easeOut: "ease-out", easeInOut: "ease-in-out" };

/** @param {import("./swan.js").Host} host */
export function navigationBarApi({ shell, router, launch, asyncApi, syncApi }) {
  const change = (style) => shell.call("bar.style", { id: router.current()?.id, style });

  return {
    setNavigationBarTitle: asyncApi("setNavigationBarTitle", {
      args: { title: "string" },
      run: ({ title }) => change({ title }),
    }),
    setNavigationBarColor: asyncApi("setNavigationBarColor", {
      args: { frontColor: "string", backgroundColor: "string", animation: "object?" },
      run({ frontColor, backgroundColor, animation = {} }) {
        const allowed = FRONT_COLORS.includes(frontColor);
        if (!allowed) throw parameterError(`frontColor must be ${FRONT_COLORS.join(" or ")}`);
        const { duration = 0, timingFunc = "linear" } = animation;
        return change({ frontColor, backgroundColor, transition: `${Number(duration)}ms ${TIMINGS[timingFunc] ?? "linear"}` });
      },
    }),
    showNavigationBarLoading: syncApi("showNavigationBarLoading", () => {
      change({ loading: true });
    }),
    hideNavigationBarLoading: syncApi("hideNavigationBarLoading", () => {
      change({ loading: false });
    }),
    getMenuButtonBoundingClientRect: syncApi("getMenuButtonBoundingClientRect", () => ({ ...launch.environment.menuButton })),
  };
}
