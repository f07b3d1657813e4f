// Whoever types gets an answer, however they type it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { HOME, withPage } from "./support.mjs";

const WAYS = [
  ["simplified characters", "月嫂", /月嫂|母婴|产后/],
  ["traditional characters", "家電清洗", /清洗|家电/],
  ["pinyin", "baojie", /保洁/],
  ["initials", "ktqx", /空调/],
];

describe("searching", () => {
  for (const [name, words, expected] of WAYS) {
    test(`finds something by ${name}`, () =>
      withPage({}, async (page) => {
        await search(page, words);
        const cards = page.locator(".listing-card");
        assert.ok((await cards.count()) > 0, `${words} finds something`);
        assert.match(await cards.first().textContent(), expected, `${words} finds the right thing first`);
        assert.equal(await page.locator(".searchbox__input").inputValue(), words, "what was typed stays");
      }));
  }

  test("says what to do next when there is nothing", () =>
    withPage({}, async (page) => {
      await search(page, "zzzzqqqq");
      assert.equal(await page.locator(".listing-card").count(), 0);
      const empty = page.locator(".empty");
      assert.ok((await empty.textContent()).includes("zzzzqqqq"));
      assert.ok((await empty.getByRole("link").count()) > 0, "a way on");
    }));

  test("works from the home page of another community", () =>
    withPage({}, async (page) => {
      await search(page, "baojie", "/c/yunqi");
      assert.ok((await page.locator('.listing-card__link[href^="/c/yunqi/"]').count()) > 0);
      assert.equal(await page.locator('.listing-card__link:not([href^="/c/yunqi/"])').count(), 0, "and only its own");
    }));
});

async function search(page, words, home = HOME) {
  await page.goto(home);
  const box = page.locator("main .searchbox");
  await box.getByRole("searchbox").fill(words);
  await box.getByRole("button").click();
  await page.waitForURL((url) => url.pathname === `${home}/services` && url.searchParams.get("q") === words);
}
