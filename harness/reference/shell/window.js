/**
 * The window behind the pages: its background, and the sign of a pull-down refresh. Each page has settings of its own;
 * what is seen are those of the page that is shown.
 */

/**
 * @typedef {object} WindowStyle
 * @property {string} background
 * @property {string} textStyle Of the refresh sign: dark or light.
 * @property {boolean} refreshing
 */

/** How far a finger has to pull, in pixels. */
const PULL = 60;

export function createWindow() {
  const pages = document.getElementById("pages");
  const sign = document.getElementById("refresh");

  return {
    /** @param {WindowStyle} style */
    show({ background, textStyle, refreshing }) {
      pages.style.backgroundColor = background;
      sign.dataset.textStyle = textStyle;
      sign.hidden = !refreshing;
    },
  };
}

/**
 * @param {any} settings The window of app.json with the page's own json over it.
 * @returns {WindowStyle}
 */
export function windowStyle(settings) {
  return {
    background: settings.backgroundColor ?? "#ffffff",
    textStyle: settings.backgroundTextStyle ?? "dark",
    refreshing: false,
  };
}

/**
 * Tells of a finger that pulls a page down which is at its top.
 * @param {Document} page
 * @param {() => void} onPull
 */
export function watchPull(page, onPull) {
  let from;
  page.addEventListener("touchstart", ({ touches }) => {
    from = page.scrollingElement.scrollTop <= 0 ? touches[0].clientY : undefined;
  });
  page.addEventListener("touchend", ({ changedTouches }) => {
    if (from !== undefined && changedTouches[0].clientY - from > PULL) onPull();
  });
}
