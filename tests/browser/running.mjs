// A community begins: its operator, its staff, the sheet of its residents, and what the people and the street see of it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { AXE, assertAccessible } from "./accessible.mjs";
import { account, asPerson, fill, press, send } from "./people.mjs";
import { DESK_SCREEN, withPage } from "./support.mjs";

const SLUG = "xinyuan";
const COMMUNITY = "新苑社区";
const STAFF = `/c/${SLUG}/staff`;
const ROWS = 20_000;

/** Follows a one-time code's slip and gives its digits. */
const digits = async (page) => (await page.locator(".slip__code").textContent()).replace(/\s/g, "");

describe("a community begins", () => {
  test("from the operator to the street's figures", async () => {
    let code;
    await asPerson(account("operator", "platform"), { viewport: DESK_SCREEN, scripts: [AXE] }, async (operator) => {
      await operator.goto("/operator/tenants/new");
      const street = operator.locator("#parent option").filter({ hasText: "细柳街道" }).first();
      await operator.locator("#parent").selectOption(await street.getAttribute("value"));
      await fill(operator, { name: COMMUNITY, slug: SLUG, phone: "029-88881234" });
      await send(operator, "#tenant-form");
      await operator.goto(`/operator/tenants/${SLUG}/staff`);
      await fill(operator, { name: "顾海燕", phone: "13900030001" });
      await send(operator, "#invite-form");
      code = await digits(operator);
      await assertAccessible(operator, "the slip of an invitation");
    });

    let residentsCode;
    await withPage({ viewport: DESK_SCREEN, scripts: [AXE] }, async (staff) => {
      await enter(staff, code);
      await bringIn(staff);
      await assertAccessible(staff, "a sheet that came in");
      await givePosts(staff);
      await reveal(staff);
      await send(staff, "#code-form");
      residentsCode = await digits(staff);
    });

    await withPage({ scripts: [AXE] }, async (resident) => {
      await enter(resident, residentsCode);
      await resident.goto("/me/records?lang=zh-Hans");
      const looks = await resident.locator('[aria-labelledby="looks"] ul').textContent();
      assert.ok(looks.includes("顾海燕") && looks.includes("走访入户"), looks);
      await assertAccessible(resident, "who looked");
    });

    await asPerson(account("street_staff", "xiliu"), { viewport: DESK_SCREEN, scripts: [AXE] }, async (street) => {
      await street.goto("/c/xiliu/staff/figures?lang=zh-Hans");
      await send(street, "#count-form");
      const row = street.locator("main tbody tr").filter({ hasText: COMMUNITY });
      // A task counts; the page is asked again until it has.
      for (let asked = 0; asked < 60 && !(await row.textContent()).includes(String(ROWS)); asked++) {
        await street.waitForTimeout(500);
        await street.reload();
      }
      assert.ok((await row.textContent()).includes(String(ROWS)), await row.textContent());
      await assertAccessible(street, "the street's figures");
    });
  });
});

async function enter(page, code) {
  await page.goto(`/c/${SLUG}/code?lang=zh-Hans`);
  await fill(page, { code });
  await send(page, "main form.form");
}

/** A title above, other words for the columns, families of two in merged cells, numbers in three spellings. */
function messySheet() {
  const lines = [`${COMMUNITY}居民信息登记表（2026年）`, "序号,小区名称,楼号,单元号,房间号,户主姓名*,联系电话,出生年月,与户主关系"];
  const spell = [(n) => n, (n) => `+86 ${n}`, (n) => `${n.slice(0, 3)}-${n.slice(3, 7)}-${n.slice(7)}`];
  for (let n = 0; n < ROWS; n++) {
    const home = Math.floor(n / 2);
    const [building, at] = [Math.floor(home / 200) + 1, home % 200];
    const given = String.fromCodePoint(0x4e00 + (n % 3000)) + String.fromCodePoint(0x5e00 + Math.floor(n / 3000));
    const number = `139${String(40_000_000 + n)}`;
    lines.push(
      n % 2 === 0
        ? `${n + 1},新苑,${building}号楼,${Math.floor(at / 100) + 1}单元,${Math.floor((at % 100) / 4) + 1}0${(at % 4) + 1}室,王${given},${spell[n % 3](number)},${1940 + (n % 80)}.3,户主`
        : `${n + 1},,,,,李${given},无,${1940 + (n % 80)}年,妻子`,
    );
  }
  return Buffer.from(lines.join("\r\n"));
}

async function bringIn(staff) {
  await staff.goto(`${STAFF}/sheets`);
  await staff.locator('input[type="file"]').setInputFiles({ name: "居民.csv", mimeType: "text/csv", buffer: messySheet() });
  await send(staff, "#sheet-form");
  const summary = await staff.locator('[aria-labelledby="result"]').textContent();
  assert.ok(summary.includes(`新增 ${ROWS} 人、${ROWS / 2} 户、50 栋楼、1 个小区`), summary);
  await send(staff, "#apply-form");
  // The page asks again by itself while the work goes on.
  await staff.locator("#undo-form").waitFor({ state: "attached", timeout: 60_000 });
}

async function givePosts(staff) {
  await staff.goto(`${STAFF}/grids`);
  await fill(staff, { code: "XY-01", name: "新苑网格" });
  await send(staff, "#grid-form");
  await staff.locator("#kind").selectOption("grid_leader");
  await fill(staff, { holder: "陆建平" });
  await send(staff, "#post-form");
  await press(staff, staff.getByRole("link", { name: /^交接/ }));
  const tomorrow = new Date(Date.now() + 86_400_000).toLocaleDateString("en-CA", { timeZone: "Asia/Shanghai" });
  await fill(staff, { holder: "沈秋云", from: tomorrow });
  await send(staff, "#post-form");
  const posts = await staff.locator('table[aria-labelledby="posts"]').textContent();
  assert.ok(posts.includes("陆建平") && posts.includes("沈秋云"), posts);
}

async function reveal(staff) {
  await staff.goto(`${STAFF}/residents`);
  await staff.locator("#typed").fill("2-2-101");
  await send(staff, "#search-form");
  await press(staff, staff.locator("main table a.textlink").first());
  assert.equal(await staff.locator('main a[href^="tel:"]').count(), 0, "masked so far");
  await staff.locator("#reason").selectOption("visit");
  await send(staff, "#reveal-form");
  assert.equal(await staff.locator('main a[href^="tel:+86139"]').count(), 1, "the number in full");
}
