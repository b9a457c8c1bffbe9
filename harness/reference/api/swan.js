/**
 * Puts the `swan` object together: one file for each subject, and nothing else here.
 */

import { accountApi } from "./account.js";
import { withAfter } from "./after.js";
import { animationApi } from "./animation.js";
import { appEventsApi } from "./app-events.js";
import { batteryApi } from "./battery.js";
import { canIUseApi } from "./can-i-use.js";
import { canvasApi } from "./canvas.js";
import { clipboardApi } from "./clipboard.js";
import { environmentApi } from "./environment.js";
import { feedbackApi } from "./feedback.js";
import { fileSystemApi } from "./file-system.js";
import { filesApi } from "./files.js";
import { imageApi } from "./image.js";
import { locationApi } from "./location.js";
import { navigationBarApi } from "./navigation-bar.js";
import { networkStatusApi } from "./network-status.js";
import { nodesApi } from "./nodes.js";
import { pageInfoApi } from "./page-info.js";
import { createProtocol } from "./protocol.js";
import { requestApi } from "./request.js";
import { routingApi } from "./routing.js";
import { screenApi } from "./screen.js";
import { settingApi } from "./setting.js";
import { socketApi } from "./socket.js";
import { storageApi } from "./storage.js";
import { systemInfoApi } from "./system-info.js";
import { tabBarApi } from "./tab-bar.js";
import { tickApi } from "./tick.js";
import { transferApi } from "./transfer.js";
import { updateApi } from "./update.js";
import { urlQueryApi } from "./url-query.js";
import { windowApi } from "./window.js";

/**
 * @typedef {object} Host What the files of this folder may use.
 * @property {import("../common/channel.js").Channel} shell The top document.
 * @property {import("../logic/main.js").Launch} launch
 * @property {any} app
 * @property {any} router
 * @property {import("../logic/storage-area.js").StorageArea} storage
 * @property {ReturnType<import("../logic/file-area.js").createFileArea>} files
 * @property {Record<string, import("../logic/event.js").HostEvent>} events
 * @property {(error: unknown) => void} report
 * @property {(name: string, definition: import("./protocol.js").AsyncDefinition) => Function} asyncApi
 * @property {(name: string, run: (...args: any[]) => any) => Function} syncApi
 */

/** @param {Omit<Host, "asyncApi" | "syncApi">} parts */
export function createSwan(parts) {
  const host = { ...parts, ...createProtocol(parts.report) };
  const swan = {
    ...storageApi(host),
    ...requestApi(host),
    ...socketApi(host),
    ...transferApi(host),
    ...filesApi(host),
    ...fileSystemApi(host),
    ...routingApi(host),
    ...feedbackApi(host),
    ...navigationBarApi(host),
    ...tabBarApi(host),
    ...windowApi(host),
    ...nodesApi(host),
    ...canvasApi(host),
    ...animationApi(host),
    ...appEventsApi(host),
    ...urlQueryApi(host),
    ...systemInfoApi(host),
    ...environmentApi(host),
    ...networkStatusApi(host),
    ...locationApi(host),
    ...imageApi(host),
    ...batteryApi(host),
    ...screenApi(host),
    ...clipboardApi(host),
    ...settingApi(host),
    ...pageInfoApi(host),
    ...updateApi(host),
    ...accountApi(host),
    ...tickApi(host),
    ...canIUseApi(),
  };
  return withAfter(swan, parts.report);
}
