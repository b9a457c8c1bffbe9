/** As Playwright Test has it by default: one browser, and for each case a page of its own in a context of its own. */

import { expect, test } from "@playwright/test";
import { cases, expected, isAsync, key, url } from "./plan.js";

for (let index = 0; index <= cases; index += 1) {
  test(`answers ${key(index)}`, async ({ page }) => {
    await page.goto(url);
    const answer = isAsync(index)
      ? await page.evaluate((name) => new Promise((resolve, reject) => swan.getStorage({ key: name, success: ({ data }) => resolve(data), fail: reject, complete() {} })), key(index))
      : await page.evaluate((name) => swan.getStorageSync(name), key(index));
    expect(answer).toBe(expected(index));
  });
}
