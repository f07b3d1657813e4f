//! Practice with companies: proposed by one side, taken by another, and counted by what both sign; it opens the last gate.

use futures_util::future::join_all;
use uuid::Uuid;

use crate::grids::start;
use crate::residents::record;
use crate::support::companies::count;
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, practise, put};
use crate::support::{Answer, Browser, TestApp, phones};

mod ends;
mod killed;
mod left;
mod mentors;
mod names;
mod plan;

const DESK: &str = "/c/shangjin/staff/placements";
const MINE: &str = "/me/placements";
const SIGNED: &str =
    "select count(*) from placement_entry where learner_signed_at is not null and mentor_signed_at is not null";

/// A run that asks for so many hours of practice, in which 林晓梅 has passed.
async fn passed(app: &TestApp, hours: i32) -> (Run, Uuid) {
    let run = open_run(app, &Plan { title: "居家照护", ..Plan::default() }).await;
    let enrolment = put(app, &run, "林晓梅", "passed").await;
    sqlx::query("update course_run set internship_hours = $2 where run_id = $1")
        .bind(run.id)
        .bind(hours)
        .execute(&mut app.superuser().await)
        .await
        .expect("a rule");
    (run, enrolment)
}

/// Asks 晴扫家政 from a learner's page, for so many hours.
async fn propose(browser: &mut Browser, learner: &str, org: Uuid, hours: &str) -> Answer {
    browser.get(&format!("{learner}/placement")).await.ok();
    let org = org.to_string();
    let plan = [
        ("org", org.as_str()),
        ("place", "锦苑东区"),
        ("duties", "跟着上门做饭"),
        ("hours", hours),
        ("starts_on", "2026-11-16"),
        ("agree", "word"),
    ];
    browser.submit("#plan-form", &plan).await
}

/// Writes a day down.
async fn write(browser: &mut Browser, page: &str, day: &str, hours: &str) -> Answer {
    browser.get(page).await.ok();
    browser.submit("#entry-form", &[("day", day), ("hours", hours), ("did", "做午饭")]).await
}

/// Opens the line of a day.
async fn line(browser: &mut Browser, page: &str, day: &str) -> String {
    let book = browser.get(page).await.ok();
    let (texts, urls) = (book.texts("#book ~ ul a"), book.attributes("#book ~ ul a", "href"));
    let found = texts.iter().zip(urls).find(|(text, _)| text.contains(day));
    found.unwrap_or_else(|| panic!("no {day} in {texts:?}")).1
}

fn standing(page: &Answer) -> String {
    page.one(".page__head .state")
}

#[tokio::test]
async fn hours_that_both_sign_open_the_gate_to_the_certificate() {
    let app = before_anybody_learned().await;
    let (run, enrolment) = passed(&app, 8).await;
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    let mut lin = app.sign_in(phones::RESIDENT).await;
    // Without practice there is no certificate, and it is said why.
    let prepare = format!("/c/shangjin/staff/certificates/runs/{}", run.id);
    let page = staff.get(&prepare).await.ok();
    assert!(
        page.count("#prepare-form") == 0
            && page.one("section[aria-labelledby=missing]").contains("林晓梅：实习已确认 0 小时，要满 8 小时")
    );
    assert_eq!(staff.get("/c/shangjin/staff/certificates").await.ok().count("section[aria-labelledby=owing] a"), 0);
    let learner = format!("{}/learners/{enrolment}", run.desk());
    assert!(staff.get(&learner).await.ok().one("section[aria-labelledby=gates]").contains("要满 8 小时才发证书"));
    staff.get(&format!("{learner}/placement")).await.ok();
    let refused = staff.submit("#plan-form", &[("hours", "x"), ("duties", "做饭")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#org", "#place", "#hours", "#agree"]);
    assert_eq!(refused.one("#duties"), "做饭", "nothing is lost");
    propose(&mut staff, &learner, run.org, "8").await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("placement-proposed"));
    assert_eq!(staff.get(&learner).await.ok().count("a[href$='/placement']"), 0, "one at a time");
    // The company says who shows the work.
    app.run_tasks().await;
    assert!(owner.get(&format!("/org/{}/inbox", run.org)).await.ok().text().contains("居家照护"));
    let desk = owner.get(&format!("/org/{}/placements", run.org)).await.ok();
    let theirs = desk.attributes("section[aria-labelledby=here] a", "href").remove(0);
    let mine = lin.get(MINE).await.ok().attributes("main h2 a", "href").remove(0);
    assert_eq!(lin.get(&mine).await.ok().count("#entry-form"), 0, "nothing is kept before the company agrees");
    owner.get(&theirs).await.ok();
    owner.submit("#accept-form", &[("mentor", " ")]).await.with_status(422);
    for flash in ["placement-accepted", "already-done"] {
        owner.submit("#accept-form", &[("mentor", "王秀兰")]).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash));
    }
    app.run_tasks().await;
    assert!(lin.get("/me/inbox").await.ok().text().contains("带教人是王秀兰"));
    // The learner keeps the book on the phone; sent twice, it is one line.
    write(&mut lin, &mine, "2026-11-20", "4").await.with_status(303);
    lin.submit("#entry-form", &[("day", "2026-11-20"), ("hours", "4"), ("did", "做午饭")]).await.with_status(303);
    assert_eq!(
        (lin.cookie("flash"), count(&app, "select count(*) from placement_entry").await),
        (Some("already-done"), 1)
    );
    for (day, hours, field) in [
        ("2026-11-24", "2", "#day"),
        ("2026-11-15", "2", "#day"),
        ("2026-11-20", "9", "#hours"),
        ("2026-11-21", "0", "#hours"),
    ] {
        let refused = write(&mut lin, &mine, day, hours).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary__list a", "href"), [field], "{day} {hours}");
        assert_eq!(refused.attributes("#day", "value"), [day]);
    }
    // One signature counts for nothing; the mentor's makes it count, once.
    assert!(lin.get(&mine).await.ok().one("section[aria-labelledby=progress]").contains("双方已签 0 小时"));
    let page = owner.get(&theirs).await.ok();
    assert_eq!((page.count(".entry-sign"), lin.get(&mine).await.ok().count(".entry-sign")), (1, 0));
    for flash in ["hours-signed", "already-done"] {
        owner.submit(".entry-sign", &[]).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash));
    }
    assert!(lin.get(&mine).await.ok().one("section[aria-labelledby=progress]").contains("双方已签 4 小时"));
    assert_eq!(owner.get(&theirs).await.ok().count("#complete-form"), 0);
    // The company writes, and the learner signs.
    write(&mut owner, &theirs, "2026-11-21", "4").await.with_status(303);
    lin.get(&mine).await.ok();
    lin.submit(".entry-sign", &[]).await.with_status(303);
    app.run_tasks().await;
    assert!(staff.get("/me/inbox").await.ok().text().contains("可以确认完成"));
    assert_eq!(staff.get(&prepare).await.ok().count("#prepare-form"), 0, "a person confirms it first");
    owner.get(&theirs).await.ok();
    owner.submit("#complete-form", &[]).await.with_status(303);
    app.run_tasks().await;
    assert!(lin.get("/me/inbox").await.ok().text().contains("实习完成了，共 8 小时"));
    assert_eq!(lin.get(&mine).await.ok().count("main form[method=post]"), 0, "the book is closed");
    assert!(lin.get("/me/training").await.ok().one("main .ticks").contains("实习已确认 8 小时"));
    assert_eq!(staff.get(&prepare).await.ok().count("#prepare-form [name=enrolment]"), 1);
    let sheet = lin.get(&format!("{mine}/sheet")).await.ok();
    assert!(sheet.texts(".hour-book__table tbody tr").len() == 2 && sheet.text().contains("王秀兰"));
}

/// 林晓梅 practises with 晴扫家政; gives her page, the company's and the staff's.
async fn practising(app: &TestApp) -> [String; 3] {
    let (run, enrolment) = passed(app, 40).await;
    let id = practise(app, enrolment, "running").await;
    [format!("{MINE}/{id}"), format!("/org/{}/placements/shangjin/{id}", run.org), format!("{DESK}/{id}")]
}

/// Whoever has a phone keeps the records of the company that somebody practises with.
async fn employ(app: &TestApp, phone: &str) {
    let sql = "insert into membership (org_id, membership_id, person_id, role, valid_from)
        select p.org_id, gen_random_uuid(), i.person_id, 'editor', '2026-01-01' from placement p, phone_identity i
        where i.phone_hmac = $1";
    let hash = app.state.secrets().phone_hash(phone);
    sqlx::query(sql).bind(&hash[..]).execute(&mut app.superuser().await).await.expect("a member");
}

#[tokio::test]
async fn what_is_disputed_counts_for_nothing_until_it_is_written_anew_or_settled() {
    let app = before_anybody_learned().await;
    let [mine, theirs, desk] = practising(&app).await;
    let (mut lin, mut owner) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::VENDOR_OWNER).await);
    let mut staff = app.sign_in(phones::STAFF).await;
    let url = line(&mut lin, &mine, "11月20日").await;
    lin.get(&url).await.ok();
    lin.submit("#sign-form", &[]).await.with_status(303);
    // What both have signed may turn out wrong all the same.
    let own = line(&mut owner, &theirs, "11月20日").await;
    owner.get(&own).await.ok();
    owner.submit("#dispute-form", &[("note", "")]).await.with_status(422);
    owner.submit("#dispute-form", &[("note", "只来了两小时")]).await.with_status(303);
    app.run_tasks().await;
    assert!(lin.get("/me/inbox").await.ok().text().contains("只来了两小时"));
    let page = lin.get(&url).await.ok();
    assert!(standing(&page) == "有异议" && page.count("#sign-form") == 0);
    assert!(lin.get(&mine).await.ok().one("section[aria-labelledby=progress]").contains("双方已签 0 小时"));
    // Written anew it asks for the other's word; whoever saw the old line is told, with nothing lost.
    let revision = page.attributes("#entry-form [name=revision]", "value").remove(0);
    lin.get(&url).await.ok();
    lin.submit("#entry-form", &[("hours", "2")]).await.with_status(303);
    let late = owner
        .forge(&own, &format!("revision={revision}&day=2026-11-20&hours=3&quarters=0&did=x"))
        .await
        .with_status(409);
    assert!(late.one("#conflict").contains("2 小时") && late.one("#did") == "x");
    let page = owner.get(&own).await.ok();
    assert_eq!(standing(&page), "等您签字");
    owner.submit("#sign-form", &[]).await.with_status(303);
    assert!(lin.get(&mine).await.ok().one("section[aria-labelledby=progress]").contains("双方已签 2 小时"));
    // The community settles the other one, with a reason, on record.
    let other = line(&mut staff, &desk, "11月21日").await;
    staff.get(&other).await.ok();
    let refused = staff.submit("#settle-form", &[]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#counts", "#note"]);
    staff.submit("#settle-form", &[("counts", "yes"), ("note", "看了排班表")]).await.with_status(303);
    app.run_tasks().await;
    assert!(owner.get("/me/inbox").await.ok().text().contains("看了排班表"));
    assert!(lin.get(&mine).await.ok().one("section[aria-labelledby=progress]").contains("双方已签 6 小时"));
    assert!(staff.get("/c/shangjin/staff/audit").await.ok().text().contains("代签或裁定实习工时"));
    assert_eq!(staff.get(&other).await.ok().count("main form"), 0, "it stays so");
}

#[tokio::test]
async fn staff_keep_a_book_on_paper_and_say_where_the_paper_is() {
    let app = before_anybody_learned().await;
    let [_, theirs, desk] = practising(&app).await;
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    staff.get(&desk).await.ok();
    let day = [("day", "2026-11-19"), ("hours", "3"), ("did", "收拾厨房")];
    let refused = staff.submit("#entry-form", &day).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#paper_kept"]);
    staff.submit("#entry-form", &[&day[..], &[("paper_kept", "2 号柜")]].concat()).await.with_status(303);
    let url = line(&mut staff, &desk, "11月20日").await;
    staff.get(&url).await.ok();
    staff.submit("#sign-form", &[]).await.with_status(422);
    staff.submit("#sign-form", &[("kept", "3 号柜")]).await.with_status(303);
    assert!(staff.get(&url).await.ok().one("dl").contains("梁静怡代签，纸质签字放在3 号柜"));
    let own = line(&mut owner, &theirs, "11月19日").await;
    assert!(owner.get(&own).await.ok().one("dl").contains("2 号柜"));
    owner.submit("#sign-form", &[]).await.with_status(303);
    assert_eq!(count(&app, SIGNED).await, 2);
    // Written anew from paper, it is the company that signs again.
    let again = line(&mut staff, &desk, "11月19日").await;
    staff.get(&again).await.ok();
    staff.submit("#entry-form", &[("hours", "2")]).await.with_status(303);
    app.run_tasks().await;
    for (phone, times) in [(phones::VENDOR_OWNER, 1), (phones::RESIDENT, 0)] {
        let told = app.sign_in(phone).await.get("/me/inbox").await.ok().texts("main li");
        assert_eq!(told.iter().filter(|text| text.contains("重新记过")).count(), times, "{phone}: {told:?}");
    }
    // Nobody signs for the company from here.
    staff.get(&desk).await.ok();
    assert_eq!(staff.get(&desk).await.ok().count(".entry-sign"), 0);
    staff.forge(&format!("{url}/steps"), "step=dispute&revision=2&note=x").await.with_status(400);
}

#[tokio::test]
async fn nobody_sees_to_their_own_and_nobody_else_finds_it() {
    let app = before_anybody_learned().await;
    let [mine, theirs, desk] = practising(&app).await;
    // 林晓梅 keeps the company's records, and works for the community.
    employ(&app, phones::RESIDENT).await;
    let sql = "insert into role_grant (tenant_id, grant_id, person_id, role, valid_from)
        select p.tenant_id, gen_random_uuid(), i.person_id, 'community_staff', '2026-01-01' from placement p, phone_identity i
        where i.phone_hmac = $1";
    let hash = app.state.secrets().phone_hash(phones::RESIDENT);
    sqlx::query(sql).bind(&hash[..]).execute(&mut app.superuser().await).await.expect("a grant");
    let mut lin = app.sign_in(phones::RESIDENT).await;
    for page in [&theirs, &desk] {
        assert_eq!(lin.get(page).await.ok().count("main form[method=post]"), 0, "{page}");
        lin.forge(&format!("{page}/steps"), "step=end&revision=1&reason=x").await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some("own-placement"));
    }
    lin.get(&mine).await.ok();
    lin.submit("#end-form", &[("reason", "")]).await.with_status(422);
    lin.submit("#end-form", &[("reason", "身体吃不消")]).await.with_status(303);
    app.run_tasks().await;
    assert!(app.sign_in(phones::VENDOR_OWNER).await.get("/me/inbox").await.ok().text().contains("身体吃不消"));
    for phone in [phones::TWO_IDENTITIES, phones::STAFF] {
        app.sign_in(phone).await.get(&mine).await.with_status(404);
    }
    app.sign_in(phones::OTHER_OWNER).await.get(&theirs).await.with_status(404);
    app.sign_in(phones::YUNQI_STAFF).await.get(&desk.replace("shangjin", "yunqi")).await.with_status(404);
    app.sign_in(phones::STREET_STAFF).await.get(&desk).await.with_status(403);
}

#[tokio::test]
async fn a_day_holds_twelve_hours_and_a_line_two_signatures_however_many_write_at_once() {
    let app = before_anybody_learned().await;
    let [mine, theirs, _] = practising(&app).await;
    let session = app.sign_in(phones::RESIDENT).await.cookie("session").expect("a session").to_owned();
    let mut browsers = Vec::new();
    for _ in 0..6 {
        let mut lin = app.browser();
        lin.set_cookie("session", &session);
        lin.get(&mine).await.ok();
        browsers.push(lin);
    }
    let day = [("day", "2026-11-18"), ("hours", "5"), ("did", "做饭")];
    let answers = join_all(browsers.iter_mut().map(|lin| lin.submit("#entry-form", &day))).await;
    let mut statuses: Vec<u16> = answers.iter().map(Answer::status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 303, 422, 422, 422, 422]);
    assert_eq!(count(&app, "select count(*) from placement_entry where day = '2026-11-18'").await, 2);
    // A signature and a change at once: one of them is first, and the other one is told.
    let url = line(&mut browsers[0], &mine, "11月20日").await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let own = line(&mut owner, &theirs, "11月20日").await;
    browsers[0].get(&url).await.ok();
    owner.get(&own).await.ok();
    let (signed, changed) =
        tokio::join!(browsers[0].submit("#sign-form", &[]), owner.submit("#entry-form", &[("hours", "6")]));
    let mut both = [signed.status(), changed.status()];
    both.sort_unstable();
    assert_eq!(both, [303, 409]);
}

#[tokio::test]
async fn both_are_reminded_once_of_what_waits_for_a_week() {
    let app = before_anybody_learned().await;
    practising(&app).await;
    let reminded = async |app: &TestApp| {
        let texts = app.sign_in(phones::RESIDENT).await.get("/me/inbox").await.ok().texts("main li");
        texts.iter().filter(|text| text.contains("等签字超过一周")).count()
    };
    app.pass_days(4).await;
    assert_eq!(reminded(&app).await, 0);
    app.pass_days(1).await;
    assert_eq!(reminded(&app).await, 1);
    app.pass_days(8).await;
    assert_eq!(reminded(&app).await, 1);
    let owner = app.sign_in(phones::VENDOR_OWNER).await.get("/me/inbox").await.ok().text();
    assert!(owner.contains("有 1 天的工时等签字"), "{owner}");
}

#[tokio::test]
async fn a_trainer_proposes_and_reads_and_prepares_certificates_for_the_community_to_sign() {
    let app = before_anybody_learned().await;
    let (run, enrolment) = passed(&app, 8).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let learner = format!("{}/learners/{enrolment}", run.trainer());
    let elsewhere: Uuid = sqlx::query_scalar("select org_id from admission where org_name like '暖灯%' limit 1")
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a company");
    propose(&mut owner, &learner, elsewhere, "8").await.with_status(303);
    let desk = owner.get(&format!("/org/{}/placements", run.org)).await.ok();
    assert!(desk.one("section[aria-labelledby=elsewhere]").contains("林晓梅"));
    let id: Uuid = sqlx::query_scalar("select placement_id from placement")
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("one");
    owner.get(&format!("/org/{}/placements/shangjin/{id}", run.org)).await.with_status(404);
    // Done there; then the trainer prepares, and cannot sign.
    let done = "update placement set status = 'completed', completed_on = '2026-11-22', done_minutes = 480";
    sqlx::query(done).execute(&mut app.superuser().await).await.expect("it is done");
    let page = format!("{}/certificates", run.trainer());
    let learners = owner.get(&format!("{}/learners", run.trainer())).await.ok();
    assert_eq!(learners.attributes("main a[href$='/certificates']", "href"), [page.as_str()]);
    owner.get(&page).await.ok();
    for flash in ["certificates-prepared", "already-done"] {
        owner.submit("#prepare-form", &[("term", "none")]).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash));
    }
    assert!(owner.get(&page).await.ok().one("section[aria-labelledby=batches]").contains("待签发"));
    app.sign_in(phones::OTHER_OWNER).await.get(&page).await.with_status(404);
    let mut staff = app.sign_in(phones::STAFF).await;
    let desk = staff.get("/c/shangjin/staff/certificates").await.ok();
    staff.get(&desk.attributes("section[aria-labelledby=open] a", "href").remove(0)).await.ok();
    staff.submit("#sign-form", &[]).await.with_status(303);
    assert_eq!(count(&app, "select count(*) from course_certificate where number is not null").await, 1);
}

#[tokio::test]
async fn they_go_with_the_record_that_they_hang_on() {
    let (app, mut staff) = start().await;
    let (run, _) = passed(&app, 40).await;
    let other = put(&app, &run, "吴秀英", "enrolled").await;
    practise(&app, other, "running").await;
    let (kept, gone) = (record(&app, "吴秀瑛").await, record(&app, "吴秀英").await);
    let of = async |address: &str| -> i64 {
        sqlx::query_scalar("select count(*) from placement where resident_id = $1::text::uuid")
            .bind(address.rsplit('/').next().expect("an id").to_owned())
            .fetch_one(&mut app.superuser().await)
            .await
            .expect("a count")
    };
    staff.get(&format!("{kept}/merge?gone={}", gone.rsplit('/').next().expect("an id"))).await.ok();
    staff.submit("#merge", &[]).await.with_status(303);
    assert_eq!((of(&kept).await, of(&gone).await), (1, 0));
    staff.get(&kept).await.ok();
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
    assert_eq!((of(&kept).await, of(&gone).await), (0, 1));
    // What is kept is in the copy, and goes with the record.
    let own: Uuid = sqlx::query_scalar("select enrolment_id from enrolment where name = '林晓梅' and run_id = $1")
        .bind(run.id)
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("an enrolment");
    practise(&app, own, "running").await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let copy = lin.get("/me/records/copy.json").await.ok().text();
    assert!(copy.contains("锦苑东区 · 跟着上门") && copy.contains("擦窗"), "{copy}");
    lin.get("/me/records").await.ok();
    lin.submit("#request-form", &[("kind", "delete"), ("body", "")]).await.with_status(303);
    staff.get("/c/shangjin/staff/requests").await.ok();
    staff.submit("main form", &[("outcome", "done"), ("answer", "")]).await.with_status(303);
    assert_eq!(count(&app, "select count(*) from placement where learner_name = '林晓梅'").await, 0);
}
