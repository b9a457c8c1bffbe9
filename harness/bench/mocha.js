/** One browser, one page, a command of WebDriver's for each case. */

import { equal } from "node:assert/strict";
import { Browser, Builder } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";
import { browserArguments, cases, expected, isAsync, key, report, url } from "./plan.js";

const { BENCH_BROWSER, BENCH_DRIVER } = process.env;
const CALLS_BACK = "var done = arguments[1]; swan.getStorage({key: arguments[0], success: function (answer) { done(answer.data); }, fail: done, complete: function () {}});";
const RETURNS = "return swan.getStorageSync(arguments[0]);";

describe("the page", () => {
  let driver;
  let began;

  before(async () => {
    const options = new chrome.Options().setChromeBinaryPath(BENCH_BROWSER).addArguments("--headless=new", ...browserArguments);
    driver = await new Builder().forBrowser(Browser.CHROME).setChromeOptions(options).setChromeService(new chrome.ServiceBuilder(BENCH_DRIVER)).build();
    await driver.get(url);
  });

  after(async () => {
    report(performance.now() - began);
    await driver.quit();
  });

  for (let index = 0; index <= cases; index += 1) {
    it(`answers ${key(index)}`, async () => {
      const answer = isAsync(index) ? await driver.executeAsyncScript(CALLS_BACK, key(index)) : await driver.executeScript(RETURNS, key(index));
      equal(answer, expected(index));
      if (index === 0) began = performance.now();
    });
  }
});
