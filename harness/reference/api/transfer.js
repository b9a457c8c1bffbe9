/**
 * `swan.downloadFile` and `swan.uploadFile` with their tasks, over XMLHttpRequest, which tells of progress both ways.
 */

import { createEvent } from "../logic/event.js";
import { EXECUTION_FAILED, Failure, parameterError } from "./protocol.js";

const MAX_TIMEOUT = 60000;
const MAX_DOWNLOAD = 10 * 1024 * 1024;
const MAX_UPLOAD = 25 * 1024 * 1024;

/**
 * @typedef {object} Transfer What stands behind a task.
 * @property {AbortSignal} signal
 * @property {import("../logic/event.js").HostEvent} progress
 */

/** The transfers of the tasks that mini-program code holds. @type {WeakMap<object, Transfer>} */
const transfers = new WeakMap();

/** @param {import("./swan.js").Host} host */
export function transferApi({ launch, files, asyncApi, report }) {
  const limits = launch.config.networkTimeout ?? {};

  function createTask() {
    const controller = new AbortController();
    const progress = createEvent(report);
    const task = {
      abort() {
        controller.abort(new Failure(EXECUTION_FAILED, "abort"));
      },
      onProgressUpdate: progress.on,
    };
    transfers.set(task, { signal: controller.signal, progress });
    return task;
  }

  async function download({ url, header }, { signal, progress }) {
    const request = { method: "GET", url, header, timeout: limits.downloadFile, responseType: "blob" };
    const answer = await transfer(request, signal, (written, expected) =>
      progress.emit({
        progress: percent(written, expected),
        totalBytesWritten: written,
        totalBytesExpectedToWrite: expected,
      }),
    );
    const file = answer.response;
    if (file.size > MAX_DOWNLOAD) throw new Failure(EXECUTION_FAILED, "the file is larger than 10 MB");
    const tempFilePath = files.addTemp(new Uint8Array(await file.arrayBuffer()));
    return { tempFilePath, statusCode: answer.status };
  }

  async function upload({ url, filePath, name, header, formData = {} }, { signal, progress }) {
    const bytes = files.find(filePath)?.bytes;
    if (!bytes) throw new Failure(EXECUTION_FAILED, `there is no file ${filePath}`);
    if (bytes.length > MAX_UPLOAD) throw new Failure(EXECUTION_FAILED, "the file is larger than 25 MB");
    const body = new FormData();
    for (const [field, value] of Object.entries(formData)) body.append(field, String(value));
    body.append(name, new Blob([bytes]), filePath.split("/").pop());
    const request = { method: "POST", url, header, timeout: limits.uploadFile, responseType: "text", body };
    const answer = await transfer(request, signal, (sent, expected) =>
      progress.emit({
        progress: percent(sent, expected),
        totalBytesSent: sent,
        totalBytesExpectedToSend: expected,
      }),
    );
    return { data: answer.response, statusCode: answer.status };
  }

  return {
    downloadFile: asyncApi("downloadFile", {
      args: { url: "string", header: "object?", filePath: "string?" },
      createTask,
      run: (args, task) => download(args, transfers.get(task)),
    }),
    uploadFile: asyncApi("uploadFile", {
      args: { url: "string", filePath: "string", name: "string", header: "object?", formData: "object?" },
      keepNumbers: true,
      createTask,
      run: (args, task) => upload(args, transfers.get(task)),
    }),
  };
}

/** @param {(done: number, expected: number) => void} onProgress */
function transfer({ method, url, header = {}, timeout = MAX_TIMEOUT, responseType, body }, signal, onProgress) {
  if (!/^https:\/\//.test(url)) throw parameterError("the url must begin with https://");
  return new Promise((resolve, reject) => {
    const exchange = new XMLHttpRequest();
    exchange.open(method, url);
    exchange.responseType = responseType;
    exchange.timeout = Math.min(timeout, MAX_TIMEOUT);
    for (const [name, value] of Object.entries(header)) {
      // The form brings its own content type, which names what separates its parts.
      if (!(body && name.toLowerCase() === "content-type")) exchange.setRequestHeader(name, String(value));
    }
    (body ? exchange.upload : exchange).onprogress = ({ loaded, total }) => onProgress(loaded, total);
    exchange.onload = () => resolve(exchange);
    exchange.onerror = () => reject(new Failure(EXECUTION_FAILED, "the transfer failed"));
    exchange.ontimeout = () => reject(new Failure(EXECUTION_FAILED, "timeout"));
    signal.addEventListener("abort", () => {
      exchange.abort();
      reject(signal.reason);
    });
    exchange.send(body);
  });
}

function percent(done, expected) {
  return expected > 0 ? Math.floor((done / expected) * 100) : 100;
}
