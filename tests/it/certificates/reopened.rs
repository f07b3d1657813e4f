//! That somebody has passed is opened again as long as no certificate says so.

use chrono::TimeDelta;

use super::{DESK, sign};
use crate::exports::{COLLEAGUE, office};
use crate::support::companies::count;
use crate::support::training::{Plan, Run, open_run, put};
use crate::support::{Browser, TestApp, phones};

const WHY: [(&str, &str); 1] = [("reason", "把 91 分录成了 61 分")];
const CERTIFICATES: &str = "select count(*) from course_certificate where title = '居家收纳'";

/// A run of one meeting, which is over, in which 林晓梅 has passed; and her page at the community's desk.
async fn passed(app: &TestApp) -> (Run, String) {
    let plan = Plan { title: "居家收纳", meetings: &["2026-11-23T02:20:00Z"], ..Plan::default() };
    let run = open_run(app, &plan).await;
    let lin = put(app, &run, "林晓梅", "passed").await;
    app.behind(&format!(
        "insert into attendance (tenant_id, session_id, enrolment_id, org_id, mark, how, at)
        select tenant_id, '{}', enrolment_id, org_id, 'present', 'list', now() from enrolment where enrolment_id = '{lin}';
        update enrolment set score = 61 where enrolment_id = '{lin}'",
        run.sessions[0]
    ))
    .await;
    app.advance(TimeDelta::hours(3));
    let page = format!("{}/learners/{lin}", run.desk());
    (run, page)
}

/// Prepares what is ticked; gives the batch.
async fn prepare(browser: &mut Browser, run: &Run) -> String {
    browser.get(&format!("{DESK}/runs/{}", run.id)).await.ok();
    browser.submit("#prepare-form", &[("term", "none")]).await.with_status(303).location().to_owned()
}

/// Whether a page opens it again, and whether it says what goes before.
async fn offers(browser: &mut Browser, page: &str) -> (bool, bool) {
    let page = browser.get(page).await.ok();
    (page.count("#reopen-form") == 1, page.count("#certified") == 1)
}

/// Whether the desk says that the run owes somebody a certificate.
async fn owes(browser: &mut Browser) -> bool {
    browser.get(DESK).await.ok().texts("section[aria-labelledby=owing] a").iter().any(|text| text.contains("居家收纳"))
}

#[tokio::test]
async fn a_certificate_that_stands_goes_before_it_is_opened_again_and_the_next_says_what_is_right() {
    let (app, ..) = office().await;
    let (run, page) = passed(&app).await;
    let theirs = page.replace(&run.desk(), &run.trainer());
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    let mut colleague = app.sign_in(COLLEAGUE).await;
    assert_eq!((offers(&mut owner, &theirs).await, offers(&mut staff, &page).await), ((true, false), (true, false)));
    // A colleague prepares one while somebody writes why.
    let batch = prepare(&mut colleague, &run).await;
    let late = staff.submit("#reopen-form", &WHY).await.with_status(422);
    assert_eq!(late.attributes(".error-summary a", "href"), ["#certified"]);
    assert!(late.one("#certified").contains(WHY[0].1), "nothing is lost");
    assert_eq!((offers(&mut owner, &theirs).await, offers(&mut staff, &page).await), ((false, true), (false, true)));
    assert!(!owes(&mut staff).await);
    // Thrown away, it is in nobody's way.
    staff.get(&batch).await.ok();
    staff.submit("#discard-form", &[]).await.with_status(303);
    assert_eq!(offers(&mut staff, &page).await, (true, false));
    assert!(owes(&mut staff).await);
    // Signed, it is taken back first.
    let batch = prepare(&mut staff, &run).await;
    sign(&mut colleague, &batch).await.with_status(303);
    for (browser, page) in [(&mut staff, &page), (&mut owner, &theirs)] {
        assert_eq!(offers(browser, page).await, (false, true));
        browser.forge(&format!("{page}/reopening"), "revision=1&reason=x").await.with_status(422);
    }
    let issued = staff.get(&batch).await.ok();
    staff.get(&issued.attributes("section[aria-labelledby=people] a", "href")[0]).await.ok();
    staff.submit("#revocation-form", &WHY).await.with_status(303);
    assert_eq!(offers(&mut staff, &page).await, (true, false));
    staff.submit("#reopen-form", &WHY).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("learner-reopened"));
    let run_page = format!("{DESK}/runs/{}", run.id);
    assert_eq!(staff.get(&run_page).await.ok().count("#prepare-form"), 0, "nobody has passed");
    // Put right and confirmed, she is asked about anew, as anybody whose certificate was taken back.
    staff.get(&page).await.ok();
    staff.submit("#score-form", &[("score", "91")]).await.with_status(303);
    staff.get(&page).await.ok();
    staff.submit("#closing-form", &[]).await.with_status(303);
    assert!(!owes(&mut staff).await);
    let again = staff.get(&run_page).await.ok();
    assert_eq!((again.count("#prepare-form [name=enrolment]"), again.count("#prepare-form [checked]")), (1, 0));
    let enrolment = again.attributes("#prepare-form [name=enrolment]", "value").remove(0);
    let batch = staff.submit("#prepare-form", &[("enrolment", &enrolment)]).await.with_status(303);
    sign(&mut colleague, batch.location()).await.with_status(303);
    let right = format!("{CERTIFICATES} and score = 91 and number is not null and revoked_at is null");
    assert_eq!((count(&app, &right).await, count(&app, CERTIFICATES).await), (1, 2));
}

#[tokio::test]
async fn whoever_opens_it_again_waits_for_whoever_prepares_the_certificate() {
    let (app, ..) = office().await;
    let (_, page) = passed(&app).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&page).await.ok();
    let prepared = "update enrolment e set is_certified = true from course_run r
            where r.run_id = e.run_id and r.title = '居家收纳';
        insert into certificate_batch (tenant_id, batch_id, run_id, org_id, prepared_by, preparer_name, prepared_at)
            select tenant_id, gen_random_uuid(), run_id, org_id, person_id, p.name, now() from course_run, person p
            where title = '居家收纳' and p.name = '崔文娟';
        insert into course_certificate (tenant_id, course_certificate_id, batch_id, enrolment_id, run_id, org_id, resident_id, name,
                name_masked, org_name, title, syllabus, starts_on, ends_on, code)
            select r.tenant_id, gen_random_uuid(), b.batch_id, e.enrolment_id, r.run_id, r.org_id, e.resident_id, e.name, '林**',
                r.org_name, r.title, '[]', '2026-11-23', '2026-11-23', rpad('A', 20, '2')
            from course_run r join enrolment e using (tenant_id, run_id) join certificate_batch b using (tenant_id, run_id)
            where r.title = '居家收纳'";
    let late = app.overtaken(prepared, staff.submit("#reopen-form", &WHY)).await.with_status(422);
    assert_eq!(late.attributes(".error-summary a", "href"), ["#certified"]);
    let stands = "select count(*) from enrolment e join course_certificate c using (tenant_id, enrolment_id)
        where c.title = '居家收纳' and e.status = 'passed'";
    assert_eq!(count(&app, stands).await, 1);
}

#[tokio::test]
async fn whoever_prepares_a_certificate_waits_for_whoever_opens_it_again() {
    let (app, ..) = office().await;
    let (run, _) = passed(&app).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&format!("{DESK}/runs/{}", run.id)).await.ok();
    let reopened = "update enrolment e set status = 'enrolled', revision = e.revision + 1 from course_run r
        where r.run_id = e.run_id and r.title = '居家收纳'";
    app.overtaken(reopened, staff.submit("#prepare-form", &[("term", "none")])).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("already-done"));
    assert_eq!(count(&app, CERTIFICATES).await, 0);
}
