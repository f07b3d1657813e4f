//! Both sides are asked after 90 days whether somebody is still there. One that stays silent is asked once more, and keeps nobody
//! waiting for ever.

use super::hiring::{applied, start};
use super::*;

const NANNY: &str = "白班保姆";

/// 林晓梅 was hired for a posting 89 days ago; gives the company's page of it.
async fn hired(app: &TestApp, owner: &mut Browser, lin: &mut Browser, nanny: Uuid) -> String {
    let one = applied(app, owner, lin, nanny).await;
    app.behind(&format!(
        "update job_application set status = 'hired', hired_on = '2026-08-26' where posting_id = '{nanny}'"
    ))
    .await;
    one
}

/// How many of somebody's messages about the posting say something.
async fn say(app: &TestApp, phone: &str, words: &str) -> usize {
    told(app, phone, NANNY).await.iter().filter(|text| text.contains(words)).count()
}

async fn stands(app: &TestApp, nanny: Uuid, status: &str) -> bool {
    let sql = format!("select count(*) from job_application where posting_id = '{nanny}' and status = '{status}'");
    count(app, &sql).await == 1
}

#[tokio::test]
async fn where_an_employer_stays_silent_what_the_applicant_says_holds_after_two_weeks() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = hired(&app, &mut owner, &mut lin, nanny).await;
    app.pass_days(1).await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/applications").await.ok();
    lin.press("form[action$='/stay']", "button[value=kept]", &[]).await.with_status(303);
    app.pass_days(6).await;
    assert_eq!(say(&app, phones::VENDOR_OWNER, "再问一次").await, 0, "they have a week");
    app.pass_days(1).await;
    assert_eq!(say(&app, phones::VENDOR_OWNER, "再问一次").await, 1);
    assert_eq!(say(&app, phones::RESIDENT, "再问一次").await, 0, "who has answered is not asked");
    app.pass_days(6).await;
    assert!(stands(&app, nanny, "hired").await, "and another one");
    // However often the day's work is done.
    app.pass_days(2).await;
    assert!(stands(&app, nanny, "retained").await);
    assert_eq!(say(&app, phones::VENDOR_OWNER, "再问一次").await, 1, "once");
    for phone in [phones::VENDOR_OWNER, phones::RESIDENT] {
        assert_eq!(say(&app, phone, "按这个答复记：满 90 天还在岗").await, 1, "{phone}");
    }
    let page = app.sign_in(phones::VENDOR_OWNER).await.get(&one).await.ok();
    assert_eq!(state(&page), "满 90 天还在岗");
    assert_eq!(page.texts(".timeline .keeps-lines")[0], "问了两周只有一方答复，就按这个答复记");
}

#[tokio::test]
async fn that_somebody_has_left_holds_too_and_takes_back_what_they_shared() {
    let (app, nanny, mut owner, mut lin) = start().await;
    hired(&app, &mut owner, &mut lin, nanny).await;
    app.pass_days(1).await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/applications").await.ok();
    lin.press("form[action$='/stay']", "button[value=left]", &[]).await.with_status(303);
    app.pass_days(14).await;
    let kept =
        format!("select count(*) from job_application where posting_id = '{nanny}' and status = 'left' and name = ''");
    assert_eq!(count(&app, &kept).await, 1);
    assert_eq!(say(&app, phones::RESIDENT, "按这个答复记：已离岗").await, 1);
}

#[tokio::test]
async fn where_nobody_answers_both_are_asked_once_more_and_nothing_is_settled() {
    let (app, nanny, mut owner, mut lin) = start().await;
    hired(&app, &mut owner, &mut lin, nanny).await;
    app.pass_days(22).await;
    for phone in [phones::VENDOR_OWNER, phones::RESIDENT] {
        assert_eq!(say(&app, phone, "再问一次").await, 1, "{phone}");
    }
    assert!(stands(&app, nanny, "hired").await);
}

#[tokio::test]
async fn nobody_is_asked_where_both_have_answered_or_the_record_is_gone() {
    for change in ["applicant_says = 'kept', employer_says = 'left'", "applicant_says = 'kept', name_masked = ''"] {
        let (app, nanny, mut owner, mut lin) = start().await;
        hired(&app, &mut owner, &mut lin, nanny).await;
        app.behind(&format!(
            "update job_application set asked_on = '2026-11-01', {change} where posting_id = '{nanny}'"
        ))
        .await;
        app.pass_days(9).await;
        assert!(stands(&app, nanny, "hired").await, "{change}");
        for phone in [phones::VENDOR_OWNER, phones::RESIDENT] {
            assert_eq!(say(&app, phone, "再问一次").await, 0, "{change}: {phone}");
        }
    }
}

#[tokio::test]
async fn for_a_company_that_has_left_the_communitys_staff_are_asked_and_they_say_it() {
    let (app, nanny, mut owner, mut lin) = start().await;
    hired(&app, &mut owner, &mut lin, nanny).await;
    app.behind("update admission set status = 'exited' where org_name like '晴扫%'").await;
    app.pass_days(8).await;
    assert_eq!(say(&app, phones::VENDOR_OWNER, "满 90 天").await, 0, "their pages are closed to them");
    assert_eq!(say(&app, phones::STAFF, "已经退出社区").await, 2, "and once more after a week");
    assert_eq!(say(&app, phones::RESIDENT, "满 90 天了").await, 2);
    assert_eq!(say(&app, phones::RESIDENT, "按用人单位的答复").await, 0, "it will give none");
    let mut staff = app.sign_in(phones::STAFF).await;
    let list = staff.get(&format!("{DESK}/{nanny}/applications")).await.ok();
    staff.get(&list.attributes("main .rows__item a", "href").remove(0)).await.ok();
    staff.press("#step-form", "button[value=keep]", &[]).await.with_status(303);
    assert!(stands(&app, nanny, "retained").await);
}
