/**
 * `swan.request` and its RequestTask, over fetch. The Referer, which the platform fixes, is the browser's here, and
 * any scheme, address and port is allowed that a browser allows.
 */

import { formatQuery } from "../common/query.js";
import { EXECUTION_FAILED, Failure, parameterError } from "./protocol.js";

const METHODS = ["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT"];
const WITHOUT_BODY = ["GET", "HEAD"];
const FORM = "application/x-www-form-urlencoded";
const MAX_TIMEOUT = 60000;

/** The controllers of the tasks that mini-program code holds. @type {WeakMap<object, AbortController>} */
const controllers = new WeakMap();

/** @param {import("./swan.js").Host} host */
export function requestApi({ launch, asyncApi }) {
  const timeout = Math.min(launch.config.networkTimeout?.request ?? MAX_TIMEOUT, MAX_TIMEOUT);

  return {
    request: asyncApi("request", {
      args: {
        url: "string",
        data: "string|object?",
        header: "object?",
        method: "string?",
        dataType: "string?",
        responseType: "string?",
      },
      keepNumbers: true,
      createTask: createRequestTask,
      run: (args, task) => send(args, AbortSignal.any([controllers.get(task).signal, AbortSignal.timeout(timeout)])),
    }),
  };
}

function createRequestTask() {
  const controller = new AbortController();
  const task = {
    abort() {
      controller.abort(new Failure(EXECUTION_FAILED, "abort"));
    },
  };
  controllers.set(task, controller);
  return task;
}

async function send(args, signal) {
  const { address, init } = requestOf(args);
  try {
    const response = await fetch(address, { ...init, signal, credentials: "omit" });
    return {
      data: await bodyOf(response, args),
      statusCode: response.status,
      header: Object.fromEntries(response.headers),
    };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(EXECUTION_FAILED, error.name === "TimeoutError" ? "timeout" : error.message);
  }
}

/** Where the data goes depends on the method, and how it is written on the content type. */
function requestOf(args) {
  if (!/^https:\/\//.test(args.url)) throw parameterError("the url must begin with https://");
  const method = (args.method ?? "GET").toUpperCase();
  if (!METHODS.includes(method)) throw parameterError(`the method ${method} is not known`);
  const headers = headersOf(args.header ?? {});
  const data = args.data ?? undefined;
  if (WITHOUT_BODY.includes(method)) {
    const query = typeof data === "object" ? formatQuery(data) : data;
    return { address: withQuery(args.url, query), init: { method, headers } };
  }
  return { address: args.url, init: { method, headers, body: bodyFor(headers.get("content-type"), data) } };
}

function headersOf(header) {
  const headers = new Headers({ "content-type": "application/json" });
  for (const [name, value] of Object.entries(header)) headers.set(name, String(value));
  return headers;
}

function withQuery(url, query) {
  if (!query) return url;
  const [address, ...fragment] = url.split("#");
  const separator = address.includes("?") ? "&" : "?";
  return [address + separator + query, ...fragment].join("#");
}

function bodyFor(contentType, data) {
  if (typeof data !== "object") return data;
  return contentType.startsWith(FORM) ? formatQuery(data) : JSON.stringify(data);
}

async function bodyOf(response, { dataType = "json", responseType = "text" }) {
  if (responseType === "arraybuffer") return response.arrayBuffer();
  const text = await response.text();
  if (dataType !== "json") return text;
  try {
    return JSON.parse(text);
  } catch {
    // An answer that is not JSON is handed over as it came.
    return text;
  }
}
