//! Whoever agrees to be suggested is told of a posting in a trade of theirs, once, and as long as they want to hear of it.

use super::*;

const TOLD: &str = "select count(*) from inbox_message where news->'what'->>'what' = 'fits'";

/// Publishes a posting of the community's own in a trade; gives its address at the desk.
async fn publish(app: &TestApp, trade: &str) -> String {
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&format!("{DESK}/new")).await.ok();
    let fields = COOK.map(|(name, value)| (name, if name == "trade" { trade } else { value }));
    let posting = staff.submit("#job-form", &fields).await.with_status(303).location().to_owned();
    step(&mut staff, &posting, "publish_alone", "").await.with_status(303);
    posting
}

#[tokio::test]
async fn a_posting_is_told_once_to_whoever_would_like_to_work_in_its_trade_and_leads_to_its_page() {
    let app = TestApp::new().await;
    app.leave_one_of_staff().await;
    let posting = publish(&app, "escort").await;
    app.behind(
        "insert into task (task_id, name, payload, tenant_id, run_at)
        select gen_random_uuid(), name, payload, tenant_id, run_at from task where name = 'tell_of_openings'",
    )
    .await;
    let messages = told(&app, phones::RESIDENT, "食堂帮厨").await;
    assert!(messages.len() == 1 && messages[0].contains("想做"), "{messages:?}");
    assert_eq!(count(&app, TOLD).await, 1, "nobody else");
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/inbox?topic=suggestions").await.ok();
    let page = lin.submit("main .rows form", &[]).await.with_status(303).location().to_owned();
    assert!(page.starts_with(LIST) && lin.get(&page).await.ok().one("h1").contains("食堂帮厨"), "{page}");
    // Paused and open again it is no news.
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &posting, "pause", "").await.with_status(303);
    step(&mut staff, &posting, "resume", "").await.with_status(303);
    app.run_tasks().await;
    assert_eq!(count(&app, TOLD).await, 1);
}

#[tokio::test]
async fn who_holds_a_certificate_of_a_trade_is_told_without_a_wish_for_it() {
    let app = TestApp::new().await;
    app.leave_one_of_staff().await;
    publish(&app, "housekeeping").await;
    app.run_tasks().await;
    assert_eq!(count(&app, TOLD).await, 0);
    app.behind(
        "update course_certificate set trade = 'housekeeping'
        where resident_id in (select resident_id from resident where name = '林晓梅')",
    )
    .await;
    publish(&app, "housekeeping").await;
    app.run_tasks().await;
    assert_eq!(count(&app, TOLD).await, 1);
}

#[tokio::test]
async fn nobody_is_told_who_has_withdrawn_rests_or_does_not_want_to_hear_of_it() {
    let app = TestApp::new().await;
    app.leave_one_of_staff().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    // Of each the posting is published before they say so.
    publish(&app, "escort").await;
    lin.get("/me/talent").await.ok();
    lin.submit("#end-match-form", &[]).await.with_status(303);
    app.run_tasks().await;
    assert_eq!(count(&app, TOLD).await, 0, "the consent is withdrawn");
    lin.get("/me/talent").await.ok();
    lin.submit("#give-match-form", &[]).await.with_status(303);
    publish(&app, "escort").await;
    lin.get("/me/talent").await.ok();
    lin.submit("#talent-form", &[("status", "resting")]).await.with_status(303);
    app.run_tasks().await;
    assert_eq!(count(&app, TOLD).await, 0, "they rest");
    lin.get("/me/talent").await.ok();
    lin.submit("#talent-form", &[("status", "open")]).await.with_status(303);
    publish(&app, "escort").await;
    lin.get("/me/inbox/preferences").await.ok();
    let wanted = [("topic", "requests"), ("topic", "expiries"), ("topic", "people")];
    lin.submit("main form.form", &wanted).await.with_status(303);
    app.run_tasks().await;
    assert_eq!(count(&app, TOLD).await, 0, "muted");
    lin.get("/me/inbox/preferences").await.ok();
    lin.submit("main form.form", &[("topic", "suggestions")]).await.with_status(303);
    app.behind("update tenant set features_off = '{jobs}' where slug = 'shangjin'").await;
    app.state.reload_platform().await.expect("the platform reads");
    publish(&app, "escort").await;
    app.run_tasks().await;
    assert_eq!(count(&app, TOLD).await, 0, "residents read of no jobs here");
    app.behind("update tenant set features_off = '{}' where slug = 'shangjin'").await;
    app.state.reload_platform().await.expect("the platform reads");
    publish(&app, "escort").await;
    app.run_tasks().await;
    assert_eq!(count(&app, TOLD).await, 1, "and else they are");
}
