//! Whoever would like to learn something is told when a course of it opens.

use super::{PUBLIC, open_run};
use crate::support::companies::count;
use crate::support::{TestApp, phones};

const TOLD: &str = "select count(*) from inbox_message where news->>'kind' = 'course_opened'";

/// More people than one task looks at would like to learn to tidy: they agree, have no account and stand before all others.
async fn many(app: &TestApp) {
    app.behind(
        "with place as (select r.tenant_id, r.household_id from resident r join tenant t on t.id = r.tenant_id
            where t.slug = 'shangjin' limit 1),
        person as (insert into resident (tenant_id, resident_id, household_id, name, relation, lives_since, birth_year, created_at)
            select tenant_id, gen_random_uuid(), household_id, '甲乙', 'other', '2020-01-01', 1980, now() from place, generate_series(1, 450)
            returning tenant_id, resident_id)
        insert into talent (tenant_id, talent_id, resident_id, needs, status, match_since, created_at, updated_at)
        select tenant_id, ('00000000-0000-4000-8000-' || lpad((row_number() over ())::text, 12, '0'))::uuid, resident_id,
            '{organising}', 'open', now(), now(), now()
        from person",
    )
    .await;
    app.index_talents().await;
}

#[tokio::test]
async fn a_course_that_opens_is_told_to_whoever_would_like_to_learn_it_however_many_stand_before_them() {
    let app = TestApp::new().await;
    many(&app).await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/talent").await.ok();
    lin.submit("#talent-form", &[("need", "organising")]).await.with_status(303);
    let run = open_run(&app).await;
    app.run_due_tasks().await;
    assert_eq!(count(&app, TOLD).await, 1, "whoever has no account is told nothing");
    let messages = lin.get("/me/inbox?topic=suggestions").await.ok().texts("main .rows__item strong");
    assert!(messages.len() == 1 && messages[0].contains("收纳入门"), "{messages:?}");
    let public = format!("{PUBLIC}/{}", run.rsplit('/').next().expect("an id"));
    assert_eq!(lin.submit("main .rows form", &[]).await.with_status(303).location(), public);
    lin.get(&public).await.ok();
}

#[tokio::test]
async fn nobody_is_told_of_a_course_without_a_wish_for_it_or_where_there_are_none() {
    let app = TestApp::new().await;
    // 林晓梅 would like to learn other things.
    open_run(&app).await;
    app.run_due_tasks().await;
    assert_eq!(count(&app, TOLD).await, 0);
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/talent").await.ok();
    lin.submit("#talent-form", &[("need", "organising")]).await.with_status(303);
    let again = "insert into task (task_id, name, payload, tenant_id, run_at)
        select gen_random_uuid(), 'tell_of_openings', jsonb_build_object('tenant', tenant_id, 'opened', jsonb_build_object('course', run_id),
            'message', gen_random_uuid(), 'at', '2026-11-23T01:00:00Z'), tenant_id, '2026-11-22'
        from course_run where title = '收纳入门'";
    app.behind("update tenant set features_off = '{training}' where slug = 'shangjin'").await;
    app.state.reload_platform().await.expect("the platform reads");
    app.behind(again).await;
    app.run_due_tasks().await;
    assert_eq!(count(&app, TOLD).await, 0, "residents read of no courses here");
    app.behind("update tenant set features_off = '{}' where slug = 'shangjin'").await;
    app.state.reload_platform().await.expect("the platform reads");
    app.behind(&format!("{again}; update course_run set enrol_until = '2026-11-22' where title = '收纳入门'")).await;
    app.run_due_tasks().await;
    assert_eq!(count(&app, TOLD).await, 0, "nobody can enrol any more");
    app.behind(&format!("{again}; update course_run set enrol_until = '2027-02-20' where title = '收纳入门'")).await;
    app.run_due_tasks().await;
    assert_eq!(count(&app, TOLD).await, 1, "and else they are");
}
