/**
 * Starts the logic worker. The top document imports this before anything else, so that the worker loads while the rest
 * is being put together.
 */

import { createChannel } from "./common/channel.js";

const worker = new Worker(new URL("logic/main.js", import.meta.url), { name: "logic", type: "module" });

/** The line to the worker. */
export const logic = createChannel(worker);

/** Settles when the worker can be spoken to. */
export const alive = new Promise((resolve) => logic.on("alive", resolve));
