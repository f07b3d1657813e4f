//! What staff did: on record with what it changed, chained, and verified.

use chrono::TimeDelta;
use jiamenkou::audit::{Fault, Head, verify};
use jiamenkou::db::{Scope, TenantId};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::support::companies::count;
use crate::support::{Browser, TestApp, phones};

const LOG: &str = "/c/shangjin/staff/audit";

fn scope(tenant: TenantId) -> Scope {
    Scope { tenant: Some(tenant), ..Scope::default() }
}

async fn verdict(app: &TestApp, tenant: TenantId, kept: &[Head]) -> Result<Head, Fault> {
    let mut tx = app.state.db().read(&scope(tenant)).await.expect("a transaction");
    verify(&mut tx, tenant, kept).await.expect("the record is read")
}

/// Does so many things in shangjin.
async fn act(staff: &mut Browser, deeds: usize) {
    for _ in 0..deeds {
        staff.get("/c/shangjin/staff/codes").await.ok();
        staff.submit("#issue-form", &[("name", "周桂兰")]).await.with_status(303);
    }
}

async fn tamper(app: &TestApp, sql: &str) {
    let mut connection = app.superuser().await;
    connection.execute(AssertSqlSafe(sql.to_owned())).await.expect("the owner may");
}

#[tokio::test]
async fn a_deed_is_on_record_with_what_it_changed_and_a_refused_one_is_not() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(staff.get(LOG).await.ok().count(".table tbody tr"), 0);
    staff.get("/c/shangjin/staff/codes").await.ok();
    staff.submit("#issue-form", &[("name", "")]).await.with_status(422);
    assert_eq!(staff.get(LOG).await.ok().count(".table tbody tr"), 0, "nothing happened");
    staff.get("/c/shangjin/staff/codes").await.ok();
    staff.submit("#issue-form", &[("name", "周桂兰")]).await.with_status(303);
    staff.get("/c/shangjin/staff/publishing").await.ok();
    staff.submit("main form.form", &[("days", "9")]).await.with_status(303);
    let log = staff.get(LOG).await.ok();
    let deeds = log.texts(".table tbody th");
    assert_eq!(deeds, ["改发布设置", "发登录码"], "the newest first");
    // Whoever did it, and all that they did.
    let person = log.attributes(".table tbody td a", "href").remove(0);
    assert_eq!(staff.get(&person).await.ok().count(".table tbody tr"), 2);
    staff.submit("main form.form", &[("action", "codes")]).await.ok();
    assert_eq!(staff.get(&format!("{LOG}?action=codes")).await.ok().texts(".table tbody th"), ["发登录码"]);
    // Its page.
    let page = log.attributes(".table tbody th a", "href").remove(0);
    staff.get(&page).await.ok();
    assert_eq!(count(&app, "select count(*) from audit_event where address like '%?%'").await, 0, "nothing typed");
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    assert_eq!(street.get(LOG).await.ok().count(".table tbody tr"), 2);
    assert_eq!(street.get("/c/yunqi/staff/audit").await.ok().count(".table tbody tr"), 0, "each community has its own");
}

#[tokio::test]
async fn the_record_says_which_fields_were_changed_and_not_what_is_in_them() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let record = crate::residents::record(&app, "林晓梅").await;
    staff.get(&record).await.ok();
    staff.submit("#resident-form", &[("note", "要轻声敲门"), ("phone", "13911112222")]).await.with_status(303);
    staff.get(&record).await.ok();
    staff.submit("#resident-form", &[]).await.with_status(303);
    let log = staff.get(LOG).await.ok();
    let deeds = log.texts(".table tbody th");
    assert!(deeds[1].contains("改了：手机号") && deeds[1].contains("备注"), "{deeds:?}");
    assert!(!deeds[0].contains("改了"), "nothing differs: {deeds:?}");
    assert!(!log.text().contains("轻声") && !log.text().contains("13911112222"));
    let tenant = app.tenant("shangjin").id;
    let head = verdict(&app, tenant, &[]).await.expect("a whole record");
    tamper(&app, "update audit_event set changed = '{note}' where changed <> '{}'").await;
    assert_eq!(verdict(&app, tenant, &[head]).await, Err(Fault::Changed(1)));
}

#[tokio::test]
async fn deeds_at_the_same_time_stand_in_one_line() {
    let app = TestApp::new().await;
    let tenant = app.tenant("shangjin").id;
    let [mut a, mut b] = [app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await];
    let [mut c, mut d] = [app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await];
    tokio::join!(act(&mut a, 5), act(&mut b, 5), act(&mut c, 5), act(&mut d, 5));
    assert_eq!(verdict(&app, tenant, &[]).await.map(|head| head.seq), Ok(20));
}

#[tokio::test]
async fn the_application_can_neither_change_nor_remove_a_deed() {
    let app = TestApp::new().await;
    let tenant = app.tenant("shangjin").id;
    act(&mut app.sign_in(phones::STAFF).await, 1).await;
    let mut connection = PgConnection::connect_with(&app.database().app).await.expect("a connection");
    connection.execute(AssertSqlSafe(format!("set app.tenant_id = '{}'", tenant.uuid()))).await.expect("a scope");
    let seen = async |connection: &mut PgConnection| {
        sqlx::query_scalar::<_, i64>("select count(*) from audit_event").fetch_one(connection).await.expect("a count")
    };
    assert_eq!(seen(&mut connection).await, 1);
    for sql in [
        "update audit_event set name = 'x'",
        "delete from audit_event",
        "truncate audit_event",
        "delete from audit_head",
    ] {
        let error = connection.execute(sql).await.expect_err(sql);
        assert_eq!(error.as_database_error().and_then(|error| error.code()).as_deref(), Some("42501"), "{sql}");
    }
    let other = app.tenant("yunqi").id;
    connection.execute(AssertSqlSafe(format!("set app.tenant_id = '{}'", other.uuid()))).await.expect("a scope");
    assert_eq!(seen(&mut connection).await, 0, "another community sees none");
}

#[tokio::test]
async fn every_edit_gap_and_reorder_is_found() {
    let app = TestApp::new().await;
    let tenant = app.tenant("shangjin").id;
    let mut staff = app.sign_in(phones::STAFF).await;
    act(&mut staff, 6).await;
    let whole = verdict(&app, tenant, &[]).await.expect("whole");
    assert_eq!(whole.seq, 6);
    tamper(&app, "create table kept as table audit_event; create table kept_head as table audit_head").await;
    let edits = [
        "at = at + interval '1 microsecond'",
        "person_id = gen_random_uuid()",
        "grant_id = gen_random_uuid()",
        "name = name || ' '",
        // Moved from one text to the next: together they read the same.
        "name = name || left(action, 1), action = substr(action, 2)",
        "address = '/'",
        "hash = sha256(hash)",
    ];
    let mut faults: Vec<(String, Fault)> = Vec::new();
    for seq in 1..=6 {
        for edit in edits {
            faults.push((format!("update audit_event set {edit} where seq = {seq}"), Fault::Changed(seq)));
        }
        let gone = if seq == 6 { Fault::End { found: 5, expected: 6 } } else { Fault::Gap { expected: seq } };
        faults.push((format!("delete from audit_event where seq = {seq}"), gone));
    }
    let swap = "update audit_event set seq = 99 where seq = 2; update audit_event set seq = 2 where seq = 3;
        update audit_event set seq = 3 where seq = 99";
    faults.push((swap.to_owned(), Fault::Changed(2)));
    faults.push(("update audit_head set seq = 5".to_owned(), Fault::End { found: 6, expected: 5 }));
    faults.push(("update audit_head set hash = sha256(hash)".to_owned(), Fault::Changed(6)));
    for (edit, fault) in faults {
        tamper(&app, &edit).await;
        assert_eq!(verdict(&app, tenant, &[]).await, Err(fault), "{edit}");
        tamper(
            &app,
            "truncate audit_event, audit_head; insert into audit_event table kept; insert into audit_head table kept_head",
        )
        .await;
        assert_eq!(verdict(&app, tenant, &[]).await, Ok(whole));
    }
    // All of it written anew, with hashes that fit: only what was kept elsewhere tells.
    tamper(&app, "truncate audit_event, audit_head").await;
    app.advance(TimeDelta::minutes(1));
    act(&mut staff, 7).await;
    assert_eq!(verdict(&app, tenant, &[]).await.map(|head| head.seq), Ok(7));
    assert_eq!(verdict(&app, tenant, &[whole]).await, Err(Fault::Kept(6)));
    tamper(&app, "truncate audit_event, audit_head").await;
    assert_eq!(verdict(&app, tenant, &[whole]).await, Err(Fault::End { found: 0, expected: 6 }));
}
