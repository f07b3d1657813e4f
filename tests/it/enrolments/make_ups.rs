//! A make-up session is for whoever missed what it makes up for: their list, their row, their excuse.

use chrono::TimeDelta;
use uuid::Uuid;

use super::attendance::mark;
use super::{LIN, QIN};
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, put};
use crate::support::{Answer, TestApp, phones};

/// Yesterday's session, what makes up for it in an hour, and one for everybody.
const MEETINGS: [&str; 3] = ["2026-11-22T01:00:00Z", "2026-11-23T03:00:00Z", "2026-11-24T01:00:00Z"];

/// Three learners, of whom 秦建军 alone was there yesterday; of 马德明 nobody has written anything.
async fn start() -> (TestApp, Run) {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 9, meetings: &MEETINGS, ..Plan::default() }).await;
    let [missed, make_up, _]: [Uuid; 3] = run.sessions.clone().try_into().expect("three meetings");
    app.behind(&format!("update course_session set makes_up = '{missed}' where session_id = '{make_up}'")).await;
    for (name, word) in [("林晓梅", "absent"), ("秦建军", "present"), ("马德明", "")] {
        let learner = put(&app, &run, name, "enrolled").await;
        if !word.is_empty() {
            mark(&app, learner, missed, word, "2026-11-22T03:00:00Z").await;
        }
    }
    (app, run)
}

/// Who is marked how at the make-up session.
async fn marked(app: &TestApp, run: &Run) -> Vec<String> {
    let sql = "select e.name || ' ' || a.mark from attendance a join enrolment e using (tenant_id, enrolment_id)
        where a.session_id = $1 order by e.turn";
    sqlx::query_scalar(sql).bind(run.sessions[1]).fetch_all(&mut app.superuser().await).await.expect("the marks")
}

/// Those of the list, and those below it.
fn listed(page: &Answer) -> (Vec<String>, Vec<String>) {
    (page.texts("#marks-form > ul legend"), page.texts("#marks-form details legend"))
}

#[tokio::test]
async fn its_list_is_of_whoever_missed_something_and_others_are_added_one_by_one() {
    let (app, run) = start().await;
    app.advance(TimeDelta::minutes(40));
    let list = format!("{}/sessions/{}/attendance", run.trainer(), run.sessions[1]);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let page = owner.get(&list).await.ok();
    assert_eq!(listed(&page), (vec!["林晓梅".to_owned(), "马德明".to_owned()], vec!["秦建军".to_owned()]));
    assert_eq!(page.count("#marks-form details[open]"), 0);
    assert!(page.one(".page__lead").contains("补 昨天 09:00 的课"), "{}", page.one(".page__lead"));
    let screen = format!("{}/sessions/{}/code", run.trainer(), run.sessions[1]);
    assert!(owner.get(&screen).await.ok().one(".slip").contains("已到 0 人，共 2 人"));
    // The rest of the list are those for whom it is.
    owner.get(&list).await.ok();
    owner.submit("#marks-form", &[("rest", "1")]).await.with_status(303);
    assert_eq!(marked(&app, &run).await, ["林晓梅 present", "马德明 present"]);
    // By now they have missed nothing, and still stand where they were marked.
    let page = owner.get(&list).await.ok();
    assert_eq!(listed(&page).1, ["秦建军"]);
    // Who came besides is chosen, and comes back with what is wrong.
    let other = page.attributes("#marks-form details input[type=radio]", "name").remove(0);
    let refused = owner.submit("#marks-form", &[(&other, "excused")]).await.with_status(422);
    assert_eq!(refused.count("#marks-form details[open]"), 1);
    owner.submit("#marks-form", &[(&other, "late")]).await.with_status(303);
    assert_eq!(marked(&app, &run).await, ["林晓梅 present", "秦建军 late", "马德明 present"]);
    let page = owner.get(&list).await.ok();
    assert_eq!((listed(&page).0.len(), page.count("#marks-form details")), (3, 0));
    // Of any other session everybody is on the list.
    app.advance(TimeDelta::hours(22));
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let list = list.replace(&run.sessions[1].to_string(), &run.sessions[2].to_string());
    let page = owner.get(&list).await.ok();
    assert_eq!((listed(&page).0.len(), page.count("#marks-form details")), (3, 0));
}

#[tokio::test]
async fn residents_read_what_it_makes_up_for_and_only_whom_it_is_for_says_that_they_cannot_come() {
    let (app, run) = start().await;
    let (mut lin, mut qin) = (app.sign_in(LIN).await, app.sign_in(QIN).await);
    for browser in [&mut lin, &mut qin] {
        for url in [run.enrolment(), "/me/training".to_owned()] {
            let page = browser.get(&url).await.ok().one("main");
            assert!(page.contains("补 昨天 09:00 的课"), "{url}: {page}");
        }
    }
    let public = app.browser().get(run.enrolment().trim_end_matches("/enrolment")).await.ok();
    let rows = public.texts("section[aria-labelledby=sessions] li");
    assert!(rows[1].contains("补 11月22日 周日 09:00–11:00 的课") && !rows[2].contains("补"), "{rows:?}");
    let away = "#sessions ~ ul a";
    let ahead = [run.attendance(1), run.attendance(2)];
    assert_eq!(lin.get(&run.enrolment()).await.ok().attributes(away, "href"), ahead);
    assert_eq!(qin.get(&run.enrolment()).await.ok().attributes(away, "href"), ahead[1..]);
    assert_eq!(qin.get(&ahead[0]).await.ok().count("#away-form"), 0);
    let refused = qin.forge(&ahead[0], "away=yes&reason=x").await.with_status(422);
    assert!(refused.one(".error-summary").contains("这次补课不用您来上"));
    lin.get(&ahead[0]).await.ok();
    lin.submit("#away-form", &[("reason", "还是不行")]).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("away-said"));
}
