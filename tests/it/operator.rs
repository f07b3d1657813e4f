//! The platform's operators: tenants are made, suspended, exported and deleted; they are entered for an hour; and what all
//! share is kept.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::PathBuf;

use chrono::TimeDelta;
use jiamenkou::access::Requirement;
use jiamenkou::audit::verify;
use jiamenkou::db::Scope;
use jiamenkou::{routes, tenancy};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};

use crate::guards::{fill, sample_ids};
use crate::support::companies::{count, jpeg};
use crate::support::{Answer, Browser, TestApp, demo_password, phones};

/// Runs the platform besides, in these tests.
const SECOND: &str = phones::RESIDENT;
const REASON: [(&str, &str); 1] = [("reason", "街道来函要求")];

/// A folder of its own for an export's files.
fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("jmk-operator-{}", uuid::Uuid::now_v7()))
}

async fn act(app: &TestApp, sql: &str) {
    app.superuser().await.execute(AssertSqlSafe(sql.to_owned())).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn second_operator(app: &TestApp) -> Browser {
    act(
        app,
        "insert into role_grant (tenant_id, grant_id, person_id, role, valid_from) select t.id, gen_random_uuid(), p.person_id,
            'platform_admin', '2026-01-01' from tenant t, person p where t.level = 'platform' and p.name = '林晓梅'",
    )
    .await;
    app.sign_in(SECOND).await
}

/// Opens the page of something that is done to a tenant and sends its form.
async fn deed(operator: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    operator.get(&format!("/operator/tenants/{path}")).await.ok();
    operator.submit("#deed-form", fields).await
}

/// Rows of every table of the catalogue that names its tenant: of this tenant, and a fingerprint of all others'.
async fn rows_of(app: &TestApp, slug: &str) -> BTreeMap<String, (i64, String)> {
    let tenant: uuid::Uuid = sqlx::query_scalar("select id from tenant where slug = $1")
        .bind(slug)
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a tenant");
    let mut connection = app.superuser().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not in ('tenant_deletion', 'task')",
    )
    .fetch_all(&mut connection)
    .await
    .expect("the catalogue");
    assert!(tables.len() > 30, "{tables:?}");
    let mut found = BTreeMap::new();
    for table in tables {
        let sql = format!(
            "select count(*) filter (where tenant_id = $1),
                coalesce(md5(string_agg(t::text, '|' order by t::text) filter (where tenant_id is distinct from $1)), '')
            from {table} t"
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(tenant).fetch_one(&mut connection).await.expect("a count");
        found.insert(table, (row.get(0), row.get(1)));
    }
    found
}

#[tokio::test]
async fn the_first_page_tells_how_the_server_is_and_lets_a_task_be_tried_again() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    act(
        &app,
        "insert into task (task_id, name, payload, run_at, attempts, failed_at, last_error)
        values (gen_random_uuid(), 'daily', '{\"x\":1}', '2026-11-20', 12, '2026-11-20', 'no such luck')",
    )
    .await;
    let mut operator = app.sign_in(phones::OPERATOR).await;
    let page = operator.get("/operator").await.ok();
    assert!(page.text().contains("no such luck") && page.texts(".notice-line").len() == 1);
    let rows = page.texts("#tenants ~ table tbody tr");
    assert_eq!(rows.len(), 6, "the platform, a district, a street, three communities: {rows:?}");
    let shangjin = rows.iter().find(|row| row.contains("尚锦社区")).expect("a row");
    let households =
        count(&app, "select count(*) from household h join tenant t on t.id = h.tenant_id where t.slug = 'shangjin'")
            .await;
    assert!(shangjin.contains(&format!("户数{households} ")), "{shangjin}");
    operator.submit("#tasks ~ ul form", &[]).await.with_status(303);
    assert_eq!(
        count(&app, "select count(*) from task where failed_at is null and attempts = 0 and last_error is not null")
            .await,
        1
    );
    // Whoever does not run the platform finds nothing here.
    for phone in [phones::STAFF, phones::STREET_STAFF, phones::VENDOR_OWNER] {
        assert_eq!(app.sign_in(phone).await.get("/operator").await.status(), 403, "{phone}");
    }
}

#[tokio::test]
async fn a_community_is_made_and_its_first_staff_come_in() {
    let app = TestApp::new().await;
    let mut operator = app.sign_in(phones::OPERATOR).await;
    operator.get("/operator/tenants/new?parent=xiliu").await.ok();
    let bad = operator.submit("#tenant-form", &[("slug", "尚锦"), ("phone", "1")]).await.with_status(422);
    assert_eq!(bad.texts(".error-summary__list a").len(), 3, "name, slug and phone at once");
    let fields = [("name", "枫林社区"), ("slug", "shangjin"), ("phone", "029-88881234"), ("intro", "新建的社区。")];
    operator.submit("#tenant-form", &fields).await.with_status(422);
    let made = operator.submit("#tenant-form", &[("slug", "fenglin")]).await.with_status(303);
    assert_eq!(made.location(), "/operator/tenants/fenglin/staff");
    let tenant = app.tenant_now("fenglin").await;
    assert_eq!((tenant.parent, tenant.name.as_str()), (Some(app.tenant("xiliu").id), "枫林社区"));
    app.browser().get("/c/fenglin").await.ok();
    // Somebody without an account.
    operator.get("/operator/tenants/fenglin/staff").await.ok();
    operator.submit("#invite-form", &[("name", "郑立新"), ("phone", "12")]).await.with_status(422);
    let code =
        operator.submit("#invite-form", &[("phone", "13911110000")]).await.with_status(303).location().to_owned();
    let digits = operator.get(&code).await.ok().one(".slip__code");
    let mut newcomer = app.browser();
    newcomer.get("/c/fenglin/code").await.ok();
    newcomer.submit("main form.form", &[("code", &digits)]).await.with_status(303);
    newcomer.get("/c/fenglin/staff").await.ok();
    assert_eq!(newcomer.get("/c/shangjin/staff").await.status(), 403, "there and nowhere else");
    assert_eq!(operator.get(&code).await.ok().count(".slip__code"), 0, "it is used");
    // Somebody with one.
    operator.get("/operator/tenants/fenglin/staff").await.ok();
    let fields = [("name", "随便"), ("phone", phones::YUNQI_STAFF)];
    operator.submit("#invite-form", &fields).await.with_status(303);
    let mut known = app.sign_in(phones::YUNQI_STAFF).await;
    known.get("/c/fenglin/staff").await.ok();
    app.run_due_tasks().await;
    assert!(known.get("/me/inbox").await.ok().text().contains("枫林社区"));
    // A code of the community's own staff is none of the operator's business.
    let own = crate::guards::issue_code(&app, "周桂兰").await;
    assert_eq!(operator.get(&format!("/operator/tenants/shangjin/staff/{own}")).await.status(), 404);
}

#[tokio::test]
async fn what_is_dangerous_asks_who_does_it_anew() {
    let app = TestApp::new().await;
    let mut operator = app.sign_in(phones::OPERATOR).await;
    app.advance(TimeDelta::minutes(6));
    for path in ["suspension", "deletion", "exports", "entry"] {
        let page = format!("shangjin/{path}");
        let refused = deed(&mut operator, &page, &REASON).await.with_status(422);
        assert!(refused.count("#proof_password") == 1, "{path}");
    }
    operator.get("/operator/tenants/new?parent=xiliu").await.ok();
    operator.submit("#tenant-form", &[("name", "枫林社区"), ("slug", "fenglin")]).await.with_status(422);
    let before = "select count(*) from tenant where suspended_at is not null or slug = 'fenglin'";
    assert_eq!(count(&app, before).await + count(&app, "select count(*) from tenant_deletion").await, 0);
    let password = demo_password(phones::OPERATOR);
    let fields = [REASON[0], ("proof_password", password.as_str())];
    deed(&mut operator, "shangjin/suspension", &fields).await.with_status(303);
    deed(&mut operator, "yunqi/suspension", &[("reason", "")]).await.with_status(422);
    deed(&mut operator, "yunqi/suspension", &REASON).await.with_status(303);
}

#[tokio::test]
async fn a_suspended_community_is_calm_outside_and_still_inside() {
    let app = TestApp::new().await;
    let (mut operator, mut staff) = (app.sign_in(phones::OPERATOR).await, app.sign_in(phones::STAFF).await);
    let mut resident = app.browser();
    let services = resident.get("/c/shangjin/services").await.ok().text();
    staff.get("/c/shangjin/staff/codes").await.ok();
    deed(&mut operator, "shangjin/suspension", &REASON).await.with_status(303);
    for path in ["/c/shangjin", "/c/shangjin/services", "/c/shangjin/notices.atom", "/c/shangjin/code"] {
        let page = resident.get(path).await.with_status(503);
        assert!(page.text().contains("029-0000 0100") && page.text().contains("细柳街道"), "{path}: {}", page.text());
        assert!(!page.text().contains("街道来函"), "residents are not told why");
    }
    // Staff look, and change nothing: not even with a page from before.
    let codes = "select count(*) from sign_in_code";
    let before = count(&app, codes).await;
    staff.submit("#issue-form", &[("name", "周桂兰")]).await.with_status(503);
    assert_eq!(count(&app, codes).await, before);
    assert!(staff.get("/c/shangjin/staff/residents").await.ok().text().contains("街道来函要求"));
    assert!(staff.get("/c/shangjin/staff/audit").await.ok().text().contains("平台暂停服务"));
    resident.get("/c/yunqi").await.ok();
    deed(&mut operator, "shangjin/suspension", &REASON).await.with_status(303);
    operator.get("/operator/tenants/shangjin").await.ok();
    operator.submit("#resume-form", &[]).await.with_status(303);
    assert_eq!(resident.get("/c/shangjin/services").await.ok().text(), services, "as it was");
    let kept = operator.get("/operator/tenants/shangjin").await.ok().texts("#suspensions li");
    assert!(kept.len() == 1 && kept[0].contains("街道来函要求"), "the reason stays: {kept:?}");
    staff.get("/c/shangjin/staff/codes").await.ok();
    staff.submit("#issue-form", &[("name", "周桂兰")]).await.with_status(303);
}

#[tokio::test]
async fn without_entering_a_community_operators_reach_nothing_of_its_console() {
    let app = TestApp::new().await;
    let ids = sample_ids(&app, "shangjin", "yunqi").await;
    let mut operator = app.sign_in(phones::OPERATOR).await;
    let mut tried = 0;
    for route in routes::all().table() {
        let Requirement::Capability(_) = route.requirement else { continue };
        let path = fill(route.path, "shangjin", &ids);
        let answer = match route.method.as_str() {
            "POST" => operator.forge(&path, "reason=x").await,
            _ => operator.get(&path).await,
        };
        assert_eq!(answer.status(), 403, "{} {path}", route.method);
        assert_eq!(answer.attributes("main a.btn--primary", "href"), ["/operator/tenants/shangjin#entry"]);
        tried += 1;
    }
    assert!(tried > 60, "only {tried}");
}

#[tokio::test]
async fn an_entry_lasts_an_hour_is_on_record_and_can_end_early() {
    let app = TestApp::new().await;
    let (mut operator, mut staff) = (app.sign_in(phones::OPERATOR).await, app.sign_in(phones::STAFF).await);
    deed(&mut operator, "shangjin/entry", &[("reason", " ")]).await.with_status(422);
    assert_eq!(operator.get("/c/shangjin/staff").await.status(), 403);
    let console = deed(&mut operator, "shangjin/entry", &REASON).await.with_status(303).location().to_owned();
    assert!(operator.get(&console).await.ok().one("aside form p").contains("11:00"));
    assert_eq!(operator.get("/c/yunqi/staff").await.status(), 403, "there and nowhere else");
    assert_eq!(operator.get("/c/shangjin/staff/residents").await.status(), 403, "residents are nobody's business here");
    app.run_due_tasks().await;
    let told = staff.get("/me/inbox").await.ok().text();
    assert!(told.contains("康敏") && told.contains("街道来函要求"));
    assert!(staff.get("/c/shangjin/staff/audit").await.ok().text().contains("平台运营人员进入"));
    for _ in 0..2 {
        app.advance(TimeDelta::minutes(25));
        operator.get("/c/shangjin/staff").await.ok();
    }
    app.advance(TimeDelta::minutes(10));
    assert_eq!(operator.get("/c/shangjin/staff").await.status(), 403, "the hour is over");
    let password = demo_password(phones::OPERATOR);
    let fields = [REASON[0], ("proof_password", password.as_str())];
    deed(&mut operator, "shangjin/entry", &fields).await.with_status(303);
    operator.get("/c/shangjin/staff").await.ok();
    operator.submit("aside form", &[]).await.with_status(303);
    assert_eq!(operator.get("/c/shangjin/staff").await.status(), 403, "ended early");
    let tenant = app.tenant("shangjin").id;
    let mut tx = app.state.db().read(&Scope { tenant: Some(tenant), ..Scope::default() }).await.expect("a transaction");
    assert!(verify(&mut tx, tenant, &[]).await.expect("the record is read").is_ok());
}

#[tokio::test]
async fn a_deletion_takes_two_operators_and_can_be_taken_back() {
    let app = TestApp::keeping_files_in(folder()).await;
    let mut first = app.sign_in(phones::OPERATOR).await;
    let mut second = second_operator(&app).await;
    deed(&mut first, "xiliu/deletion", &REASON).await.with_status(422);
    deed(&mut first, "yunqi/deletion", &REASON).await.with_status(303);
    app.browser().get("/c/yunqi").await.ok();
    // Not by whoever asked for it, whatever they send.
    assert_eq!(first.get("/operator/tenants/yunqi").await.ok().count("a[href$='/deletion/approval']"), 0);
    first.forge("/operator/tenants/yunqi/deletion/approval", "").await.with_status(303);
    assert_eq!(count(&app, "select count(*) from tenant_deletion where approved_by is not null").await, 0);
    let alone =
        "update tenant_deletion set approved_by = asked_by, approved_at = now(), due_at = now() + interval '30 days'";
    let refused = app.superuser().await.execute(AssertSqlSafe(alone.to_owned())).await;
    assert!(refused.is_err(), "the database holds to it too");
    deed(&mut second, "yunqi/deletion/approval", &[]).await.with_status(303);
    assert_eq!(app.browser().get("/c/yunqi").await.status(), 503, "suspended meanwhile");
    app.advance(TimeDelta::days(29) + TimeDelta::hours(23));
    let before = rows_of(&app, "yunqi").await;
    app.run_due_tasks().await;
    assert_eq!(rows_of(&app, "yunqi").await["household"], before["household"]);
    let mut first = app.sign_in(phones::OPERATOR).await;
    first.get("/operator/tenants/yunqi").await.ok();
    first.submit("#take-back-form", &[]).await.with_status(303);
    app.browser().get("/c/yunqi").await.ok();
    app.advance(TimeDelta::days(2));
    app.run_due_tasks().await;
    assert_eq!(rows_of(&app, "yunqi").await["household"], before["household"], "its day came for nothing");
    // It can be asked for anew.
    let mut first = app.sign_in(phones::OPERATOR).await;
    deed(&mut first, "yunqi/deletion", &REASON).await.with_status(303);
    assert_eq!(count(&app, "select count(*) from tenant_deletion").await, 2);
}

/// What the demo has none of: files, a chain of merged residents, more rows than one step.
async fn fill_yunqi(app: &TestApp) {
    for sql in [
        "insert into notice_file (tenant_id, notice_id, file_id, file_name, media_type, bytes, size, added_at)
            select n.tenant_id, n.notice_id, gen_random_uuid(), 'x.pdf', 'application/pdf', '\\x00ff10', 3, now() from notice n",
        "insert into search_miss (tenant_id, day, term, misses)
            select t.id, '2026-11-01', 'term ' || i, 1 from tenant t, generate_series(1, 4500) i where t.slug = 'yunqi'",
        "with r as (select resident_id, lag(resident_id) over (order by resident_id) as before from resident
                where tenant_id = (select id from tenant where slug = 'yunqi') limit 5)
            update resident set merged_into = r.before from r where resident.resident_id = r.resident_id",
        "insert into service_area (org_id, tenant_id, estate_ids) select o.org_id, t.id, '{}' from organization o, tenant t
            where t.slug in ('yunqi', 'shangjin') on conflict do nothing",
        "insert into teacher_slot (org_id, teacher_id, session_id, tenant_id, during)
            select org_id, teacher_id, gen_random_uuid(), t.id, tstzrange('2027-03-01', '2027-03-02') from teacher x, tenant t
            where t.slug = 'yunqi'",
    ] {
        act(app, sql).await;
    }
}

#[tokio::test]
async fn after_thirty_days_nothing_is_left_of_it_and_everything_of_the_others() {
    let dir = folder();
    let app = TestApp::keeping_files_in(dir.clone()).await;
    fill_yunqi(&app).await;
    let tenant = app.tenant("yunqi").id;
    let mut first = app.sign_in(phones::OPERATOR).await;
    let mut second = second_operator(&app).await;
    deed(&mut first, "yunqi/deletion", &REASON).await.with_status(303);
    deed(&mut second, "yunqi/deletion/approval", &[]).await.with_status(303);
    app.advance(TimeDelta::days(30) - TimeDelta::hours(1));
    let mut first = app.sign_in(phones::OPERATOR).await;
    deed(&mut first, "yunqi/exports", &REASON).await.with_status(303);
    app.run_due_tasks().await;
    let files = dir.join("exports").join(tenant.to_string());
    assert_eq!(std::fs::read_dir(&files).expect("a folder").count(), 1);
    app.advance(TimeDelta::hours(1));
    let before = rows_of(&app, "yunqi").await;
    for table in [
        "household",
        "resident",
        "notice_file",
        "search_miss",
        "audit_event",
        "service_area",
        "price",
        "teacher_slot",
        "tenant_export",
    ] {
        assert!(before[table].0 > 0, "{table} holds something to erase");
    }
    let runs = app.run_due_tasks().await;
    assert!(runs > 3, "in steps: {runs}");
    let after = rows_of(&app, "yunqi").await;
    for (table, (left, others)) in &after {
        assert_eq!(*left, 0, "{table}");
        assert_eq!(*others, before[table].1, "{table} of the others");
    }
    assert!(!files.exists(), "and no files");
    assert_eq!(count(&app, "select count(*) from task where name = 'erase_tenant' or attempts > 0").await, 0);
    // The record stays: who, when, how much.
    let erased: i64 = before.values().map(|(rows, _)| rows).sum();
    let recorded =
        "select sum(value::bigint)::bigint from tenant_deletion, jsonb_each_text(erased) where done_at is not null";
    // The export's task, which waited, and the tenant's own tasks went too.
    assert!(count(&app, recorded).await >= erased);
    assert_eq!(
        count(&app, "select count(*) from tenant_deletion where files = 1 and approved_by <> asked_by").await,
        1
    );
    assert_eq!(app.browser().get("/c/yunqi").await.status(), 404);
    let mut first = app.sign_in(phones::OPERATOR).await;
    let page = first.get("/operator").await.ok();
    assert!(page.texts("#gone ~ ul li").iter().any(|line| line.contains("康敏") && line.contains("林晓梅")));
    first.get("/operator/tenants/new?parent=xiliu").await.ok();
    let again = first.submit("#tenant-form", &[("name", "云栖里"), ("slug", "yunqi")]).await.with_status(422);
    assert!(again.text().contains("已经用过"), "its name in addresses is never given to another");
    std::fs::remove_dir_all(dir).expect("our folder");
}

#[tokio::test]
async fn the_application_erases_nothing_that_two_did_not_decide() {
    let app = TestApp::new().await;
    let mut first = app.sign_in(phones::OPERATOR).await;
    deed(&mut first, "yunqi/deletion", &REASON).await.with_status(303);
    let mut connection = PgConnection::connect_with(&app.database().app).await.expect("a connection");
    let deletion: uuid::Uuid = sqlx::query_scalar("select deletion_id from tenant_deletion")
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a deletion");
    let mut in_scope = async |slug: &str, sql: String| {
        let scope = format!("set app.tenant_id = '{}'", app.tenant(slug).id.uuid());
        connection.execute(AssertSqlSafe(scope)).await.expect("a scope");
        connection.execute(AssertSqlSafe(sql)).await.map(|done| done.rows_affected())
    };
    let erase = format!("select erase_tenant_rows('{deletion}', '2030-01-01', 10)");
    assert!(in_scope("platform", erase.clone()).await.is_err(), "nobody approved it");
    assert!(in_scope("platform", format!("select close_tenant('{deletion}', '2030-01-01')")).await.is_err());
    act(&app, "update tenant_deletion set approved_by = gen_random_uuid(), approved_name = 'x', approved_at = '2026-11-23', due_at = '2026-12-23'").await;
    assert!(in_scope("platform", erase.replace("2030-01-01", "2026-12-22")).await.is_err(), "its day has not come");
    assert!(in_scope("yunqi", erase.clone()).await.is_err(), "not in the platform's scope");
    assert!(
        in_scope("platform", format!("select close_tenant('{deletion}', '2030-01-01')")).await.is_err(),
        "rows are left"
    );
    assert!(in_scope("platform", "delete from tenant".to_owned()).await.is_err());
    assert!(in_scope("platform", "update tenant set deleted_at = now()".to_owned()).await.is_err());
    // The tree is the platform's.
    let suspend = "update tenant set suspended_at = now()";
    assert_eq!(in_scope("shangjin", suspend.to_owned()).await.expect("an update"), 0);
    assert_eq!(in_scope("shangjin", "update service_category set icon = 'x'".to_owned()).await.expect("an update"), 0);
    assert_eq!(in_scope("shangjin", "select 1 from tenant_deletion".to_owned()).await.expect("a select"), 0);
    assert!(in_scope("shangjin", "select * from count_tenant_rows(app_tenant())".to_owned()).await.is_err());
    assert!(in_scope("platform", erase).await.is_ok(), "and what they decided, it does");
}

#[tokio::test]
async fn an_export_is_whole_and_its_makers_alone_for_a_day() {
    let dir = folder();
    let app = TestApp::keeping_files_in(dir.clone()).await;
    fill_yunqi(&app).await;
    let mut first = app.sign_in(phones::OPERATOR).await;
    let mut second = second_operator(&app).await;
    deed(&mut first, "yunqi/exports", &REASON).await.with_status(303);
    assert_eq!(first.get("/operator/tenants/yunqi").await.ok().count("a[href^='/operator/exports/']"), 0, "not yet");
    app.run_due_tasks().await;
    let url =
        first.get("/operator/tenants/yunqi").await.ok().attributes("a[href^='/operator/exports/']", "href").remove(0);
    let export = first.get(&url).await.ok();
    assert_eq!(export.headers["content-type"], "application/zip");
    let mut zip = zip::ZipArchive::new(Cursor::new(export.bytes().to_vec())).expect("a zip");
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        zip.by_name(name).unwrap_or_else(|_| panic!("no {name}")).read_to_end(&mut bytes).expect("a file");
        bytes
    };
    let manifest: serde_json::Value = serde_json::from_slice(&read("manifest.json")).expect("JSON");
    let rows = rows_of(&app, "yunqi").await;
    let tables = manifest["tables"].as_array().expect("tables");
    assert!(tables.len() > 30);
    for entry in tables.iter().chain(manifest["files"].as_array().expect("files")) {
        let (name, content) = (entry["file"].as_str().expect("a name"), read(entry["file"].as_str().expect("a name")));
        assert_eq!(entry["sha256"], hex::encode(Sha256::digest(&content)), "{name}");
        let Some(table) = name.strip_prefix("tables/").and_then(|name| name.strip_suffix(".jsonl")) else { continue };
        assert_eq!(entry["rows"], rows[table].0, "{table}");
        let lines = String::from_utf8(content).expect("text");
        assert_eq!(i64::try_from(lines.lines().count()).expect("a number"), rows[table].0, "{table}");
        assert!(lines.lines().all(|line| {
            serde_json::from_str::<serde_json::Value>(line).is_ok_and(|row| row["tenant_id"] == manifest["tenant"])
        }));
    }
    let kept = manifest["files"]
        .as_array()
        .expect("files")
        .iter()
        .find(|file| file["file"].as_str().is_some_and(|name| name.contains("notice_file")));
    assert_eq!(read(kept.expect("a file")["file"].as_str().expect("a name")), [0, 255, 16]);
    assert!(manifest["sealed"].as_array().expect("columns").contains(&"resident.phone_sealed".into()));
    // Nobody else's, and nobody's after a day.
    assert_eq!(second.get(&url).await.status(), 404);
    assert_eq!(second.get("/operator/tenants/yunqi").await.ok().count("a[href^='/operator/exports/']"), 0);
    app.advance(TimeDelta::hours(24));
    let mut first = app.sign_in(phones::OPERATOR).await;
    assert_eq!(first.get(&url).await.status(), 404);
    assert_eq!(std::fs::read_dir(dir.join("exports")).expect("a folder").count(), 1);
    app.run_due_tasks().await;
    assert_eq!(std::fs::read_dir(dir.join("exports")).expect("a folder").count(), 0, "the file is gone");
    std::fs::remove_dir_all(dir).expect("our folder");
}

#[tokio::test]
async fn categories_and_holidays_are_the_operators_words_from_then_on() {
    let app = TestApp::new().await;
    let mut operator = app.sign_in(phones::OPERATOR).await;
    operator.get("/operator/categories/cleaning").await.ok();
    operator.submit("#category-form", &[("name_en", "")]).await.with_status(422);
    operator
        .submit("#category-form", &[("name_hans", "擦擦洗洗"), ("name_en", "Cleaning"), ("keywords", "保洁、擦洗")])
        .await
        .with_status(303);
    assert!(app.browser().get("/c/shangjin").await.ok().text().contains("擦擦洗洗"));
    operator.get("/operator/categories").await.ok();
    let new = [
        ("parent", "cleaning"),
        ("code", "attic"),
        ("name_hans", "阁楼保洁"),
        ("name_hant", "閣樓清潔"),
        ("name_en", "Attics"),
        ("position", "9"),
    ];
    operator.submit("#category-form", &new).await.with_status(303);
    assert!(operator.get("/operator/categories").await.ok().text().contains("阁楼保洁"));
    operator.submit("#category-form", &new).await.with_status(422);
    // Holidays: a list is looked at first.
    let page = operator.get("/operator/holidays").await.ok();
    assert_eq!(page.texts(".notice-line").len(), 1, "2027 is not published");
    let known = "select count(*) from public_holiday";
    let before = count(&app, known).await;
    let source = ("source", "https://www.gov.cn/zhengce/2027.htm");
    operator.upload("#holiday-form", &[("list", "2027-01-01,off,元旦")], "", &[]).await.with_status(422);
    let broken = operator
        .upload("#holiday-form", &[source, ("list", "")], "假期.csv", "2027-01-01,off,元旦\nx".as_bytes())
        .await;
    assert!(broken.with_status(422).text().contains("第 2 行"));
    let list = "日期,类型,名称\n2027-01-01,法定,元旦\n2026-10-01,makeup,改了\n";
    let looked = operator.upload("#holiday-form", &[source, ("list", "")], "假期.csv", list.as_bytes()).await.ok();
    assert_eq!(looked.texts("#preview ~ table tbody tr").len(), 2);
    assert_eq!(count(&app, known).await, before, "nothing is done yet");
    operator.submit("#import-form", &[]).await.with_status(303);
    assert_eq!(operator.get("/operator/holidays").await.ok().texts(".notice-line").len(), 0);
    // The program's own data do not write over it.
    tenancy::reference::load(&app.database().owner).await.expect("the reference data loads");
    app.state.reload_platform().await.expect("what is read makes a calendar");
    assert_eq!(
        count(&app, "select count(*) from public_holiday where date = '2026-10-01' and kind <> 'makeup'").await,
        0
    );
    assert!(app.browser().get("/c/shangjin").await.ok().text().contains("擦擦洗洗"));
    let record = operator.get("/operator/record").await.ok().texts(".table tbody th");
    assert_eq!(record, ["录入节假日", "新增服务分类", "修改服务分类"], "what was refused or looked at is not there");
}

#[tokio::test]
async fn operators_pages_are_whole_in_every_language() {
    let app = TestApp::new().await;
    let mut operator = app.sign_in(phones::OPERATOR).await;
    app.advance(TimeDelta::minutes(6));
    operator.get("/operator/tenants/shangjin/entry").await.ok();
    let policy = operator.get("/operator/policies").await.ok().attributes("main tbody th a", "href").remove(0);
    for lang in ["zh-Hans", "zh-Hant", "en"] {
        for path in [
            "/operator",
            "/operator/tenants/new",
            "/operator/tenants/shangjin",
            "/operator/tenants/platform",
            "/operator/tenants/shangjin/staff",
            "/operator/tenants/shangjin/suspension",
            "/operator/tenants/shangjin/deletion",
            "/operator/tenants/shangjin/exports",
            "/operator/tenants/shangjin/entry",
            "/operator/categories",
            "/operator/categories/cleaning",
            "/operator/holidays",
            "/operator/policies",
            "/operator/policies/new",
            &policy,
            "/operator/record",
        ] {
            let page = operator.get(&format!("{path}?lang={lang}")).await.ok();
            crate::guards::check_page(&page, lang, false);
        }
    }
    for path in ["suspension", "deletion", "entry", "exports", "staff"] {
        let of_platform = operator.get(&format!("/operator/tenants/platform/{path}")).await;
        assert_eq!(of_platform.status(), 404, "the platform's own tenant stays: {path}");
    }
    // jpeg: what is no list is told so.
    operator.get("/operator/holidays").await.ok();
    operator
        .upload("#holiday-form", &[("source", "https://www.gov.cn/x"), ("list", "")], "x.jpg", &jpeg())
        .await
        .with_status(422);
}

#[tokio::test]
async fn what_a_newer_server_left_to_do_is_left_to_it() {
    let app = TestApp::new().await;
    for (name, payload) in [("announce", "{\"to\": {\"everybody\": null}}"), ("unheard_of", "{}")] {
        app.behind(&format!(
            "insert into task (task_id, name, payload, run_at) values (gen_random_uuid(), '{name}', '{payload}', '2026-11-23T01:00:00Z')"
        ))
        .await;
    }
    app.run_tasks().await;
    assert_eq!(count(&app, "select count(*) from task where attempts = 1 and failed_at is null").await, 2);
}
