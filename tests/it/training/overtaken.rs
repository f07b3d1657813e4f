//! A run that changed since somebody opened its page is not decided about unseen.

use super::{MARCH, at_desk, begin, course, plan, step, workspace};
use crate::support::companies::{self, count};
use crate::support::{Browser, TestApp, phones};

/// Where it is said that somebody else was first.
const BOX: &str = "#conflict";
const OPEN: &str = "select count(*) from course_run where title = '收纳入门' and status = 'open'";

#[tokio::test]
async fn what_was_returned_changed_and_proposed_again_is_looked_at_before_it_opens() {
    let app = TestApp::new().await;
    let (mut owner, mut colleague) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let mut staff = app.sign_in(phones::STAFF).await;
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    let run = begin_and_propose(&mut owner, &course).await;
    let desk = at_desk(&run);
    staff.get(&desk).await.ok();
    // It comes back with fewer seats and another fee.
    step(&mut colleague, &desk, "return", "太贵了").await.with_status(303);
    owner.get(&run).await.ok();
    owner.submit("#terms-form", &[("seats", "9")]).await.with_status(303);
    owner.get(&course).await.ok();
    owner.submit("#course-form", &[("fee", "60")]).await.with_status(303);
    step(&mut owner, &run, "propose", "").await.with_status(303);
    let late = staff.submit("#step-form", &[("step", "approve")]).await.with_status(409);
    assert_eq!((late.count(BOX), late.count("#step-form [checked]"), count(&app, OPEN).await), (1, 0, 0));
    let facts = late.one("section[aria-labelledby=facts]");
    assert!(facts.contains("9 人") && facts.contains("¥60"), "it is shown as it is now: {facts}");
    staff.submit("#step-form", &[("step", "approve")]).await.with_status(303);
    assert_eq!((staff.cookie("flash"), count(&app, OPEN).await), (Some("run-opened"), 1));
}

#[tokio::test]
async fn what_a_colleague_plans_meanwhile_is_looked_at_too_and_a_reason_is_kept() {
    let app = TestApp::new().await;
    let (mut owner, mut colleague) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let mut staff = app.sign_in(phones::STAFF).await;
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    let run = begin_and_propose(&mut owner, &course).await;
    let desk = at_desk(&run);
    staff.get(&desk).await.ok();
    plan(&mut colleague, &desk, "2027-03-02T09:00", ("实操教室", "岑老师")).await.with_status(303);
    let late = staff.submit("#step-form", &[("step", "approve")]).await.with_status(409);
    assert!(late.one("section[aria-labelledby=sessions]").contains("3月2日"));
    assert_eq!((late.count(BOX), count(&app, OPEN).await), (1, 0));
    // A reason that was written for what is gone stands in its field as long as there is one.
    plan(&mut colleague, &desk, "2027-03-03T09:00", ("实操教室", "岑老师")).await.with_status(303);
    let back = [("step", "return"), ("reason", "教室要换")];
    let late = staff.submit("#step-form", &back).await.with_status(409);
    assert_eq!((late.one("#reason").as_str(), late.count("#unsaved")), ("教室要换", 0));
    step(&mut colleague, &desk, "return", "日子太密").await.with_status(303);
    let late = staff.submit("#step-form", &back).await.with_status(409);
    assert_eq!((late.count(BOX), late.one("#reason")), (1, "教室要换".to_owned()), "the other reason is not theirs");
    step(&mut colleague, &desk, "cancel", "不办了").await.with_status(303);
    let late = staff.submit("#step-form", &back).await.with_status(409);
    assert!(late.one("#unsaved").contains("教室要换"));
    // The trainer proposes nothing that a colleague of theirs has changed.
    let run = begin(&mut owner, &course, "12").await;
    plan(&mut owner, &run, "2027-03-04T09:00", ("实操教室", "岑老师")).await.with_status(303);
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    editor.get(&run).await.ok();
    owner.get(&run).await.ok();
    editor.submit("#terms-form", &[("seats", "11")]).await.with_status(303);
    let late = owner.submit("#step-form", &[("step", "propose")]).await.with_status(409);
    assert!(late.one("section[aria-labelledby=facts]").contains("11 人"));
    for flash in ["run-proposed", "already-done"] {
        owner.submit("#step-form", &[("step", "propose")]).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash), "sent twice");
    }
}

#[tokio::test]
async fn what_a_suspended_trainer_proposed_opens_when_they_are_back() {
    let app = TestApp::new().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    let run = begin_and_propose(&mut owner, &course).await;
    let (desk, record) = (at_desk(&run), org.replace("/org/", "/c/shangjin/staff/vendors/"));
    companies::step(&mut staff, &record, "suspend", "抽查不合格").await.with_status(303);
    let refused = step(&mut staff, &desk, "approve", "").await.with_status(422);
    assert!(refused.one(".error-summary").contains("资格暂停了，现在不能开班"), "{}", refused.one(".error-summary"));
    assert_eq!(count(&app, OPEN).await, 0);
    companies::step(&mut staff, &record, "resume", "").await.with_status(303);
    step(&mut staff, &desk, "approve", "").await.with_status(303);
    assert_eq!(count(&app, OPEN).await, 1);
}

/// A run of twelve seats, as the community is asked to open it.
async fn begin_and_propose(owner: &mut Browser, course: &str) -> String {
    let run = begin(owner, course, "12").await;
    plan(owner, &run, MARCH, ("实操教室", "岑老师")).await.with_status(303);
    step(owner, &run, "propose", "").await.with_status(303);
    run
}
