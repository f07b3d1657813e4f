//! What is missing in each trade, now and once those in training have finished.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::{YUNQI, nobody_counted, rows};
use crate::consents::paper;
use crate::external_certificates::{LEVEL, talent};
use crate::residents::merges::merge;
use crate::residents::record;
use crate::support::companies;
use crate::support::training::{Plan, Run, open_run, put, put_any};
use crate::support::{Browser, TestApp, phones};

const SHANGJIN: &str = "/c/shangjin/staff/loop";

/// The trades as they are counted now.
async fn count(app: &TestApp, staff: &mut Browser) -> BTreeMap<String, Vec<String>> {
    staff.get(SHANGJIN).await.ok();
    staff.submit("#count-form", &[]).await.with_status(303);
    app.run_tasks().await;
    rows(&staff.get(SHANGJIN).await.ok(), "trades")
}

/// Of a trade: who learns it and who is ready, and what is missing now and later.
async fn of(app: &TestApp, staff: &mut Browser, trade: &str) -> [String; 4] {
    let trades = count(app, staff).await;
    std::array::from_fn(|at| trades[trade][3 + at].clone())
}

/// A run of a trade that is open.
async fn run_of(app: &TestApp, trade: &str) -> Run {
    let run = open_run(app, &Plan { title: trade, seats: 20, ..Plan::default() }).await;
    app.behind(&format!("update course_run set trade = '{trade}' where run_id = '{}'", run.id)).await;
    run
}

const WHO_IS_LIN: &str = "resident_id in (select resident_id from resident where name = '林晓梅')";

#[tokio::test]
async fn whoever_holds_anothers_certificate_of_the_trade_is_ready_while_it_holds() {
    let app = nobody_counted().await;
    app.behind("delete from external_certificate").await;
    let mut staff = app.sign_in(phones::STAFF).await;
    // Two places that ask for a certificate: that she would like to do it is not enough.
    assert_eq!(of(&app, &mut staff, "家庭照护").await, ["0", "0", "2", "2"]);
    let page = talent(&app, &mut staff, "林晓梅").await;
    staff.get(&page).await.ok();
    staff.submit("#external-form", &LEVEL).await.with_status(303);
    assert_eq!(of(&app, &mut staff, "家庭照护").await, ["0", "1", "1", "1"]);
    for (what, sql) in [
        ("it has expired", "update external_certificate set expires_on = '2026-11-22'"),
        ("no trade is learned for it", "update external_certificate set expires_on = null, kind = 'health'"),
        ("it is of another trade", "update external_certificate set kind = 'skill_level', trade = 'infant'"),
    ] {
        app.behind(sql).await;
        assert_eq!(of(&app, &mut staff, "家庭照护").await, ["0", "0", "2", "2"], "{what}");
    }
    app.behind("update external_certificate set trade = 'care'").await;
    assert_eq!(of(&app, &mut staff, "家庭照护").await, ["0", "1", "1", "1"]);
    // Whoever has work is not ready, nor is anybody whose archive nobody may see.
    let at_work = "update job_application set status = 'hired', hired_on = '2026-11-20' where";
    app.behind(&format!("{at_work} {WHO_IS_LIN}")).await;
    assert_eq!(of(&app, &mut staff, "家庭照护").await, ["0", "0", "2", "2"]);
    app.behind(&format!("update job_application set status = 'left' where {WHO_IS_LIN}")).await;
    app.behind(&format!("update talent set hidden_at = now() where {WHO_IS_LIN}")).await;
    assert_eq!(of(&app, &mut staff, "家庭照护").await, ["0", "0", "2", "2"]);
}

#[tokio::test]
async fn where_no_certificate_is_asked_for_whoever_is_willing_and_agrees_is_ready() {
    let app = nobody_counted().await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    app.behind("delete from search_miss").await;
    // Two places; of two who would like to do it one agrees to be suggested.
    app.behind("update talent set trades = '{organizing}' where resident_id in (select resident_id from resident where name = '何俊杰')").await;
    let found = count(&app, &mut staff).await["整理收纳"].clone();
    assert_eq!(found, ["2", "0", "2", "0", "1", "1", "1"]);
    lin.get("/me/talent").await.ok();
    lin.submit("#end-match-form", &[]).await.with_status(303);
    assert_eq!(of(&app, &mut staff, "整理收纳").await, ["0", "0", "2", "2"]);
    // Of three who are willing no more are counted than there are places.
    app.behind("update talent set match_since = now(), trades = '{organizing}' where hidden_at is null").await;
    assert_eq!(of(&app, &mut staff, "整理收纳").await, ["0", "2", "0", "0"]);
    // A health certificate everybody can have: it keeps nobody from it, as a certificate of the trade does.
    let asks = |papers: &str| {
        format!("update job_posting set required_certificates = '{{{papers}}}' where title = '收纳师助理'")
    };
    app.behind(&asks("health")).await;
    assert_eq!(of(&app, &mut staff, "整理收纳").await, ["0", "2", "0", "0"]);
    for papers in ["training", "health,skill_level"] {
        app.behind(&asks(papers)).await;
        assert_eq!(of(&app, &mut staff, "整理收纳").await, ["0", "0", "2", "2"], "{papers}");
    }
    app.behind(&asks("")).await;
    app.behind("update resident set birth_year = 2011 where name <> '林晓梅'").await;
    assert_eq!(of(&app, &mut staff, "整理收纳").await, ["0", "1", "1", "1"], "too young to work");
    app.behind("update resident set left_on = '2026-11-01' where name = '林晓梅'").await;
    assert_eq!(of(&app, &mut staff, "整理收纳").await, ["0", "0", "2", "2"], "moved away");
}

#[tokio::test]
async fn those_in_training_close_the_gap_later_and_nobody_closes_it_twice() {
    let app = nobody_counted().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let run = run_of(&app, "cleaning").await;
    for _ in 0..4 {
        put_any(&app, &run, None, "enrolled").await;
    }
    assert_eq!(of(&app, &mut staff, "保洁").await, ["4", "0", "6", "2"]);
    // One of them finds work elsewhere before the course is over.
    app.behind(&format!(
        "insert into job_application (tenant_id, application_id, posting_id, resident_id, shared, name_masked, how, status, hired_on,
            created_at, changed_at)
        select e.tenant_id, gen_random_uuid(), p.posting_id, e.resident_id, '{{name}}', '某*', 'self', 'hired', '2026-11-20', now(), now()
        from enrolment e join job_posting p on p.tenant_id = e.tenant_id and p.title = '白班保姆' where e.run_id = '{}' limit 1",
        run.id
    ))
    .await;
    assert_eq!(of(&app, &mut staff, "保洁").await, ["3", "0", "6", "3"]);
    // Who is ready with a certificate does not learn to be; who is willing and learns is ready later.
    for (trade, name, before, after) in [
        ("care", "家庭照护", ["0", "1", "1", "1"], ["0", "1", "1", "1"]),
        ("organizing", "整理收纳", ["0", "1", "1", "1"], ["1", "0", "2", "1"]),
    ] {
        assert_eq!(of(&app, &mut staff, name).await, before);
        put(&app, &run_of(&app, trade).await, "林晓梅", "enrolled").await;
        assert_eq!(of(&app, &mut staff, name).await, after, "{trade}");
    }
    // What residents looked for in vain stands beside it and is added to nothing; the words say so.
    app.behind(&format!(
        "insert into search_miss (tenant_id, day, term, misses) values ('{}', '2026-11-20', '保洁', 50)
        on conflict do nothing",
        app.tenant("shangjin").id
    ))
    .await;
    assert_eq!(of(&app, &mut staff, "保洁").await, ["3", "0", "6", "3"]);
    for page in [staff.get(SHANGJIN).await.ok(), app.browser().get("/c/shangjin/loop").await.ok()] {
        let words = page.one("#gaps");
        assert!(words.contains("招人名额 − 能上岗的人 − 在学的人") && words.contains("不加进缺口"), "{words}");
    }
}

#[tokio::test]
async fn whoever_has_a_seat_or_has_passed_learns_until_the_certificate_is_there() {
    let app = nobody_counted().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let run = run_of(&app, "cleaning").await;
    for status in ["enrolled", "enrolled", "passed", "failed", "dropped"] {
        put_any(&app, &run, None, status).await;
    }
    for (status, found) in
        [("open", ["3", "0", "6", "3"]), ("cancelled", ["1", "0", "6", "5"]), ("finished", ["3", "0", "6", "3"])]
    {
        app.behind(&format!("update course_run set status = '{status}' where run_id = '{}'", run.id)).await;
        assert_eq!(of(&app, &mut staff, "保洁").await, found, "{status}");
    }
    app.behind(&format!(
        "with batch as (insert into certificate_batch (tenant_id, batch_id, run_id, org_id, prepared_by, preparer_name, prepared_at)
            select r.tenant_id, gen_random_uuid(), r.run_id, r.org_id, p.person_id, p.name, now()
            from course_run r, person p where r.run_id = '{0}' and p.name = '崔文娟' returning tenant_id, batch_id)
        insert into course_certificate (tenant_id, course_certificate_id, batch_id, enrolment_id, run_id, org_id, resident_id, name,
            name_masked, org_name, title, trade, syllabus, starts_on, ends_on, code)
        select e.tenant_id, gen_random_uuid(), b.batch_id, e.enrolment_id, e.run_id, e.org_id, e.resident_id, e.name, '某**', '晴扫家政',
            '日常保洁', 'cleaning', '[]', '2026-10-01', '2026-10-31', 'unsigned'
        from enrolment e join batch b using (tenant_id) where e.run_id = '{0}' and e.status = 'passed'",
        run.id
    ))
    .await;
    assert_eq!(of(&app, &mut staff, "保洁").await, ["3", "0", "6", "3"], "it waits to be signed");
    for (what, change, found) in [
        ("it is issued", "number = 'X-1', issued_on = '2026-11-01'", ["2", "1", "5", "3"]),
        ("it is taken back: nobody learns for it any more", "revoked_at = now()", ["2", "0", "6", "4"]),
        ("it has expired", "revoked_at = null, expires_on = '2026-11-22'", ["2", "0", "6", "4"]),
    ] {
        app.behind(&format!("update course_certificate set {change} where code = 'unsigned'")).await;
        assert_eq!(of(&app, &mut staff, "保洁").await, found, "{what}");
    }
}

#[tokio::test]
async fn whoever_stayed_and_left_later_is_ready_again() {
    let app = nobody_counted().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(of(&app, &mut staff, "家庭照护").await, ["0", "1", "1", "1"]);
    for (change, found) in [
        ("status = 'retained', hired_on = '2026-03-01'", ["0", "0", "2", "2"]),
        ("ended_on = '2026-11-01'", ["0", "1", "1", "1"]),
    ] {
        app.behind(&format!("update job_application set {change} where {WHO_IS_LIN}")).await;
        assert_eq!(of(&app, &mut staff, "家庭照护").await, found, "{change}");
    }
}

#[tokio::test]
async fn whoever_has_moved_away_or_withdrawn_is_nowhere_counted_and_stays_so() {
    let app = nobody_counted().await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    app.behind(&format!("update course_certificate set trade = 'care' where {WHO_IS_LIN}")).await;
    put(&app, &run_of(&app, "cleaning").await, "林晓梅", "enrolled").await;
    // Who is on file, who learns it and who is ready.
    let care = count(&app, &mut staff).await["家庭照护"][2..5].to_vec();
    let on_file: i64 = care[0].parse().expect("a number");
    assert_eq!((care[2].as_str(), of(&app, &mut staff, "保洁").await[0].as_str()), ("1", "1"));
    let others = [(on_file - 1).to_string(), "0".to_owned(), "0".to_owned()];
    app.behind("update resident set left_on = '2026-11-01' where name = '林晓梅'").await;
    assert_eq!(count(&app, &mut staff).await["家庭照护"][2..5], others, "moved away");
    assert_eq!(of(&app, &mut staff, "保洁").await[0], "0");
    app.behind("update resident set left_on = null where name = '林晓梅'").await;
    assert_eq!(count(&app, &mut staff).await["家庭照护"][2..5], care);
    lin.get("/me/talent").await.ok();
    lin.submit("#withdraw-form", &[]).await.with_status(303);
    assert_eq!(count(&app, &mut staff).await["家庭照护"][2..5], others, "withdrawn");
    assert_eq!(of(&app, &mut staff, "保洁").await[0], "0");
    // Once the record is erased, her certificate of completion is there as before.
    app.pass_days(31).await;
    let kept = ["talent", "course_certificate"].map(|table| format!("select count(*) from {table} where {WHO_IS_LIN}"));
    assert_eq!(companies::count(&app, &kept[0]).await, 0);
    assert!(companies::count(&app, &kept[1]).await > 0);
    let trades = count(&app, &mut app.sign_in(phones::STAFF).await).await;
    assert!(trades.get("家庭照护").is_none_or(|row| row[4] == "0"), "{trades:?}");
}

#[tokio::test]
async fn of_records_that_are_one_by_now_the_last_word_counts_once_the_archive_is_erased() {
    let app = nobody_counted().await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    app.behind(&format!("update course_certificate set trade = 'care', expires_on = null where {WHO_IS_LIN}")).await;
    let (own, other) = (record(&app, "林晓梅").await, record(&app, "吴秀瑛").await);
    app.advance(TimeDelta::minutes(1));
    paper(&mut staff, &other, &[("purpose", "talent")]).await.with_status(303);
    app.advance(TimeDelta::minutes(1));
    assert_eq!(count(&app, &mut staff).await["家庭照护"][4], "1");
    lin.get("/me/talent").await.ok();
    lin.submit("#withdraw-form", &[]).await.with_status(303);
    // What she had agreed to on another record that turns out to be hers is older.
    merge(&mut staff, &own, &other, &[]).await.with_status(303);
    app.pass_days(31).await;
    let living = "select count(*) from consent where purpose = 'talent' and withdrawn_at is null
        and resident_id in (select resident_id from resident where name in ('林晓梅', '吴秀瑛'))";
    let kept = format!("select count(*) from talent where {WHO_IS_LIN}");
    assert_eq!((companies::count(&app, living).await, companies::count(&app, &kept).await), (1, 0));
    let mut staff = app.sign_in(phones::STAFF).await;
    let trades = count(&app, &mut staff).await;
    assert!(trades.get("家庭照护").is_none_or(|row| row[4] == "0"), "{trades:?}");
    // She agrees anew: that is the last word.
    paper(&mut staff, &own, &[("purpose", "talent")]).await.with_status(303);
    assert_eq!(count(&app, &mut staff).await["家庭照护"][4], "1 比上月 +1");
}

#[tokio::test]
async fn a_month_that_was_counted_otherwise_tells_of_no_gap() {
    let app = nobody_counted().await;
    app.run_tasks().await;
    app.advance(TimeDelta::days(10));
    app.run_tasks().await;
    app.behind("delete from metric_snapshot where key = 'trade_later' and period < '2026-12-01'").await;
    let mut staff = app.sign_in(phones::YUNQI_STAFF).await;
    let now = rows(&staff.get(YUNQI).await.ok(), "trades")["家务"].clone();
    assert_eq!(now[4..], ["6", "0", "0"], "and nothing has changed since");
    let page = staff.submit("#month-form", &[("month", "2026-11")]).await.ok();
    assert_eq!(rows(&page, "trades")["家务"][..], ["6", "0", "21", "0", "—", "—", "—"]);
}
