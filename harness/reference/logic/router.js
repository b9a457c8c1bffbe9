/**
 * The page stack: which pages are open, in which order their hooks run when the route changes, and what happens
 * when a page does not exist. Changes of route run one after the other, because opening a page takes a while.
 */

import { parseQuery } from "../common/query.js";

/**
 * @param {object} host
 * @param {import("../common/channel.js").Channel} host.shell
 * @param {any} host.app
 * @param {any} host.pages
 * @param {any} host.config The package's app.json.
 * @param {(error: unknown) => void} host.report
 */
export function createRouter({ shell, app, pages, config, report }) {
  const paths = allPaths(config);
  const tabPaths = (config.tabBar?.list ?? []).map((item) => item.pagePath);
  /** @type {any[]} */
  let stack = [];
  /** @type {Map<string, any>} */
  const tabs = new Map();
  let queue = Promise.resolve();
  let routes = 0;

  const current = () => stack.at(-1);

  /** Puts a change of route behind those that are still under way. */
  function enqueue(change) {
    routes += 1;
    const done = queue.then(change);
    queue = done.catch(() => {});
    return done;
  }

  async function open(path, query) {
    const page = pages.create(path);
    page.query = query;
    page.isTab = tabPaths.includes(path);
    stack.push(page);
    if (page.isTab) tabs.set(path, page);
    page.callHook("onLoad", { ...query });
    page.callHook("onShow");
    try {
      await page.openFrame();
    } catch (error) {
      report(error);
    }
    await show();
    page.callHook("onReady");
  }

  function show() {
    return shell.call("page.show", { id: current().id, depth: stack.length, path: current().path });
  }

  function unload(page) {
    page.callHook("onUnload");
    tabs.delete(page.path);
    pages.remove(page);
    shell.note("page.close", { id: page.id });
  }

  /** Reads a url as the routing functions take it, relative to the current page. */
  function locate(url) {
    const [address, search = ""] = splitAt(url, "?");
    const root = "http://package/";
    const from = current() ? root + current().path : root;
    return { path: decodeURI(new URL(address, from).pathname).slice(1), query: parseQuery(search), search };
  }

  /** Refuses pages that do not exist, and tells the mini-program so. */
  function requireExisting({ path, query }) {
    if (paths.includes(path)) return;
    app.pageNotFound({ path, query, isEntryPage: false });
    throw new Error(`page ${path} is not found`);
  }

  function requireOrdinary({ path }) {
    if (tabPaths.includes(path)) throw new Error(`page ${path} is a tab page`);
  }

  /** Ordinary pages above a tab page are unloaded; tab pages stay alive behind the one that is shown. */
  async function showTab(path) {
    const page = tabs.get(path);
    if (page && page === current()) return;
    if (current()?.isTab) current().callHook("onHide");
    while (current() && !current().isTab) unload(stack.pop());
    stack = [];
    if (!page) {
      await open(path, {});
      return;
    }
    stack.push(page);
    page.callHook("onShow");
    await show();
  }

  return {
    current,
    /** Where the mini-program is now, as far as a page is open. */
    currentLocation: () => current() && { path: current().path, query: current().query },

    /** The global `getCurrentPages`; callers get a list of their own. */
    currentPages: () => stack.map((page) => page.instance),

    /** Opens the page of the launch, or the home page when there is no such page and the mini-program does nothing. */
    start(path, query) {
      if (paths.includes(path)) return enqueue(() => open(path, query));
      const routesBefore = routes;
      app.pageNotFound({ path, query, isEntryPage: true });
      if (routes === routesBefore) enqueue(() => open(paths[0], {}));
      return queue;
    },

    navigateTo(url) {
      return enqueue(() => {
        const target = locate(url);
        requireExisting(target);
        requireOrdinary(target);
        current()?.callHook("onHide");
        return open(target.path, target.query);
      });
    },

    redirectTo(url) {
      return enqueue(() => {
        const target = locate(url);
        requireExisting(target);
        requireOrdinary(target);
        if (current()) unload(stack.pop());
        return open(target.path, target.query);
      });
    },

    reLaunch(url) {
      return enqueue(() => {
        const target = locate(url);
        requireExisting(target);
        if (tabPaths.includes(target.path) && target.search !== "") {
          throw new Error("the url of a tab page takes no query");
        }
        for (const page of [...stack].reverse()) unload(page);
        for (const page of tabs.values()) unload(page);
        stack = [];
        return open(target.path, target.query);
      });
    },

    navigateBack(delta) {
      return enqueue(async () => {
        const steps = Math.min(delta, stack.length - 1);
        if (steps < 1) return;
        for (let step = 0; step < steps; step += 1) unload(stack.pop());
        current().callHook("onShow");
        await show();
      });
    },

    switchTab(url) {
      return enqueue(() => {
        const target = locate(url);
        requireExisting(target);
        if (!tabPaths.includes(target.path)) throw new Error(`page ${target.path} is not a tab page`);
        if (target.search !== "") throw new Error("the url of a tab page takes no query");
        return showTab(target.path);
      });
    },

    /** A touch on the tab bar; the page that it leads to is told as well. */
    tapTab(item) {
      return enqueue(async () => {
        await showTab(item.pagePath);
        current().callHook("onTabItemTap", item);
      });
    },
  };
}

function allPaths(config) {
  const inPackages = (config.subPackages ?? []).flatMap(({ root, pages }) =>
    pages.map((page) => `${root.replace(/\/$/, "")}/${page}`));
  return [...config.pages, ...inPackages];
}

function splitAt(text, separator) {
  const position = text.indexOf(separator);
  return position < 0 ? [text] : [text.slice(0, position), text.slice(position + 1)];
}
