//! Who took a course: nobody in a run that was called off before it began, and whoever was in one that had begun.

use super::{number, rows};
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, put};
use crate::support::{Browser, TestApp, phones};

const SHANGJIN: &str = "/c/shangjin/staff/loop";

/// How many of those on file took a course, as it is counted now.
async fn took_course(app: &TestApp, staff: &mut Browser) -> Option<i64> {
    staff.get(SHANGJIN).await.ok();
    staff.submit("#count-form", &[]).await.with_status(303);
    app.run_tasks().await;
    number(&rows(&staff.get(SHANGJIN).await.ok(), "cohorts")["合计"][1])
}

async fn call_off(staff: &mut Browser, run: &Run) {
    staff.get(&run.desk()).await.ok();
    staff.submit("#step-form", &[("step", "cancel"), ("reason", "教室漏水")]).await.with_status(303);
}

#[tokio::test]
async fn nobody_took_a_course_that_was_called_off_before_it_began() {
    let app = before_anybody_learned().await;
    app.behind("delete from metric_snapshot").await;
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(took_course(&app, &mut staff).await, Some(0));
    // Last Friday and next Friday; and next Friday alone.
    let begun = ["2026-11-20T01:00:00Z", "2026-11-27T01:00:00Z"];
    for (meetings, called_off) in [(&begun[1..], 0), (&begun[..], 1)] {
        let run = open_run(&app, &Plan { meetings, ..Plan::default() }).await;
        put(&app, &run, "林晓梅", "enrolled").await;
        assert_eq!(took_course(&app, &mut staff).await, Some(1));
        call_off(&mut staff, &run).await;
        assert_eq!(took_course(&app, &mut staff).await, Some(called_off));
    }
}
