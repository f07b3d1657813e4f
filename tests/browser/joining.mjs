// A company joins two communities, and its lower price is approved in one of them and returned in the other.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { AXE, assertAccessible } from "./accessible.mjs";
import { account, asPerson, fill, moveAhead, press, send } from "./people.mjs";
import { DESK_SCREEN, HOME, pathOf, withPage } from "./support.mjs";

const COMPANY = "细柳新风家政";
// A valid code that nobody has.
const CODE = "91350100M000100Y43";
const SERVICE = "明亮日常保洁";
const COMMUNITIES = ["shangjin", "yunqi"];
const REASON = "价格和门店公示的不一致";

describe("a company joins", () => {
  test("from the application to a price that residents compare, in two communities", async () => {
    let org;
    let service;
    await withPage({ scripts: [AXE] }, async (owner) => {
      await owner.goto(HOME);
      await press(owner, owner.locator('.footer a[href$="/join"]'));
      await press(owner, owner.locator('main a[href="/org/new"]'));
      // Whoever is not signed in signs in first, and comes back.
      const { phone, password } = account("resident", "shangjin");
      await fill(owner, { phone, password });
      await send(owner, "main form.form");
      assert.equal(pathOf(owner), "/org/new");
      await fill(owner, { name: COMPANY, uscc: CODE });
      await send(owner, "main form.form");
      org = pathOf(owner).replace(/\/profile$/, "");
      await fill(owner, { profile: "2021年成立，做日常保洁和深度保洁。", phone: "029-88880000", contact: "贺立群", insurance_until: nextYear() });
      await owner.locator("#engagement").selectOption("employee");
      await send(owner, "main form.form");
      for (const kind of ["licence", "insurance"]) {
        await owner.goto(`${org}/documents`);
        await owner.locator("#kind").selectOption(kind);
        await owner.locator('input[type="file"]').setInputFiles({ name: "扫描.png", mimeType: "image/png", buffer: await picture(owner) });
        await send(owner, "#upload-form");
      }
      await owner.goto(`${org}/services/new`);
      await owner.locator("#kind").selectOption("cleaning");
      await fill(owner, { name: SERVICE, included: "客厅卧室除尘\n厨房台面擦拭", duration: "3小时" });
      await send(owner, "main form.form");
      service = pathOf(owner).replace(/\/prices$/, "");
      await fill(owner, { min: "42", max: "50" });
      await send(owner, "#price-form");
      for (const community of COMMUNITIES) {
        await owner.goto(`${org}/communities/${community}`);
        await owner.locator('input[name="category"][value="cleaning"]').check();
        await press(owner, owner.locator("button[formaction]"));
        await owner.locator(".flash").waitFor();
      }
      await assertAccessible(owner, "an application that was handed in");
    });

    for (const community of COMMUNITIES) {
      await asStaff(community, async (staff) => {
        await record(staff, community);
        for (const step of ["check", "visit", "notice"]) await take(staff, step);
        await assertAccessible(staff, "a record on public notice");
      });
      await withPage({}, async (resident) => {
        await resident.goto(`/c/${community}/vendors`);
        assert.ok((await resident.locator("main").textContent()).includes(COMPANY), "on public notice");
      });
    }

    await moveAhead(15);

    for (const community of COMMUNITIES) {
      await asStaff(community, async (staff) => {
        await record(staff, community);
        await take(staff, "admit");
        await change(staff, community);
        await press(staff, staff.locator('#decision-form button[value="approve"]'));
      });
      await withPage({}, async (resident) => {
        await find(resident, community);
        assert.ok((await resident.locator("main").textContent()).includes("42–50"), `${community} shows the offer`);
      });
    }

    // A lower price, everywhere, from today.
    await asPerson(account("resident", "shangjin"), {}, async (owner) => {
      await owner.goto(`${service}/prices`);
      await fill(owner, { min: "36", max: "44" });
      await send(owner, "#price-form");
    });
    await asStaff("shangjin", async (staff) => {
      await change(staff, "shangjin");
      await press(staff, staff.locator('#decision-form button[value="approve"]'));
    });
    await asStaff("yunqi", async (staff) => {
      await change(staff, "yunqi");
      // Without a reason nothing goes back.
      await press(staff, staff.locator('#decision-form button[value="return"]'));
      await staff.locator(".error-summary").waitFor();
      await fill(staff, { reason: REASON });
      await press(staff, staff.locator('#decision-form button[value="return"]'));
    });

    await withPage({}, async (resident) => {
      await resident.goto(`${HOME}/services?q=日常保洁`);
      const ours = resident.locator(".listing-card", { hasText: COMPANY });
      await ours.getByRole("checkbox").check();
      await resident.locator(".listing-card").filter({ hasNotText: COMPANY }).first().getByRole("checkbox").check();
      await press(resident, resident.locator(".compare-bar").getByRole("button"));
      assert.ok((await resident.locator(".compare").textContent()).includes("36–44"), "the comparison shows the new price");
      await find(resident, "yunqi");
      const there = await resident.locator("main").textContent();
      assert.ok(there.includes("42–50") && !there.includes("36–44"), "where it was returned, the old price stays");
    });
    await asPerson(account("resident", "shangjin"), { scripts: [AXE] }, async (owner) => {
      await owner.goto(service);
      assert.ok((await owner.locator("main").textContent()).includes(REASON), "the owner is told why");
      await assertAccessible(owner, "a service with a change that was returned");
    });
  });
});

function nextYear() {
  return `${new Date().getFullYear() + 1}-12-31`;
}

/** A small picture, drawn by the browser itself. */
async function picture(page) {
  return page.locator("h1").first().screenshot();
}

const asStaff = (community, use) =>
  asPerson(account("community_staff", community), { viewport: DESK_SCREEN, scripts: [AXE] }, use);

/** From the console to the company's record. */
async function record(staff, community) {
  await staff.goto(`/c/${community}/staff`);
  await press(staff, staff.locator(`main a[href="/c/${community}/staff/vendors"]`));
  await press(staff, staff.locator("main a", { hasText: COMPANY }).first());
}

async function take(staff, step) {
  await press(staff, staff.locator(`#step-form button[value="${step}"]`));
  await staff.locator(".flash").waitFor();
}

/** From the console to the change that waits. */
async function change(staff, community) {
  await staff.goto(`/c/${community}/staff`);
  await press(staff, staff.locator(`main a[href="/c/${community}/staff/queue"]`));
  await press(staff, staff.locator('main a[href*="kind=change"]'));
  await press(staff, staff.locator("main .queue__title", { hasText: SERVICE }));
}

const find = (resident, community) => resident.goto(`/c/${community}/services?q=${encodeURIComponent("明亮")}`);
