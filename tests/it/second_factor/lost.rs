//! A second factor that is lost: the operator takes it away, or an administrator of the community; and with the account it
//! goes.

use clap::Parser;
use jiamenkou::cli::CliContext;
use jiamenkou::tenancy::operator::{self, OperatorArgs};

use super::{first_step, turn_on};
use crate::grids::of;
use crate::support::companies::count;
use crate::support::{Browser, TestApp, demo_password, phones};

const PEOPLE: &str = "/c/shangjin/staff/people";
/// 崔文娟, a volunteer.
const VOLUNTEER: &str = "13800000006";

/// The operator's command, as it is typed.
#[derive(Parser)]
struct Typed {
    #[command(flatten)]
    args: OperatorArgs,
}

async fn reset(app: &TestApp, phone: &str) -> Result<(), String> {
    let typed = Typed::try_parse_from(["operator", "reset-second-factor", "--phone", phone]).expect("a command");
    let cx = CliContext { state: app.state.clone(), owner: None };
    operator::run(&cx, typed.args).await.map(|_| ()).map_err(|error| error.to_string())
}

#[tokio::test]
async fn the_operator_takes_it_from_whoever_has_lost_everything() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    turn_on(&app, &mut staff).await;
    reset(&app, phones::STAFF).await.expect("it is reset");
    staff.get("/me").await.with_status(303);
    let mut again = app.sign_in(phones::STAFF).await;
    app.run_tasks().await;
    assert!(again.get("/me/inbox").await.ok().one("main").contains("重置了您的两步验证"));
    assert_eq!(reset(&app, phones::STAFF).await.expect_err("nothing"), "This person has no second factor.");
    assert!(reset(&app, "13911112222").await.expect_err("nobody").starts_with("Nobody has signed up"));
}

#[tokio::test]
async fn a_deleted_account_leaves_no_factor() {
    let app = TestApp::new().await;
    let mut browser = app.sign_in(phones::RESIDENT).await;
    let (phone, _) = turn_on(&app, &mut browser).await;
    first_step(&app, phones::RESIDENT).await;
    let password = demo_password(phones::RESIDENT);
    browser.get("/me/deletion").await.ok();
    let fields = [("proof_password", password.as_str()), ("proof_code", ""), ("sure", "1")];
    browser.submit("form[action='/me/deletion']", &fields).await.with_status(422);
    let fields = [("proof_password", password.as_str()), ("proof_code", &phone.shows(&app, 0)), ("sure", "1")];
    browser.submit("form[action='/me/deletion']", &fields).await.with_status(303);
    let left = "select (select count(*) from second_factor) + (select count(*) from recovery_code)
        + (select count(*) from half_sign_in)";
    assert_eq!(count(&app, left).await, 0);
}

/// Opens the page that takes away somebody's factor, from their role's page.
async fn open(staff: &mut Browser, name: &str) -> String {
    let people = staff.get(PEOPLE).await.ok();
    let holder = of(&people, "main tbody th a", name, "href");
    let page = staff.get(&holder).await.ok();
    assert_eq!(page.count("a[href$='/second-factor']"), 1);
    let path = format!("{holder}/second-factor");
    staff.get(&path).await.ok();
    path
}

#[tokio::test]
async fn an_administrator_takes_it_from_a_colleague_who_is_told() {
    let app = TestApp::new().await;
    turn_on(&app, &mut app.sign_in(VOLUNTEER).await).await;
    let mut waiting = first_step(&app, VOLUNTEER).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let path = open(&mut staff, "崔文娟").await;
    app.advance(chrono::TimeDelta::minutes(10));
    staff.get(&path).await.ok();
    staff.submit("#factor-form", &[("proof_password", "不是这个")]).await.with_status(422);
    assert_eq!(count(&app, "select count(*) from second_factor").await, 1);
    for flash in ["saved", "already-done"] {
        let page = staff.get(&path).await.ok();
        if page.count("#factor-form") == 1 {
            staff.submit("#factor-form", &[("proof_password", &demo_password(phones::STAFF))]).await.with_status(303);
        } else {
            staff.forge(&path, "").await.with_status(303);
        }
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    waiting.get(super::CODE).await.with_status(303);
    // The password alone opens the account.
    let mut again = app.sign_in(VOLUNTEER).await;
    app.run_tasks().await;
    assert!(again.get("/me/inbox").await.ok().one("main").contains("两步验证"));
    let deeds = staff.get("/c/shangjin/staff/audit").await.ok().texts(".table tbody th");
    assert_eq!(deeds.iter().filter(|deed| deed.contains("清除两步验证")).count(), 1, "{deeds:?}");
}

#[tokio::test]
async fn whoever_works_elsewhere_too_and_oneself_keep_it() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    turn_on(&app, &mut owner).await;
    let hash = app.state.secrets().phone_hash(phones::VENDOR_OWNER);
    sqlx::query(
        "insert into role_grant (tenant_id, grant_id, person_id, role, valid_from)
        select $1, gen_random_uuid(), person_id, 'volunteer', '2026-01-01' from phone_identity where phone_hmac = $2",
    )
    .bind(app.tenant("shangjin").id.uuid())
    .bind(&hash[..])
    .execute(&mut app.superuser().await)
    .await
    .expect("a role");
    let name: String =
        sqlx::query_scalar("select name from person join phone_identity using (person_id) where phone_hmac = $1")
            .bind(&hash[..])
            .fetch_one(&mut app.superuser().await)
            .await
            .expect("a name");
    let mut staff = app.sign_in(phones::STAFF).await;
    let path = open(&mut staff, &name).await;
    assert_eq!(staff.get(&path).await.ok().count("#factor-form"), 0);
    staff.forge(&path, "").await;
    let own = of(&staff.get(PEOPLE).await.ok(), "main tbody th a", "梁静怡", "href");
    turn_on(&app, &mut staff).await;
    assert_eq!(staff.get(&own).await.ok().count("a[href$='/second-factor']"), 0);
    staff.forge(&format!("{own}/second-factor"), "").await;
    assert_eq!(count(&app, "select count(*) from second_factor").await, 2);
}
