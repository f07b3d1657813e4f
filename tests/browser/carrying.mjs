// What residents carry out of WeChat: a calendar into their phone, a job to a neighbour, a certificate to a printer.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { AXE, assertAccessible } from "./accessible.mjs";
import { account, asPerson, press, send } from "./people.mjs";
import { readQr } from "./qr.mjs";
import { DESK_SCREEN, HOME, inView, server, withPage } from "./support.mjs";

const SMALLEST_SCREEN = { width: 320, height: 640 };
const CLIPBOARD = ["clipboard-read", "clipboard-write"];
/** The job that the demo's resident has a link for. */
const PASSED_ON = "白班保姆";
/** As WeChat's own browser names itself on a phone. */
const IN_WECHAT =
  "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/134.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.58";
/** As in an app's browser that gives pages no clipboard. */
const NO_CLIPBOARD = 'Object.defineProperty(navigator, "clipboard", { value: undefined });';

const asResident = (options, use) =>
  asPerson(account("resident", "shangjin"), { viewport: DESK_SCREEN, deviceScaleFactor: 3, scripts: [AXE], ...options }, use);

/** Presses a text's copy button and waits until it says that it did; gives the text. */
async function copy(page, id) {
  await page.locator(`[data-copy="${id}"]`).click();
  await page.locator(`#${id}-said`).filter({ hasText: /\S/ }).waitFor();
  return page.locator(`#${id}`).textContent();
}

describe("carrying out of WeChat", () => {
  test("a resident's own calendar, to a phone on which they are not signed in", async () => {
    let address, code;
    await asResident({ permissions: CLIPBOARD }, async (page) => {
      await page.goto("/me/training");
      await send(page, "#calendar-form");
      await assertAccessible(page, "what I learn, with a calendar");
      await press(page, page.locator('main a[href$="/subscription"]'));
      address = await copy(page, "calendar-address");
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), address);
      code = await readQr(page, "main .qr");
    });
    await withPage({ viewport: SMALLEST_SCREEN, scripts: [AXE] }, async (page) => {
      for (const elder of [false, true]) {
        await page.goto(inView(code, { elder }));
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(beyond <= 0, `${beyond} pixels wider than the screen`);
        const feed = await page.locator("main a.btn--primary").getAttribute("href");
        assert.equal(new URL(feed, server.base).href, address);
        await assertAccessible(page, `my calendar in ${elder ? "elder" : "standard"} mode`);
        await page.setViewportSize(SMALLEST_SCREEN);
      }
    });
  });

  test("a job, as a link to send and a code to show", () =>
    asResident({ scripts: [NO_CLIPBOARD] }, async (page) => {
      await page.goto(`${HOME}/jobs`);
      await press(page, page.locator("main a", { hasText: PASSED_ON }));
      await press(page, page.locator('main a[href$="/referral"]'));
      const link = await copy(page, "referral-link");
      assert.equal(await page.evaluate(() => getSelection().toString().trim()), link, "what is marked can be copied by hand as well");
      assert.equal(await readQr(page, "main .qr"), link);
    }));

  test("a certificate, which nothing promises to print in there", async () => {
    for (const [userAgent, buttons] of [[undefined, 1], [IN_WECHAT, 0]]) {
      await asResident({ userAgent }, async (page) => {
        await page.goto("/me/certificates");
        await press(page, page.locator("main article a.btn").first());
        assert.equal(await page.locator("[data-print]").filter({ visible: true }).count(), buttons, userAgent);
        await assertAccessible(page, "a certificate, with the way out of WeChat");
      });
    }
  });

  test("without JavaScript nothing promises to copy", () =>
    withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${HOME}/training/subscription`);
      assert.equal(await page.locator("[data-copy]").filter({ visible: true }).count(), 0);
      assert.ok((await page.locator("#calendar-address").textContent()).endsWith("/training.ics"));
    }));
});
