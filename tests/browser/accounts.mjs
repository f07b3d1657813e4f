// Accounts: a resident's own, and one that staff made for somebody who was registered on paper.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { AXE, assertAccessible } from "./accessible.mjs";
import { account, fill, send, signIn, signOut, submit } from "./people.mjs";
import { HOME, pathOf, withPage } from "./support.mjs";

const PASSWORD = "石榴花开在六月的清晨";

describe("accounts", () => {
  test("a resident signs up, signs in, sees the account and signs out", () =>
    withPage({ scripts: [AXE] }, async (page) => {
      const phone = `139${String(Date.now()).slice(-8)}`;
      await page.goto(HOME);
      await page.locator(".utilbar__link").click();
      await page.locator('main a[href^="/sign-up"]').click();
      await fill(page, { name: "何雨晴", phone, password: PASSWORD });
      await page.locator("#agree").check();
      await submit(page);
      // Nobody is signed in by signing up: the answer is the same for a number that has an account.
      assert.equal(pathOf(page), "/sign-in");
      await page.locator(".flash").waitFor();

      await page.goto("/me");
      assert.equal(pathOf(page), "/sign-in", "not signed in yet");
      await fill(page, { phone, password: "不是这个密码呀" });
      await submit(page);
      await page.locator(".error-summary").waitFor();
      await fill(page, { phone, password: PASSWORD });
      await submit(page);
      assert.equal(pathOf(page), "/me", "back to where the visitor was going");
      assert.ok((await page.locator("main").textContent()).includes("何雨晴"));
      assert.ok(!(await page.content()).includes(phone), "the phone number is masked");
      await assertAccessible(page, "my account");

      await signOut(page);
      await page.goto("/me");
      assert.equal(pathOf(page), "/sign-in", "signed out");
    }));

  test("a form that is sent after the session has ended is sent on after signing in again", () =>
    withPage({ scripts: [AXE] }, async (page) => {
      const staff = account("community_staff", "shangjin");
      await signIn(page, staff);
      await page.goto(`${HOME}/staff/publishing`);
      await fill(page, { days: "半个月" });
      await page.context().clearCookies();
      await submit(page);
      await assertAccessible(page, "signing in with a form that is kept");
      await fill(page, { phone: staff.phone, password: staff.password });
      await submit(page);
      await assertAccessible(page, "a form that waits to be sent");
      await submit(page);
      assert.equal(pathOf(page), `${HOME}/staff/publishing`);
      await page.locator(".error-summary").waitFor();
      assert.equal(await page.locator("#days").inputValue(), "半个月", "as it was typed");
    }));

  test("a code from staff signs somebody in, once", () =>
    withPage({ scripts: [AXE] }, async (staff) => {
      await signIn(staff, account("community_staff", "shangjin"));
      await staff.goto(`${HOME}/staff`);
      await assertAccessible(staff, "the console");
      await staff.locator(`main a[href="${HOME}/staff/codes"]`).click();
      await staff.locator("#issue-form").getByRole("textbox").fill("周桂兰");
      await send(staff, "#issue-form");
      await assertAccessible(staff, "the slip with the code");
      const code = (await staff.locator(".slip__code").textContent()).trim();

      await withPage({}, async (page) => {
        await enterCode(page, code);
        assert.notEqual(pathOf(page), `${HOME}/code`, "signed in");
        await page.goto("/me");
        assert.ok((await page.locator("main").textContent()).includes("周桂兰"));
      });
      await withPage({}, async (page) => {
        await enterCode(page, code);
        await page.locator(".error-summary").waitFor();
      });

      await staff.goto(`${HOME}/staff/codes`);
      assert.equal(await staff.locator(".table .state--open").count(), 0, "the list says that it was used");
      await assertAccessible(staff, "the codes");
    }));

  test("a resident does not get into the console", () =>
    withPage({}, async (page) => {
      await signIn(page, account("resident", "shangjin"));
      const response = await page.goto(`${HOME}/staff`);
      assert.ok([403, 404].includes(response.status()), `${response.status()}`);
    }));
});

async function enterCode(page, code) {
  await page.goto(`${HOME}/code`);
  await fill(page, { code });
  await submit(page);
}
