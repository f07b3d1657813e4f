//! The loop of an organization's own: as it is where the organization keeps it itself, and silent about few where others do.

use uuid::Uuid;

use super::{Past, pasts, rows, settle, today};
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones};

async fn org_of(app: &TestApp, name: &str) -> Uuid {
    let sql = "select org_id from organization where name like $1 || '%'";
    sqlx::query_scalar(sql).bind(name).fetch_one(&mut app.superuser().await).await.expect("an organization")
}

/// 澄光's row of a table; none where it has none.
fn here(page: &Answer, table: &str) -> Option<Vec<String>> {
    let is_there = page.count(&format!("table[aria-labelledby={table}]")) == 1;
    is_there.then(|| rows(page, table).remove("澄光社区")).flatten()
}

/// Puts people with a past into 澄光社区, whose practice the school that taught them reads too.
async fn taught(app: &TestApp) -> Vec<Past> {
    let all = pasts();
    settle(app, &all).await;
    app.behind(
        "update placement p set school_id = e.org_id from enrolment e
        where e.tenant_id = p.tenant_id and e.enrolment_id = p.enrolment_id and p.school_id is null;
        update course_run set enrol_until = '2026-03-02', starts_on = '2026-03-02', ends_on = '2026-05-31' where title in ('照护', '收纳');
        update enrolment set joined_at = '2026-03-01T01:00:00Z' where run_id in (select run_id from course_run where title in ('照护', '收纳'))",
    )
    .await;
    all
}

/// The later course, in 澄光社区.
fn later(app: &TestApp) -> String {
    format!("(select run_id from course_run where tenant_id = '{}' and title = '收纳')", app.tenant("chengguang").id)
}

/// Its one meeting begins on a day.
async fn meet(app: &TestApp, day: &str) {
    let run = later(app);
    app.behind(&format!(
        "update course_session set starts_at = '{day}T01:00:00Z', ends_at = '{day}T03:00:00Z' where run_id = {run}"
    ))
    .await;
}

/// How many an organization is told it has taught.
async fn told_taught(owner: &mut Browser, path: &str) -> String {
    here(&owner.get(path).await.ok(), "taught").expect("a row")[0].clone()
}

#[tokio::test]
async fn whoever_came_this_month_is_not_among_them_yet() {
    let app = TestApp::new().await;
    let all = taught(&app).await;
    let path = format!("/org/{}/loop", org_of(&app, "晴扫").await);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let many = all.iter().filter(|past| past.seats != [false; 2]).count().to_string();
    let without = all.iter().filter(|past| past.seats[0]).count().to_string();
    assert_eq!(told_taught(&mut owner, &path).await, many);
    meet(&app, "2026-11-01").await;
    assert_eq!(told_taught(&mut owner, &path).await, without);
    // Nor are they where the last meeting is called off: the course would be over sooner, whenever its trainer likes.
    meet(&app, "2026-04-02").await;
    app.behind(&format!(
        "insert into course_session (tenant_id, session_id, run_id, org_id, starts_at, ends_at, room_id, teacher_id, teacher_name,
            is_cancelled, planned_at)
        select tenant_id, gen_random_uuid(), run_id, org_id, '2026-11-20T01:00:00Z', '2026-11-20T03:00:00Z', room_id, teacher_id,
            teacher_name, true, '2026-03-01T01:00:00Z' from course_session where run_id = {}",
        later(&app)
    ))
    .await;
    assert_eq!(told_taught(&mut owner, &path).await, without);
    // Nor where none was held at all.
    app.behind(&format!(
        "update course_session set starts_at = starts_at - interval '90 days', ends_at = ends_at - interval '90 days',
            is_cancelled = true where run_id = {}",
        later(&app)
    ))
    .await;
    assert_eq!(told_taught(&mut owner, &path).await, without);
}

#[tokio::test]
async fn nobody_goes_or_comes_at_once_with_a_meeting_that_is_planned_once_the_course_was_over() {
    let app = TestApp::new().await;
    let all = taught(&app).await;
    let org = org_of(&app, "晴扫").await;
    let path = format!("/org/{org}/loop");
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let many = all.iter().filter(|past| past.seats != [false; 2]).count().to_string();
    assert_eq!(told_taught(&mut owner, &path).await, many);
    let run: Uuid = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select {}", later(&app))))
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a run");
    let page = format!("/org/{org}/runs/{run}");
    crate::training::plan(&mut owner, &page, "2026-12-20T09:00", ("教室", "郭启程")).await.with_status(303);
    assert_eq!(told_taught(&mut owner, &path).await, many);
    // Whoever joins for that meeting waits for the month to be over.
    let alone = all.iter().filter(|past| past.seats == [false, true]).count();
    let both = all.iter().filter(|past| past.seats[0]).count();
    assert!(alone >= 10, "{alone}");
    let join = |day: &str| {
        format!(
            "update enrolment set joined_at = '{day}' where enrolment_id in (select e.enrolment_id from enrolment e
                where e.run_id = '{run}' and not exists (select from enrolment o
                    where o.resident_id = e.resident_id and o.run_id <> e.run_id)
                order by e.turn limit 5)"
        )
    };
    app.behind(&join("2026-11-02")).await;
    assert_eq!(told_taught(&mut owner, &path).await, (both + alone - 5).to_string());
    app.behind(&join("2026-10-02")).await;
    assert_eq!(told_taught(&mut owner, &path).await, many);
}

#[tokio::test]
async fn whoever_came_with_few_waits_for_others() {
    let app = TestApp::new().await;
    let all = taught(&app).await;
    let path = format!("/org/{}/loop", org_of(&app, "晴扫").await);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let alone = all.iter().filter(|past| past.seats == [false, true]).count();
    let both = all.iter().filter(|past| past.seats[0]).count();
    meet(&app, "2026-10-20").await;
    assert_eq!(told_taught(&mut owner, &path).await, (both + alone).to_string());
    // Of those who took the later course alone all but so many never had a seat.
    let run = later(&app);
    let leave = |left: usize| {
        format!(
            "update enrolment set status = 'declined', joined_at = null where enrolment_id in (
                select e.enrolment_id from enrolment e where e.run_id = {run}
                    and not exists (select from enrolment o where o.resident_id = e.resident_id and o.run_id <> e.run_id)
                    and e.joined_at is not null order by e.turn offset {left})"
        )
    };
    app.behind(&leave(5)).await;
    assert_eq!(told_taught(&mut owner, &path).await, (both + 5).to_string());
    app.behind(&leave(4)).await;
    assert_eq!(told_taught(&mut owner, &path).await, both.to_string());
}

/// Since when they are at work, as far as they let it be counted, and whether they stayed.
fn hired(past: &Past) -> Option<(i64, bool)> {
    let (day, stays) = past.hired.filter(|_| !past.has_withdrawn)?;
    Some(((today() - day).num_days(), stays))
}

/// What is told of so many of some others: nothing of few, nor where few are left out.
fn told(count: usize, of: usize) -> String {
    match (count, of - count) {
        (..5, _) => "<5".to_owned(),
        (_, ..5) => "—".to_owned(),
        _ => count.to_string(),
    }
}

#[tokio::test]
async fn an_organization_reads_how_far_its_own_got_and_nothing_of_few_elsewhere() {
    let app = TestApp::new().await;
    let all = taught(&app).await;
    let home = format!("/org/{}", org_of(&app, "晴扫").await);
    let path = format!("{home}/loop");
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    for from in ["courses", "jobs"] {
        let page = owner.get(&format!("{home}/{from}")).await.ok();
        assert_eq!(page.attributes("main a[href$='/loop']", "href"), std::slice::from_ref(&path), "{from}");
    }
    let own: Vec<&Past> = all.iter().filter(|past| past.seats != [false; 2]).collect();
    let count = |of: &dyn Fn(&Past) -> bool| own.iter().filter(|past| of(past)).count();
    let is_due = |past: &Past| hired(past).is_some_and(|(days, _)| days >= 90);
    let [interned, certified] = [count(&|past| past.has_interned), count(&Past::is_certified)];
    let recommended = count(&|past| past.is_certified() && past.recommended.is_some() && !past.has_withdrawn);
    let at_work = count(&|past| hired(past).is_some());
    let stayed = count(&|past| is_due(past) && hired(past).is_some_and(|(_, stays)| stays));
    let outcome = [told(recommended, certified), told(at_work, own.len()), told(stayed, count(&is_due))];
    assert_eq!(outcome[2], "—", "all but few of those who are due have stayed");
    let page = owner.get(&path).await.ok();
    let kept = [own.len(), own.len(), interned, certified].map(|count| count.to_string());
    assert_eq!(here(&page, "taught").expect("a row"), [&kept[..], &outcome[..]].concat());
    assert_eq!(here(&page, "practised"), None, "nobody comes from another school");
    assert!(!page.text().contains("柳青"), "totals only");
    let alt = page.attributes("[aria-labelledby=taught] [role=img]", "aria-label");
    assert!(alt.iter().any(|alt| alt.contains(&format!("澄光社区：人数 {} 人", own.len()))), "{alt:?}");
    // Once everybody reads how many were recommended in the community, these would tell that nobody else was.
    app.run_tasks().await;
    let public = app.browser().get("/c/chengguang/loop").await.ok();
    assert_eq!(rows(&public, "way")["得到推荐"], [format!("{recommended} 人")]);
    let row = here(&owner.get(&path).await.ok(), "taught").expect("a row");
    assert_eq!(row[4..], ["—".to_owned(), outcome[1].clone(), outcome[2].clone()]);
}

#[tokio::test]
async fn whoever_has_not_done_the_hours_of_the_course_has_not_completed_its_internship() {
    let app = TestApp::new().await;
    let all = taught(&app).await;
    let path = format!("/org/{}/loop", org_of(&app, "晴扫").await);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let interned = all.iter().filter(|past| past.has_interned).count();
    // Five lack a quarter of an hour; two of them did it where they were before.
    let tenant = app.tenant("chengguang").id;
    app.behind(&format!(
        "update placement set done_minutes = 2385 where placement_id in (select placement_id from placement
            where tenant_id = '{tenant}' and status = 'completed' order by placement_id limit 5)"
    ))
    .await;
    assert_eq!(here(&owner.get(&path).await.ok(), "taught").expect("a row")[2], (interned - 5).to_string());
    app.behind(
        "insert into placement (tenant_id, placement_id, enrolment_id, resident_id, school_id, status, done_minutes)
        select tenant_id, gen_random_uuid(), enrolment_id, resident_id, school_id, 'ended', 15
        from placement where done_minutes = 2385 order by placement_id limit 2",
    )
    .await;
    assert_eq!(here(&owner.get(&path).await.ok(), "taught").expect("a row")[2], (interned - 3).to_string());
}

#[tokio::test]
async fn whoever_sat_there_under_two_records_was_hired_once() {
    let app = TestApp::new().await;
    let all = taught(&app).await;
    let path = format!("/org/{}/loop", org_of(&app, "晴扫").await);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    // Those who took the later course took it under a record as well that turned out to be theirs, and were on file under it.
    let run = later(&app);
    let twice = format!(
        "select e.tenant_id, g.resident_id, e.run_id, e.org_id, e.turn
        from enrolment e join resident g on g.tenant_id = e.tenant_id and g.merged_into = e.resident_id where e.run_id = {run}"
    );
    let doubles = count(&app, &format!("select count(*) from ({twice}) t")).await;
    app.behind(&format!(
        "with twice as ({twice}), seat as (
            insert into enrolment (tenant_id, enrolment_id, run_id, org_id, resident_id, name, status, turn, joined_at, decided_at, created_at)
            select tenant_id, gen_random_uuid(), run_id, org_id, resident_id, '柳青', 'passed', 1000 + turn, '2026-03-01T01:00:00Z',
                now(), now() from twice
        )
        insert into talent (tenant_id, talent_id, resident_id, status, created_at, updated_at)
        select tenant_id, resident_id, resident_id, 'open', '2026-09-01', now() from twice"
    ))
    .await;
    let own: Vec<&Past> = all.iter().filter(|past| past.seats != [false; 2]).collect();
    let people = own.len() + usize::try_from(doubles).expect("a number");
    let at_work = own.iter().filter(|past| hired(past).is_some()).count();
    let row = here(&owner.get(&path).await.ok(), "taught").expect("a row");
    assert_eq!((row[0].clone(), row[5].clone()), (people.to_string(), told(at_work, people)));
}

#[tokio::test]
async fn what_came_of_its_own_postings_is_known_and_tells_of_nobody_else() {
    let app = TestApp::new().await;
    let all = taught(&app).await;
    let org = org_of(&app, "晴扫").await;
    let path = format!("/org/{org}/loop");
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    assert_eq!(here(&editor.get(&path).await.ok(), "postings"), None, "that posting is the community's");
    let tenant = app.tenant("chengguang").id;
    for table in ["job_posting", "job_application"] {
        app.behind(&format!("update {table} set org_id = '{org}' where tenant_id = '{tenant}'")).await;
    }
    let page = editor.get(&path).await.ok();
    let at_work: Vec<bool> = all.iter().filter_map(|past| past.hired.map(|(_, stays)| stays)).collect();
    let stayed = at_work.iter().filter(|stays| **stays).count();
    let expected = [90, at_work.len(), at_work.len(), stayed].map(|count| count.to_string());
    assert_eq!(here(&page, "postings").expect("a row"), expected);
    // It knows all of them by name: that nobody is at work elsewhere would follow.
    assert_eq!(here(&page, "taught").expect("a row")[5..], ["—", "—"]);
    // Whoever never began was not hired.
    let never =
        format!("update job_application set reason = 'gone:never' where tenant_id = '{tenant}' and status = 'left'");
    app.behind(&never).await;
    let row = here(&editor.get(&path).await.ok(), "postings").expect("a row");
    assert_eq!(row[2..], [stayed.to_string(), stayed.to_string()]);
}

#[tokio::test]
async fn those_who_were_taught_elsewhere_and_practised_here_stand_by_themselves() {
    let app = TestApp::new().await;
    let all = taught(&app).await;
    let (org, school) = (org_of(&app, "晴扫").await, org_of(&app, "叮当").await);
    app.behind(&format!(
        "update placement set org_id = '{org}', school_id = '{org}' where tenant_id = '{0}';
        update enrolment set org_id = '{school}' where tenant_id = '{0}'
            and enrolment_id in (select enrolment_id from placement where tenant_id = '{0}')",
        app.tenant("chengguang").id
    ))
    .await;
    let page = app.sign_in(phones::VENDOR_OWNER).await.get(&format!("/org/{org}/loop")).await.ok();
    let guests: Vec<&Past> = all.iter().filter(|past| past.has_interned && !past.seats[1]).collect();
    let [many, certified] = [guests.len(), guests.iter().filter(|past| past.is_certified()).count()];
    let row = here(&page, "practised").expect("a row");
    // How their course ended is the other school's to know.
    assert_eq!(row[..4], [many.to_string(), "—".to_owned(), many.to_string(), told(certified, many)]);
    assert_eq!(row[5], told(guests.iter().filter(|past| hired(past).is_some()).count(), many));
    let own = all.iter().filter(|past| past.seats != [false; 2]).count();
    assert_eq!(here(&page, "taught").expect("a row")[0], (own - many).to_string(), "nobody stands in both");
    // Nor is somebody whom it still teaches taught elsewhere; but whom it has taught only since then stays where they were.
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let interned = all.iter().filter(|past| past.has_interned).count();
    assert!(interned > many);
    meet(&app, "2026-12-20").await;
    for (joined, guests) in [("2026-05-20", many), ("2026-10-20", interned)] {
        app.behind(&format!("update enrolment set joined_at = '{joined}' where run_id = {}", later(&app))).await;
        let page = owner.get(&format!("/org/{org}/loop")).await.ok();
        assert_eq!(here(&page, "practised").expect("a row")[0], guests.to_string(), "{joined}");
    }
}

#[tokio::test]
async fn nobody_has_practised_whom_the_organization_had_not_taken_yet() {
    let app = TestApp::new().await;
    let all = taught(&app).await;
    let (org, school) = (org_of(&app, "晴扫").await, org_of(&app, "小满").await);
    let later = later(&app);
    // Those who took the later course alone were taught elsewhere, and proposed to it; then each left.
    app.behind(&format!(
        "insert into placement (tenant_id, placement_id, enrolment_id, resident_id, org_id, school_id, status, mentor_name, changed_at)
        select e.tenant_id, gen_random_uuid(), e.enrolment_id, e.resident_id, '{org}', '{school}', 'ended', '', '2026-06-01'
        from enrolment e where e.run_id = {later}
            and not exists (select from enrolment o where o.resident_id = e.resident_id and o.run_id <> e.run_id);
        update enrolment e set org_id = '{school}' from placement p where p.enrolment_id = e.enrolment_id and p.status = 'ended'"
    ))
    .await;
    let path = format!("/org/{org}/loop");
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    assert_eq!(here(&owner.get(&path).await.ok(), "practised"), None);
    app.behind("update placement set mentor_name = '王秀兰' where status = 'ended' and mentor_name = ''").await;
    let alone = all.iter().filter(|past| past.seats == [false, true]).count();
    assert_eq!(here(&owner.get(&path).await.ok(), "practised").expect("a row")[0], alone.to_string());
}

#[tokio::test]
async fn nobody_reads_another_organizations_and_whoever_has_left_a_community_nothing_of_it() {
    let app = TestApp::new().await;
    taught(&app).await;
    let (org, other) = (org_of(&app, "晴扫").await, org_of(&app, "叮当").await);
    let path = format!("/org/{org}/loop");
    let mut stranger = app.sign_in(phones::OTHER_OWNER).await;
    stranger.get(&path).await.with_status(404);
    let page = stranger.get(&format!("/org/{other}/loop")).await.ok();
    assert_eq!((here(&page, "taught"), here(&page, "practised")), (None, None), "it taught nobody there");
    app.sign_in(phones::VENDOR_WORKER).await.get(&path).await.with_status(403);
    for phone in [phones::STAFF, phones::RESIDENT] {
        app.sign_in(phone).await.get(&path).await.with_status(404);
    }
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let stand = |status: &str| {
        let tenant = app.tenant("chengguang").id;
        format!("update admission set status = '{status}' where org_id = '{org}' and tenant_id = '{tenant}'")
    };
    app.behind(&stand("suspended")).await;
    assert!(here(&owner.get(&path).await.ok(), "taught").is_some(), "it goes on with those it has");
    app.behind(&stand("exited")).await;
    assert_eq!(here(&owner.get(&path).await.ok(), "taught"), None);
    // Whoever serves no community is told where to begin.
    app.behind(&format!("update admission set status = 'exited' where org_id = '{org}'")).await;
    let page = owner.get(&path).await.ok();
    assert!(page.one(".empty").contains("还没有入驻社区") && page.count("table") == 0);
    assert_eq!(page.attributes(".empty a", "href"), [format!("/org/{org}/communities")]);
}
