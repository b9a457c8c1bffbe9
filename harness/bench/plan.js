/** What the runners from npm are told by the benchmark: the page, how many cases, and where to write what they took. */

import { writeFileSync } from "node:fs";

const { BENCH_URL, BENCH_CASES, BENCH_OUT } = process.env;

export const url = BENCH_URL;
export const cases = Number(BENCH_CASES);

/** A browser that needs no screen and reaches nothing but this machine; the runner in Rust gives it the same. */
export const browserArguments = JSON.parse(process.env.BENCH_ARGUMENTS);

/** The first case of each runner is not timed: whatever is made at its first use is made there. */
export function report(milliseconds) {
  writeFileSync(BENCH_OUT, JSON.stringify({ milliseconds }));
}

/** Every second case calls a function that returns, the others one that calls back. */
export const isAsync = (index) => index % 2 === 1;

export const key = (index) => `key-${index}`;
export const expected = (index) => `key-${index} is stored`;
