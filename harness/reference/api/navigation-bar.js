/**
 * The title and the colours of the bar above the page.
 */

import { parameterError } from "./protocol.js";

const FRONT_COLORS = ["#ffffff", "#000000"];

/** @param {import("./swan.js").Host} host */
export function navigationBarApi({ shell, router, asyncApi }) {
  const change = (style) => shell.call("bar.style", { id: router.current()?.id, style });

  return {
    setNavigationBarTitle: asyncApi("setNavigationBarTitle", {
      args: { title: "string" },
      run: ({ title }) => change({ title }),
    }),
    setNavigationBarColor: asyncApi("setNavigationBarColor", {
      args: { frontColor: "string", backgroundColor: "string", animation: "object?" },
      run({ frontColor, backgroundColor }) {
        const allowed = FRONT_COLORS.includes(frontColor);
        if (!allowed) throw parameterError(`frontColor must be ${FRONT_COLORS.join(" or ")}`);
        return change({ frontColor, backgroundColor });
      },
    }),
  };
}
