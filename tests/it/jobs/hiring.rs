//! The way from a posting of 晴扫家政 to the work, for tests that begin somewhere on it.

use uuid::Uuid;

use super::{apply, id_of, workspace};
use crate::support::{Browser, TestApp, phones};

/// A server, a posting of 晴扫家政, whoever answers for the company, and 林晓梅, who has not applied yet.
pub(super) async fn start() -> (TestApp, Uuid, Browser, Browser) {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let (owner, lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::RESIDENT).await);
    (app, nanny, owner, lin)
}

/// Where the company finds who applied for a posting.
pub(super) async fn applications(app: &TestApp, posting: Uuid) -> String {
    format!("{}/shangjin/{posting}/applications", workspace(app).await)
}

/// The company's page of the only application for it.
pub(super) async fn application(app: &TestApp, owner: &mut Browser, posting: Uuid) -> String {
    let list = applications(app, posting).await;
    owner.get(&list).await.ok().attributes("main .rows__item a", "href").remove(0)
}

/// 林晓梅 applies under her name; gives the company's page of it.
pub(super) async fn applied(app: &TestApp, owner: &mut Browser, lin: &mut Browser, posting: Uuid) -> String {
    apply(lin, posting, &["name"], "").await.with_status(303);
    application(app, owner, posting).await
}

/// And is invited to an interview.
pub(super) async fn invited(app: &TestApp, owner: &mut Browser, lin: &mut Browser, posting: Uuid, at: &str) -> String {
    let one = applied(app, owner, lin, posting).await;
    invite(owner, &one, at).await;
    one
}

/// And is made an offer, without an interview.
pub(super) async fn offered(app: &TestApp, owner: &mut Browser, lin: &mut Browser, posting: Uuid) -> String {
    let one = applied(app, owner, lin, posting).await;
    take(owner, &one, &["view", "offer"]).await;
    one
}

/// Whoever applied for a posting was hired on the 20th.
pub(super) async fn hired(app: &TestApp, posting: Uuid) {
    app.behind(&format!(
        "update job_application set status = 'hired', hired_on = '2026-11-20' where posting_id = '{posting}'"
    ))
    .await;
}

/// Opens an application and invites to an interview.
pub(super) async fn invite(owner: &mut Browser, one: &str, at: &str) {
    owner.get(one).await.ok();
    owner.submit("#invite-form", &[("at", at), ("place", "便民站")]).await.with_status(303);
}

/// Opens an application for each of some steps, and takes it.
pub(super) async fn take(owner: &mut Browser, one: &str, steps: &[&str]) {
    for step in steps {
        owner.get(one).await.ok();
        owner.press("#step-form", &format!("button[value={step}]"), &[]).await.with_status(303);
    }
}

/// Where 林晓梅 takes back that she applied for a posting.
pub(super) fn withdrawal(posting: Uuid) -> String {
    format!("section:has(a[href$='{posting}']) form[action$='/withdrawal']")
}
