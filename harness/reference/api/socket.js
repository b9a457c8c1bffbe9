/**
 * `swan.connectSocket`, its SocketTask, and the older functions that speak to the first socket that is not closed.
 */

import { createEvent } from "../logic/event.js";
import { EXECUTION_FAILED, Failure, parameterError } from "./protocol.js";

const MAX_SOCKETS = 5;
const MAX_REASON_BYTES = 123;
const TOO_MANY_SOCKETS = 1;

const SEND_ARGUMENTS = { args: { data: "string|binary" }, keepNumbers: true, binary: ["data"] };
const CLOSE_ARGUMENTS = { args: { code: "number?", reason: "string?" }, keepNumbers: true };

/**
 * @typedef {object} Connection What stands behind a SocketTask.
 * @property {WebSocket} [socket] There is none before the arguments have been found right.
 * @property {Record<string, import("../logic/event.js").HostEvent>} events
 */

/** The connections of the tasks that mini-program code holds. @type {WeakMap<object, Connection>} */
const connections = new WeakMap();

/** @param {import("./swan.js").Host} host */
export function socketApi({ asyncApi, report }) {
  /** Sockets that are not closed, in the order of their making. @type {WebSocket[]} */
  const sockets = [];
  /** The one listener of each of the older functions. @type {Record<string, Function>} */
  const listeners = {};

  function createTask() {
    const events = {};
    for (const name of ["open", "message", "error", "close"]) events[name] = createEvent(report);
    /** @type {Connection} */
    const connection = { socket: undefined, events };
    const task = {
      get readyState() {
        return connection.socket?.readyState ?? WebSocket.CLOSED;
      },
      send: asyncApi("SocketTask.send", { ...SEND_ARGUMENTS, run: ({ data }) => send(connection.socket, data) }),
      close: asyncApi("SocketTask.close", { ...CLOSE_ARGUMENTS, run: (args) => close(connection.socket, args) }),
      onOpen: events.open.on,
      onMessage: events.message.on,
      onError: events.error.on,
      onClose: events.close.on,
    };
    connections.set(task, connection);
    return task;
  }

  function connect({ url, protocols = [] }, connection) {
    if (!/^wss:\/\//.test(url)) throw parameterError("the url must begin with wss://");
    if (sockets.length >= MAX_SOCKETS) throw new Failure(TOO_MANY_SOCKETS, "too many sockets are open");
    const socket = new WebSocket(url, protocols);
    connection.socket = socket;
    socket.binaryType = "arraybuffer";
    sockets.push(socket);

    function tell(name, detail) {
      connection.events[name].emit(detail);
      if (sockets[0] === socket) listeners[name]?.(detail);
    }
    socket.onopen = () => tell("open", { header: {} });
    socket.onmessage = ({ data }) => tell("message", { data, dataType: dataTypeOf(data) });
    socket.onerror = () => tell("error", { errMsg: "the socket failed" });
    socket.onclose = ({ code, reason }) => {
      tell("close", { code, reason });
      sockets.splice(sockets.indexOf(socket), 1);
    };
  }

  return {
    connectSocket: asyncApi("connectSocket", {
      args: { url: "string", header: "object?", protocols: "array?" },
      createTask,
      run: (args, task) => connect(args, connections.get(task)),
    }),
    sendSocketMessage: asyncApi("sendSocketMessage", {
      ...SEND_ARGUMENTS,
      run: ({ data }) => send(sockets[0], data),
    }),
    closeSocket: asyncApi("closeSocket", { ...CLOSE_ARGUMENTS, run: (args) => close(sockets[0], args) }),
    onSocketOpen: (callback) => void (listeners.open = callback),
    onSocketMessage: (callback) => void (listeners.message = callback),
    onSocketError: (callback) => void (listeners.error = callback),
    onSocketClose: (callback) => void (listeners.close = callback),
  };
}

function send(socket, data) {
  if (socket?.readyState !== WebSocket.OPEN) throw new Failure(EXECUTION_FAILED, "the socket is not open");
  socket.send(data);
}

function close(socket, { code = 1000, reason = "" }) {
  if (new TextEncoder().encode(reason).length > MAX_REASON_BYTES) {
    throw parameterError(`the reason is longer than ${MAX_REASON_BYTES} bytes`);
  }
  if (!socket) throw new Failure(EXECUTION_FAILED, "the socket is not open");
  socket.close(code, reason);
}

function dataTypeOf(data) {
  return typeof data === "string" ? "string" : "arrayBuffer";
}
