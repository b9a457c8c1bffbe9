/**
 * The way to the background and back. A browser says so when the tab is hidden; the events `host:background`,
 * `host:foreground` and `host:memory-warning` on the top window say so without one.
 */

/** @param {import("../common/channel.js").Channel} logic */
export function watchLife(logic) {
  let hidden = false;

  function change(nowHidden) {
    if (nowHidden === hidden) return;
    hidden = nowHidden;
    document.documentElement.dataset.hidden = String(hidden);
    logic.note(hidden ? "background" : "foreground");
  }

  document.addEventListener("visibilitychange", () => change(document.visibilityState === "hidden"));
  addEventListener("host:background", () => change(true));
  addEventListener("host:foreground", () => change(false));
  addEventListener("host:memory-warning", (event) => logic.note("memoryWarning", event.detail ?? 10));
}
