/**
 * Boots the mini-program's half of the host: it receives the launch from the top document, puts the globals together,
 * runs `app.js`, and opens the first page.
 */

import { createChannel } from "../common/channel.js";
import { createSwan } from "../api/swan.js";
import { createTimers } from "../api/timers.js";
import { createAfter } from "./after.js";
import { createApp } from "./app.js";
import { createComponentRegistry } from "./component.js";
import { createErrorReporter } from "./errors.js";
import { createEvent } from "./event.js";
import { createFileArea } from "./file-area.js";
import { createModuleLoader } from "./modules.js";
import { createPageRegistry } from "./page.js";
import { createRouter } from "./router.js";
import { createTemplateScripts } from "./scripts.js";
import { createStorageArea } from "./storage-area.js";
import { openStorageFile } from "./storage-file.js";

/**
 * @typedef {object} Launch What the top document knows when it starts the worker.
 * @property {string} base The address of the mini-program's package, ending in a slash.
 * @property {Record<string, string>} files Its texts, by path.
 * @property {any} config The package's app.json.
 * @property {string} appKey
 * @property {string} path The first page.
 * @property {Record<string, string>} query
 * @property {string} scene
 * @property {string} storageName The storage of this instance and mini-program.
 * @property {object} environment Facts that only a document can see; see shell/environment.js.
 */

const shell = createChannel(self);
shell.on("boot", boot);
shell.note("alive");

/** @param {Launch} launch */
async function boot(launch) {
  const events = {
    appShow: createEvent(report),
    appHide: createEvent(report),
    pageNotFound: createEvent(report),
    error: createEvent(report),
    memoryWarning: createEvent(report),
    captureScreen: createEvent(report),
  };
  const errors = createErrorReporter(events.error);
  function report(error) {
    errors.report(error);
  }

  const behindApp = createAfter(report);
  const behindPages = createAfter(report);
  const app = createApp({ report, events, behind: behindApp });
  errors.setApp(app);
  const modules = createModuleLoader({ files: launch.files, report });
  const scripts = createTemplateScripts({ files: launch.files, report });
  const components = createComponentRegistry({ report, run: modules.run });
  const pages = createPageRegistry({ shell, report, run: modules.run, files: launch.files, registry: components, behind: behindPages, scripts });
  const router = createRouter({ shell, app, pages, config: launch.config, report });
  const storage = createStorageArea(await openStorageFile(launch.storageName));
  const files = createFileArea(await openStorageFile(`files of ${launch.storageName}`));
  const swan = createSwan({ shell, launch, app, router, pages, storage, files, events, report });

  const globals = {
    swan,
    App: Object.assign(app.register, { after: behindApp.add }),
    Page: Object.assign(pages.register, { after: behindPages.add }),
    Component: components.register,
    Behavior: components.behavior,
    getApp: app.get,
    getCurrentPages: router.currentPages,
    ...createTimers(),
  };
  modules.setGlobals(globals);
  // A debugger attached to this worker sees the same names that the mini-program sees.
  Object.assign(self, globals);

  self.addEventListener("error", (event) => report(event.error ?? event.message));
  listenToShell({ launch, app, pages, router, events });

  modules.run("app.js");
  const options = { path: launch.path, query: launch.query, scene: launch.scene };
  app.launch(options);
  app.show({ ...options, entryType: "user" });
  await router.start(launch.path, launch.query);
  shell.note("ready");
}

/** Passes on what happens in the top document: touches, typing, the bars, and the way to the background and back. */
function listenToShell({ launch, app, pages, router, events }) {
  shell.on("page.event", ({ id, handler, event, owner }) => pages.dispatch(id, handler, event, owner));
  shell.on("page.scroll", ({ id, hook, event }) => pages.dispatchHook(id, hook, event));
  shell.on("page.assign", ({ id, path, value }) => {
    const page = pages.find(id);
    return page && new Promise((drawn) => page.setData({ [path]: value }, drawn));
  });
  shell.on("back", () => router.navigateBack(1));
  shell.on("pull", ({ id }) => {
    shell.call("refresh.start", { id });
    pages.find(id)?.onPullDownRefresh?.();
  });
  shell.on("tab", (item) => router.tapTab(item));
  shell.on("environment", (environment) => Object.assign(launch.environment, environment));
  shell.on("memoryWarning", (level) => events.memoryWarning.emit({ level }));
  shell.on("background", () => {
    router.current()?.callHook("onHide");
    app.hide();
  });
  shell.on("foreground", () => {
    const { path, query } = router.currentLocation() ?? launch;
    app.show({ path, query, scene: launch.scene, entryType: "user" });
    router.current()?.callHook("onShow");
  });
}
