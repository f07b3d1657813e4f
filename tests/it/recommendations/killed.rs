//! The program is killed while somebody says yes to being recommended: the employer has all that they share, once, or nothing.

use super::ends::asked;
use super::*;
use crate::support::program::{Moment, cut_off};

#[tokio::test]
async fn killed_while_somebody_says_yes_it_has_passed_them_on_once_or_not_at_all() {
    let moments = [
        Moment::Before("insert on job_application", "true"),
        Moment::Before("update on recommendation", "new.status = 'given'"),
        Moment::Commit("update on recommendation", "new.status = 'given'"),
    ];
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    recommend(&app, &mut staff, nanny).await;
    let page = asked(&mut lin).await;
    // What holds, holds for everybody who may run this: the program goes by the machine's clock.
    run(&app, "update course_certificate set expires_on = null").await;
    run(&app, &format!("update job_posting set valid_until = '2999-01-01' where posting_id = '{nanny}'")).await;
    let given = format!(
        "select (select count(*) from job_application where posting_id = '{nanny}')
            + (select count(*) from recommendation where status = 'given' and application_id is not null)"
    );
    let yes = async |browser: &mut Browser| browser.submit("#yes-form", &[("part", "name")]).await;
    let (_program, mut lin) = cut_off(&app, &moments, (phones::RESIDENT, &page), &yes, (&given, 2)).await;
    for _ in 0..2 {
        yes(&mut lin).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some("already-done"));
    }
    assert_eq!(count(&app, &given).await, 2);
    app.until("select not exists (select from task where payload::text like '%白班保姆%')").await;
    let told = "select count(*) from org_message where news::text like '%白班保姆%' and news::text ilike '%applied%'";
    assert_eq!(count(&app, told).await, 1, "the employer hears of it once");
}
