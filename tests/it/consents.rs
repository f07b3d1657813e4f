//! Consents: given and withdrawn in one step each, in words that have a number; and what ends with them.

use chrono::TimeDelta;
use sqlx::{AssertSqlSafe, Executor};

use crate::grids::{LEADER, start};
use crate::residents::record;
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones};

const MINE: &str = "/me/consents";
const RECORDS: &str = "/me/records";

/// The number of receipts that hold, of a purpose.
async fn living(app: &TestApp, name: &str, purpose: &str) -> i64 {
    let sql = format!(
        "select count(*) from consent c join resident r using (tenant_id, resident_id)
        where r.name = '{name}' and c.purpose = '{purpose}' and c.withdrawn_at is null"
    );
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut app.superuser().await).await.expect("a count")
}

async fn marks(app: &TestApp, name: &str) -> String {
    let sql = "select concat_ws(' ', tags, birth_year) from resident where name = $1";
    sqlx::query_scalar(sql).bind(name).fetch_one(&mut app.superuser().await).await.expect("the marks")
}

fn card(purpose: &str, form: &str) -> String {
    format!("#{purpose}-1 form.consent-{form}")
}

async fn give(browser: &mut Browser, purpose: &str) -> Answer {
    browser.get(MINE).await.ok();
    browser.submit(&card(purpose, "give"), &[]).await.with_status(303)
}

async fn withdraw(browser: &mut Browser, purpose: &str) -> Answer {
    browser.get(MINE).await.ok();
    browser.submit(&card(purpose, "withdraw"), &[]).await.with_status(303)
}

/// Staff take a paper down on the page of a record.
pub async fn paper(staff: &mut Browser, record: &str, fields: &[(&str, &str)]) -> Answer {
    staff.get(record).await.ok();
    staff.submit("#paper-form", fields).await
}

/// Staff withdraw on somebody's word: the form of the purpose with this title.
async fn on_their_word(staff: &mut Browser, record: &str, purpose: &str) -> Answer {
    staff.get(record).await.ok();
    staff.submit(&format!("#consents form:has([value={purpose}])"), &[]).await.with_status(303)
}

#[tokio::test]
async fn agreeing_and_withdrawing_take_one_step_each_and_nothing_is_agreed_beforehand() {
    let app = TestApp::new().await;
    let mut qin = app.sign_in(phones::TWO_IDENTITIES).await;
    let page = qin.get(MINE).await.ok();
    assert_eq!(page.count(&card("care", "give")), 1);
    assert_eq!(page.count(&card("care", "withdraw")), 0);
    assert_eq!(page.count("main input[checked]"), 0);
    let receipts = page.count("section[aria-labelledby=receipts-1] li");
    let before = count(&app, "select count(*) from audit_event").await;
    for flash in ["consent-given", "already-done"] {
        qin.submit(&card("care", "give"), &[]).await.with_status(303);
        assert_eq!((qin.cookie("flash"), living(&app, "秦建军", "care").await), (Some(flash), 1), "sent twice");
    }
    let page = qin.get(MINE).await.ok();
    assert!(page.one("section[aria-labelledby=receipts-1] li:first-child").contains("一老一小标记 第 1 版"));
    assert_eq!(page.count("section[aria-labelledby=receipts-1] li"), receipts + 1);
    for flash in ["consent-withdrawn", "already-done"] {
        qin.submit(&card("care", "withdraw"), &[]).await.with_status(303);
        assert_eq!((qin.cookie("flash"), living(&app, "秦建军", "care").await), (Some(flash), 0));
    }
    let page = qin.get(MINE).await.ok();
    assert!(page.one("section[aria-labelledby=receipts-1] li:first-child").contains("本人在网上撤回"));
    assert_eq!(living(&app, "秦建军", "contact").await, 1, "each stands for itself");
    // Given again it is another receipt.
    give(&mut qin, "care").await;
    assert_eq!(qin.get(MINE).await.ok().count("section[aria-labelledby=receipts-1] li"), receipts + 2);
    // Each deed once, and masked as on every page of the staff's.
    assert_eq!(count(&app, "select count(*) from audit_event").await, before + 3);
    let log = app.sign_in(phones::STAFF).await.get("/c/shangjin/staff/audit").await.ok();
    assert!(
        log.text().contains("本人撤回同意（网上）") && log.text().contains("秦**") && !log.text().contains("秦建军")
    );
}

#[tokio::test]
async fn whoever_withdraws_the_marks_has_none_at_once_and_the_form_says_why() {
    let (app, mut staff) = start().await;
    let wu = record(&app, "吴秀英").await;
    assert_eq!(marks(&app, "吴秀英").await, "{alone} 1944");
    let mut late = [app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await];
    for browser in &mut late {
        browser.get(&wu).await.ok();
    }
    on_their_word(&mut staff, &wu, "care").await;
    assert_eq!(marks(&app, "吴秀英").await, "{}");
    let page = staff.get(&wu).await.ok();
    assert_eq!(page.count("#resident-form [name=tag], #resident-form [name=birth_year]"), 0);
    assert!(page.one("#resident-form #tag").contains("本人撤回了“一老一小标记”的同意"));
    // A form from before says it as well, and saves nothing.
    for (browser, marked) in late.iter_mut().zip([("tag", "elder"), ("birth_year", "1944")]) {
        let refused = browser.submit("#resident-form", &[marked]).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#tag"]);
    }
    assert_eq!(marks(&app, "吴秀英").await, "{}");
    // Other changes go on; agreed anew, the marks can be set.
    staff.get(&wu).await.ok();
    staff.submit("#resident-form", &[("note", "敲门")]).await.with_status(303);
    paper(&mut staff, &wu, &[("purpose", "care")]).await.with_status(303);
    staff.get(&wu).await.ok();
    staff.submit("#resident-form", &[("tag", "alone")]).await.with_status(303);
    assert_eq!(marks(&app, "吴秀英").await, "{alone}");
}

#[tokio::test]
async fn whoever_is_changing_a_record_while_its_marks_are_withdrawn_is_told() {
    let (app, mut staff) = start().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let path = record(&app, "林晓梅").await;
    staff.get(&path).await.ok();
    withdraw(&mut lin, "care").await;
    staff.submit("#resident-form", &[("note", "改")]).await.with_status(409);
}

#[tokio::test]
async fn of_whoever_was_never_asked_marks_go_on_and_the_page_asks_for_the_consent() {
    let (app, mut staff) = start().await;
    let ma = record(&app, "马德明").await;
    let page = staff.get(&ma).await.ok();
    assert!(page.one("#consents").contains("还没有这一项的同意书"));
    assert!(page.one("#resident-form fieldset:has([name=tag])").contains("还没有这一项的同意书"));
    staff.submit("#resident-form", &[("tag", "alone")]).await.with_status(303);
    assert_eq!(marks(&app, "马德明").await, "{alone} 1943");
    paper(&mut staff, &ma, &[("purpose", "care")]).await.with_status(303);
    assert!(!staff.get(&ma).await.ok().text().contains("还没有这一项的同意书"));
    assert_eq!(marks(&app, "马德明").await, "{alone} 1943");
}

#[tokio::test]
async fn whoever_does_not_want_to_be_called_is_looked_up_in_an_emergency_alone() {
    let (app, mut staff) = start().await;
    let mut leader = app.sign_in(LEADER).await;
    let wu = record(&app, "吴秀英").await;
    on_their_word(&mut staff, &wu, "contact").await;
    let looks = "select count(*) from resident_view";
    for browser in [&mut staff, &mut leader] {
        let before = count(&app, looks).await;
        assert!(browser.get(&wu).await.ok().one("[aria-labelledby=reveal]").contains("只有紧急情况"));
        for reason in ["contact", "visit", "check"] {
            let refused = browser.submit("#reveal-form", &[("reason", reason)]).await.with_status(422);
            assert!(refused.one("#reason-error").contains("只有紧急情况才能查看"), "{reason}");
        }
        assert_eq!(count(&app, looks).await, before);
        browser.submit("#reveal-form", &[("reason", "emergency")]).await.with_status(303);
        assert_eq!(count(&app, looks).await, before + 1);
        assert!(browser.get(&wu).await.ok().text().contains("139 0001 7777"));
    }
    paper(&mut staff, &wu, &[("purpose", "contact")]).await.with_status(303);
    staff.get(&record(&app, "马德明").await).await.ok();
    app.advance(TimeDelta::minutes(6));
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&wu).await.ok();
    staff.submit("#reveal-form", &[("reason", "visit")]).await.with_status(303);
}

#[tokio::test]
async fn a_paper_says_who_took_it_down_where_it_lies_and_who_signed_for_a_child() {
    let (app, mut staff) = start().await;
    let (child, ma) = (record(&app, "何一诺").await, record(&app, "马德明").await);
    let long = "柜".repeat(61);
    for (fields, marked) in [
        (vec![("purpose", "")], "purpose"),
        (vec![("purpose", "contact"), ("paper_kept", &*long), ("guardian", "林晓梅")], "paper_kept"),
        (vec![("purpose", "care")], "guardian"),
    ] {
        let refused = paper(&mut staff, &child, &fields).await.with_status(422);
        let marked_now = refused.attributes("#paper-form [aria-invalid=true]", "name");
        assert!(marked_now.contains(&marked.to_owned()), "{marked}: {marked_now:?}");
        assert_eq!(refused.attributes("#paper_kept", "value").remove(0), fields.get(1).map_or("", |f| f.1));
    }
    assert_eq!(living(&app, "何一诺", "care").await, 0);
    paper(&mut staff, &child, &[("purpose", "care"), ("paper_kept", "2 号柜"), ("guardian", "林晓梅")])
        .await
        .with_status(303);
    let receipt = staff.get(&child).await.ok().one("#consents details li");
    assert!(
        ["梁静怡 登记", "监护人 林晓梅 签字", "纸质件在：2 号柜"].iter().all(|text| receipt.contains(text)),
        "{receipt}"
    );
    // A household worker's purpose is none of a resident's.
    let forged = format!("key={}&purpose=work", uuid::Uuid::now_v7());
    staff.forge(&format!("{ma}/consents"), &forged).await.with_status(422);
    // Whoever may be under 14 does not sign in person.
    let sql =
        "update resident set person_id = (select person_id from resident where name = '秦建军') where name = '何一诺'";
    app.superuser().await.execute(sql).await.expect("a child with an account");
    let mut own = app.sign_in(phones::TWO_IDENTITIES).await;
    let page = own.get(MINE).await.ok();
    assert_eq!(page.count("form.consent-give"), 2, "the other record's, of what he has not agreed to yet");
    assert!(page.text().contains("要由监护人到社区签同意书"));
}

#[tokio::test]
async fn an_earlier_wording_is_asked_anew_and_its_receipt_stays() {
    let app = TestApp::new().await;
    app.superuser().await.execute("update consent set version = 0").await.expect("older receipts");
    let mut qin = app.sign_in(phones::TWO_IDENTITIES).await;
    let page = qin.get(MINE).await.ok();
    assert!(page.one("#contact-1 .notice-line").contains("您同意的是第 0 版"));
    assert_eq!((page.count(&card("contact", "give")), page.count(&card("contact", "withdraw"))), (1, 1));
    // A page from before the wording changed agrees to nothing.
    let old = qin.submit(&card("care", "give"), &[("version", "0")]).await.with_status(422);
    assert!(old.one(".error-summary__list").contains("内容刚刚更新过"));
    assert_eq!(living(&app, "秦建军", "care").await, 0);
    give(&mut qin, "contact").await;
    let kept = "select count(*) from consent c join resident r using (tenant_id, resident_id) where r.name = '秦建军'
        and c.purpose = 'contact' and (c.version = 0 and c.withdrawn_how = 'renewed' or c.version = 1 and c.withdrawn_at is null)";
    assert_eq!(count(&app, kept).await, 2);
    assert_eq!(qin.get(MINE).await.ok().count("#contact-1 .notice-line"), 0);
}

#[tokio::test]
async fn what_was_agreed_to_on_a_record_that_was_merged_counts_and_what_was_withdrawn_does_too() {
    let (app, mut staff) = start().await;
    let (kept, gone) = (record(&app, "吴秀瑛").await, record(&app, "吴秀英").await);
    on_their_word(&mut staff, &gone, "care").await;
    staff.get(&format!("{kept}/merge?gone={}", gone.rsplit('/').next().expect("an id"))).await.ok();
    staff.submit("#merge", &[]).await.with_status(303);
    assert_eq!(marks(&app, "吴秀瑛").await, "{}", "nobody agrees on one record to what they withdrew on the other");
    let page = staff.get(&kept).await.ok();
    assert!(page.one("#consents > ul li:nth-child(1)").contains("已同意"), "contact, on the other record");
    assert!(page.one("#consents > ul li:nth-child(2)").contains("本人撤回了"));
    on_their_word(&mut staff, &kept, "contact").await;
    assert_eq!(living(&app, "吴秀英", "contact").await, 0);
}

#[tokio::test]
async fn what_was_withdrawn_on_one_record_after_it_was_agreed_to_on_the_other_is_withdrawn() {
    let (app, mut staff) = start().await;
    let (kept, gone) = (record(&app, "吴秀瑛").await, record(&app, "吴秀英").await);
    let contact =
        async |staff: &mut Browser, record: &str| staff.get(record).await.ok().one("#consents > ul li:nth-child(1)");
    app.advance(TimeDelta::minutes(1));
    paper(&mut staff, &kept, &[("purpose", "contact")]).await.with_status(303);
    app.advance(TimeDelta::minutes(1));
    on_their_word(&mut staff, &kept, "contact").await;
    crate::residents::merges::merge(&mut staff, &kept, &gone, &[]).await.with_status(303);
    let told = contact(&mut staff, &kept).await;
    assert!(told.contains("本人撤回了") && !told.contains("已同意"), "{told}");
    staff.submit("#reveal-form", &[("reason", "visit")]).await.with_status(422);
    // It was somebody else: their consent is what it was.
    staff.get(&kept).await.ok();
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
    assert!(contact(&mut staff, &gone).await.contains("已同意"));
    // It was not, and now they agree again: that is the last word, and the one receipt that holds.
    crate::residents::merges::merge(&mut staff, &kept, &gone, &[]).await.with_status(303);
    paper(&mut staff, &kept, &[("purpose", "contact")]).await.with_status(303);
    assert!(contact(&mut staff, &kept).await.contains("已同意"));
    assert_eq!((living(&app, "吴秀瑛", "contact").await, living(&app, "吴秀英", "contact").await), (1, 0));
}

#[tokio::test]
async fn nobody_agrees_for_others_and_no_receipt_is_rewritten() {
    let (app, mut staff) = start().await;
    let (lin, other) = (record(&app, "林晓梅").await, record(&app, "马德明").await);
    let mut own = app.sign_in(phones::RESIDENT).await;
    let theirs = other.rsplit('/').next().expect("an id");
    let key = uuid::Uuid::now_v7();
    let before = count(&app, "select count(*) from consent").await;
    let give = format!("key={key}&record={theirs}&purpose=contact&version=1");
    own.forge(MINE, &give).await.with_status(404);
    own.forge(&format!("{MINE}/withdrawal"), &format!("record={theirs}&purpose=contact")).await.with_status(404);
    for phone in [LEADER, phones::YUNQI_STAFF, phones::STREET_STAFF, phones::RESIDENT] {
        let mut somebody = app.sign_in(phone).await;
        let body = format!("key={key}&purpose=contact");
        somebody.forge(&format!("{other}/consents"), &body).await.with_status(403);
        somebody.forge(&format!("{lin}/consents/withdrawal"), "purpose=contact").await.with_status(403);
    }
    staff
        .forge(&format!("/c/yunqi/staff/residents/{theirs}/consents"), &format!("key={key}&purpose=contact"))
        .await
        .with_status(403);
    assert_eq!(count(&app, "select count(*) from consent").await, before);
    assert_eq!(living(&app, "林晓梅", "contact").await, 1);
    let mut portal = app.superuser().await;
    portal.execute("set role jiamenkou_app").await.expect("the application");
    for sql in ["update consent set purpose = 'care'", "update consent set given_at = now()", "delete from consent"] {
        let refused = portal.execute(sql).await.expect_err(sql);
        assert!(refused.to_string().contains("permission denied"), "{sql}: {refused}");
    }
}

#[tokio::test]
async fn receipts_are_part_of_my_data_and_end_with_the_record() {
    let (app, mut staff) = start().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let copy = lin.get("/me/records/copy.json").await.ok().text();
    assert!(copy.contains("联系和走访") && copy.contains("本人在网上同意"), "{copy}");
    for page in ["/me", RECORDS] {
        assert_eq!(lin.get(page).await.ok().count("main a[href='/me/consents']"), 1, "{page}");
    }
    let path = record(&app, "林晓梅").await;
    on_their_word(&mut staff, &path, "talent").await;
    paper(&mut staff, &path, &[("purpose", "talent"), ("paper_kept", "2 号柜林晓梅")]).await.with_status(303);
    let named = "select count(*) from consent where paper_kept like '%林晓梅%'";
    assert_eq!(count(&app, named).await, 1);
    lin.get(RECORDS).await.ok();
    lin.submit("#request-form", &[("kind", "delete"), ("body", "")]).await.with_status(303);
    staff.get("/c/shangjin/staff/requests").await.ok();
    let all = "select count(*) from consent";
    let before = count(&app, all).await;
    staff.submit("main form", &[("outcome", "done"), ("answer", "")]).await.with_status(303);
    assert_eq!(count(&app, all).await, before, "that there were consents stays");
    assert_eq!(count(&app, "select count(*) from consent where withdrawn_how = 'deleted'").await, 5);
    assert_eq!(count(&app, named).await, 0);
}
