// A resident looks for a service: home → category → two offers side by side → one of them → the phone.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { HOME, LOCALES, assertView, inView, pathOf, withPage } from "./support.mjs";

describe("finding a service and calling", () => {
  for (const locale of LOCALES) {
    for (const elder of [false, true]) {
      for (const javaScriptEnabled of [true, false]) {
        const name = `${locale}, ${elder ? "elder" : "standard"} mode, ${javaScriptEnabled ? "with" : "without"} JavaScript`;
        test(name, () => withPage({ javaScriptEnabled }, (page) => findAndCall(page, { locale, elder })));
      }
    }
  }
});

async function findAndCall(page, view) {
  await page.goto(inView(HOME, view));
  await assertView(page, view);

  await page.locator(".tile").first().click();
  await page.waitForURL(/\/services\?category=/);
  const offers = page.locator(".listing-card");
  assert.ok((await offers.count()) >= 2, "the first category has two offers");
  const names = [];
  for (const offer of [offers.nth(0), offers.nth(1)]) {
    names.push(await offer.locator(".listing-card__link").textContent());
    await offer.getByRole("checkbox").check();
  }

  await page.locator(".compare-bar").getByRole("button").click();
  await page.waitForURL(/\/compare\?id=/);
  const columns = page.locator(".compare__offer-name a");
  assert.deepEqual(await columns.allTextContents(), names, "both offers, in the order of the list");

  await columns.first().click();
  await page.waitForURL(/\/services\/[^/]+$/);
  assert.equal((await page.locator("h1").textContent()).trim(), names[0].trim());
  const call = page.locator('.btn--call[href^="tel:"]').filter({ visible: true }).first();
  assert.match(await call.getAttribute("href"), /^tel:\+?\d{5,}$/);
  await call.click({ trial: true });

  assert.ok(pathOf(page).startsWith(HOME));
  await assertView(page, view);
}
