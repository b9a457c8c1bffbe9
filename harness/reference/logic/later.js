/**
 * Runs tasks after the running one, in the order in which they were handed in. A message channel is used because
 * browsers stretch short timeouts, and a callback that waits four milliseconds for nothing makes everything slow.
 */

const line = new MessageChannel();
/** @type {(() => void)[]} */
const tasks = [];

line.port1.onmessage = () => tasks.shift()();

/** @param {() => void} task */
export function later(task) {
  tasks.push(task);
  line.port2.postMessage(null);
}
