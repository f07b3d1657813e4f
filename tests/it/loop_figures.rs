//! The loop in figures: counted like a naive model counts it, whole for those who see the people anyway, and silent about few
//! for everybody else.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, TimeDelta};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};
use uuid::Uuid;

use crate::support::companies::count;
use crate::support::training::{Plan, open_run};
use crate::support::{Answer, TestApp, phones};

mod called_off;
mod demo;
mod founders;
mod gaps;
mod killed;
mod months;
mod own;
mod street;

const YUNQI: &str = "/c/yunqi/staff/loop";
const STREET: &str = "/c/xiliu/staff/loop";
const CHENGGUANG_STAFF: &str = "13800000012";
const MINE: &str = "/c/shangjin/staff/loop/mine";
const GRID_LEADER: &str = "13800000003";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

/// A server whose communities have not counted themselves yet: the demo's months before would stand beside what they count.
async fn nobody_counted() -> TestApp {
    let app = TestApp::new().await;
    app.behind("delete from metric_snapshot").await;
    app
}

/// The rows of a table: what stands at their heads, and their cells without their labels.
fn rows(page: &Answer, table: &str) -> BTreeMap<String, Vec<String>> {
    let table = format!("table[aria-labelledby={table}]");
    let labels = page.texts(&format!("{table} thead th")).split_off(1);
    let row = |(at, head): (usize, String)| {
        let cells = page.texts(&format!("{table} tbody tr:nth-child({}) td", at + 1));
        let cells =
            cells.iter().zip(&labels).map(|(cell, label)| cell.trim_start_matches(label.as_str()).trim().to_owned());
        (head, cells.collect())
    };
    page.texts(&format!("{table} tbody th")).into_iter().enumerate().map(row).collect()
}

/// The number at the beginning of a cell; none where it is not told.
fn number(cell: &str) -> Option<i64> {
    cell.split([' ', '人']).next().and_then(|word| word.parse().ok())
}

/// What somebody went through.
#[derive(Debug, Default, Clone)]
struct Past {
    id: Uuid,
    since: NaiveDate,
    has_withdrawn: bool,
    has_moved: bool,
    /// Seats in the course that asks for an internship, and in the one that does not.
    seats: [bool; 2],
    has_interned: bool,
    certificate: Option<(NaiveDate, bool)>,
    recommended: Option<NaiveDate>,
    hired: Option<(NaiveDate, bool)>,
    /// Whether they have left the job in which they had stayed.
    has_left: bool,
}

impl Past {
    fn is_certified(&self) -> bool {
        self.certificate.is_some_and(|(_, is_revoked)| !is_revoked)
    }

    /// Whether they are among those whom employers may look for.
    fn is_here(&self) -> bool {
        !self.has_withdrawn && !self.has_moved
    }

    fn is_free(&self) -> bool {
        self.has_left || !self.hired.is_some_and(|(_, stays)| stays)
    }
}

/// Numbers that look like chance, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn is(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn day(&mut self, within: u64) -> NaiveDate {
        today() - Days::new(self.below(within))
    }
}

fn pasts() -> Vec<Past> {
    let mut dice = Dice(7);
    let past = |dice: &mut Dice| {
        let mut past = Past { id: Uuid::now_v7(), since: dice.day(300), ..Past::default() };
        past.has_withdrawn = dice.is(10);
        past.seats = [dice.is(40), dice.is(40)];
        past.has_interned = past.seats[0] && dice.is(60);
        past.certificate = (past.seats != [false; 2] && dice.is(60)).then(|| (dice.day(250), dice.is(15)));
        past.recommended = (past.certificate.is_some() && dice.is(60)).then(|| dice.day(200));
        past.hired = dice.is(50).then(|| (dice.day(200), dice.is(60)));
        past
    };
    (0..80).map(|_| past(&mut dice)).collect()
}

/// What the page says of some people, stage by stage: how many, of how many.
fn counted(all: &[&Past]) -> Vec<(usize, Option<usize>)> {
    let count = |of: &dyn Fn(&Past) -> bool| all.iter().filter(|past| of(past)).count();
    let recommended = |past: &Past| past.is_certified() && past.recommended.is_some();
    let is_due = |past: &Past| past.hired.is_some_and(|(day, _)| (today() - day).num_days() >= 90);
    let course = count(&|past| past.seats != [false; 2]);
    let hired = count(&|past| past.hired.is_some());
    vec![
        (all.len(), None),
        (course, Some(all.len())),
        (count(&|past| past.has_interned), Some(count(&|past| past.seats[0]))),
        (count(&Past::is_certified), Some(course)),
        (count(&recommended), Some(count(&Past::is_certified))),
        (hired, Some(all.len())),
        (count(&|past| is_due(past) && past.hired.is_some_and(|(_, stays)| stays)), Some(count(&is_due))),
    ]
}

/// Since when a record on file is hidden.
fn hidden(has_withdrawn: bool) -> &'static str {
    if has_withdrawn { "'2026-11-20T02:00:00Z'" } else { "null" }
}

async fn run(connection: &mut PgConnection, sql: &str) {
    connection.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
}

/// Puts people with a past into 澄光社区, behind the curtain.
async fn settle(app: &TestApp, all: &[Past]) {
    let tenant = app.tenant("chengguang").id;
    let mut runs = Vec::new();
    for (title, month) in [("照护", "03"), ("收纳", "04")] {
        let meeting = format!("2026-{month}-02T01:00:00Z");
        runs.push(open_run(app, &Plan { slug: "chengguang", title, meetings: &[&meeting], ..Plan::default() }).await);
    }
    let mut db = app.superuser().await;
    // What is counted of these two is a few of their columns; the others are their own features' business.
    for table in ["placement", "recommendation"] {
        run(&mut db, &format!("do $$ declare one text; begin
            for one in select attname from pg_attribute where attrelid = '{table}'::regclass and attnum > 0 and attnotnull
                and attnum <> all((select conkey from pg_constraint where conrelid = '{table}'::regclass and contype = 'p')::int2[])
            loop execute format('alter table {table} alter column %I drop not null', one); end loop;
            for one in select conname from pg_constraint where conrelid = '{table}'::regclass and contype = 'c'
            loop execute format('alter table {table} drop constraint %I', one); end loop; end $$")).await;
    }
    let batches = [Uuid::now_v7(), Uuid::now_v7()];
    let org = runs[0].org;
    for (batch, of) in batches.iter().zip(&runs) {
        run(&mut db, &format!("insert into certificate_batch (tenant_id, batch_id, run_id, org_id, prepared_by, preparer_name, prepared_at) select '{tenant}', '{batch}', '{}', '{org}', person_id, name, now() from person limit 1", of.id)).await;
    }
    run(&mut db, &format!("update course_run set internship_hours = 40 where run_id = '{}'", runs[0].id)).await;
    let posting = Uuid::now_v7();
    run(&mut db, &format!("insert into job_posting (tenant_id, posting_id, employer_name, title, trade, duties, pay_min_fen, pay_max_fen, pay_unit, live_in, place, openings, valid_until, status, published_at, author_id, author_name, writers, created_at, changed_at) select '{tenant}', '{posting}', '澄光', '帮手', 'care', '帮忙', 1, 1, 'hour', false, '澄光', 90, '2027-01-01', 'published', now(), person_id, name, array[person_id], now(), now() from person limit 1")).await;
    for (turn, past) in (1..).zip(all) {
        let id = past.id;
        run(&mut db, &format!("insert into resident (tenant_id, resident_id, household_id, name, relation, lives_since, created_at) select tenant_id, '{id}', household_id, '柳青', 'head', '2026-01-01', now() from household where tenant_id = '{tenant}' limit 1")).await;
        // At eight in the evening, when another day has long begun further east.
        let hidden = hidden(past.has_withdrawn);
        run(&mut db, &format!("insert into talent (tenant_id, talent_id, resident_id, status, created_at, updated_at, hidden_at) values ('{tenant}', '{id}', '{id}', 'open', '{}T12:00:00Z', now(), {hidden})", past.since)).await;
        let mut enrolments = Vec::new();
        for (of, _) in runs.iter().zip(past.seats).filter(|(_, has_seat)| *has_seat) {
            let enrolment = Uuid::now_v7();
            run(&mut db, &format!("insert into enrolment (tenant_id, enrolment_id, run_id, org_id, resident_id, name, status, turn, joined_at, decided_at, created_at) values ('{tenant}', '{enrolment}', '{}', '{org}', '{id}', '柳青', 'passed', {turn}, now(), now(), now())", of.id)).await;
            enrolments.push((enrolment, of.id));
        }
        if past.has_interned {
            run(&mut db, &format!("insert into placement (tenant_id, placement_id, enrolment_id, resident_id, status, completed_on, done_minutes) values ('{tenant}', '{id}', '{}', '{id}', 'completed', '2026-06-01', 2400)", enrolments[0].0)).await;
        }
        // Whoever took two courses has two certificates, and is still one person.
        for (batch, (enrolment, of)) in batches.iter().zip(&enrolments).filter(|_| past.certificate.is_some()) {
            let (day, is_revoked) = past.certificate.expect("a certificate");
            let revoked = if is_revoked { "now()" } else { "null" };
            run(&mut db, &format!("insert into course_certificate (tenant_id, course_certificate_id, batch_id, enrolment_id, run_id, org_id, resident_id, name, name_masked, org_name, title, trade, syllabus, starts_on, ends_on, number, issued_on, code, revoked_at) values ('{tenant}', '{enrolment}', '{batch}', '{enrolment}', '{of}', '{org}', '{id}', '柳青', '柳*', '晴扫', '照护', 'care', '[]', '2026-03-02', '2026-03-02', '{enrolment}', '{day}', '{enrolment}', {revoked})")).await;
        }
        // What became of some of them was written down under records that turned out to be theirs, one after another.
        let mut under = id;
        for _ in 0..turn % 3 {
            let gone = Uuid::now_v7();
            run(&mut db, &format!("insert into resident (tenant_id, resident_id, household_id, name, relation, lives_since, created_at, merged_into) select tenant_id, '{gone}', household_id, '柳青', 'head', '2026-01-01', now(), '{under}' from household where tenant_id = '{tenant}' limit 1")).await;
            under = gone;
        }
        if let Some(day) = past.recommended {
            run(&mut db, &format!("insert into recommendation (tenant_id, recommendation_id, resident_id, course_certificate_id, recommended_at, status) values ('{tenant}', '{id}', '{under}', '{}', '{day}T01:00:00Z', 'given')", enrolments[0].0)).await;
        }
        if let Some((day, stays)) = past.hired {
            let status = if stays { "retained" } else { "left" };
            run(&mut db, &format!("insert into job_application (tenant_id, application_id, posting_id, resident_id, shared, name_masked, how, status, hired_on, created_at, changed_at) values ('{tenant}', '{id}', '{posting}', '{under}', '{{name}}', '柳*', 'self', '{status}', '{day}', now(), now())")).await;
        }
    }
}

/// Tells of them what is easily counted wrong: that some have moved away, and some have left the job in which they stayed; that
/// the hours of a course may be done in two places, and are not done where a place is over before; and that who turned out to
/// be somebody else was on file already, sat in the same runs, and may have done there what is told of them.
async fn entangle(app: &TestApp, all: &mut [Past]) {
    let tenant = app.tenant("chengguang").id;
    let mut db = app.superuser().await;
    let of_trade =
        format!("update course_run set trade = 'care' where tenant_id = '{tenant}' and title in ('照护', '收纳')");
    run(&mut db, &of_trade).await;
    let mut dice = Dice(11);
    for (turn, past) in (1..).zip(all.iter_mut()) {
        let id = past.id;
        past.has_moved = dice.is(15);
        if past.has_moved {
            run(&mut db, &format!("update resident set left_on = '2026-10-01' where resident_id = '{id}'")).await;
        }
        past.has_left = !past.is_free() && dice.is(30);
        if past.has_left {
            run(&mut db, &format!("update job_application set ended_on = '2026-11-01' where application_id = '{id}'"))
                .await;
        }
        if past.has_interned && dice.is(50) {
            run(&mut db, &format!("update placement set done_minutes = 1500 where placement_id = '{id}'")).await;
            run(&mut db, &format!("insert into placement (tenant_id, placement_id, enrolment_id, resident_id, status, done_minutes) select tenant_id, gen_random_uuid(), enrolment_id, resident_id, 'ended', 900 from placement where placement_id = '{id}'")).await;
        }
        if past.seats[0] && !past.has_interned && dice.is(50) {
            run(&mut db, &format!("insert into placement (tenant_id, placement_id, enrolment_id, resident_id, status, completed_on, done_minutes) select e.tenant_id, gen_random_uuid(), e.enrolment_id, e.resident_id, 'completed', '2026-06-01', 2385 from enrolment e join course_run r using (tenant_id, run_id) where e.resident_id = '{id}' and r.internship_hours = 40")).await;
        }
        // Those who have another record: see above.
        if turn % 3 == 0 {
            continue;
        }
        let (since, is_hidden) = (dice.day(300), dice.is(20));
        run(&mut db, &format!("insert into talent (tenant_id, talent_id, resident_id, status, created_at, updated_at, hidden_at) select tenant_id, resident_id, resident_id, 'open', '{since}T12:00:00Z', now(), {} from resident where tenant_id = '{tenant}' and merged_into = '{id}'", hidden(is_hidden))).await;
        if !is_hidden {
            past.since = past.since.min(since);
        }
        run(&mut db, &format!("insert into enrolment (tenant_id, enrolment_id, run_id, org_id, resident_id, name, status, turn, joined_at, decided_at, created_at) select e.tenant_id, gen_random_uuid(), e.run_id, e.org_id, g.resident_id, '柳青', 'passed', 1000 + e.turn, now(), now(), now() from enrolment e join resident g on g.tenant_id = e.tenant_id and g.merged_into = e.resident_id where e.resident_id = '{id}'")).await;
        if dice.is(50) {
            for table in ["placement", "course_certificate"] {
                run(&mut db, &format!("update {table} t set enrolment_id = o.enrolment_id, resident_id = o.resident_id from enrolment e join resident g on g.tenant_id = e.tenant_id and g.merged_into = e.resident_id join enrolment o on o.tenant_id = e.tenant_id and o.run_id = e.run_id and o.resident_id = g.resident_id where e.resident_id = '{id}' and t.enrolment_id = e.enrolment_id")).await;
            }
        }
    }
    assert!(all.iter().any(|past| past.has_left && past.is_certified() && past.is_here()), "somebody is free again");
}

#[tokio::test]
async fn each_stage_counts_everybody_once_in_the_quarter_in_which_they_came() {
    let app = nobody_counted().await;
    let mut all = pasts();
    settle(&app, &all).await;
    entangle(&app, &mut all).await;
    app.run_tasks().await;
    let page = app.sign_in(CHENGGUANG_STAFF).await.get("/c/chengguang/staff/loop").await.ok();
    let found = rows(&page, "cohorts");
    let quarters = ["2026 年第 1 季度", "2026 年第 2 季度", "2026 年第 3 季度", "2026 年第 4 季度"];
    let is_counted = |past: &&Past| !past.has_withdrawn;
    let of = |quarter: usize| -> Vec<&Past> {
        let months = |past: &Past| usize::try_from(chrono::Datelike::month0(&past.since) / 3).expect("a quarter");
        all.iter().filter(is_counted).filter(|past| months(past) == quarter).collect()
    };
    let groups = (0..4).map(|at| (quarters[at], of(at))).chain([("合计", all.iter().filter(is_counted).collect())]);
    for (name, group) in groups {
        let percent =
            |part: usize, whole: usize| (whole > 0).then(|| format!(" {}%", (part * 200 + whole) / (whole * 2)));
        let cell = |(part, whole): (usize, Option<usize>)| {
            format!("{part}{}", whole.and_then(|whole| percent(part, whole)).unwrap_or_default())
        };
        let expected: Vec<String> = counted(&group).into_iter().map(cell).collect();
        assert_eq!(found[name], expected, "{name}");
    }
    assert_eq!(found.len(), 5);
    // Whoever holds a certificate and has no job is ready; whoever has passed and holds none learns.
    let supply = |of: &dyn Fn(&Past) -> bool| all.iter().filter(|past| past.is_here() && of(past)).count().to_string();
    let on_file = supply(&Past::is_certified);
    let learns = supply(&|past| past.seats != [false; 2] && !past.is_certified() && past.is_free());
    let ready = supply(&|past| past.is_certified() && past.is_free());
    assert_eq!(rows(&page, "trades")["家庭照护"][2..5], [on_file, learns, ready]);
    assert_rates(&page, &all.iter().filter(is_counted).collect::<Vec<_>>());
}

/// Hired within 90 days of a certificate, and after a recommendation.
fn assert_rates(page: &Answer, people: &[&Past]) {
    let within = |past: &Past| {
        let after = |day: NaiveDate, hired: NaiveDate| (0..=90).contains(&(hired - day).num_days());
        matches!((past.certificate, past.hired), (Some((day, false)), Some((hired, _))) if after(day, hired))
    };
    let placed = |past: &Past| matches!((past.certificate, past.recommended, past.hired), (Some((_, false)), Some(day), Some((hired, _))) if hired >= day);
    let count = |of: &dyn Fn(&Past) -> bool| people.iter().filter(|past| of(past)).count();
    let [certified, recommended] = [3, 4].map(|at| counted(people)[at].0);
    let rates = page.texts("[aria-labelledby=rates] dd .num");
    let begins = |whole: usize, part: usize| format!("{whole} 人中 {part} 人");
    assert!(rates[0].starts_with(&begins(certified, count(&within))), "{rates:?}");
    assert!(rates[1].starts_with(&begins(recommended, count(&placed))), "{rates:?}");
}

#[tokio::test]
async fn whoever_never_began_was_not_hired() {
    let app = nobody_counted().await;
    let mut all = pasts();
    settle(&app, &all).await;
    // Some were recommended for it, and their recommendation still says that it came to something.
    app.behind(&format!(
        "update job_application set reason = 'gone:never' where tenant_id = '{0}' and status = 'left';
        update recommendation o set status = 'hired', application_id = a.application_id from job_application a
        where o.tenant_id = '{0}' and a.tenant_id = o.tenant_id and a.application_id = o.recommendation_id and a.status = 'left'",
        app.tenant("chengguang").id
    ))
    .await;
    assert!(count(&app, "select count(*) from recommendation o join job_application a on a.application_id = o.application_id and a.reason = 'gone:never'").await > 0);
    for past in &mut all {
        past.hired = past.hired.filter(|(_, stays)| *stays);
    }
    app.run_tasks().await;
    let page = app.sign_in(CHENGGUANG_STAFF).await.get("/c/chengguang/staff/loop").await.ok();
    let people: Vec<&Past> = all.iter().filter(|past| !past.has_withdrawn).collect();
    let found = &rows(&page, "cohorts")["合计"];
    let numbers: Vec<Option<i64>> = found.iter().map(|cell| number(cell)).collect();
    let expected = counted(&people).into_iter().map(|(many, _)| i64::try_from(many).ok());
    assert_eq!(numbers, expected.collect::<Vec<_>>());
    assert!(found[6].ends_with(" 100%"), "whoever never began is not asked for: {}", found[6]);
    assert_rates(&page, &people);
}

#[tokio::test]
async fn staff_read_their_own_loop_whole_and_the_street_nothing_of_few() {
    let app = nobody_counted().await;
    app.run_tasks().await;
    let page = app.sign_in(phones::YUNQI_STAFF).await.get(YUNQI).await.ok();
    let whole = rows(&page, "cohorts");
    assert_eq!(whole["2026 年第 3 季度"][..2], ["8", "5 63%"]);
    assert!(whole.values().flatten().any(|cell| matches!(number(cell), Some(1..5))), "few people: {whole:?}");
    assert!(!page.text().contains("少于 5 人的数写作"));
    // Beside each drawing stands the table that says the same.
    for (figure, columns) in [("round", 2), ("way", 1)] {
        let table = format!("table[aria-labelledby={figure}]");
        let stages = page.texts(&format!("{table} tbody th"));
        assert_eq!((stages.len(), stages[0].as_str()), (7, "在册能人"), "{figure}");
        assert_eq!(page.count(&format!("{table} tbody td")), 7 * columns, "{figure}");
        let alt = page.attributes(&format!("section[aria-labelledby={figure}] [role=img]"), "aria-label").remove(0);
        let people = page.texts(&format!("{table} tbody td:nth-of-type(1)"));
        assert!(people.iter().all(|people| alt.contains(people.as_str())), "{figure}: {people:?} {alt}");
    }
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    let (here, above) = (street.get(YUNQI).await.ok(), street.get(STREET).await.ok());
    for (page, tables) in [(&here, &["cohorts"][..]), (&above, &["communities", "cohorts"])] {
        for table in tables {
            for (name, cells) in rows(page, table) {
                assert!(cells.iter().all(|cell| !matches!(number(cell), Some(0..5))), "{name}: {cells:?}");
            }
        }
        assert!(page.text().contains("少于 5 人的数写作"), "it says so");
    }
    // Of eight who were hired six are there for long enough to ask, and five of those stayed: two and one would follow.
    let row = &rows(&above, "communities")["云栖里社区 11月23日统计"];
    assert_eq!(row[..], ["32", "20 63%", "<5", "14 70%", "<5", "8 25%", "—"], "{row:?}");
    assert_eq!(rows(&here, "cohorts")["合计"], *row, "a street reads the same of a community wherever it looks");
    let trades = rows(&page, "trades");
    assert_eq!(
        trades["家务"][..],
        ["6", "0", "21", "0", "6", "0", "0"],
        "fourteen places, eight of them taken: as many as are ready"
    );
    assert_eq!(trades["家庭照护"][5], "3", "nobody is ready");
    let guarded = rows(&here, "trades");
    assert_eq!(
        (guarded["家庭照护"][0].as_str(), guarded["家庭照护"][5].as_str()),
        ("3", "—"),
        "a gap would tell who is ready"
    );
}

#[tokio::test]
async fn what_residents_looked_for_in_vain_is_demand_too() {
    let app = nobody_counted().await;
    let miss = |day: &str, term: &str, misses: i64| {
        format!(
            "insert into search_miss (tenant_id, day, term, misses) values ('{}', '{day}', '{term}', {misses})",
            app.tenant("yunqi").id.uuid()
        )
    };
    app.behind("delete from search_miss").await;
    for (day, term, misses) in [
        ("2026-11-20", "24小时护工", 4),
        ("2026-09-01", "老人照护", 3),
        ("2026-08-20", "护工", 90),
        ("2026-11-20", "飞机票", 50),
    ] {
        app.behind(&miss(day, term, misses)).await;
    }
    app.run_tasks().await;
    let mut staff = app.sign_in(phones::YUNQI_STAFF).await;
    assert_eq!(rows(&staff.get("/c/yunqi/staff/loop").await.ok(), "trades")["家庭照护"][1], "7");
    let public = app.browser().get("/c/yunqi/loop").await.ok();
    assert_eq!(rows(&public, "trades")["家庭照护"][1], "7");
    // Of few searches nobody above hears, nor the public: it may be one resident.
    app.behind("update search_miss set misses = 1").await;
    app.pass_days(1).await;
    assert_eq!(rows(&app.browser().get("/c/yunqi/loop").await.ok(), "trades")["家庭照护"][1], "<5");
}

#[tokio::test]
async fn a_file_says_what_the_page_says() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    let file = async |phone: &str, path: &str| -> Vec<Vec<String>> {
        let text = app.sign_in(phone).await.get(path).await.ok().text();
        let lines = text.trim_start_matches('\u{feff}').lines().skip(1);
        lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
    };
    let find = |lines: &[Vec<String>], community: &str, item: &str| -> Vec<String> {
        let line = lines.iter().find(|line| line[0] == community && line[4] == "全部" && line[5] == item);
        line.unwrap_or_else(|| panic!("{lines:?}"))[6..].to_vec()
    };
    let own = file(phones::YUNQI_STAFF, "/c/yunqi/staff/loop.csv").await;
    assert_eq!(find(&own, "云栖里社区", "满 90 天还在岗"), ["5", "6", "83%", ""]);
    let street = file(phones::STREET_STAFF, "/c/xiliu/staff/loop.csv").await;
    assert_eq!(find(&street, "云栖里社区", "满 90 天还在岗"), ["—", "—", "", ""]);
    assert_eq!(find(&street, "合计", "参加培训"), ["20", "32", "63%", "2"]);
    let of_people = |line: &&Vec<String>| !["招人名额", "缺口", "学完后缺口"].contains(&line[5].as_str());
    let numbers = street.iter().filter(of_people).flat_map(|line| &line[6..8]);
    assert!(numbers.into_iter().all(|cell| !matches!(number(cell), Some(0..5))));
}

#[tokio::test]
async fn residents_read_what_came_of_it_and_nobody_is_told_of() {
    let app = nobody_counted().await;
    let mut anybody = app.browser();
    let page = anybody.get("/c/yunqi/loop").await.ok();
    assert!(page.text().contains("暂时不公布") && page.count("table") == 0, "nobody has counted");
    app.run_tasks().await;
    let page = anybody.get("/c/yunqi/loop").await.ok();
    let said = page.texts(".bullets li");
    assert_eq!(said[..3], ["有 20 位居民上过课。", "14 位拿到了结业证书。", "8 位找到了工作。"]);
    let told = rows(&page, "way");
    assert!(told.values().flatten().all(|cell| !matches!(number(cell), Some(0..5))), "{told:?}");
    assert!(!page.text().contains("谢春燕"));
    // The picture says in words what it shows, and brings no style of its own.
    let alt = page.attributes("[role=img]", "aria-label").remove(0);
    assert!(alt.contains("参加培训 20 人 · 63%") && alt.contains("完成实习 <5"), "{alt}");
    assert!(page.count("figure svg text") >= 14 && page.count("figure svg [style]") == 0);
    // Too few in 尚锦社区 to tell.
    let page = anybody.get("/c/shangjin/loop").await.ok();
    assert!(page.text().contains("暂时不公布") && page.count("[aria-labelledby=trades] table") == 1);
    anybody.get("/c/xiliu/loop").await.with_status(404);
    assert_eq!(anybody.get("/c/yunqi").await.ok().attributes("footer a[href='/c/yunqi/loop']", "href").len(), 1);
}

#[tokio::test]
async fn the_public_picture_and_its_table_are_of_the_same_trades() {
    let app = nobody_counted().await;
    // Six are ready for housework, and nobody looks for any; an escort is looked for, and there is no job for one.
    app.behind("delete from search_miss; update job_posting set status = 'paused' where trade = 'housekeeping'").await;
    app.behind(&format!(
        "insert into search_miss (tenant_id, day, term, misses) values ('{}', '2026-11-20', '陪诊', 6)",
        app.tenant("yunqi").id
    ))
    .await;
    app.run_tasks().await;
    let page = app.browser().get("/c/yunqi/loop").await.ok();
    let told: Vec<String> = rows(&page, "trades").into_keys().collect();
    let drawn = page.texts("section[aria-labelledby=trades] figure text");
    for (trade, is_wanted) in [("家务", false), ("家庭照护", true), ("陪诊", true)] {
        let is_in = |all: &[String]| all.iter().any(|one| one == trade);
        assert_eq!((is_in(&told), is_in(&drawn)), (is_wanted, is_wanted), "{trade}: {told:?} {drawn:?}");
    }
    let staff = app.sign_in(phones::YUNQI_STAFF).await.get(YUNQI).await.ok();
    let drawn = staff.texts("section[aria-labelledby=trades] figure text");
    assert!(drawn.iter().any(|one| one == "家务"), "staff read who is ready where nobody is wanted: {drawn:?}");
}

#[tokio::test]
async fn a_cohort_is_chosen_by_its_address_and_a_strange_one_is_everybody() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    let mut staff = app.sign_in(phones::YUNQI_STAFF).await;
    let page = staff.get(YUNQI).await.ok();
    let chips = page.attributes("[aria-labelledby=way] .chip", "href");
    assert_eq!((chips.len(), chips[1].as_str()), (5, "/c/yunqi/staff/loop?cohort=2026-10-01"));
    let way = |page: &Answer| page.attributes("[aria-labelledby=way] [role=img]", "aria-label").remove(0);
    assert!(way(&page).contains("在册能人 32 人"));
    assert!(way(&staff.get(&chips[1]).await.ok()).contains("2026 年第 4 季度：在册能人 7 人"));
    for strange in ["2031-01-01", "someday", ""] {
        assert!(
            way(&staff.get(&format!("{YUNQI}?cohort={strange}")).await.ok()).contains("在册能人 32 人"),
            "{strange}"
        );
    }
}

#[tokio::test]
async fn of_a_month_the_last_count_is_kept_and_two_at_once_are_one() {
    let app = nobody_counted().await;
    let days = async || -> Vec<NaiveDate> {
        let sql = "select distinct period from metric_snapshot where part <> '' and tenant_id = $1 order by 1";
        let query = sqlx::query_scalar(sql).bind(app.tenant("yunqi").id.uuid());
        query.fetch_all(&mut app.superuser().await).await.expect("the days")
    };
    app.run_tasks().await;
    assert_eq!(days().await, [today()]);
    app.advance(TimeDelta::days(1));
    app.run_tasks().await;
    assert_eq!(days().await, [today() + Days::new(1)]);
    app.advance(TimeDelta::days(10));
    app.run_tasks().await;
    assert_eq!(days().await, [today() + Days::new(1), today() + Days::new(11)]);
    let (mut one, mut other) = (app.sign_in(phones::YUNQI_STAFF).await, app.sign_in(phones::YUNQI_STAFF).await);
    one.get(YUNQI).await.ok();
    other.get(YUNQI).await.ok();
    let (first, second) = tokio::join!(one.submit("#count-form", &[]), other.submit("#count-form", &[]));
    assert_eq!((first.location(), second.location()), (YUNQI, YUNQI));
    app.run_tasks().await;
    assert!(one.get(YUNQI).await.ok().text().contains("12月4日统计"));
    assert_eq!(days().await.len(), 2);
    // Asked for again before anybody has counted, it is counted once for all.
    one.submit("#count-form", &[]).await.with_status(303);
    for _ in 0..2 {
        other.get(YUNQI).await.ok();
        other.submit("#count-form", &[]).await.with_status(303);
    }
    assert_eq!(count(&app, WAITING).await, 1);
    app.run_tasks().await;
    one.get(YUNQI).await.ok();
    one.submit("#count-form", &[]).await.with_status(303);
    assert_eq!(count(&app, WAITING).await, 1, "what is counted already is counted anew");
}

/// How many counts are asked for.
const WAITING: &str = "select count(*) from task where name = 'count_figures' and failed_at is null";

#[tokio::test]
async fn nobody_counts_the_loop_anew_who_does_not_see_the_people() {
    let app = nobody_counted().await;
    let (mut street, mut operator) = (app.sign_in(phones::STREET_STAFF).await, app.sign_in(phones::OPERATOR).await);
    operator.get("/operator/tenants/yunqi/entry").await.ok();
    operator.submit("#deed-form", &[("reason", "看看供需循环")]).await.with_status(303);
    let text = street.get(YUNQI).await.ok().text();
    assert!(text.contains("每个社区每天自动统计一次") && !text.contains("重新统计"), "there is nothing to press");
    app.run_tasks().await;
    for path in [YUNQI, STREET] {
        assert_eq!(street.get(path).await.ok().count("#count-form"), 0, "{path}");
        street.forge(path, "").await.with_status(403);
    }
    assert_eq!(operator.get(YUNQI).await.ok().count("#count-form"), 0);
    operator.forge(YUNQI, "").await.with_status(403);
    assert_eq!(count(&app, WAITING).await, 0);
    // Nor do they by counting what stands beside it: one more has come on file, and they read no one more.
    come(&app, "yunqi", 1).await;
    let figures = "/c/xiliu/staff/figures";
    street.get(figures).await.ok();
    street.submit("#count-form", &[]).await.with_status(303);
    app.run_tasks().await;
    let on_file = |page: &Answer| rows(page, "cohorts")["合计"][0].clone();
    assert_eq!(on_file(&street.get(YUNQI).await.ok()), "32");
    let mut staff = app.sign_in(phones::YUNQI_STAFF).await;
    staff.get(YUNQI).await.ok();
    staff.submit("#count-form", &[]).await.with_status(303);
    app.run_tasks().await;
    assert_eq!(on_file(&staff.get(YUNQI).await.ok()), "33");
}

#[tokio::test]
async fn a_street_reads_its_own_communities_and_nobody_reads_another_tenants() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    let mut connection = PgConnection::connect_with(&app.database().app).await.expect("the database connects");
    let mut below = async |scope: &str, above: &str| -> (i64, i64) {
        let mut tx = connection.begin().await.expect("a transaction");
        let scope = format!("set local app.tenant_id = '{}'", app.tenant(scope).id);
        sqlx::raw_sql(AssertSqlSafe(scope)).execute(&mut *tx).await.expect("a scope");
        let sql = "select count(*), (select count(*) from metric_snapshot) from loop_below($1, '2026-11-23')";
        sqlx::query_as(sql).bind(app.tenant(above).id.uuid()).fetch_one(&mut *tx).await.expect("an answer")
    };
    let (figures, own) = below("xiliu", "xiliu").await;
    assert!(figures > 100 && own == 0, "{figures}: the street holds no figures itself");
    assert_eq!(below("shangjin", "xiliu").await.0, 0);
    let mut resident = app.sign_in(phones::RESIDENT).await;
    for path in [YUNQI, STREET, "/c/xiliu/staff/loop.csv"] {
        resident.get(path).await.with_status(403);
    }
    app.sign_in(phones::STAFF).await.get(YUNQI).await.with_status(403);
}

#[tokio::test]
async fn whoever_leads_a_grid_or_a_building_reads_the_loop_of_it_and_nothing_of_few() {
    let app = TestApp::new().await;
    // Twelve more live in the first house of the leader's grid, two of whom have moved away, and ten elsewhere.
    let within = "select g.building_id from building_grid g join grid i on i.grid_id = g.grid_id where i.code = 'SJ-01' and upper_inf(g.valid)";
    for (place, many) in [("in", 12), ("not in", 10)] {
        app.behind(&format!(
            "with home as (
                select tenant_id, household_id from household where building_id {place} ({within})
                    and tenant_id = (select id from tenant where slug = 'shangjin') order by building_id, household_id limit 1
            ), people as (
                insert into resident (tenant_id, resident_id, household_id, name, relation, lives_since, created_at, left_on)
                select tenant_id, gen_random_uuid(), household_id, '柳青', 'child', '2026-01-01', now(),
                    case when n <= 2 then '2026-09-01'::date end
                from home, generate_series(1, {many}) n returning tenant_id, resident_id
            )
            insert into talent (tenant_id, talent_id, resident_id, status, created_at, updated_at)
            select tenant_id, resident_id, resident_id, 'open', '2026-09-01', now() from people"
        ))
        .await;
    }
    app.index_talents().await;
    app.run_tasks().await;
    let live_there = format!(
        "select count(*) from talent t join resident r on r.resident_id = t.resident_id join household h on h.household_id = r.household_id
        where t.hidden_at is null and r.left_on is null and h.building_id in ({within})"
    );
    let here = count(&app, &live_there).await;
    let (mut leader, mut neighbour) = (app.sign_in(GRID_LEADER).await, app.sign_in(phones::TWO_IDENTITIES).await);
    assert!(leader.get("/c/shangjin/staff").await.ok().text().contains("我这一片的供需循环"));
    let page = leader.get(MINE).await.ok();
    let told = rows(&page, "way");
    assert_eq!(told["在册能人"], [format!("{here} 人")]);
    assert_eq!(told["得到推荐"], ["<5"]);
    assert!(page.text().contains("锦苑东区 1栋") && !page.text().contains("柳青"));
    // Of the others in the community too few are left to tell of her own.
    app.behind(&format!(
        "update talent set hidden_at = now() where talent_id in (select t.talent_id from talent t
            join resident r on r.resident_id = t.resident_id join household h on h.household_id = r.household_id
            where t.tenant_id = (select id from tenant where slug = 'shangjin') and h.building_id not in ({within})
            order by t.talent_id offset 1)"
    ))
    .await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get("/c/shangjin/staff/loop").await.ok();
    staff.submit("#count-form", &[]).await.with_status(303);
    app.run_tasks().await;
    let page = leader.get(MINE).await.ok();
    assert!(page.count("table") == 0 && page.text().contains("数字先不显示"), "{}", page.text());
    // A neighbour who leads a building comes there from their account; those who lead nothing do not.
    let mine = neighbour.get("/me").await.ok().attributes("a[href$='/staff/loop/mine']", "href").remove(0);
    let page = neighbour.get(&mine).await.ok();
    assert!(page.text().contains("锦苑东区 3栋") && page.count("table") == 0);
    for phone in [phones::STAFF, phones::RESIDENT, phones::STREET_STAFF] {
        app.sign_in(phone).await.get(MINE).await.with_status(403);
    }
}

/// Lets so many more of a community come on file, behind the curtain.
async fn come(app: &TestApp, slug: &str, many: usize) {
    app.behind(&format!(
        "with home as (
            select tenant_id, household_id from household where tenant_id = '{}' order by household_id limit 1
        ), people as (
            insert into resident (tenant_id, resident_id, household_id, name, relation, lives_since, created_at)
            select tenant_id, gen_random_uuid(), household_id, '柳青', 'child', '2026-01-01', now()
            from home, generate_series(1, {many}) returning tenant_id, resident_id
        )
        insert into talent (tenant_id, talent_id, resident_id, status, created_at, updated_at)
        select tenant_id, resident_id, resident_id, 'open', '2026-11-01', now() from people",
        app.tenant(slug).id
    ))
    .await;
    app.index_talents().await;
}
