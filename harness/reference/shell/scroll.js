/**
 * Scrolls a page, at once or in the course of time.
 */

/**
 * @param {Element} page The scrolling element of the page.
 * @param {number} to
 * @param {number} duration In milliseconds.
 */
export function scrollTo(page, to, duration) {
  const from = page.scrollTop;
  const began = performance.now();
  const last = Math.min(to, page.scrollHeight - page.clientHeight);
  const step = () => {
    const done = duration > 0 ? Math.min((performance.now() - began) / duration, 1) : 1;
    page.scrollTop = from + (last - from) * done;
    if (done < 1) requestAnimationFrame(step);
  };
  step();
}

/** How near its end a page is at its bottom, in pixels, where it does not say. */
const REACH = 50;

/**
 * Tells of each place that a page is scrolled to, and of each time that it comes near its end.
 * @param {Document} page
 * @param {{onReachBottomDistance?: number}} settings
 * @param {(hook: string, event?: object) => void} tell
 */
export function watchScroll(page, { onReachBottomDistance = REACH }, tell) {
  let near = false;
  page.addEventListener("scroll", () => {
    const { scrollTop, scrollHeight, clientHeight } = page.scrollingElement;
    tell("onPageScroll", { scrollTop });
    const before = near;
    near = scrollHeight - clientHeight - scrollTop <= onReachBottomDistance;
    if (near && !before) tell("onReachBottom");
  });
}
