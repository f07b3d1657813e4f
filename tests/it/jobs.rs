//! Jobs: written by one side, let through by the other, applied for with what somebody chooses to share, and never given to
//! more people than there are openings.

use chrono::TimeDelta;
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use self::hiring::{application, applications, start, take};
use crate::residents::record;
use crate::support::companies::{count, demo_service};
use crate::support::{Answer, Browser, TestApp, phones};

mod agreed;
mod applicants;
mod ends;
mod found;
mod hiring;
mod killed;
mod leaving;
mod machines;
mod printed;
mod shared;
mod stays;
mod suggested;
mod told;
mod written;

const LIST: &str = "/c/shangjin/jobs";
const DESK: &str = "/c/shangjin/staff/jobs";
const CLEANER: &str = "日常保洁员（兼职）";
const COOK: [(&str, &str); 7] = [
    ("title", "食堂帮厨"),
    ("trade", "housekeeping"),
    ("duties", "洗菜切菜\n收拾灶台"),
    ("pay_min", "3200"),
    ("pay_max", "3600"),
    ("place", "锦苑东区食堂"),
    ("openings", "1"),
];

pub async fn id_of(app: &TestApp, title: &str) -> Uuid {
    let found = sqlx::query_scalar("select posting_id from job_posting where title = $1").bind(title);
    found.fetch_one(&mut app.superuser().await).await.expect("a posting")
}

/// The workspace of 晴扫家政, where it hires.
pub async fn workspace(app: &TestApp) -> String {
    format!("/org/{}/jobs", demo_service(app).await.0)
}

/// Writes a posting; gives its address.
async fn write(browser: &mut Browser, desk: &str) -> String {
    browser.get(&format!("{desk}/new")).await.ok();
    browser.submit("#job-form", &COOK).await.with_status(303).location().to_owned()
}

/// Takes a step by the button for it.
async fn step(browser: &mut Browser, posting: &str, step: &str, reason: &str) -> Answer {
    browser.get(posting).await.ok();
    let form = match step {
        "approve" | "return" | "publish_alone" => "#decision-form",
        "pause" | "withdraw" => "#stop-form",
        _ => "#step-form",
    };
    let fields = [(if form == "#stop-form" { "stop_reason" } else { "reason" }, reason)];
    browser.press(form, &format!("button[value={step}]"), if reason.is_empty() { &[] } else { &fields }).await
}

/// Whoever has an offer accepts it.
async fn accept(browser: &mut Browser) {
    browser.get("/me/applications").await.ok();
    browser.submit("form[id^='accept-']", &[]).await.with_status(303);
}

fn state(page: &Answer) -> String {
    page.one(".page__head .state")
}

async fn titles(browser: &mut Browser, path: &str) -> Vec<String> {
    browser.get(path).await.ok().texts(".listing-card__title")
}

/// What somebody was told about a posting, the newest first.
async fn told(app: &TestApp, phone: &str, title: &str) -> Vec<String> {
    app.run_tasks().await;
    let mut messages = app.sign_in(phone).await.get("/me/inbox").await.ok().texts("main .rows__item strong");
    messages.retain(|text| text.contains(title));
    messages
}

async fn give_a_colleague(app: &TestApp) {
    sqlx::query(
        "insert into role_grant (tenant_id, grant_id, person_id, role, valid_from) select t.id, gen_random_uuid(), p.person_id, 'community_staff', '2026-01-01' from tenant t, person p where t.slug = 'shangjin' and p.name = '崔文娟'",
    )
    .execute(&mut app.superuser().await)
    .await
    .expect("a grant");
}

#[tokio::test]
async fn an_employers_posting_is_returned_let_through_written_anew_and_taken_down() {
    let app = TestApp::new().await;
    let desk = workspace(&app).await;
    let (mut editor, mut staff) = (app.sign_in(phones::VENDOR_EDITOR).await, app.sign_in(phones::STAFF).await);
    let mut resident = app.browser();
    editor.get(&format!("{desk}/new")).await.ok();
    let wrong =
        [("title", "帮厨"), ("pay_min", "很多"), ("duties", ""), ("openings", "0"), ("valid_until", "2026-11-01")];
    let refused = editor.submit("#job-form", &wrong).await.with_status(422);
    let marked = ["#duties", "#pay_min", "#place", "#openings", "#valid_until"];
    assert_eq!(refused.attributes(".error-summary__list a", "href"), marked);
    assert_eq!(refused.attributes("#title", "value"), ["帮厨"], "nothing is lost");
    editor.get(&format!("{desk}/new")).await.ok();
    let made = editor.submit("#job-form", &COOK).await.with_status(303).location().to_owned();
    editor.submit("#job-form", &COOK).await.with_status(303);
    assert_eq!(count(&app, "select count(*) from job_posting where title = '食堂帮厨'").await, 1, "the same key, once");
    let id = made.rsplit('/').next().expect("an id");
    let (public, at_desk) = (format!("{LIST}/{id}"), format!("{DESK}/{id}"));
    resident.get(&public).await.with_status(404);
    step(&mut editor, &made, "send", "").await.with_status(303);
    assert!(told(&app, phones::STAFF, "食堂帮厨").await[0].contains("送来审核"));
    // What waits does not change underneath.
    let late = editor.forge(&made, "revision=2&title=x&duties=y").await.with_status(409);
    assert!(late.one("#conflict").contains('x'));
    step(&mut staff, &at_desk, "return", "").await.with_status(422);
    // Of two reasons each is asked for, and given back, where it was typed.
    let long = "长".repeat(301);
    let refused = step(&mut staff, &at_desk, "withdraw", &long).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#stop_reason"]);
    assert_eq!((refused.one("#stop-form textarea"), refused.one("#decision-form textarea")), (long, String::new()));
    step(&mut staff, &at_desk, "return", "写清楚上班时间").await.with_status(303);
    let page = editor.get(&made).await.ok();
    assert!(state(&page) == "已退回" && page.one("main").contains("写清楚上班时间"));
    editor.submit("#job-form", &[("hours", "7:00–15:00")]).await.with_status(303);
    step(&mut editor, &made, "send", "").await.with_status(303);
    step(&mut staff, &at_desk, "approve", "").await.with_status(303);
    let page = resident.get(&public).await.ok();
    assert!(page.one("main").contains("7:00–15:00") && page.count("a[href$='/application']") == 1);
    let data: serde_json::Value =
        serde_json::from_str(&page.one("script[type='application/ld+json']")).expect("JSON-LD");
    assert_eq!((&data["@type"], &data["title"]), (&"JobPosting".into(), &"食堂帮厨".into()));
    assert_eq!(data["validThrough"], "2026-12-23T23:59:59+08:00");
    let pay = &data["baseSalary"]["value"];
    assert_eq!(
        (&pay["minValue"], &pay["maxValue"], &pay["unitText"]),
        (&"3200.00".into(), &"3600.00".into(), &"MONTH".into())
    );
    assert_eq!(titles(&mut resident, LIST).await[0], "食堂帮厨", "the newest first");
    assert!(resident.get("/c/shangjin").await.ok().text().contains("食堂帮厨"));
    assert!(resident.get("/c/shangjin/jobs.atom").await.ok().text().contains("食堂帮厨"));
    // Another number is another number; another wage is another posting.
    editor.get(&made).await.ok();
    editor.submit("#job-form", &[("openings", "2")]).await.with_status(303);
    assert!(resident.get(&public).await.ok().one("main").contains("还招 2 人"));
    editor.get(&made).await.ok();
    editor.submit("#job-form", &[("pay_max", "9000")]).await.with_status(303);
    assert_eq!(editor.cookie("flash"), Some("job-sent"));
    let gone = resident.get(&public).await.with_status(410);
    assert!(!gone.text().contains("食堂帮厨") && !titles(&mut resident, LIST).await.contains(&"食堂帮厨".to_owned()));
    step(&mut staff, &at_desk, "approve", "").await.with_status(303);
    // The community pauses it with a reason, and the employer does not resume that.
    staff.get(&at_desk).await.ok();
    staff.press("#stop-form", "button[value=pause]", &[]).await.with_status(422);
    step(&mut staff, &at_desk, "pause", "有人投诉乱收费").await.with_status(303);
    let paused = resident.get(&public).await.ok();
    assert!(paused.one(".flash--bad").contains("暂停报名") && paused.count("a[href$='/application']") == 0);
    let held = editor.get(&made).await.ok();
    assert_eq!(held.count("button[value=resume]"), 0);
    let revision = held.attributes("#stop-form input[name=revision]", "value").remove(0);
    editor.forge(&format!("{made}/steps"), &format!("step=resume&revision={revision}")).await.with_status(403);
    step(&mut staff, &at_desk, "resume", "").await.with_status(303);
    step(&mut editor, &made, "withdraw", "").await.with_status(303);
    resident.get(&public).await.with_status(410);
    assert_eq!(state(&editor.get(&made).await.ok()), "已撤下");
}

#[tokio::test]
async fn nobody_approves_what_they_wrote_while_there_is_somebody_else() {
    let app = TestApp::new().await;
    app.leave_one_of_staff().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let own = write(&mut staff, DESK).await;
    let page = staff.get(&own).await.ok();
    assert!(page.count("button[value=publish_alone]") == 1 && page.count("button[value=approve]") == 0);
    give_a_colleague(&app).await;
    step(&mut staff, &own, "send", "").await.with_status(303);
    let page = staff.get(&own).await.ok();
    assert_eq!(page.count("#decision-form"), 0, "somebody else does");
    let revision = page.attributes("#stop-form input[name=revision]", "value").remove(0);
    for step in ["approve", "publish_alone"] {
        let body = format!("step={step}&revision={revision}");
        staff.forge(&format!("{own}/decision"), &body).await.with_status(403);
    }
    step(&mut app.sign_in("13800000006").await, &own, "approve", "").await.with_status(303);
    // The street looks, and decides nothing.
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    let page = street.get(&own).await.ok();
    assert_eq!(page.count("main form"), 0);
    street.get(&format!("{own}/applications")).await.with_status(403);
    // What one's own organization wants, somebody else decides.
    let waiting = format!("{DESK}/{}", id_of(&app, "空调清洗技师").await);
    let sql = "insert into membership (org_id, membership_id, person_id, role, valid_from)
        select p.org_id, gen_random_uuid(), i.person_id, 'editor', '2026-01-01' from job_posting p, phone_identity i
        where p.title = '空调清洗技师' and i.phone_hmac = $1";
    let hash = app.state.secrets().phone_hash(phones::STAFF);
    sqlx::query(sql).bind(&hash[..]).execute(&mut app.superuser().await).await.expect("a membership");
    assert_eq!(staff.get(&waiting).await.ok().count("#decision-form"), 0);
    step(&mut app.sign_in("13800000006").await, &waiting, "approve", "").await.with_status(303);
}

/// 林晓梅 applies for a posting with some parts.
pub async fn apply(browser: &mut Browser, posting: Uuid, parts: &[&str], note: &str) -> Answer {
    browser.get(&format!("{LIST}/{posting}/application")).await.ok();
    let mut fields: Vec<(&str, &str)> = parts.iter().map(|part| ("part", *part)).collect();
    fields.push(("note", note));
    browser.submit("#apply-form", &fields).await
}

#[tokio::test]
async fn an_employer_sees_what_somebody_shares_and_no_more_once_it_is_taken_back() {
    let (app, posting, mut owner, mut lin) = start().await;
    let list = applications(&app, posting).await;
    assert!(owner.get(&list).await.ok().one(".empty").contains("还没有人报名"));
    let form = lin.get(&format!("{LIST}/{posting}/application")).await.ok();
    assert_eq!(form.count("#apply-form input[checked]"), 0, "nothing is shared beforehand");
    let said = form.one("#part");
    assert!(said.contains("林晓梅") && said.contains("138 0000 0001") && said.contains("做饭面点"), "{said}");
    assert!(!owner.get(&list).await.ok().text().contains("林"), "looking is not applying");
    apply(&mut lin, posting, &["talent"], "下周能上班").await.with_status(303);
    lin.submit("#apply-form", &[("part", "phone")]).await.with_status(303);
    assert_eq!(count(&app, "select count(*) from job_application a join job_posting p using (tenant_id, posting_id) where p.title = '白班保姆'").await, 1);
    let again = lin.get(&format!("{LIST}/{posting}/application")).await.ok();
    assert!(again.count("#apply-form") == 0 && again.one("main").contains("您已经报过名了"));
    let (own, ask) = ("section[aria-labelledby=applied]", "section[aria-labelledby=apply]");
    for (browser, counts) in [(&mut lin, (1, 0)), (&mut app.browser(), (0, 1))] {
        let page = browser.get(&format!("{LIST}/{posting}")).await.ok();
        assert_eq!((page.count(own), page.count(ask)), counts, "who has applied is not asked to");
    }
    let page = owner.get(&list).await.ok();
    let one = page.attributes("main .rows__item a", "href").remove(0);
    let page = owner.get(&one).await.ok();
    assert_eq!(page.one("h1"), "林**");
    let seen = page.one("section[aria-labelledby=shown]");
    assert!(seen.contains("做饭面点") && seen.contains("下周能上班"), "{seen}");
    assert!(!page.text().contains("晓梅") && !page.text().contains("0001"), "what was not chosen");
    assert_eq!(state(&page), "已报名", "opening it changes nothing");
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    editor.get(&one).await.ok();
    owner.press("#step-form", "button[value=view]", &[]).await.with_status(303);
    assert!(told(&app, phones::RESIDENT, "白班保姆").await[0].contains("对方看过了"));
    // An interview has a time to come and a place.
    owner.get(&one).await.ok();
    let refused = owner.submit("#invite-form", &[("at", "2026-11-20T09:00")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#at", "#place"]);
    owner.submit("#invite-form", &[("at", "2026-11-26T09:00"), ("place", "便民站")]).await.with_status(303);
    assert!(told(&app, phones::RESIDENT, "白班保姆").await[0].contains("2026年11月26日 09:00，便民站"));
    let late = editor.submit("#invite-form", &[("at", "2026-11-27T10:30")]).await.with_status(409);
    assert!(late.one("#conflict").contains("2026-11-27T10:30"), "an hour alone is not lost either");
    let mine = lin.get("/me/applications").await.ok();
    assert!(mine.one("main").contains("便民站") && mine.one("main").contains("对方看过了"));
    let form = mine.attributes("form[action$='/withdrawal']", "action");
    let own = count(&app, "select count(*) from job_application where status = 'withdrawn'").await;
    assert_eq!((form.len(), own), (2, 0), "the demo's, and this one");
    lin.submit("main section form[action$='/withdrawal']", &[]).await.with_status(303);
    let seen = owner.get(&one).await.ok();
    assert!(seen.one("h1") == "林**" && !seen.text().contains("做饭面点") && !seen.text().contains("下周能上班"));
    assert!(told(&app, phones::VENDOR_OWNER, "白班保姆").await[0].contains("撤回"));
    assert_eq!(
        count(&app, "select count(*) from job_application where status = 'withdrawn' and talent is null and note = ''")
            .await,
        1
    );
    // Of another company nobody sees a thing.
    app.sign_in(phones::OTHER_OWNER).await.get(&one).await.with_status(404);
}

#[tokio::test]
async fn a_posting_that_closed_while_the_form_was_open_takes_nothing() {
    let (app, posting, mut owner, mut lin) = start().await;
    let desk = workspace(&app).await;
    lin.get(&format!("{LIST}/{posting}/application")).await.ok();
    step(&mut owner, &format!("{desk}/shangjin/{posting}"), "pause", "").await.with_status(303);
    let late = lin.submit("#apply-form", &[("part", "phone"), ("note", "下周能上班")]).await.with_status(409);
    assert!(late.one(".flash--bad").contains("没有提交") && late.one("main").contains("下周能上班"));
    step(&mut owner, &format!("{desk}/shangjin/{posting}"), "resume", "").await.with_status(303);
    lin.get(&format!("{LIST}/{posting}/application")).await.ok();
    app.advance(TimeDelta::days(31));
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(&format!("{LIST}/{posting}")).await.with_status(410);
    assert_eq!(count(&app, "select count(*) from job_application a join job_posting p using (tenant_id, posting_id) where p.title = '白班保姆'").await, 0);
    // Who has no record here is told what to do.
    let mut stranger = app.sign_in("13800000012").await;
    let open = id_of(&app, "陪诊员（按单）").await;
    let page = stranger.get(&format!("{LIST}/{open}/application")).await.ok();
    assert!(page.count("#apply-form") == 0 && page.one("main").contains("先在社区登记"));
}

/// Staff take down that a resident applies; gives the list of applications.
async fn on_paper(app: &TestApp, name: &str, posting: Uuid, parts: &[&str]) -> String {
    let resident = record(app, name).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let page = staff.get(&resident).await.ok();
    let url = page.attributes("a[href*='/jobs/paper']", "href").remove(0);
    staff.get(&url).await.ok();
    let posting = posting.to_string();
    let mut fields: Vec<(&str, &str)> = parts.iter().map(|part| ("part", *part)).collect();
    fields.extend([("posting", &*posting), ("paper_kept", "2 号柜")]);
    staff.submit("#paper-form", &fields).await.with_status(303).location().to_owned()
}

#[tokio::test]
async fn staff_apply_for_whoever_has_no_phone() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let attendant = id_of(&app, "便民站值班员").await;
    let resident = record(&app, "吴秀英").await;
    staff.get(&format!("{DESK}/paper?resident={}", resident.rsplit('/').next().expect("an id"))).await.ok();
    let refused = staff.submit("#paper-form", &[("note", &*"长".repeat(201))]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#note", "#paper_kept"]);
    assert!(!refused.text().contains("吴秀英") && !refused.text().contains("13900017777"), "masked, as everywhere");
    let list = on_paper(&app, "吴秀英", attendant, &["name", "phone"]).await;
    assert_eq!(list, format!("{DESK}/{attendant}/applications"));
    // For its own posting the community is the employer: the list names nobody whole, and whoever opens one reads what is shared.
    let page = staff.get(&list).await.ok();
    assert!(page.text().contains("吴**") && page.text().contains("社区代为登记"));
    assert!(staff.get("/c/shangjin/staff/audit").await.ok().text().contains("代居民报名找工作"));
    // For an organization's it is not.
    let cleaner = id_of(&app, CLEANER).await;
    let list = on_paper(&app, "吴秀英", cleaner, &["name"]).await;
    assert!(!staff.get(&list).await.ok().text().contains("秀英"));
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let page = owner.get(&applications(&app, cleaner).await).await.ok();
    let rows = page.texts("main .rows__item");
    let at = rows.iter().position(|row| row.contains("吴**")).expect("a row");
    let one = page.attributes("main .rows__item a", "href").remove(at);
    assert_eq!(owner.get(&one).await.ok().one("h1"), "吴秀英");
}

#[tokio::test]
async fn nobody_is_hired_beyond_the_openings_however_many_hire_at_once() {
    let app = TestApp::new().await;
    let cleaner = id_of(&app, CLEANER).await;
    let list = applications(&app, cleaner).await;
    for name in ["吴秀英", "林俊杰"] {
        on_paper(&app, name, cleaner, &["name"]).await;
    }
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let all = owner.get(&list).await.ok().attributes("main .rows__item a", "href");
    assert_eq!(all.len(), 3);
    for one in &all {
        let page = owner.get(one).await.ok();
        if page.count("button[value=view]") == 1 {
            owner.press("#step-form", "button[value=view]", &[]).await.with_status(303);
            owner.get(one).await.ok();
        }
        if one != &all[0] {
            owner.press("#step-form", "button[value=offer]", &[]).await.with_status(303);
        }
    }
    sqlx::query("update job_posting set openings = 1 where posting_id = $1")
        .bind(cleaner)
        .execute(&mut app.superuser().await)
        .await
        .expect("one opening");
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    // 林晓梅 accepts; who applied on paper has said so by telephone.
    accept(&mut app.sign_in(phones::RESIDENT).await).await;
    owner.get(&all[1]).await.ok();
    editor.get(&all[2]).await.ok();
    let (first, second) = tokio::join!(
        owner.press("#step-form", "button[value=hire]", &[("agreed", "1")]),
        editor.press("#step-form", "button[value=hire]", &[])
    );
    let mut statuses = [first.status(), second.status()];
    statuses.sort_unstable();
    assert!(statuses[0] == 303 && matches!(statuses[1], 409 | 422), "{statuses:?}");
    let of = |sql: &'static str| count(&app, sql);
    assert_eq!(of("select count(*) from job_application where status = 'hired' and org_id = (select org_id from organization where name like '晴扫%')").await, 1);
    assert_eq!(of("select count(*) from job_posting where status = 'filled'").await, 1);
    assert_eq!(
        of("select count(*) from job_application where status = 'rejected' and name = ''").await,
        2,
        "and told so"
    );
    // 林晓梅 is the one whom the editor hires, where the editor is first.
    let word = if first.status() == 303 { "已经招满" } else { "已上岗" };
    assert!(told(&app, phones::RESIDENT, CLEANER).await[0].contains(word), "{statuses:?}");
    app.browser().get(&format!("{LIST}/{cleaner}")).await.with_status(410);
}

#[tokio::test]
async fn employers_are_reminded_once_postings_end_and_after_ninety_days_both_are_asked() {
    let app = TestApp::new().await;
    let (desk, cleaner) = (workspace(&app).await, id_of(&app, CLEANER).await);
    let posting = format!("{desk}/shangjin/{cleaner}");
    // 45 days: the reminder comes a week before the last.
    app.pass_days(37).await;
    let ends = |all: &[String]| all.iter().filter(|text| text.contains("要不要延长")).count();
    assert_eq!(ends(&told(&app, phones::VENDOR_OWNER, CLEANER).await), 0);
    app.pass_days(2).await;
    assert_eq!(ends(&told(&app, phones::VENDOR_OWNER, CLEANER).await), 1, "once");
    app.pass_days(7).await;
    assert!(told(&app, phones::VENDOR_OWNER, CLEANER).await[0].contains("已经过期"));
    let mut resident = app.browser();
    resident.get(&format!("{LIST}/{cleaner}")).await.with_status(410);
    // One tap, and it is back; but not what the community has paused.
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let hold = |is_held: bool| format!("update job_posting set is_held = {is_held} where posting_id = '{cleaner}'");
    app.superuser().await.execute(AssertSqlSafe(hold(true))).await.expect("it is held");
    let page = owner.get(&posting).await.ok();
    assert_eq!(page.count("button[value=extend]"), 0);
    app.superuser().await.execute(AssertSqlSafe(hold(false))).await.expect("it is not");
    step(&mut owner, &posting, "extend", "").await.with_status(303);
    let page = owner.get(&posting).await.ok().text();
    assert!(page.contains("已延长") && page.contains("2027年2月7日"), "it says until when, capped or not: {page}");
    resident.get(&format!("{LIST}/{cleaner}")).await.ok();
    // 林晓梅 begins, and is asked after.
    let one = application(&app, &mut owner, cleaner).await;
    take(&mut owner, &one, &["offer"]).await;
    accept(&mut app.sign_in(phones::RESIDENT).await).await;
    take(&mut owner, &one, &["hire"]).await;
    let page = owner.get(&one).await.ok();
    assert_eq!((page.count("button[value=keep]"), page.count("#leave-form")), (0, 1), "not before");
    app.pass_days(89).await;
    let asked = |all: &[String]| all.iter().filter(|text| text.contains("90 天")).count();
    assert_eq!(asked(&told(&app, phones::VENDOR_OWNER, CLEANER).await), 0);
    app.pass_days(2).await;
    for phone in [phones::VENDOR_OWNER, phones::RESIDENT] {
        assert_eq!(asked(&told(&app, phone, CLEANER).await), 1, "{phone}");
    }
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    take(&mut owner, &one, &["keep"]).await;
    assert_eq!(state(&owner.get(&one).await.ok()), "满 90 天还在岗");
    // By then the employer knows them; what they shared when they applied goes.
    let shared = format!(
        "select count(*) from job_application where posting_id = '{cleaner}' and status = 'retained'
            and (name <> '' or phone_sealed is not null or talent is not null or certificates is not null)"
    );
    app.pass_days(27).await;
    assert_eq!(count(&app, &shared).await, 1);
    app.pass_days(3).await;
    assert_eq!(count(&app, &shared).await, 0);
    assert!(!app.sign_in(phones::VENDOR_OWNER).await.get(&one).await.ok().text().contains("林晓梅"));
}

#[tokio::test]
async fn the_list_is_narrowed_searched_and_ordered_by_what_it_shows() {
    let app = TestApp::new().await;
    let mut visitor = app.browser();
    let all = titles(&mut visitor, LIST).await;
    assert!(all.len() == 9 && !all.contains(&"空调清洗技师".to_owned()), "what is in review is not there: {all:?}");
    visitor.get(LIST).await.ok();
    let found = visitor.submit("form.facets", &[("trade", "care"), ("trade", "escort"), ("unit", "piece")]).await.ok();
    assert_eq!(found.texts(".listing-card__title"), ["陪诊员（按单）"]);
    assert_eq!(found.texts(".chips .chip").len(), 4, "three, and all of them at once");
    assert_eq!(titles(&mut visitor, &format!("{LIST}?living=in&reemployment=1")).await, ["住家照护员"]);
    assert_eq!(titles(&mut visitor, &format!("{LIST}?q=baojie")).await, [CLEANER], "as in the directory");
    let by_pay = titles(&mut visitor, &format!("{LIST}?unit=month&sort=pay")).await;
    assert_eq!(by_pay[0], "住家照护员");
    let none = visitor.get(&format!("{LIST}?q=宇航员")).await.ok();
    assert!(none.one(".empty").contains("没有符合的岗位") && none.count(".empty a[href^='tel:']") == 1);
    // Whose business is stopped here hires nobody.
    let sql = "update admission set status = 'suspended' where org_name like '暖灯%'";
    sqlx::query(sql).execute(&mut app.superuser().await).await.expect("a suspension");
    let live = app.second_node().await;
    assert!(!titles(&mut live.browser(), LIST).await.contains(&"住家照护员".to_owned()));
    // A printed code leads to a posting.
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get("/c/shangjin/staff/links?for=job").await.ok();
    let cleaner = id_of(&app, CLEANER).await.to_string();
    let link = staff.submit("#link-form", &[("key", &*cleaner)]).await.with_status(303).location().to_owned();
    let poster = staff.get(&format!("{link}/poster")).await.ok();
    assert!(poster.one("main").contains("28–38"), "{}", poster.one("main"));
    assert!(poster.one(".poster__terms").starts_with("不住家；上午或下午"), "{}", poster.one(".poster__terms"));
    assert!(poster.texts(".poster__line").contains(&"招到 2027年1月7日".to_owned()));
}

#[tokio::test]
async fn whoever_waits_for_an_answer_that_does_not_come_is_told_two_weeks_after_the_last_day() {
    let app = TestApp::new().await;
    let waiting = "select count(*) from job_application a join job_posting p using (tenant_id, posting_id)
        where p.title = '日常保洁员（兼职）' and a.status = 'rejected'";
    let before = count(&app, "select count(*) from job_application where status = 'rejected'").await;
    app.pass_days(45 + 14).await;
    assert_eq!(count(&app, waiting).await, 0, "the employer may still answer, or extend it");
    app.pass_days(2).await;
    assert!(count(&app, waiting).await > 0 && before == 0);
    assert!(told(&app, phones::RESIDENT, CLEANER).await[0].contains("一直没有答复"));
}

#[tokio::test]
async fn what_somebody_can_is_taken_from_employers_with_the_consent_to_keep_it() {
    let (app, posting, mut owner, mut lin) = start().await;
    apply(&mut lin, posting, &["name", "talent"], "").await.with_status(303);
    let one = application(&app, &mut owner, posting).await;
    assert!(owner.get(&one).await.ok().text().contains("做饭面点"));
    // And what others have certified, which stands in the same archive.
    let papers = r#"{"trades": [], "papers": [], "external": [{"kind": "other", "title": "面点师", "issuer": "市烹协", "expires_on": null}]}"#;
    app.behind(&format!("update job_application set certificates = '{papers}' where posting_id = '{posting}'")).await;
    assert!(owner.get(&one).await.ok().text().contains("市烹协"));
    lin.get("/me/talent").await.ok();
    lin.submit("#withdraw-form", &[]).await.with_status(303);
    let page = owner.get(&one).await.ok();
    assert!(page.one("h1") == "林晓梅" && !page.text().contains("做饭面点") && !page.text().contains("市烹协"));
}
