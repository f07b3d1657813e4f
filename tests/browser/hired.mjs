// One resident's way from the archive to a job, through every gate, with those who help along: the community's staff, a
// trainer and an employer. Each step is what one of them does in one sitting.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { AXE, assertAccessible } from "./accessible.mjs";
import { account, asPerson, fill, moveAhead, press, send } from "./people.mjs";
import { readQr } from "./qr.mjs";
import { DESK_SCREEN, HOME, pathOf, withPage } from "./support.mjs";

const SHE = { name: "童小娟", masked: "童**", phone: "13900050001", password: "石榴花开在六月的清晨" };
const COURSE = "居家老人照护";
const JOB = "居家照护员（白班）";
/** Forty lesson hours of 45 minutes, in four long days. */
const [SESSIONS, MINUTES] = [4, 450];
const SCORE = "86";
/** Hours to practise with a company, in two days. */
const [PRACTICE, DAYS] = [6, 2];

// Days from the one on which the tests run: planning, the first day in class, the day after the last, and the day on which
// both sides are asked whether she is still there.
const PLANNED = 20;
const FIRST = PLANNED + 11;
const OVER = FIRST + SESSIONS;
const ASKED = OVER + 91;

describe("from the archive to a job", () => {
  test("a resident is put on file, learns, is certified, applies, is hired and stays", async () => {
    await moveAhead(PLANNED);
    const code = await staffPutHerOnFile();
    await sheTakesHerRecordOver(code);
    await sheWritesHerTalents();
    const run = await trainerProposesARun();
    await staffOpenIt(run);
    await sheEnrols(run);

    await moveAhead(FIRST);
    const screen = await trainerShowsTheCode(run);
    await sheSignsIn(screen);
    await staffFindHerAPlacement(run);
    await companyTakesHer();

    await moveAhead(OVER);
    await trainerMarksTheOtherDays(run);
    await trainerClosesTheRun(run);
    await nobodyCertifiesHerBeforeShePractised(run);
    await sheWritesHerHours();
    await mentorSignsThem();
    await staffPrepareHerCertificate();
    await anotherSignsIt();
    await trainerPrintsIt(run);
    const sheet = await sheOpensHerCertificate();
    await anybodyVerifiesIt(sheet);

    const posting = await employerWritesAPosting();
    await staffApproveIt(posting);
    await sheSeesWhatSheMeets(posting);
    await staffRecommendHer(posting);
    await sheSaysYes();
    await employerInvitesHer();
    await sheSaysThatSheComes();
    await employerMakesAnOffer();
    await sheAccepts();
    await employerHiresHer();

    await moveAhead(ASKED);
    await bothAreAskedWhetherSheStayed();
  });
});

const IN_CHINESE = { scripts: [AXE], locale: "zh-CN" };

const inOffice = (use, index = 0) =>
  asPerson(account("community_staff", "shangjin", index), { ...IN_CHINESE, viewport: DESK_SCREEN }, use);

/** As sharp as a phone's screen is, so that a picture of a code is as well. */
const onHerPhone = (use) => asPerson(SHE, { ...IN_CHINESE, deviceScaleFactor: 3 }, use);

/** 启程职业培训学校, which teaches. */
const asTrainer = (use) => atDesk(account("vendor_owner", "shangjin", 2), use);

/** 晴扫家政, which hires. */
const asEmployer = (use) => atDesk(account("vendor_owner", "shangjin"), use);

/** Hands the page of somebody's workspace to `use`, with its address. */
const atDesk = (person, use) =>
  asPerson(person, { ...IN_CHINESE, viewport: DESK_SCREEN }, async (page) => {
    await page.goto("/me");
    await press(page, page.locator('main a[href^="/org/"]:not([href="/org/new"])').first());
    await use(page, pathOf(page));
  });

async function staffPutHerOnFile() {
  let code;
  await inOffice(async (staff) => {
    await staff.goto(`${HOME}/staff/residents/new`);
    await staff.locator("#building").selectOption({ label: "沿街商住 12号楼" });
    await fill(staff, { room: "302", name: SHE.name, birth_year: "1988" });
    await staff.locator("#relation").selectOption("tenant");
    await send(staff, "#resident-form");
    await send(staff, "#code-form");
    code = await staff.locator(".slip__code").textContent();
  });
  return code;
}

async function sheTakesHerRecordOver(code) {
  await withPage(IN_CHINESE, async (page) => {
    await page.goto(`${HOME}/code`);
    await fill(page, { code: code.trim() });
    await send(page, "main form.form");
    await page.goto("/me");
    await fill(page, { phone: SHE.phone, password: SHE.password });
    await send(page, '[aria-labelledby="claim"] form');
    await page.locator(".flash").waitFor();
  });
}

async function sheWritesHerTalents() {
  await onHerPhone(async (page) => {
    await page.goto("/me");
    await press(page, page.locator('main a[href="/me/talent"]'));
    await assertAccessible(page, "what she can do, before she writes it");
    for (const tick of ["specialty.caring", "need.elder_care", "wish.full_time", "trade.care", "time.weekday_morning"]) {
      const [name, value] = tick.split(".");
      await page.locator(`#talent-form input[name="${name}"][value="${value}"]`).check();
    }
    await send(page, "#talent-form");
    // Nothing is kept before she agrees, and what she ticked is still there.
    await page.locator(".error-summary").waitFor();
    await page.locator('#talent-form input[name="agree"]').check();
    await send(page, "#talent-form");
    await send(page, "#give-match-form");
    await page.goto("/me/talent");
    await page.locator("#end-match-form").waitFor();
    await assertAccessible(page, "what she can do, with what it may be used for");
  });
}

async function trainerProposesARun() {
  let run;
  await asTrainer(async (page, desk) => {
    await page.goto(`${desk}/courses`);
    await press(page, page.locator("main a.community", { hasText: COURSE }).first());
    await press(page, page.locator('main a[href$="/runs/new"]'));
    await page.locator("#community").selectOption("shangjin");
    await fill(page, { seats: "12", enrol_until: dayIn(FIRST - 2), internship_hours: String(PRACTICE) });
    await send(page, "#run-form");
    run = pathOf(page).split("/").at(-1);
    // Within reach of the time of day at which the tests run: the code is shown only around the session.
    await fill(page, { starts: momentIn(FIRST, 20), minutes: String(MINUTES), times: String(SESSIONS) });
    await choose(page, "#room", "实操教室");
    await choose(page, "#teacher", "郭启程");
    await page.locator('input[name="every"][value="1"]').check();
    await send(page, "#session-form");
    await page.locator('#step-form input[value="propose"]').check();
    await send(page, "#step-form");
    await assertAccessible(page, "a run that was proposed");
  });
  return run;
}

async function staffOpenIt(run) {
  await inOffice(async (staff) => {
    await staff.goto(`${HOME}/staff`);
    await press(staff, staff.locator(`main a[href="${HOME}/staff/training"]`));
    await press(staff, staff.locator(`main a[href$="${run}"]`));
    await staff.locator('#step-form input[value="approve"]').check();
    await send(staff, "#step-form");
    await assertAccessible(staff, "a run that was opened");
  });
}

async function sheEnrols(run) {
  await onHerPhone(async (page) => {
    await page.goto(`${HOME}/training`);
    await press(page, page.locator(`main a[href$="/training/${run}"]`).first());
    await press(page, page.locator('main a[href$="/enrolment"]'));
    await assertAccessible(page, "enrolling");
    await send(page, "#enrol-form");
    await page.locator("#way .state--open").waitFor();
    await assertAccessible(page, "a seat in the course");
  });
}

async function trainerShowsTheCode(run) {
  let address;
  await asTrainer(async (page, desk) => {
    await learners(page, desk, run);
    await press(page, page.locator('main a[href$="/code"]').first());
    // It shows the next code by itself; what is looked at now must not go meanwhile.
    const { refresh } = (await page.reload()).headers();
    if (Number(refresh) < 10) await page.waitForEvent("domcontentloaded", { timeout: 15_000 });
    address = await readQr(page, "main .qr");
    await assertAccessible(page, "the code on the screen");
  });
  return address;
}

async function sheSignsIn(address) {
  await onHerPhone(async (page) => {
    await page.goto(address);
    await assertAccessible(page, "signing in to a session");
    await send(page, "#attend-form");
    await page.locator("main .state--open").waitFor();
    await assertAccessible(page, "signed in to a session");
  });
}

async function staffFindHerAPlacement(run) {
  await inOffice(async (staff) => {
    await staff.goto(`${HOME}/staff/training/${run}/learners`);
    await press(staff, staff.locator("main table a", { hasText: SHE.name }));
    await press(staff, staff.locator('main a[href$="/placement"]'));
    await choose(staff, "#plan-form select", "晴扫家政");
    await fill(staff, { place: "沿街商住，上门服务", duties: "跟着带教人上门照护", hours: String(PRACTICE) });
    await fill(staff, { starts_on: dayIn(FIRST), ends_on: dayIn(OVER + 10) });
    await assertAccessible(staff, "a placement to propose");
    await staff.locator('#plan-form input[name="agree"][value="word"]').check();
    await send(staff, "#plan-form");
    await assertAccessible(staff, "a placement that waits for the company");
  });
}

async function companyTakesHer() {
  await asEmployer(async (page, desk) => {
    await toPlacement(page, desk);
    await fill(page, { mentor: "冯晓蕾" });
    await send(page, "#accept-form");
    await assertAccessible(page, "a placement as the company keeps it");
  });
}

async function nobodyCertifiesHerBeforeShePractised(run) {
  await inOffice(async (staff) => {
    await staff.goto(`${HOME}/staff/certificates/runs/${run}`);
    const said = await staff.locator("main").textContent();
    assert.ok(said.includes(SHE.name) && (await staff.locator("#prepare-form").count()) === 0, "it says what she lacks");
    await assertAccessible(staff, "somebody who has yet to practise");
  });
}

async function sheWritesHerHours() {
  await onHerPhone(async (page) => {
    for (let day = 1; day <= DAYS; day++) {
      await page.goto("/me/placements");
      await press(page, page.locator('main a[href^="/me/placements/"]').first());
      await fill(page, { day: dayIn(FIRST + day), did: "做午饭，陪老人散步" });
      await page.locator("#hours").selectOption(String(PRACTICE / DAYS));
      await send(page, "#entry-form");
    }
    await assertAccessible(page, "her hour book");
  });
}

async function mentorSignsThem() {
  await asEmployer(async (page, desk) => {
    await toPlacement(page, desk);
    for (let day = 1; day <= DAYS; day++) await press(page, page.locator(".entry-sign button").first());
    await send(page, "#complete-form");
    await assertAccessible(page, "a placement that is completed");
  });
}

async function trainerMarksTheOtherDays(run) {
  await asTrainer(async (page, desk) => {
    for (let day = 1; day < SESSIONS; day++) {
      await learners(page, desk, run);
      await press(page, page.locator('main a[href$="/attendance"]').nth(day));
      await page.locator('#marks-form input[type="radio"][value="present"]').check();
      await send(page, "#marks-form");
    }
    await assertAccessible(page, "the list of a session");
  });
}

async function trainerClosesTheRun(run) {
  await asTrainer(async (page, desk) => {
    await learners(page, desk, run);
    await assertAccessible(page, "who learns");
    await press(page, page.locator("main table a", { hasText: SHE.name }));
    await fill(page, { score: SCORE });
    await send(page, "#score-form");
    await assertAccessible(page, "somebody who has met every gate");
    assert.equal(await page.locator('#closing-form input[name="outcome"]').inputValue(), "passed");
    await send(page, "#closing-form");
    await page.goto(`${desk}/runs/${run}`);
    await page.locator('#step-form input[value="finish"]').check();
    await send(page, "#step-form");
  });
}

async function staffPrepareHerCertificate() {
  await inOffice(async (staff) => {
    await toCertificates(staff);
    await press(staff, staff.locator('[aria-labelledby="owing"] a', { hasText: COURSE }));
    await assertAccessible(staff, "preparing certificates");
    await send(staff, "#prepare-form");
    assert.equal(await staff.locator("#sign-form").count(), 0, "whoever prepares does not sign");
    await assertAccessible(staff, "certificates that wait for a signature");
  });
}

async function anotherSignsIt() {
  await inOffice(async (staff) => {
    await toCertificates(staff);
    await press(staff, staff.locator('[aria-labelledby="open"] a', { hasText: COURSE }));
    await send(staff, "#sign-form");
    await assertAccessible(staff, "certificates that were signed");
  }, 1);
}

async function trainerPrintsIt(run) {
  await asTrainer(async (page, desk) => {
    await learners(page, desk, run);
    await press(page, page.locator('main a[href$="/certificates"]'));
    await assertAccessible(page, "what was issued, as the trainer sees it");
    await press(page, page.locator('[aria-labelledby="issued"] a', { hasText: SHE.name }));
    await assertAccessible(page, "a certificate as the trainer prints it");
  });
}

/** The address that the QR code on the sheet says. */
async function sheOpensHerCertificate() {
  let address;
  await onHerPhone(async (page) => {
    await page.goto("/me");
    await press(page, page.locator('main a[href="/me/certificates"]'));
    await assertAccessible(page, "her certificates");
    await press(page, page.locator("main article a.btn"));
    await assertAccessible(page, "her certificate on paper");
    await page.emulateMedia({ media: "print" });
    address = await readQr(page, ".certificate .qr");
  });
  return address;
}

async function anybodyVerifiesIt(address) {
  await withPage(IN_CHINESE, async (page) => {
    await page.goto(address);
    const said = await page.locator("main").textContent();
    for (const words of [SHE.masked, COURSE, SCORE]) assert.ok(said.includes(words), `the certificate says ${words}`);
    assert.ok(!said.includes(SHE.name), "it does not say the whole name");
    await page.locator("main .state--open").waitFor();
    await assertAccessible(page, "a certificate as anybody sees it");
  });
}

async function employerWritesAPosting() {
  let posting;
  await asEmployer(async (page, desk) => {
    await page.goto(`${desk}/jobs`);
    await press(page, page.locator('main a[href$="/jobs/new"]'));
    await page.locator("#community").selectOption("shangjin");
    await page.locator("#trade").selectOption("care");
    await page.locator("#pay_unit").selectOption("month");
    await fill(page, { title: JOB, duties: "照顾一位老人的起居、做两顿饭\n陪着散步，提醒吃药", place: "沿街商住" });
    await fill(page, { pay_min: "4200", pay_max: "5200", openings: "1", valid_until: dayIn(OVER + 30) });
    await page.locator('input[name="living"][value="out"]').check();
    await page.locator('input[name="certificate"][value="training"]').check();
    await send(page, "#job-form");
    posting = pathOf(page).split("/").at(-1);
    await press(page, page.locator('#step-form button[value="send"]'));
    await assertAccessible(page, "a posting that waits");
  });
  return posting;
}

async function staffApproveIt(posting) {
  await inOffice(async (staff) => {
    await staff.goto(`${HOME}/staff`);
    await press(staff, staff.locator(`main a[href="${HOME}/staff/jobs"]`));
    await press(staff, staff.locator(`main a[href$="${posting}"]`));
    await press(staff, staff.locator('#decision-form button[value="approve"]'));
    await assertAccessible(staff, "a posting that was approved");
  });
}

async function sheSeesWhatSheMeets(posting) {
  await onHerPhone(async (page) => {
    await page.goto(`${HOME}/jobs`);
    await press(page, page.locator(`main a[href$="/jobs/${posting}"]`));
    await assertAccessible(page, "a posting compared with what she can");
    assert.ok((await page.locator("main").textContent()).includes("和我的条件比一比"));
  });
}

async function staffRecommendHer(posting) {
  await inOffice(async (staff) => {
    await staff.goto(`${HOME}/staff/matching`);
    await assertAccessible(staff, "postings and who fits");
    await press(staff, staff.locator(`main a[href$="/matching/${posting}"]`));
    await assertAccessible(staff, "who fits a posting");
    const her = staff.locator("main article", { hasText: SHE.masked });
    await press(staff, her.locator('a[href*="/recommendations/new"]'));
    await staff.locator('#recommend-form input[name="certificate"]').first().check();
    await staff.locator("#source").selectOption("community");
    await fill(staff, { word: "上课一次没缺，实习时老人都说她细心。" });
    await assertAccessible(staff, "a recommendation to write");
    await send(staff, "#recommend-form");
    await assertAccessible(staff, "a recommendation that waits for her yes");
  });
}

async function sheSaysYes() {
  await onHerPhone(async (page) => {
    await page.goto("/me/recommendations");
    await assertAccessible(page, "she is asked");
    await press(page, page.locator("main a.btn--primary").first());
    assert.equal(await page.locator('#yes-form input[name="part"]:checked').count(), 0, "nothing is shared beforehand");
    for (const part of ["name", "talent"]) await page.locator(`#yes-form input[value="${part}"]`).check();
    await assertAccessible(page, "saying yes to a recommendation");
    await send(page, "#yes-form");
    await page.goto("/me/applications");
    await assertAccessible(page, "what she applied for");
  });
}

async function employerInvitesHer() {
  await asEmployer(async (page, desk) => {
    await toApplication(page, desk);
    const shared = await page.locator('[aria-labelledby="shown"]').textContent();
    assert.ok(shared.includes(SHE.name) && !shared.includes(SHE.phone), "what she chose, and no more");
    await page.locator("summary", { hasText: "约面试" }).click();
    await fill(page, { at: momentIn(OVER + 2, 0), place: "沿街商住 12号楼一层" });
    await send(page, "#invite-form");
    await assertAccessible(page, "somebody who was invited");
  });
}

async function sheSaysThatSheComes() {
  await onHerPhone(async (page) => {
    await page.goto("/me/applications");
    await assertAccessible(page, "she is invited");
    await send(page, 'main form[id^="comes-"]');
    assert.ok((await page.locator("main").textContent()).includes("您的答复：能去"));
  });
}

async function employerMakesAnOffer() {
  await asEmployer(async (page, desk) => {
    await toApplication(page, desk);
    assert.ok((await page.locator("main").textContent()).includes("本人答复：能去"), "beside the time");
    await press(page, page.locator('#step-form button[value="offer"]'));
    assert.equal(await page.locator('#step-form button[value="hire"]').count(), 0, "nobody is hired who has not accepted");
    await assertAccessible(page, "somebody who was made an offer");
  });
}

async function sheAccepts() {
  await onHerPhone(async (page) => {
    await page.goto("/me/applications");
    await assertAccessible(page, "she has an offer");
    await send(page, 'main form[id^="accept-"]');
  });
}

async function employerHiresHer() {
  await asEmployer(async (page, desk) => {
    await toApplication(page, desk);
    await press(page, page.locator('#step-form button[value="hire"]'));
    await assertAccessible(page, "somebody who was hired");
    assert.equal(await page.locator('#step-form button[value="keep"]').count(), 0, "nobody has stayed before 90 days");
  });
}

async function bothAreAskedWhetherSheStayed() {
  await onHerPhone(async (page) => {
    await toldThat(page, "/me/inbox", "满 90 天");
  });
  await asEmployer(async (page, desk) => {
    await toldThat(page, `${desk}/inbox`, "满 90 天");
    await toApplication(page, desk);
    await press(page, page.locator('#step-form button[value="keep"]'));
    await assertAccessible(page, "somebody who stayed");
  });
  await onHerPhone(async (page) => {
    await page.goto("/me/applications");
    assert.ok((await page.locator("main").textContent()).includes("满 90 天还在岗"), "she sees it as well");
  });
}

/** Opens messages until they say so: a task of the day sends them. */
async function toldThat(page, inbox, words) {
  await page.goto(inbox);
  const told = page.locator("main .rows__item", { hasText: words });
  for (let asked = 0; asked < 60 && (await told.count()) === 0; asked++) {
    await page.waitForTimeout(500);
    await page.reload();
  }
  assert.notEqual(await told.count(), 0, `${inbox} says ${words}`);
}

async function learners(page, desk, run) {
  await page.goto(`${desk}/runs/${run}`);
  await press(page, page.locator('main a[href$="/learners"]'));
}

async function toCertificates(staff) {
  await staff.goto(`${HOME}/staff`);
  await press(staff, staff.locator(`main a[href="${HOME}/staff/certificates"]`));
}

async function toPlacement(page, desk) {
  await page.goto(`${desk}/placements`);
  await press(page, page.locator("main a", { hasText: SHE.name }).first());
}

async function toApplication(page, desk) {
  await page.goto(`${desk}/jobs`);
  await press(page, page.locator("main a", { hasText: JOB }));
  await press(page, page.locator('main a[href$="/applications"]'));
  await press(page, page.locator('main a[href*="/applications/"]').first());
}

/** Chooses the option that begins so; rooms say how many fit in. */
async function choose(page, select, words) {
  const option = page.locator(`${select} option`).filter({ hasText: words });
  await page.locator(select).selectOption(await option.getAttribute("value"));
}

/** The day so many days ahead, in the community. */
const dayIn = (days) => momentIn(days, 0).slice(0, 10);

/** A time of day, so many days and minutes ahead, as a field of the community takes it. */
function momentIn(days, minutes) {
  const at = new Date(Date.now() + days * 86_400_000 + minutes * 60_000);
  return at.toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).replace(" ", "T").slice(0, 16);
}
