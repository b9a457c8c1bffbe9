/**
 * The window behind the page and what moves in it: background, pull-down refresh, scrolling.
 */

import { EXECUTION_FAILED, Failure, parameterError } from "./protocol.js";

const TEXT_STYLES = ["light", "dark"];

const SCROLL_DURATION = 300;

/** @param {import("./swan.js").Host} host */
export function windowApi({ shell, router, asyncApi, syncApi }) {
  const current = () => router.current()?.id;
  const change = (style) => shell.call("window.style", { id: current(), style });

  return {
    setBackgroundColor: asyncApi("setBackgroundColor", {
      args: { backgroundColor: "string?", backgroundColorTop: "string?", backgroundColorBottom: "string?" },
      run: ({ backgroundColor }) => (backgroundColor === undefined ? undefined : change({ background: backgroundColor })),
    }),
    setBackgroundTextStyle: asyncApi("setBackgroundTextStyle", {
      args: { textStyle: "string" },
      run({ textStyle }) {
        if (!TEXT_STYLES.includes(textStyle)) throw parameterError(`textStyle must be ${TEXT_STYLES.join(" or ")}`);
        return change({ textStyle });
      },
    }),
    pageScrollTo: asyncApi("pageScrollTo", {
      args: { scrollTop: "string", duration: "string?" },
      run: ({ scrollTop, duration }) =>
        shell.call("page.scroll", { id: current(), top: notNegative(scrollTop, 0), duration: notNegative(duration, SCROLL_DURATION) }),
    }),
    startPullDownRefresh: asyncApi("startPullDownRefresh", {
      async run() {
        const page = router.current();
        const enabled = await shell.call("refresh.start", { id: page?.id });
        if (!enabled) throw new Failure(EXECUTION_FAILED, "the page has no pull-down refresh");
        page.callHook("onPullDownRefresh");
      },
    }),
    stopPullDownRefresh: syncApi("stopPullDownRefresh", () => {
      change({ refreshing: false });
    }),
  };
}

/** A number that is not one, or below zero, counts as another. */
function notNegative(text, otherwise) {
  const number = Number(text);
  return number >= 0 ? number : otherwise;
}
