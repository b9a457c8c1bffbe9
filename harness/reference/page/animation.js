/**
 * Moves an element through the groups of an animation, one after the other. The last one stays.
 */

/** What runs for an element; another animation takes its place. @type {WeakMap<Element, object>} */
const running = new WeakMap();

/**
 * @param {HTMLElement} element
 * @param {{groups?: {duration: number, delay: number, timingFunction: string, transformOrigin: string, style: object}[]}} exported
 */
export async function animate(element, { groups = [] }) {
  running.set(element, groups);
  for (const { duration, delay, timingFunction, transformOrigin, style } of groups) {
    if (running.get(element) !== groups) return;
    element.style.transformOrigin = transformOrigin;
    const animation = element.animate([style], { duration, delay, easing: timingFunction, fill: "forwards" });
    await animation.finished;
    Object.assign(element.style, style);
    animation.cancel();
  }
}
