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
