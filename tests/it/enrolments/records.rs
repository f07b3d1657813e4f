//! What becomes of enrolments with the records that they hang on.

use chrono::TimeDelta;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::{LIN, standings};
use crate::grids::start;
use crate::residents::record;
use crate::support::companies::count;
use crate::support::training::{Plan, open_run, put};

/// 林晓梅 turns out to be 吴秀瑛, who had no account yet.
const MERGED: &str = "with two as (
        select l.tenant_id, l.resident_id as gone, l.person_id as person, k.resident_id as kept from resident l
        join resident k using (tenant_id) join tenant t on t.id = l.tenant_id
        where t.slug = 'shangjin' and l.name = '林晓梅' and k.name = '吴秀瑛'
    ), gone as (
        update resident r set merged_into = two.kept, person_id = null from two
        where r.tenant_id = two.tenant_id and r.resident_id = two.gone
    )
    update resident r set person_id = two.person from two where r.tenant_id = two.tenant_id and r.resident_id = two.kept";

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
async fn learners_are_called_what_their_records_say_by_now() {
    let (app, mut staff) = start().await;
    let run = open_run(&app, &Plan::default()).await;
    put(&app, &run, "吴秀英", "enrolled").await;
    let (kept, gone) = (record(&app, "吴秀瑛").await, record(&app, "吴秀英").await);
    staff.get(&gone).await.ok();
    staff.submit("#resident-form", &[("name", "吴秀颖")]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["吴秀颖 enrolled"]);
    // By the name that is chosen where two turn out to be one, and as before where they are two after all.
    for (chosen, name) in [("kept", "吴秀瑛"), ("gone", "吴秀颖")] {
        staff.get(&format!("{kept}/merge?gone={}", id(&gone))).await.ok();
        staff.submit("#merge", &[("name", chosen)]).await.with_status(303);
        assert_eq!(standings(&app, &run).await, [format!("{name} enrolled")]);
        staff.get(&kept).await.ok();
        staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
        assert_eq!(standings(&app, &run).await, ["吴秀颖 enrolled"]);
        app.advance(TimeDelta::minutes(1));
    }
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
    // The name that stays is both places'.
    assert_eq!(standings(&app, &run).await, ["吴秀瑛 enrolled", "吴秀瑛 dropped", "马德明 offered"]);
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

#[tokio::test]
async fn whoever_turns_out_to_be_another_while_they_enrol_is_enrolled_as_that_one_and_sees_it() {
    let (app, _) = start().await;
    let run = open_run(&app, &Plan::default()).await;
    let mut lin = app.sign_in(LIN).await;
    lin.get(&run.enrolment()).await.ok();
    app.overtaken(MERGED, lin.submit("#enrol-form", &[])).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("seat-taken"));
    assert_eq!(standings(&app, &run).await, ["吴秀瑛 enrolled"]);
    assert_eq!(lin.get(&run.enrolment()).await.ok().count("#enrol-form"), 0, "she is in it");
}

#[tokio::test]
async fn whoever_turns_out_to_be_one_who_has_a_seat_while_they_enrol_has_no_second_one() {
    let (app, mut staff) = start().await;
    let [own, paper] =
        [open_run(&app, &Plan::default()).await, open_run(&app, &Plan { title: "陪诊实务", ..Plan::default() }).await];
    for run in [&own, &paper] {
        put(&app, run, "吴秀瑛", "enrolled").await;
    }
    let apart =
        "update resident set merged_into = null, person_id = (select person_id from person where name = '林晓梅')
        where name = '林晓梅'; update resident set person_id = null where name = '吴秀瑛'";
    let mut lin = app.sign_in(LIN).await;
    lin.get(&own.enrolment()).await.ok();
    app.overtaken(MERGED, lin.submit("#enrol-form", &[])).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("already-done"));
    // And where staff enrol her on paper.
    app.behind(apart).await;
    let record = record(&app, "林晓梅").await;
    staff.get(&format!("{}/learners?resident={}", paper.desk(), id(&record))).await.ok();
    app.overtaken(MERGED, staff.submit(".paper-form", &[])).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("already-done"));
    for run in [&own, &paper] {
        assert_eq!(standings(&app, run).await, ["吴秀瑛 enrolled"]);
    }
}

async fn run(connection: &mut PgConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.expect("nobody waits for another who waits");
}

#[tokio::test]
async fn whoever_turns_out_to_be_another_while_they_enrol_is_held_behind_that_one_as_merges_do() {
    let (app, mut staff) = start().await;
    let course = open_run(&app, &Plan::default()).await;
    let two: Vec<(Uuid, String)> = sqlx::query_as(
        "select resident_id, name from resident
        where tenant_id = $1 and person_id is null and merged_into is null and left_on is null order by 1 limit 2",
    )
    .bind(app.tenant("shangjin").id.uuid())
    .fetch_all(&mut app.superuser().await)
    .await
    .expect("two residents");
    let [(kept, name), (gone, _)] = &two[..] else { panic!("two") };
    staff.get(&format!("{}/learners?resident={gone}", course.desk())).await.ok();
    let (mut merging, mut parting) = (app.superuser().await, app.superuser().await);
    run(&mut merging, format!("begin; update resident set merged_into = '{kept}' where resident_id = '{gone}'")).await;
    let hold = |id: &Uuid| format!("select from resident where resident_id = '{id}' for no key update");
    run(&mut parting, format!("begin; {}", hold(kept))).await;
    // Somebody takes the merge apart again as soon as it is made: first the one record, then the other.
    let apart = async {
        app.until("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')")
            .await;
        run(&mut merging, "commit".to_owned()).await;
        run(&mut parting, format!("{}; commit", hold(gone))).await;
    };
    let (answer, ()) = tokio::join!(staff.submit(".paper-form", &[]), apart);
    answer.with_status(303);
    assert_eq!(standings(&app, &course).await, [format!("{name} enrolled")]);
}
