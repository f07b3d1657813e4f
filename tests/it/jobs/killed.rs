//! The program is killed while somebody applies, or is hired: they have applied once or not at all, and nobody is hired by half.

use super::hiring::{offered, start};
use super::*;
use crate::support::program::{Moment, cut_off};

const IS_TOLD: &str = "select not exists (select from task where payload::text like '%白班保姆%')";

/// A posting that is open for everybody who may run this: the program goes by the machine's clock.
async fn open(app: &TestApp, posting: Uuid) {
    app.behind(&format!("update job_posting set valid_until = '2999-01-01' where posting_id = '{posting}'")).await;
}

#[tokio::test]
async fn killed_while_somebody_applies_it_has_kept_one_application_or_none() {
    let moments = [
        Moment::Before("insert on job_application", "true"),
        Moment::Before("insert on task", "new.payload::text like '%白班保姆%'"),
        Moment::Commit("insert on job_application", "true"),
    ];
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    open(&app, nanny).await;
    let sent = format!("select count(*) from job_application where posting_id = '{nanny}'");
    let page = format!("{LIST}/{nanny}/application");
    let apply =
        async |browser: &mut Browser| browser.submit("#apply-form", &[("part", "name"), ("note", "下周能上班")]).await;
    let (_program, mut lin) = cut_off(&app, &moments, (phones::RESIDENT, &page), &apply, (&sent, 1)).await;
    for _ in 0..2 {
        apply(&mut lin).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some("already-done"));
    }
    let kept = format!("{sent} and name = '林晓梅' and note = '下周能上班' and status = 'submitted'");
    assert_eq!(count(&app, &kept).await, 1);
    app.until(IS_TOLD).await;
    let told = "select count(*) from org_message where news::text like '%白班保姆%' and news::text ilike '%applied%'";
    assert_eq!(count(&app, told).await, 1, "the employer hears of it once");
}

#[tokio::test]
async fn killed_while_somebody_is_hired_it_has_hired_them_once_or_not_at_all() {
    let moments = [
        Moment::Before("update on job_application", "new.status = 'hired'"),
        Moment::Before("insert on job_application_event", "new.to_status = 'hired'"),
        Moment::Before("insert on task", "new.payload::text like '%白班保姆%'"),
        Moment::Commit("update on job_application", "new.status = 'hired'"),
    ];
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = offered(&app, &mut owner, &mut lin, nanny).await;
    lin.get("/me/applications").await.ok();
    let accept = format!("section:has(a[href$='{nanny}']) form[id^='accept-']");
    lin.submit(&accept, &[]).await.with_status(303);
    open(&app, nanny).await;
    // What was told so far is told.
    app.run_due_tasks().await;
    let hired = format!(
        "select (select count(*) from job_application where posting_id = '{nanny}' and status = 'hired')
            + (select count(*) from job_application_event join job_application using (tenant_id, application_id)
                where posting_id = '{nanny}' and to_status = 'hired')"
    );
    let hire = async |browser: &mut Browser| browser.press("#step-form", "button[value=hire]", &[]).await;
    let (_program, mut owner) = cut_off(&app, &moments, (phones::VENDOR_OWNER, &one), &hire, (&hired, 2)).await;
    for _ in 0..2 {
        hire(&mut owner).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some("already-done"));
    }
    assert_eq!(count(&app, &hired).await, 2);
    app.until(IS_TOLD).await;
    let told = "select count(*) from inbox_message m join resident r using (person_id)
        where r.name = '林晓梅' and m.news::text like '%白班保姆%' and m.news::text like '%\"hired\"%'";
    assert_eq!(count(&app, told).await, 1, "she hears of it once");
}
