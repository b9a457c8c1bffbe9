/**
 * The line between the top document and the logic worker. It carries notes, which nobody answers, and calls, which
 * the other side answers with a value or an error. It knows nothing of what is said over it.
 */

/**
 * @typedef {object} Channel
 * @property {(name: string, value?: unknown) => void} note Says something without waiting for an answer.
 * @property {(name: string, value?: unknown) => Promise<any>} call Asks something and waits for the answer.
 * @property {(name: string, handler: (value: any) => unknown) => void} on Answers notes and calls of one name.
 */

/**
 * @param {Worker | DedicatedWorkerGlobalScope | MessagePort} port Where messages are posted to and come from.
 * @returns {Channel}
 */
export function createChannel(port) {
  /** @type {Map<string, (value: any) => unknown>} */
  const handlers = new Map();
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  let lastId = 0;

  async function answer({ id, name, value }) {
    try {
      const handler = handlers.get(name);
      if (!handler) throw new Error(`nothing answers ${name}`);
      port.postMessage({ kind: "answer", id, value: await handler(value) });
    } catch (error) {
      port.postMessage({ kind: "answer", id, error: error.message });
    }
  }

  function settle({ id, value, error }) {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call.resolve(value);
    else call.reject(new Error(error));
  }

  port.addEventListener("message", ({ data }) => {
    if (data.kind === "note") handlers.get(data.name)?.(data.value);
    else if (data.kind === "call") answer(data);
    else settle(data);
  });

  return {
    note(name, value) {
      port.postMessage({ kind: "note", name, value });
    },
    call(name, value) {
      return new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        port.postMessage({ kind: "call", id: lastId, name, value });
      });
    },
    on(name, handler) {
      handlers.set(name, handler);
    },
  };
}
