/** Measures from the end of the first case, which starts the browser, to the end of the last. */

import { cases, report } from "./plan.js";

export default class Reporter {
  #began;
  #last;
  #passed = 0;

  onTestEnd(_, { status, error }) {
    if (status !== "passed") console.error(error?.message ?? status);
    this.#passed += status === "passed" ? 1 : 0;
    this.#began ??= performance.now();
    this.#last = performance.now();
  }

  onError({ message }) {
    console.error(message);
  }

  onEnd() {
    if (this.#passed !== cases + 1) return { status: "failed" };
    report(this.#last - this.#began);
  }
}
