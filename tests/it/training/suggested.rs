//! Whoever would like to learn something, or to work in a trade, is told when a course of it opens.

use jiamenkou::talents::Need;

use super::{PUBLIC, course, open_course, open_run, workspace};
use crate::support::companies::count;
use crate::support::{TestApp, phones};

/// As if the course had opened once more.
const AGAIN: &str = "insert into task (task_id, name, payload, tenant_id, run_at)
    select gen_random_uuid(), 'tell_of_openings', jsonb_build_object('tenant', tenant_id, 'opened', jsonb_build_object('course', run_id),
        'message', gen_random_uuid(), 'at', '2026-11-23T01:00:00Z'), tenant_id, '2026-11-22'
    from course_run where title = '收纳入门'";
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
    // She would like to work in its trade, too: that is no second message.
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
    // 林晓梅 would like to learn other things, and to do other work.
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/talent").await.ok();
    lin.submit("#talent-form", &[("trade", "care")]).await.with_status(303);
    open_run(&app).await;
    app.run_due_tasks().await;
    assert_eq!(count(&app, TOLD).await, 0);
    lin.get("/me/talent").await.ok();
    lin.submit("#talent-form", &[("need", "organising")]).await.with_status(303);
    app.behind("update tenant set features_off = '{training}' where slug = 'shangjin'").await;
    app.state.reload_platform().await.expect("the platform reads");
    app.behind(AGAIN).await;
    app.run_due_tasks().await;
    assert_eq!(count(&app, TOLD).await, 0, "residents read of no courses here");
    app.behind("update tenant set features_off = '{}' where slug = 'shangjin'").await;
    app.state.reload_platform().await.expect("the platform reads");
    app.behind(&format!("{AGAIN}; update course_run set enrol_until = '2026-11-22' where title = '收纳入门'")).await;
    app.run_due_tasks().await;
    assert_eq!(count(&app, TOLD).await, 0, "nobody can enrol any more");
    app.behind(&format!("{AGAIN}; update course_run set enrol_until = '2027-02-20' where title = '收纳入门'")).await;
    app.run_due_tasks().await;
    assert_eq!(count(&app, TOLD).await, 1, "and else they are");
}

#[tokio::test]
async fn a_course_says_what_it_teaches_and_whoever_would_like_to_learn_one_of_it_is_told() {
    let app = TestApp::new().await;
    let (mut owner, mut lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::RESIDENT).await);
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    // Whatever residents tick, a course can be of it; unless it says so, its trade does.
    let page = owner.get(&course).await.ok();
    let all: Vec<&str> = Need::ALL.iter().map(|need| need.code()).collect();
    assert_eq!(page.attributes("#course-form input[name=teach]", "value"), all);
    assert_eq!(page.count("#course-form input[name=teach][checked]"), 0);
    let coverage = "section[aria-labelledby=coverage]";
    assert!(page.one(coverage).contains("想学“收纳整理”"), "{}", page.one(coverage));
    let every: Vec<_> = all.iter().map(|code| ("teach", *code)).collect();
    owner.submit("#course-form", &every).await.with_status(303);
    owner.get(&course).await.ok();
    owner.submit("#course-form", &[("trade", ""), ("teach", "")]).await.with_status(303);
    let page = owner.get(&course).await.ok();
    assert!(page.one(coverage).contains("哪一样都没对上"), "{}", page.one(coverage));
    owner.submit("#course-form", &[("teach", "digital"), ("teach", "startup")]).await.with_status(303);
    let page = owner.get(&course).await.ok();
    assert_eq!(page.attributes("#course-form input[name=teach][checked]", "value"), ["digital", "startup"]);
    assert!(page.one(coverage).contains("想学“手机电脑、创业”"), "{}", page.one(coverage));
    lin.get("/me/talent").await.ok();
    lin.submit("#talent-form", &[("need", "startup"), ("trade", "")]).await.with_status(303);
    open_course(&app, &mut owner, &course).await;
    app.run_due_tasks().await;
    assert_eq!(count(&app, TOLD).await, 1, "秦建军, who would like to learn the other, has not agreed");
    let lessons = lin.get("/me/talent").await.ok().one("section[aria-labelledby=lessons]");
    assert!(lessons.contains("收纳入门") && lessons.contains("您填过想学“创业”"), "{lessons}");
    // Of two who change it the second sees what the first has ticked.
    let mut other = app.sign_in(phones::VENDOR_EDITOR).await;
    for browser in [&mut owner, &mut other] {
        browser.get(&course).await.ok();
    }
    owner.submit("#course-form", &[("teach", "health")]).await.with_status(303);
    let late = other.submit("#course-form", &[("teach", "escort")]).await.with_status(409);
    assert!(late.one("#conflict").contains("健康和急救"), "{}", late.one("#conflict"));
    // What it says from now on is of later runs.
    app.behind(AGAIN).await;
    app.run_due_tasks().await;
    assert_eq!(count(&app, TOLD).await, 2);
}

#[tokio::test]
async fn whoever_would_like_to_work_in_a_trade_is_told_of_its_course_as_long_as_they_have_no_certificate_of_it() {
    let app = TestApp::new().await;
    let (mut owner, mut lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::RESIDENT).await);
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    owner.get(&course).await.ok();
    owner.submit("#course-form", &[("trade", "appliance")]).await.with_status(303);
    lin.get("/me/talent").await.ok();
    lin.submit("#talent-form", &[("trade", "appliance")]).await.with_status(303);
    open_course(&app, &mut owner, &course).await;
    app.run_due_tasks().await;
    assert_eq!(count(&app, TOLD).await, 1);
    let lessons = lin.get("/me/talent").await.ok().one("section[aria-labelledby=lessons]");
    assert!(lessons.contains("收纳入门") && lessons.contains("您填过想做“家电清洗维修”"), "{lessons}");
    let lins = "resident_id in (select resident_id from resident where name = '林晓梅')";
    let ours = format!("update course_certificate set trade = 'appliance' where {lins}");
    let others = format!(
        "update course_certificate set trade = null where {lins}; update external_certificate set trade = 'appliance'
        where kind = 'skill_level' and talent_id in (select talent_id from talent where {lins})"
    );
    for held in [ours, others] {
        app.behind(&format!("{held}; {AGAIN}")).await;
        app.run_due_tasks().await;
        assert_eq!(count(&app, TOLD).await, 1, "{held}");
        let lessons = lin.get("/me/talent").await.ok().texts("section[aria-labelledby=lessons] li");
        assert!(lessons.iter().all(|one| !one.contains("收纳入门")), "{held}: {lessons:?}");
    }
    // What tells of her health tells of no trade, and what has expired of nothing.
    for lost in ["kind = 'health'", "kind = 'skill_level', expires_on = '2026-11-22'"] {
        let before = count(&app, TOLD).await;
        app.behind(&format!("update external_certificate set {lost} where trade = 'appliance'; {AGAIN}")).await;
        app.run_due_tasks().await;
        assert_eq!(count(&app, TOLD).await, before + 1, "{lost}");
    }
}
