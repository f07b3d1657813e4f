//! What was prepared for somebody whose record is erased before anybody has signed it.

use super::{DESK, finished, prepare, sign};
use crate::exports::office;
use crate::support::companies::count;
use crate::support::{Browser, TestApp, phones};

const BATCHES: &str = "select count(*) from certificate_batch";
const NUMBERED: &str = "select coalesce(sum(numbered), 0)::bigint from certificate_counter";

/// 林晓梅 asks that her record be deleted, and staff do so.
async fn erase(app: &TestApp, staff: &mut Browser) {
    app.behind("delete from talent").await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/records").await.ok();
    lin.submit("#request-form", &[("kind", "delete"), ("body", "搬走了")]).await.with_status(303);
    staff.get("/c/shangjin/staff/requests").await.ok();
    staff.submit("main form", &[("outcome", "done"), ("answer", "已删除")]).await.with_status(303);
}

#[tokio::test]
async fn with_the_last_one_of_a_batch_the_batch_goes_and_nobody_is_asked_to_sign_it() {
    let (app, mut staff, mut colleague) = office().await;
    finished(&app).await;
    app.behind("update enrolment set status = 'failed' where status = 'passed' and name = '吴秀英'").await;
    let batch = prepare(&mut staff, "none").await;
    colleague.get(&batch).await.ok();
    erase(&app, &mut staff).await;
    assert_eq!(count(&app, BATCHES).await, 0);
    assert_eq!(colleague.get(DESK).await.ok().count("section[aria-labelledby=open] a"), 0);
    colleague.forge(&format!("{batch}/signature"), "").await.with_status(404);
    assert_eq!(count(&app, NUMBERED).await, 0);
}

#[tokio::test]
async fn whoever_is_left_in_a_batch_gets_theirs_under_the_next_number() {
    let (app, mut staff, mut colleague) = office().await;
    finished(&app).await;
    let batch = prepare(&mut staff, "none").await;
    erase(&app, &mut staff).await;
    assert_eq!(count(&app, BATCHES).await, 1);
    sign(&mut colleague, &batch).await.with_status(303);
    let issued = "select count(*) from course_certificate where (name, number) = ('吴秀英', 'SHANGJIN-2026-0001')";
    assert_eq!((count(&app, issued).await, count(&app, NUMBERED).await), (1, 1));
}

#[tokio::test]
async fn a_batch_for_nobody_is_not_signed_and_takes_no_number() {
    let (app, mut staff, mut colleague) = office().await;
    finished(&app).await;
    let batch = prepare(&mut staff, "none").await;
    colleague.get(&batch).await.ok();
    // As an older server leaves it.
    app.behind("delete from course_certificate").await;
    colleague.submit("#sign-form", &[]).await.with_status(303);
    assert_eq!(colleague.cookie("flash"), Some("already-done"));
    assert_eq!(count(&app, "select count(*) from certificate_batch where signed_at is not null").await, 0);
    assert_eq!(count(&app, NUMBERED).await, 0);
    staff.get(&batch).await.ok();
    staff.submit("#discard-form", &[]).await.with_status(303);
    assert_eq!(count(&app, BATCHES).await, 0);
}
