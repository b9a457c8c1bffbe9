/**
 * Boots the top document's half of the host: it reads the address, starts the logic worker, and owns what a person
 * sees: the bars, the page frames, and the overlays. Nothing of the mini-program's own code runs on this thread, so a
 * mini-program that never returns cannot freeze it.
 */

import { alive, logic } from "./logic-start.js";
import { createBars } from "./shell/bars.js";
import { createCanvases } from "./shell/canvas.js";
import { describeDocument } from "./shell/description.js";
import { watchEnvironment } from "./shell/environment.js";
import { createFrames } from "./shell/frames.js";
import { createImages } from "./shell/images.js";
import { readLaunch } from "./shell/launch.js";
import { watchLife } from "./shell/life.js";
import { createLocation } from "./shell/location.js";
import { createNodes } from "./shell/nodes.js";
import { createOverlays } from "./shell/overlays.js";
import { loadPackage } from "./shell/package.js";
import { createScreen } from "./shell/screen.js";
import { createTabBar } from "./shell/tab-bar.js";
import { createWindow } from "./shell/window.js";

boot().catch((error) => {
  console.error(error);
  document.getElementById("pages").textContent = `The mini-program cannot start: ${error.message}`;
});

async function boot() {
  const launch = readLaunch(new URL(location.href));
  launch.files = await loadPackage(launch.base);
  if (launch.files["app.json"] === undefined) throw new Error(`there is no app.json in ${launch.base}`);
  launch.config = JSON.parse(launch.files["app.json"]);
  launch.path ||= launch.config.pages[0];

  const bars = createBars({ logic });
  const tabBar = createTabBar({ settings: launch.config.tabBar, base: launch.base, logic });
  const { environment, look } = watchEnvironment(logic);
  launch.environment = environment;
  const frames = createFrames({ base: launch.base, files: launch.files, config: launch.config, bars, tabBar, look, behind: createWindow(), logic });
  const overlays = createOverlays(document.getElementById("overlays"), launch.base);
  const images = createImages(document.getElementById("overlays"));
  const nodes = createNodes({ documentOf: frames.documentOf, logic });
  const canvases = createCanvases({ documentOf: frames.documentOf });
  const screen = createScreen();
  const place = createLocation(logic);
  watchLife(logic);

  logic.on("page.open", frames.open);
  logic.on("page.update", frames.update);
  logic.on("page.show", frames.show);
  logic.on("page.close", frames.close);
  logic.on("page.scroll", frames.scroll);
  logic.on("nodes.ask", nodes.ask);
  logic.on("nodes.observe", nodes.observe);
  logic.on("nodes.disconnect", nodes.disconnect);
  logic.on("canvas.draw", canvases.draw);
  logic.on("canvas.get", canvases.get);
  logic.on("canvas.put", canvases.put);
  logic.on("canvas.export", canvases.export);
  logic.on("bar.style", frames.restyle);
  logic.on("window.style", frames.restyleWindow);
  logic.on("refresh.start", frames.refresh);
  logic.on("tabs.change", (change) => {
    tabBar.change(change);
    look();
  });
  logic.on("toast.show", overlays.showToast);
  logic.on("toast.hide", overlays.hideToast);
  logic.on("loading.show", overlays.showLoading);
  logic.on("loading.hide", overlays.hideLoading);
  logic.on("tip.show", overlays.showTip);
  logic.on("modal.show", overlays.showModal);
  logic.on("sheet.show", overlays.showActionSheet);
  logic.on("images.choose", images.choose);
  logic.on("images.preview", images.preview);
  logic.on("document.describe", describeDocument);
  logic.on("screen.brightness", screen.setBrightness);
  logic.on("screen.keepOn", screen.keepOn);
  logic.on("location.get", place.get);
  logic.on("location.follow", place.follow);
  logic.on("location.leave", place.leave);
  // Other programs see what was copied where the browser lets the page write; nobody waits for that.
  logic.on("clipboard.write", (text) => navigator.clipboard?.writeText(text).catch(() => {}));
  logic.on("ready", () => {
    document.documentElement.dataset.ready = "true";
  });

  await alive;
  logic.note("boot", launch);
}
