//! What becomes of enrolments with the records that they hang on.

use super::{LIN, standings};
use crate::grids::start;
use crate::residents::record;
use crate::support::companies::count;
use crate::support::training::{Plan, open_run, put};

fn id(address: &str) -> &str {
    address.rsplit('/').next().expect("an id")
}

#[tokio::test]
async fn they_go_with_a_record_that_turns_out_to_be_another_and_back() {
    let (app, mut staff) = start().await;
    let run = open_run(&app, &Plan::default()).await;
    put(&app, &run, "吴秀英", "enrolled").await;
    let (kept, gone) = (record(&app, "吴秀瑛").await, record(&app, "吴秀英").await);
    let of = async |address: &str| -> i64 {
        sqlx::query_scalar("select count(*) from enrolment where resident_id = $1::text::uuid")
            .bind(id(address).to_owned())
            .fetch_one(&mut app.superuser().await)
            .await
            .expect("a count")
    };
    staff.get(&format!("{kept}/merge?gone={}", id(&gone))).await.ok();
    staff.submit("#merge", &[]).await.with_status(303);
    assert_eq!((of(&kept).await, of(&gone).await), (1, 0));
    staff.get(&kept).await.ok();
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
    assert_eq!((of(&kept).await, of(&gone).await), (0, 1));
}

#[tokio::test]
async fn of_two_in_one_run_the_one_that_has_come_farther_stays_and_the_other_seat_is_offered_on() {
    let (app, mut staff) = start().await;
    let run = open_run(&app, &Plan { seats: 2, ..Plan::default() }).await;
    put(&app, &run, "吴秀英", "enrolled").await;
    put(&app, &run, "吴秀瑛", "offered").await;
    put(&app, &run, "马德明", "waiting").await;
    let (kept, gone) = (record(&app, "吴秀瑛").await, record(&app, "吴秀英").await);
    staff.get(&format!("{kept}/merge?gone={}", id(&gone))).await.ok();
    staff.submit("#merge", &[]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["吴秀英 enrolled", "吴秀瑛 dropped", "马德明 offered"]);
    let living = "select count(*) from enrolment e join resident r using (tenant_id, resident_id) where r.merged_into is null and e.status not in ('passed', 'failed')";
    assert_eq!(count(&app, living).await, 3);
}

#[tokio::test]
async fn they_are_part_of_my_data_and_go_with_the_record() {
    let (app, mut staff) = start().await;
    let run = open_run(&app, &Plan { seats: 1, ..Plan::default() }).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    put(&app, &run, "秦建军", "waiting").await;
    let mut lin = app.sign_in(LIN).await;
    lin.get(&run.attendance(1)).await.ok();
    lin.submit("#away-form", &[("reason", "带孩子看病")]).await.with_status(303);
    let copy = lin.get("/me/records/copy.json").await.ok().text();
    assert!(copy.contains("家务基础 · 晴扫家政 · 林晓梅 · 已报名") && copy.contains("已请假 带孩子看病"), "{copy}");
    assert!(!copy.contains("秦建军"));
    assert_eq!(lin.get("/me").await.ok().count("main a[href='/me/training']"), 1);
    lin.get("/me/records").await.ok();
    lin.submit("#request-form", &[("kind", "delete"), ("body", "")]).await.with_status(303);
    staff.get("/c/shangjin/staff/requests").await.ok();
    staff.submit("main form", &[("outcome", "done"), ("answer", "")]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["秦建军 offered"], "and the seat is the next one's");
    assert_eq!(count(&app, "select count(*) from session_excuse").await, 0);
}
