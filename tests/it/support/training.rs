//! Runs that a community has opened, put there behind the curtain: for tests of what hangs on them.

use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use super::TestApp;

/// What a run is like.
pub struct Plan<'a> {
    pub slug: &'a str,
    pub title: &'a str,
    pub seats: i32,
    pub is_screened: bool,
    /// Its meetings, of two hours each: when they begin.
    pub meetings: &'a [&'a str],
}

impl Default for Plan<'_> {
    fn default() -> Self {
        Self {
            slug: "shangjin",
            title: "家务基础",
            seats: 2,
            is_screened: false,
            // Tomorrow, and the day after, at nine.
            meetings: &["2026-11-24T01:00:00Z", "2026-11-25T01:00:00Z"],
        }
    }
}

/// A run with its meetings, in order. 晴扫家政 teaches it.
pub struct Run {
    pub id: Uuid,
    pub sessions: Vec<Uuid>,
    pub org: Uuid,
}

impl Run {
    /// Where residents enrol.
    pub fn enrolment(&self) -> String {
        format!("/c/shangjin/training/{}/enrolment", self.id)
    }

    /// Where staff keep it.
    pub fn desk(&self) -> String {
        format!("/c/shangjin/staff/training/{}", self.id)
    }

    /// Where the trainer does.
    pub fn trainer(&self) -> String {
        format!("/org/{}/training/shangjin/{}", self.org, self.id)
    }

    /// Where learners sign in to a meeting.
    pub fn attendance(&self, meeting: usize) -> String {
        format!("/c/shangjin/attendance/{}", self.sessions[meeting])
    }
}

/// A server with the demo, in which nobody has learned anything yet.
pub async fn before_anybody_learned() -> TestApp {
    let app = TestApp::new().await;
    let all =
        "delete from recommendation; delete from placement; delete from course_certificate; delete from certificate_batch; delete from attendance;
        delete from enrolment";
    app.superuser().await.execute(all).await.expect("nobody");
    app
}

/// Opens a run.
pub async fn open_run(app: &TestApp, plan: &Plan<'_>) -> Run {
    let mut connection = app.superuser().await;
    let (id, course, teacher, room) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let tenant = app.tenant(plan.slug).id.uuid();
    let org: Uuid = sqlx::query_scalar("select org_id from organization where name like '晴扫%'")
        .fetch_one(&mut connection)
        .await
        .expect("a trainer");
    for sql in [
        "insert into course (org_id, course_id, title, created_at) values ($2, $4, $8, now())",
        "insert into teacher (org_id, teacher_id, name) values ($2, $5, '郭启程')",
        "insert into room (tenant_id, room_id, name, seats) values ($1, $6, '教室' || left($6::text, 18), 30)",
        "insert into course_run (tenant_id, run_id, org_id, course_id, status, org_name, title, seats, enrol_until, is_screened, accept_hours,
            min_attendance, min_score, starts_on, ends_on, opened_at, created_at)
        values ($1, $3, $2, $4, 'open', '晴扫家政', $8, $7, '2026-11-30', $9, 24, 80, 60, '2026-11-23', '2026-11-30', now(), now())",
    ] {
        // Every statement is given everything: PostgreSQL has to be told what it does not use.
        let sql = format!("with given as (select $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::uuid, $6::uuid, $7::int, $8::text, $9::bool) {sql}");
        sqlx::query(AssertSqlSafe(sql))
            .bind(tenant)
            .bind(org)
            .bind(id)
            .bind(course)
            .bind(teacher)
            .bind(room)
            .bind(plan.seats)
            .bind(plan.title)
            .bind(plan.is_screened)
            .execute(&mut connection)
            .await
            .expect("a run");
    }
    let mut sessions = Vec::new();
    for start in plan.meetings {
        let session: Uuid = sqlx::query_scalar(
            "insert into course_session (tenant_id, session_id, run_id, org_id, starts_at, ends_at, room_id, teacher_id, teacher_name, topic,
                changed_at)
            values ($1, gen_random_uuid(), $2, $3, $4::text::timestamptz, $4::text::timestamptz + interval '2 hours', $5, $6, '郭启程', '分区保洁',
                '2026-11-16T02:00:00Z')
            returning session_id",
        )
        .bind(tenant)
        .bind(id)
        .bind(org)
        .bind(start)
        .bind(room)
        .bind(teacher)
        .fetch_one(&mut connection)
        .await
        .expect("a meeting");
        sessions.push(session);
    }
    Run { id, sessions, org }
}

/// Puts a resident into a run as they stand; gives the enrolment.
pub async fn put(app: &TestApp, run: &Run, name: &str, status: &str) -> Uuid {
    put_any(app, run, Some(name), status).await
}

/// The same; with nobody named, somebody without an account who is not in it yet.
pub async fn put_any(app: &TestApp, run: &Run, name: Option<&str>, status: &str) -> Uuid {
    sqlx::query_scalar(
        "insert into enrolment (tenant_id, enrolment_id, run_id, org_id, resident_id, name, status, turn, offered_until, joined_at,
            reason, decided_at, created_at)
        select r.tenant_id, gen_random_uuid(), c.run_id, c.org_id, r.resident_id, r.name, $3,
            (select count(*) + 1 from enrolment e where e.run_id = $1),
            case when $3 = 'offered' then '2026-11-24T02:00:00Z'::timestamptz end,
            case when $3 in ('enrolled', 'passed', 'failed') then '2026-11-20T02:00:00Z'::timestamptz end,
            case when $3 in ('dropped', 'declined') then '时间合不上' else '' end, '2026-11-20T02:00:00Z', '2026-11-20T02:00:00Z'
        from resident r join course_run c on c.tenant_id = r.tenant_id where c.run_id = $1 and r.merged_into is null
            and (r.name = $2 or $2 is null and r.person_id is null)
            and not exists (select 1 from enrolment e where e.run_id = $1 and e.resident_id = r.resident_id)
        order by r.resident_id limit 1 returning enrolment_id",
    )
    .bind(run.id)
    .bind(name)
    .bind(status)
    .fetch_one(&mut app.superuser().await)
    .await
    .unwrap_or_else(|error| panic!("{name:?}: {error}"))
}

/// A run that meets just now, with people who stand in every way where there are some, and one that 林晓梅 has left.
pub async fn teach(app: &TestApp, slug: &str) {
    let now = ["2026-11-23T01:30:00Z"];
    let run = open_run(app, &Plan { slug, title: "居家照护", seats: 9, is_screened: true, meetings: &now }).await;
    let left = open_run(app, &Plan { slug, title: "陪诊实务", ..Plan::default() }).await;
    put_any(app, &run, None, "applied").await;
    let mut practising = None;
    // Elsewhere few people live.
    if slug == "shangjin" {
        practising = Some(put(app, &run, "林晓梅", "enrolled").await);
        put(app, &run, "秦建军", "offered").await;
        put(app, &left, "林晓梅", "dropped").await;
        put_any(app, &run, None, "waiting").await;
        put_any(app, &run, None, "declined").await;
        // One who is owed a certificate, after practising for it.
        let owed = put_any(app, &run, None, "passed").await;
        practise(app, owed, "completed").await;
        certify(app, &run, Some("Y-2026-0001"), "C").await;
    }
    // One who has met the gates.
    let through = put_any(app, &run, None, "enrolled").await;
    practise(app, practising.unwrap_or(through), "running").await;
    let sql = "insert into attendance (tenant_id, session_id, enrolment_id, org_id, mark, how, reason, at, by_name)
        select tenant_id, $1, enrolment_id, org_id, 'excused', 'list', '看病', now(), '郭启程' from enrolment where enrolment_id = $2";
    let mut connection = app.superuser().await;
    sqlx::query(sql).bind(run.sessions[0]).bind(through).execute(&mut connection).await.expect("a mark");
    let sql = "insert into session_excuse (tenant_id, session_id, enrolment_id, org_id, reason, starts_at, at)
        select e.tenant_id, session_id, enrolment_id, e.org_id, '看病', starts_at, now() from enrolment e
        join course_session using (tenant_id, run_id) where session_id = $1 and enrolment_id = $2";
    sqlx::query(sql).bind(run.sessions[0]).bind(through).execute(&mut connection).await.expect("what they said before");
    sqlx::query("update course_run set min_attendance = 0, internship_hours = 40 where run_id = $1")
        .bind(run.id)
        .execute(&mut connection)
        .await
        .expect("a rule");
    sqlx::query("update enrolment set score = 88 where enrolment_id = $1")
        .bind(through)
        .execute(&mut connection)
        .await
        .expect("points");
    // One that was issued, and one that waits for a signature.
    certify(app, &left, Some("X-2026-0001"), "A").await;
    certify(app, &left, None, "B").await;
}

/// Somebody of a run gets a certificate, which was issued where it has a number; gives its batch and it.
pub async fn certify(app: &TestApp, run: &Run, number: Option<&str>, code: &str) -> (Uuid, Uuid) {
    let mut connection = app.superuser().await;
    let enrolment = put_any(app, run, None, "passed").await;
    let batch: Uuid = sqlx::query_scalar(
        "insert into certificate_batch (tenant_id, batch_id, run_id, org_id, prepared_by, preparer_name, prepared_at, signed_by, signed_at)
        select tenant_id, gen_random_uuid(), run_id, org_id, p.person_id, p.name, now(),
            case when $2 then (select person_id from person where name = '秦建军') end, case when $2 then now() end
        from course_run, person p where run_id = $1 and p.name = '崔文娟' returning batch_id",
    )
    .bind(run.id)
    .bind(number.is_some())
    .fetch_one(&mut connection)
    .await
    .expect("a batch");
    let certificate = sqlx::query_scalar(
        "insert into course_certificate (tenant_id, course_certificate_id, batch_id, enrolment_id, run_id, org_id, resident_id, name,
            name_masked, org_name, issuer_name, title, syllabus, starts_on, ends_on, number, issued_on, code)
        select r.tenant_id, gen_random_uuid(), $2, e.enrolment_id, r.run_id, r.org_id, e.resident_id, e.name, '某**', r.org_name,
            case when $3 is not null then '签发的社区' else '' end, r.title, '[]', '2026-10-01', '2026-10-31', $3,
            case when $3 is not null then date '2026-11-01' end, rpad($4, 20, '2')
        from course_run r join enrolment e using (tenant_id, run_id) where r.run_id = $1 and e.enrolment_id = $5
        returning course_certificate_id",
    )
    .bind(run.id)
    .bind(batch)
    .bind(number)
    .bind(code)
    .bind(enrolment)
    .fetch_one(&mut connection)
    .await
    .expect("a certificate");
    (batch, certificate)
}

/// Somebody practises with 晴扫家政, as it stands, with a day that the company wrote down and one that is disputed; gives the
/// placement.
pub async fn practise(app: &TestApp, enrolment: Uuid, status: &str) -> Uuid {
    let mut connection = app.superuser().await;
    let placement: Uuid = sqlx::query_scalar(
        "insert into placement (tenant_id, placement_id, enrolment_id, run_id, resident_id, org_id, school_id, learner_name, org_name,
            school_name, title, mentor_name, place, duties, agreed_minutes, starts_on, ends_on, status, proposer_name, completed_on,
            completer_name, done_minutes, created_at, changed_at)
        select e.tenant_id, gen_random_uuid(), e.enrolment_id, e.run_id, e.resident_id, e.org_id, e.org_id, e.name, r.org_name, r.org_name,
            r.title, '王秀兰', '锦苑东区', '跟着上门', 2400, '2026-11-16', '2026-12-16', $2, '梁静怡',
            case when $2 = 'completed' then date '2026-11-22' end, case when $2 = 'completed' then '冯晓蕾' else '' end,
            case when $2 = 'completed' then 2400 else 0 end, '2026-11-16T02:00:00Z', '2026-11-16T02:00:00Z'
        from enrolment e join course_run r using (tenant_id, run_id) where e.enrolment_id = $1 returning placement_id",
    )
    .bind(enrolment)
    .bind(status)
    .fetch_one(&mut connection)
    .await
    .expect("a placement");
    for (day, did, dispute) in [("2026-11-20", "擦窗", ""), ("2026-11-21", "做饭", "没来")] {
        sqlx::query(
            "insert into placement_entry (tenant_id, entry_id, placement_id, org_id, school_id, day, minutes, did, writer,
                mentor_signed_at, mentor_signer, disputed_at, disputed_by, dispute_note, created_at, changed_at)
            select tenant_id, gen_random_uuid(), placement_id, org_id, school_id, $2::text::date, 240, $3, 'mentor', '2026-11-21T02:00:00Z',
                '冯晓蕾', case when $4 <> '' then '2026-11-21T03:00:00Z'::timestamptz end, case when $4 <> '' then 'learner' end, $4,
                '2026-11-21T02:00:00Z', '2026-11-21T02:00:00Z'
            from placement where placement_id = $1",
        )
        .bind(placement)
        .bind(day)
        .bind(did)
        .bind(dispute)
        .execute(&mut connection)
        .await
        .expect("a line");
    }
    placement
}
