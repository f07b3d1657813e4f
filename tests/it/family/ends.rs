//! How a link ends: by either side, by its last day, with the resident's record, with an account.

use chrono::TimeDelta;

use super::{DAUGHTER, MINE, OPEN, QIAO, answer, but, code, linked, offer, take_down, told};
use crate::residents::record;
use crate::support::companies::count;
use crate::support::{Browser, TestApp, demo_password, phones};

const ENDED: &str = "您和何小雨之间的家人代办已结束（尚锦社区），马上生效";
const ENDED_FOR_HER: &str = "您和林**之间的家人代办已结束（尚锦社区），马上生效";

/// What is done under a link: nothing that is over leads anywhere, and every way says so.
async fn nothing_is_left(app: &TestApp, helper: &mut Browser, link: &str) {
    let page = helper.get(link).await.with_status(410);
    assert_eq!(page.one("h1"), "这份代办已经结束");
    assert!(!page.text().contains("林晓梅") && page.count("main form") == 0);
    let counts = "select (select count(*) from resident_view) + (select count(*) from resident_request) + (select count(*) from care_message where family_link_id is not null)";
    let before = count(app, counts).await;
    for part in ["look", "requests", "messages"] {
        let body = format!("key={}&wrong=x&letter=x", uuid::Uuid::now_v7());
        let late = helper.forge(&format!("{link}/{part}"), &body).await.with_status(303);
        assert_eq!((late.location(), helper.cookie("flash")), (link, Some("family-over")));
        assert!(helper.get(link).await.with_status(410).text().contains("刚才的内容没有提交"));
    }
    assert_eq!(count(app, counts).await, before);
    assert_eq!(helper.get(MINE).await.ok().count("section[aria-labelledby=helped] a"), 0);
}

#[tokio::test]
async fn either_side_ends_it_in_one_step_and_the_other_is_told() {
    for is_parent in [true, false] {
        let app = TestApp::new().await;
        let (mut parent, mut helper, link) = linked(&app, &["see", "ask", "messages"]).await;
        helper.get(&link).await.ok();
        helper.submit("#look-form", &[]).await.with_status(303);
        let (who, page, form) = if is_parent {
            (&mut parent, MINE, "main .rows__item form")
        } else {
            (&mut helper, link.as_str(), "#end-form")
        };
        who.get(page).await.ok();
        for flash in ["family-ended", "already-done"] {
            let done = who.submit(form, &[]).await.with_status(303);
            assert_eq!((done.location(), who.cookie("flash")), (MINE, Some(flash)));
        }
        nothing_is_left(&app, &mut helper, &link).await;
        let (told_parent, told_helper) = (told(&app, &mut parent).await, told(&app, &mut helper).await);
        assert_eq!(told_parent.iter().filter(|text| *text == ENDED).count(), usize::from(!is_parent));
        assert_eq!(told_helper.iter().filter(|text| *text == ENDED_FOR_HER).count(), usize::from(is_parent));
        let past = parent.get(MINE).await.ok().one("main details");
        assert!(past.contains(if is_parent { "本人已结束" } else { "家人已结束" }), "{past}");
        // The number is not kept any longer than it is needed.
        assert_eq!(count(&app, "select count(*) from family_link where phone_sealed is not null").await, 0);
        // A new one can be offered.
        offer(&mut parent, &DAUGHTER, &["see"]).await.with_status(303);
    }
}

#[tokio::test]
async fn after_its_last_day_it_holds_no_more_whether_or_not_a_task_has_run() {
    let app = TestApp::new().await;
    let (mut parent, mut helper) = (app.sign_in(phones::RESIDENT).await, app.sign_in(QIAO).await);
    offer(&mut parent, &but(&DAUGHTER, "until", "2026-11-24"), &["see", "ask", "messages"]).await.with_status(303);
    let code = code(&parent.get(MINE).await.ok());
    let link = answer(&mut helper, "accept", &code).await.with_status(303).location().to_owned();
    // 23:59 on the last day: the page is open, and midnight passes before it is sent.
    app.advance(TimeDelta::hours(37) + TimeDelta::minutes(59));
    helper.get(&link).await.ok();
    helper.submit("#look-form", &[]).await.with_status(303);
    helper.get(&link).await.ok();
    app.advance(TimeDelta::minutes(1));
    let late = helper.submit("#ask-form", &[("wrong", "写了很久")]).await.with_status(303);
    assert_eq!((late.location(), helper.cookie("flash")), (link.as_str(), Some("family-over")));
    nothing_is_left(&app, &mut helper, &link).await;
    assert!(helper.get(&link).await.text().contains("已到期"));
    assert_eq!(count(&app, OPEN).await, 1, "nobody has written it down");
    app.run_tasks().await;
    app.run_tasks().await;
    assert_eq!(count(&app, "select count(*) from family_link where ended_by = 'lapsed'").await, 1);
    let parents = told(&app, &mut parent).await;
    assert_eq!(parents.iter().filter(|text| *text == "您和何小雨之间的家人代办已到期（尚锦社区）").count(), 1);
    assert_eq!(told(&app, &mut helper).await[0], "您和林**之间的家人代办已到期（尚锦社区）");
    nothing_is_left(&app, &mut helper, &link).await;
}

#[tokio::test]
async fn an_offer_waits_for_seven_days() {
    let app = TestApp::new().await;
    let mut parent = app.sign_in(phones::RESIDENT).await;
    offer(&mut parent, &DAUGHTER, &["see"]).await.with_status(303);
    let code = code(&parent.get(MINE).await.ok());
    app.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
    let mut helper = app.sign_in(QIAO).await;
    assert_eq!(helper.get(MINE).await.ok().count("main li.card"), 1);
    app.advance(TimeDelta::seconds(1));
    helper.press("main li.card form", "button[value=accept]", &[("code", &code)]).await.with_status(404);
    assert_eq!(helper.get(MINE).await.ok().count("main li.card"), 0);
    app.run_tasks().await;
    assert_eq!(count(&app, "select count(*) from family_phone").await, 0, "the number is forgotten");
    // What else the week brought is not of this.
    let ended: Vec<_> = told(&app, &mut parent).await.into_iter().filter(|text| text.contains("到期")).collect();
    assert_eq!(ended, ["您和何小雨之间的家人代办已到期（尚锦社区）"]);
    assert!(!told(&app, &mut helper).await.iter().any(|text| text.contains("到期")), "it was never hers");
}

#[tokio::test]
async fn a_code_cannot_be_found_by_trying() {
    let app = TestApp::new().await;
    let (mut parent, mut helper) = (app.sign_in(phones::RESIDENT).await, app.sign_in(QIAO).await);
    offer(&mut parent, &DAUGHTER, &["see"]).await.with_status(303);
    for at in 0..6 {
        let status = if at < 5 { 422 } else { 429 };
        answer(&mut helper, "accept", "1234567890").await.with_status(status);
    }
}

#[tokio::test]
async fn it_ends_when_the_resident_moves_out_and_when_their_record_is_deleted() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (mut parent, mut helper, link) = linked(&app, &["see", "ask"]).await;
    let lin = record(&app, "林晓梅").await;
    staff.get(&lin).await.ok();
    staff.submit("#departure-form", &[]).await.with_status(303);
    nothing_is_left(&app, &mut helper, &link).await;
    assert_eq!(told(&app, &mut helper).await[0], ENDED_FOR_HER);
    assert_eq!(told(&app, &mut parent).await[0], ENDED);
    // Whoever is back is asked anew.
    staff.get(&lin).await.ok();
    staff.submit("#return-form", &[]).await.with_status(303);
    helper.get(&link).await.with_status(410);
    offer(&mut parent, &DAUGHTER, &["see", "ask"]).await.with_status(303);
    let code = code(&parent.get(MINE).await.ok());
    let link = answer(&mut helper, "accept", &code).await.with_status(303).location().to_owned();
    helper.get(&link).await.ok();
    helper.submit("#ask-form", &[("wrong", "妈妈是 1987 年出生的")]).await.with_status(303);
    parent.get("/me/records").await.ok();
    parent.submit("#request-form", &[("kind", "delete"), ("body", "")]).await.with_status(303);
    staff.get("/c/shangjin/staff/requests").await.ok();
    let html = staff.get("/c/shangjin/staff/requests").await.ok();
    let row = html.texts("main li.card").iter().position(|row| row.starts_with("删除")).expect("the request");
    let form = html.attributes("main li.card form", "id").remove(row);
    staff.submit(&format!("#{form}"), &[("outcome", "done"), ("answer", "")]).await.with_status(303);
    nothing_is_left(&app, &mut helper, &link).await;
    let said = "select count(*) from family_link where concat(helper_name, phone_masked, by_name) <> ''";
    assert_eq!(count(&app, said).await, 0, "nothing is left of what it said");
    assert!(staff.get("/c/shangjin/staff/requests").await.ok().text().contains("女儿代为提出"));
}

#[tokio::test]
async fn it_follows_a_record_that_turned_out_to_be_another_and_back() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (gone, kept) = (record(&app, "吴秀英").await, record(&app, "吴秀瑛").await);
    take_down(&mut staff, &gone, &DAUGHTER, &["see"]).await.with_status(303);
    let code = code(&staff.get(&format!("{gone}/family")).await.ok());
    let mut helper = app.sign_in(QIAO).await;
    let link = answer(&mut helper, "accept", &code).await.with_status(303).location().to_owned();
    assert!(helper.get(&link).await.ok().one(".page__lead").contains("202"));
    let id = gone.rsplit('/').next().expect("an id");
    staff.get(&format!("{kept}/merge?gone={id}")).await.ok();
    staff.submit("#merge", &[]).await.with_status(303);
    assert!(helper.get(&link).await.ok().one(".page__lead").contains("204"), "the record that stays");
    helper.submit("#look-form", &[]).await.with_status(303);
    let page = staff.get(&kept).await.ok();
    assert!(page.one("section[aria-labelledby=family]").contains("有 1 个人"));
    assert!(page.one("section[aria-labelledby=looks]").contains("何小雨"));
    assert!(staff.get(&format!("{kept}/family")).await.ok().one("main .rows__item").contains("何小雨"));
    assert_eq!(staff.get(&format!("{gone}/family")).await.with_status(303).location(), format!("{kept}/family"));
    staff.get(&kept).await.ok();
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
    assert!(helper.get(&link).await.ok().one(".page__lead").contains("202"));
    assert!(staff.get(&kept).await.ok().one("section[aria-labelledby=family]").contains("没有人代办"));
}

async fn delete_account(browser: &mut Browser, phone: &str) {
    browser.get("/me/deletion").await.ok();
    let sure = [("proof_password", demo_password(phone)), ("sure", "1".to_owned())];
    let sure = sure.each_ref().map(|(name, value)| (*name, value.as_str()));
    browser.submit("form[action='/me/deletion']", &sure).await.with_status(303);
}

#[tokio::test]
async fn it_ends_with_the_account_of_either_side() {
    let app = TestApp::new().await;
    let (mut parent, mut helper, _) = linked(&app, &["see"]).await;
    delete_account(&mut helper, QIAO).await;
    assert_eq!(
        count(&app, "select count(*) from family_link where ended_by = 'helper' and phone_sealed is null").await,
        1
    );
    assert_eq!(told(&app, &mut parent).await[0], ENDED);
    let app = TestApp::new().await;
    let (mut parent, mut helper, link) = linked(&app, &["see"]).await;
    delete_account(&mut parent, phones::RESIDENT).await;
    assert_eq!(count(&app, "select count(*) from family_link where ended_by = 'resident'").await, 1);
    nothing_is_left(&app, &mut helper, &link).await;
    assert_eq!(told(&app, &mut helper).await[0], ENDED_FOR_HER);
}

/// 乔亚楠 takes a record into her account, in another tab.
async fn take_over(app: &TestApp, staff: &mut Browser, record: &str) {
    staff.get(record).await.ok();
    let slip = staff.submit("#code-form", &[]).await.with_status(303).location().to_owned();
    let slip = staff.get(&slip).await.ok().one(".slip__code");
    let mut tab = app.sign_in(QIAO).await;
    tab.get("/c/shangjin/code").await.ok();
    tab.submit("form.form", &[("code", &slip)]).await.with_status(303);
}

#[tokio::test]
async fn nobody_acts_for_themself_once_the_record_is_theirs() {
    for is_accepted in [false, true] {
        let app = TestApp::new().await;
        let mut staff = app.sign_in(phones::STAFF).await;
        let lin = record(&app, "林桂兰").await;
        take_down(&mut staff, &lin, &DAUGHTER, &["see"]).await.with_status(303);
        let code = code(&staff.get(&format!("{lin}/family")).await.ok());
        let mut helper = app.sign_in(QIAO).await;
        helper.get(MINE).await.ok();
        if is_accepted {
            let link = answer(&mut helper, "accept", &code).await.with_status(303).location().to_owned();
            take_over(&app, &mut staff, &lin).await;
            nothing_is_left(&app, &mut helper, &link).await;
            continue;
        }
        take_over(&app, &mut staff, &lin).await;
        helper.press("main li.card form", "button[value=accept]", &[("code", &code)]).await.with_status(303);
        assert_eq!(helper.cookie("flash"), Some("family-over"));
        assert_eq!(helper.get(MINE).await.ok().count("main li.card"), 0);
        assert_eq!(count(&app, "select count(*) from family_link where accepted_at is not null").await, 0);
    }
}
