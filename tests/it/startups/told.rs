//! Who is told how far somebody has come, and what to do next.

use super::take_down;
use crate::grids::start;

#[tokio::test]
async fn whoever_has_no_account_is_told_by_staff() {
    let (app, mut staff) = start().await;
    let case = take_down(&app, &mut staff, "吴秀英").await;
    staff.get(&case).await.ok();
    staff.submit("#step-form", &[]).await.with_status(303);
    staff.get(&case).await.ok();
    staff.submit("#note-form", &[("body", "先去问登记条件。"), ("shared", "1")]).await.with_status(303);
    staff.get(&case).await.ok();
    staff.submit("#note-form", &[("body", "家里意见不一。")]).await.with_status(303);
    app.run_tasks().await;
    let inbox = staff.get("/me/inbox").await.ok().texts("main .rows__item");
    let of = |told: &str| inbox.iter().filter(|line| line.contains(told)).count();
    let moved = of("请转告一位没有账号的居民：尚锦社区：您的创业进度到了“谈过了”");
    // What was not for them is nothing to pass on.
    assert_eq!((moved, of("给您的创业写了建议")), (1, 1), "{inbox:?}");
}
