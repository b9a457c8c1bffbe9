import { defineConfig } from "@playwright/test";
import { browserArguments } from "./plan.js";

export default defineConfig({
  testDir: ".",
  testMatch: "playwright.cases.js",
  workers: 1,
  reporter: "./playwright.reporter.js",
  outputDir: process.env.BENCH_SCRATCH,
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: process.env.BENCH_BROWSER, args: browserArguments },
  },
});
