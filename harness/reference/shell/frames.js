/**
 * The page frames: one iframe for each open page, of which one is visible. The frames hold documents without scripts;
 * the modules under `page/` draw into them from here.
 */

import { setAtPath } from "../common/data-path.js";
import { listen } from "../page/events.js";
import { patch } from "../page/patch.js";
import { readStyle } from "../page/style.js";
import { createTree } from "../page/tree.js";
import { barStyle } from "./bars.js";
import { scrollTo, watchScroll } from "./scroll.js";
import { watchPull, windowStyle } from "./window.js";

/**
 * @param {object} host
 * @param {string} host.base The address of the package.
 * @param {Record<string, string>} host.files Its texts, by path.
 * @param {any} host.config The package's app.json.
 * @param {ReturnType<import("./bars.js").createBars>} host.bars
 * @param {ReturnType<import("./tab-bar.js").createTabBar>} host.tabBar
 * @param {() => void} host.look Tells the logic how much room the bars leave.
 * @param {ReturnType<import("./window.js").createWindow>} host.behind
 * @param {import("../common/channel.js").Channel} host.logic
 */
export function createFrames({ base, files, config, bars, tabBar, look, behind, logic }) {
  const pages = document.getElementById("pages");
  /** @type {Map<number, any>} */
  const frames = new Map();
  let shown = { id: 0, depth: 0, path: "" };
  /** Puts a page together and draws it for the first time. */
  async function build(frame, path) {
    const root = await prepareDocument(frame.element, new URL(path, base));
    const settings = JSON.parse(files[`${path}.json`] ?? "{}");
    const tree = createTree(files, path);
    frame.settings = { ...config.window, ...settings };
    frame.style = barStyle(frame.settings);
    frame.window = windowStyle(frame.settings);
    root.ownerDocument.head.append(styleElement(root, readStyle(files, "app.css")), styleElement(root, readStyle(files, `${path}.css`)));
    for (const used of tree.used()) root.ownerDocument.head.append(styleElement(root, readStyle(files, `${used}.css`)));
    root.ownerDocument.title = frame.style.title;
    listen(root, {
      onEvent: (handler, event, owner) => logic.note("page.event", { id: frame.id, handler, event, owner }),
      onAssign: (path, value) => logic.call("page.assign", { id: frame.id, path, value }),
    });
    if (frame.settings.enablePullDownRefresh) watchPull(root.ownerDocument, () => logic.note("pull", { id: frame.id }));
    watchScroll(root.ownerDocument, frame.settings, (hook, event) => logic.note("page.scroll", { id: frame.id, hook, event }));
    frame.draw = () => patch(root, tree.draw({ ...frame.data, ...frame.given }, ({ key }) => frame.components[key] ?? {}));
    frame.draw();
  }

  function showBars() {
    const frame = frames.get(shown.id);
    if (!frame?.window) return;
    bars.show({ depth: shown.depth, style: frame.style });
    tabBar.show(shown.path);
    look();
    behind.show(frame.window);
  }

  return {
    open({ id, path, drawn }) {
      const element = document.createElement("iframe");
      element.className = "page-frame";
      element.dataset.path = path;
      element.src = new URL("../frame.html", import.meta.url).href;
      pages.append(element);
      const frame = { id, element, ...JSON.parse(drawn), settings: {}, style: {}, window: undefined, draw: undefined, built: undefined };
      frames.set(id, frame);
      frame.built = build(frame, path);
      return frame.built;
    },

    /** A change that comes while the page is being built waits for it. */
    async update({ id, changes, components }) {
      const frame = frames.get(id);
      if (!frame) return;
      await frame.built;
      for (const [path, value] of Object.entries(JSON.parse(changes))) setAtPath(frame.data, path, value);
      frame.components = JSON.parse(components);
      frame.draw();
    },

    show({ id, depth, path }) {
      shown = { id, depth, path };
      for (const frame of frames.values()) frame.element.toggleAttribute("data-current", frame.id === id);
      showBars();
    },

    close({ id }) {
      frames.get(id)?.element.remove();
      frames.delete(id);
    },

    /** Changes the bar of one page; the bar of a page that is not shown changes when it is shown again. */
    restyle({ id, style }) {
      const frame = frames.get(id);
      if (!frame) return;
      Object.assign(frame.style, style);
      showBars();
    },

    /** Changes the window behind one page. */
    restyleWindow({ id, style }) {
      const frame = frames.get(id);
      if (!frame) return;
      Object.assign(frame.window, style);
      showBars();
    },

    /** Whether the page has a pull-down refresh at all; then its sign is shown. */
    refresh({ id }) {
      const frame = frames.get(id);
      if (!frame?.settings.enablePullDownRefresh) return false;
      frame.window.refreshing = true;
      showBars();
      return true;
    },

    /** The document of a page that is open, once it is drawn. */
    async documentOf(id) {
      const frame = frames.get(id);
      await frame?.built;
      return frame?.element.contentDocument;
    },

    scroll({ id, top, duration }) {
      const page = frames.get(id)?.element.contentDocument;
      if (page) scrollTo(page.scrollingElement, top, duration);
    },
  };
}

/** @returns {Promise<Element>} The root element that the page is drawn into. */
async function prepareDocument(element, address) {
  await new Promise((resolve) => element.addEventListener("load", resolve, { once: true }));
  const page = element.contentDocument;
  const base = page.createElement("base");
  base.href = address.href;
  page.head.append(base);
  return page.querySelector("page");
}

function styleElement(root, text) {
  const element = root.ownerDocument.createElement("style");
  element.textContent = text;
  return element;
}
