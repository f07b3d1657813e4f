// Family links: a resident asks her daughter, who accepts on her phone, looks, asks and ends it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { AXE, assertAccessible } from "./accessible.mjs";
import { account, afresh, asPerson, fill, press, send } from "./people.mjs";
import { pathOf } from "./support.mjs";

const MINE = "/me/family";

describe("family", () => {
  test("a mother asks her daughter to act for her, and the daughter does and stops", async () => {
    const [mother, daughter] = [account("resident", "shangjin"), account("trainee", "shangjin")].map(afresh);
    const on = (person, use) => asPerson(person, { scripts: [AXE] }, use);
    let code;
    await on(mother, async (page) => {
      await page.goto("/me");
      await press(page, page.locator(`main a[href="${MINE}"]`));
      await assertAccessible(page, "asking somebody");
      await send(page, "#offer-form");
      await assertAccessible(page, "asking nobody for nothing");
      assert.equal(await page.locator("#offer-form input:checked").count(), 0, "nothing is ticked beforehand");
      await fill(page, { name: "何小雨", phone: daughter.phone, until: inMonths(6) });
      await page.locator("#relation").selectOption("daughter");
      for (const tick of await page.locator("#offer-form .tickbox").all()) await tick.click();
      await send(page, "#offer-form");
      const wrong = await page.locator(".error-summary").allTextContents();
      assert.deepEqual(wrong, [], "what was filled in is complete");
      code = await page.locator("main .rows__item strong").textContent();
      await assertAccessible(page, "an offer that waits");
    });
    await on(daughter, async (page) => {
      await page.goto(MINE);
      await assertAccessible(page, "being asked");
      await fill(page, { code });
      await press(page, page.locator("main li.card button[value=accept]"));
      assert.match(pathOf(page), /^\/me\/family\/[0-9a-f-]{36}$/);
      await send(page, "#look-form");
      await page.locator("main .notice-line").waitFor();
      await assertAccessible(page, "the mother's record");
      await fill(page, { wrong: "妈妈的手机号换了" });
      await send(page, "#ask-form");
      await fill(page, { letter: "妈妈没接电话，麻烦去看看" });
      await send(page, "#letter-form");
      await page.locator(".flash").waitFor();
    });
    await on(mother, async (page) => {
      await page.goto("/me/records");
      for (const section of ["ask", "looks"]) {
        const told = await page.locator(`section[aria-labelledby=${section}]`).textContent();
        assert.ok(told.includes("何小雨"), `${section} says who it was`);
      }
    });
    await on(daughter, async (page) => {
      await page.goto(MINE);
      await press(page, page.locator("section[aria-labelledby=helped] a"));
      const link = pathOf(page);
      await send(page, "#end-form");
      assert.equal(pathOf(page), MINE);
      // A browser says so itself when a page is gone; this one says why.
      const answer = await page.request.get(link);
      assert.equal(answer.status(), 410);
    });
  });
});

/** A day so many months ahead, as a date field takes it. */
function inMonths(months) {
  const day = new Date();
  day.setMonth(day.getMonth() + months);
  return day.toISOString().slice(0, 10);
}
