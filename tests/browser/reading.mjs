// axe finds nothing to complain about, on phones and desks, in both modes. The languages take turns.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { AXE, assertAccessible } from "./accessible.mjs";
import { DESKS, withDesk } from "./desks.mjs";
import { PAGE_NAMES, findPages, open } from "./pages.mjs";
import { DESK_SCREEN, LOCALES, PHONE_SCREEN, withPage } from "./support.mjs";

describe("accessibility", () => {
  let paths;
  before(async () => {
    paths = await findPages();
  });

  for (const [turn, name] of PAGE_NAMES.entries()) {
    const locale = LOCALES[turn % LOCALES.length];
    for (const [screen, viewport] of [["phone", PHONE_SCREEN], ["desk", DESK_SCREEN]]) {
      test(`${name}, ${screen}, ${locale}`, () =>
        withPage({ viewport, scripts: [AXE] }, async (page) => {
          for (const elder of [false, true]) {
            await open(page, paths.get(name), { locale, elder });
            await assertAccessible(page, `${name} in ${elder ? "elder" : "standard"} mode`);
          }
        }));
    }
  }

  for (const [turn, role] of Object.keys(DESKS).entries()) {
    for (const [screen, viewport] of [["phone", PHONE_SCREEN], ["desk", DESK_SCREEN]]) {
      for (const elder of [false, true]) {
        const locale = LOCALES[(turn + (screen === "desk") + 2 * elder) % LOCALES.length];
        test(`the pages of ${role}, ${screen}, ${locale}, ${elder ? "elder" : "standard"} mode`, () =>
          withDesk(role, { viewport, scripts: [AXE] }, async (page, desk) => {
            for (const [name, path] of desk) {
              await open(page, path, { locale, elder });
              await assertAccessible(page, name);
              await page.setViewportSize(viewport);
            }
          }));
      }
    }
  }

  for (const elder of [false, true]) {
    test(`sign-up with errors, ${elder ? "elder" : "standard"} mode`, () =>
      withPage({ scripts: [AXE] }, async (page) => {
        await open(page, "/sign-up", { elder });
        await page.locator("main form").getByRole("button").click();
        const summary = page.locator(".error-summary");
        await summary.waitFor();
        for (const link of await summary.getByRole("link").all()) {
          const target = await link.getAttribute("href");
          assert.equal(await page.locator(`input${target}[aria-invalid="true"]`).count(), 1, `${target} is a field that is marked`);
        }
        await assertAccessible(page, "sign-up with errors");
      }));
  }
});
