//! Lists of residents out, with a second person; and what people can ask about their own records.

use std::io::Read;

use chrono::TimeDelta;

use crate::residents::record;
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, demo_password, phones};

const LISTS: &str = "/c/shangjin/staff/exports";
const REQUESTS: &str = "/c/shangjin/staff/requests";
const MINE: &str = "/me/records";
/// 崔文娟 helps in the office.
pub const COLLEAGUE: &str = "13800000006";
const EXPORTED: &str = "select count(*) from resident_view where reason = 'export'";

/// The demo, with a second person in the office.
pub async fn office() -> (TestApp, Browser, Browser) {
    let app = TestApp::new().await;
    let hash = app.state.secrets().phone_hash(COLLEAGUE);
    sqlx::query(
        "insert into role_grant (tenant_id, grant_id, person_id, role, valid_from)
        select $1, gen_random_uuid(), person_id, 'community_staff', '2026-01-01' from phone_identity where phone_hmac = $2",
    )
    .bind(app.tenant("shangjin").id.uuid())
    .bind(&hash[..])
    .execute(&mut app.superuser().await)
    .await
    .expect("a colleague");
    let (staff, colleague) = (app.sign_in(phones::STAFF).await, app.sign_in(COLLEAGUE).await);
    (app, staff, colleague)
}

/// Asks for the list of everybody 60 or older.
async fn ask(staff: &mut Browser, form: &str) -> Answer {
    staff.get(&format!("{LISTS}/new?tag=elder")).await.ok();
    staff.submit("#export-form", &[("form", form), ("reason", "=重阳节慰问")]).await
}

/// The colleague decides about the list that waits.
async fn decide(colleague: &mut Browser, decision: &str) -> Answer {
    let lists = colleague.get(LISTS).await.ok();
    let url = lists.attributes("main li a[href$='/decision']", "href").remove(0);
    colleague.get(&url).await.ok();
    colleague.submit(&format!("#{decision}-form"), &[]).await
}

async fn file(staff: &mut Browser) -> String {
    staff.get(LISTS).await.ok().attributes("main li a[href$='/file']", "href").remove(0)
}

#[tokio::test]
async fn a_list_goes_out_once_a_second_person_agrees_and_says_who_took_it() {
    let (app, mut staff, mut colleague) = office().await;
    ask(&mut staff, "csv").await.with_status(303);
    app.run_tasks().await;
    let own = staff.get(LISTS).await.ok();
    assert_eq!(own.count("main li a[href$='/decision']"), 0, "nobody decides about their own");
    assert_eq!(own.count("main li a[href$='/file']"), 0);
    decide(&mut colleague, "allow").await.with_status(303);
    app.run_tasks().await;
    assert!(staff.get("/me/inbox").await.ok().text().contains("您申请的居民名单可以下载了"));
    let url = file(&mut staff).await;
    let csv = String::from_utf8(staff.get(&url).await.ok().bytes().to_vec()).expect("text");
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert!(lines[0].contains("导出人：梁静怡，审批人：崔文娟") && lines[0].contains("=重阳节慰问"), "{}", lines[0]);
    let elders = "select count(*) from resident r join tenant t on t.id = r.tenant_id where t.slug = 'shangjin' and birth_year <= 1966";
    let elders = count(&app, elders).await;
    assert_eq!(i64::try_from(lines.len()).expect("a number") - 2, elders);
    assert!(csv.contains("锦苑东区,3栋,1,202,回迁,吴秀英,13900017777,1944"), "{csv}");
    assert_eq!(count(&app, EXPORTED).await, elders, "everybody on it can read that it went out");
    // It is theirs alone.
    assert_eq!(colleague.get(&url).await.status(), 404);
    let mut qin = app.sign_in(phones::TWO_IDENTITIES).await;
    assert!(qin.get(MINE).await.ok().one("[aria-labelledby=looks] ul").contains("在导出的名单里：=重阳节慰问"));
    // What goes out can come in again, and changes nothing.
    staff.get("/c/shangjin/staff/sheets").await.ok();
    let sheet =
        staff.upload("#sheet-form", &[], "名单.csv", csv.as_bytes()).await.with_status(303).location().to_owned();
    assert!(staff.get(&sheet).await.ok().text().contains("没有要新增的"));
    app.advance(TimeDelta::hours(24));
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(staff.get(&url).await.status(), 404, "a day later it is gone");
    app.run_tasks().await;
    assert_eq!(count(&app, "select count(*) from resident_export where content_sealed is not null").await, 0);
}

#[tokio::test]
async fn a_workbook_computes_nothing_and_keeps_digits_as_text() {
    let (app, mut staff, mut colleague) = office().await;
    staff.get(&record(&app, "吴秀英").await).await.ok();
    staff.submit("#resident-form", &[("note", "=HYPERLINK(1)")]).await.with_status(303);
    ask(&mut staff, "xlsx").await.with_status(303);
    decide(&mut colleague, "allow").await.with_status(303);
    app.run_tasks().await;
    let url = file(&mut staff).await;
    let answer = staff.get(&url).await.ok();
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(answer.bytes())).expect("a workbook");
    let mut sheet = String::new();
    book.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("text");
    assert!(!sheet.contains("<f>") && !sheet.contains("<v>13900017777</v>"), "formulas or numbers");
    let mut strings = String::new();
    book.by_name("xl/sharedStrings.xml").expect("strings").read_to_string(&mut strings).expect("text");
    assert!(strings.contains("'=HYPERLINK(1)") && strings.contains("13900017777"));
}

#[tokio::test]
async fn a_list_has_no_number_of_whoever_does_not_want_to_be_called() {
    let (app, mut staff, mut colleague) = office().await;
    staff.get(&record(&app, "吴秀英").await).await.ok();
    staff.submit("#consents form:has([value=contact])", &[]).await.with_status(303);
    ask(&mut staff, "csv").await.with_status(303);
    decide(&mut colleague, "allow").await.with_status(303);
    app.run_tasks().await;
    let url = file(&mut staff).await;
    let csv = String::from_utf8(staff.get(&url).await.ok().bytes().to_vec()).expect("text");
    let line = csv.lines().find(|line| line.contains("吴秀英")).expect("a line");
    assert!(!line.contains("13900017777") && csv.contains("13900010002"), "{line}");
}

#[tokio::test]
async fn a_list_that_is_refused_is_never_made() {
    let (app, mut staff, mut colleague) = office().await;
    ask(&mut staff, "xlsx").await.with_status(303);
    decide(&mut colleague, "refuse").await.with_status(303);
    app.run_tasks().await;
    let lists = staff.get(LISTS).await.ok();
    assert!(staff.get("/me/inbox").await.ok().text().contains("崔文娟没有同意您导出居民名单"));
    assert!(lists.text().contains("崔文娟没有同意") && lists.count("main li a[href$='/file']") == 0);
    assert_eq!(count(&app, EXPORTED).await, 0);
}

#[tokio::test]
async fn a_list_needs_a_use_and_a_fresh_proof_of_both() {
    let (app, mut staff, mut colleague) = office().await;
    staff.get(&format!("{LISTS}/new")).await.ok();
    let refused = staff.submit("#export-form", &[("form", "pdf"), ("reason", " ")]).await;
    // A choice that is not offered cannot be made.
    assert_eq!(refused.status(), 422);
    app.advance(TimeDelta::minutes(6));
    let (mut late, right) = (ask(&mut staff, "csv").await, demo_password(phones::STAFF));
    assert_eq!((late.status(), late.count("#proof_password")), (422, 1));
    late = staff.submit("#export-form", &[("proof_password", "not-mine")]).await;
    assert_eq!(late.status(), 422);
    staff.submit("#export-form", &[("proof_password", &right)]).await.with_status(303);
    let asked = decide(&mut colleague, "allow").await.with_status(422);
    assert_eq!(asked.count("#proof_password"), 1);
    assert_eq!(count(&app, "select count(*) from resident_export where decided_at is not null").await, 0);
}

#[tokio::test]
async fn a_person_has_their_record_put_right_and_deleted() {
    let (app, mut staff, _) = office().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(MINE).await.ok();
    let refused = lin.submit("#request-form", &[("kind", "correct"), ("body", "")]).await.with_status(422);
    assert_eq!(refused.count("#body-error"), 1);
    lin.submit("#request-form", &[("kind", "correct"), ("body", "我是 1987 年出生的")]).await.with_status(303);
    app.run_tasks().await;
    let page = staff.get(REQUESTS).await.ok();
    assert!(page.text().contains("我是 1987 年出生的") && !page.text().contains("林晓梅"), "masked as ever");
    let refused = staff.submit("main form", &[("outcome", "refused"), ("answer", "")]).await.with_status(422);
    assert!(refused.one(".error-summary__list").contains("说明原因"));
    staff.submit("main form", &[("outcome", "done"), ("answer", "已改")]).await.with_status(303);
    app.run_tasks().await;
    assert!(lin.get("/me/inbox").await.ok().text().contains("已按您的要求处理了您的记录"));
    assert!(lin.get(MINE).await.ok().one("[aria-labelledby=ask]").contains("已改"));

    let path = record(&app, "林晓梅").await;
    lin.submit("#request-form", &[("kind", "delete"), ("body", "")]).await.with_status(303);
    staff.get(REQUESTS).await.ok();
    staff.submit("main form", &[("outcome", "done"), ("answer", "")]).await.with_status(303);
    assert_eq!(staff.get(&path).await.status(), 404);
    assert!(!lin.get(MINE).await.ok().text().contains("锦苑西区"));
    let left =
        "select count(*) from resident where name = '林晓梅' or resident_id in (select resident_id from resident_key k
        where k.key like '林晓%')";
    assert_eq!(count(&app, left).await, 0);
}

#[tokio::test]
async fn my_data_come_as_a_file_and_hold_nobody_elses() {
    let (app, mut staff, _) = office().await;
    staff.get(&record(&app, "林晓梅").await).await.ok();
    staff.submit("#reveal-form", &[("reason", "visit")]).await.with_status(303);
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(MINE).await.ok();
    let json: serde_json::Value =
        serde_json::from_slice(lin.get("/me/records/copy.json").await.ok().bytes()).expect("JSON");
    let text = json.to_string();
    for part in ["林晓梅", "138 0000 0001", "1986", "锦苑西区", "梁静怡", "走访入户"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("何俊杰") && !text.contains("林桂兰"));
    assert!(lin.get("/me/records/copy.xlsx").await.ok().bytes().starts_with(b"PK"));
    assert_eq!(lin.get("/me/records/copy.pdf").await.status(), 404);
}

#[tokio::test]
async fn two_years_after_moving_out_a_record_is_deleted_by_itself() {
    let (app, mut staff, _) = office().await;
    let names = "select count(*) from resident where name in ('吴秀英', '吴秀瑛')";
    staff.get(&record(&app, "吴秀英").await).await.ok();
    staff.submit("#departure-form", &[("left_on", "2026-11-23")]).await.with_status(303);
    app.advance(TimeDelta::days(730));
    app.run_tasks().await;
    assert_eq!(count(&app, names).await, 2, "on the last day it is still there");
    app.advance(TimeDelta::days(2));
    app.run_tasks().await;
    assert_eq!(count(&app, names).await, 1);
    let kept =
        "select count(*) from resident where erased_at is not null and name = '' and phone_sealed is null and note = ''
        and birth_year is null and resident_id not in (select resident_id from resident_key)";
    assert_eq!(count(&app, kept).await, 1, "that there was a record stays");
}

#[tokio::test]
async fn files_are_taken_out_so_often_and_then_with_pauses() {
    let (app, mut staff, mut colleague) = office().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    app.run_tasks().await;
    for (browser, path) in [(&mut staff, "/c/shangjin/staff/loop.csv"), (&mut lin, "/me/records/copy.json")] {
        for _ in 0..20 {
            browser.get(path).await.ok();
        }
        let refused = browser.get(path).await.with_status(429);
        let retry: i64 = refused.headers["retry-after"].to_str().expect("a header").parse().expect("seconds");
        assert!((1..=15).contains(&retry), "{path}: {retry}");
    }
    // A list that is asked for counts as one that is taken; and what one has taken out the other can still.
    ask(&mut staff, "csv").await.with_status(429);
    assert_eq!(count(&app, "select count(*) from resident_export").await, 0);
    colleague.get("/c/shangjin/staff/loop.csv").await.ok();
    app.advance(TimeDelta::seconds(15));
    ask(&mut staff, "csv").await.with_status(303);
    lin.get("/me/records/copy.json").await.ok();
}
