/**
 * Starts the logic worker. This is a script of its own without imports of weight, so that the worker loads its modules
 * while the top document is still loading its own.
 */

import { createChannel } from "./common/channel.js";

const worker = new Worker(new URL("logic/worker.js", import.meta.url), { name: "logic" });

/** The line to the worker. */
export const logic = createChannel(worker);

/** Settles when the worker can be spoken to. */
export const alive = new Promise((resolve) => logic.on("alive", resolve));
