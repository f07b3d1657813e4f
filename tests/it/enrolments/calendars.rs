//! A learner's sessions in their own calendar: by an address that is a secret, and by a page that says how.

use chrono::TimeDelta;
use uuid::Uuid;

use super::attendance::mark;
use super::{LIN, QIN, enrol};
use crate::support::companies::count;
use crate::support::ical::{Event, events};
use crate::support::training::{Plan, before_anybody_learned, open_run, put};
use crate::support::{Browser, TestApp, phones, scanned};
use crate::training::option;

/// Asks for a calendar; gives its address.
async fn address(browser: &mut Browser) -> String {
    browser.get("/me/training").await.ok();
    browser.submit("#calendar-form", &[]).await.with_status(303);
    let address = browser.get("/me/training").await.ok().one("#calendar-address");
    address.strip_prefix("http://localhost:8080").expect("an address of ours").to_owned()
}

/// What a calendar says by now, in the order of time.
async fn fetched(app: &TestApp, address: &str) -> Vec<Event> {
    let mut events = events(&app.browser().get(address).await.ok());
    events.sort_by_key(|event| event.starts);
    events
}

/// The days of what takes place, and of what is called off.
fn days(events: &[Event]) -> (Vec<String>, Vec<String>) {
    let (off, on): (Vec<_>, Vec<_>) = events.iter().partition(|event| event.is_cancelled);
    let days = |events: Vec<&Event>| events.iter().map(|event| event.starts.format("%m-%d").to_string()).collect();
    (days(on), days(off))
}

#[tokio::test]
async fn a_calendar_is_fetched_by_its_secret_address_alone_and_ends_with_another() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan::default()).await;
    let other = open_run(&app, &Plan { title: "陪诊实务", ..Plan::default() }).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    put(&app, &other, "林晓梅", "waiting").await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let mut addresses = Vec::new();
    for _ in 0..2 {
        addresses.push(address(&mut lin).await);
    }
    let mut program = app.browser();
    program.get(&addresses[0]).await.with_status(404);
    let feed = program.get(&addresses[1]).await.ok();
    assert_eq!(feed.headers["cache-control"], "private, no-store");
    let read = events(&feed);
    // The same sessions by the same names as in the run's own feed, and nobody's.
    let public = events(&program.get(&format!("/c/shangjin/training/{}/calendar.ics", run.id)).await.ok());
    let uids = |events: &[Event]| -> Vec<String> { events.iter().map(|event| event.uid.clone()).collect() };
    assert_eq!((read.len(), uids(&read)), (2, uids(&public)));
    assert!(!feed.text().contains("林晓梅") && !feed.text().contains("陪诊实务"), "{}", feed.text());
    // Each leads to the person's own page, which is there whatever the community shows.
    assert!(read.iter().all(|event| event.url == format!("http://localhost:8080{}", run.enrolment())), "{read:?}");
    sqlx::query("update course_session set is_cancelled = true, sequence = 3 where session_id = $1")
        .bind(run.sessions[0])
        .execute(&mut app.superuser().await)
        .await
        .expect("it is called off");
    let read = fetched(&app, &addresses[1]).await;
    assert_eq!((read[0].is_cancelled, read[0].sequence, read[1].is_cancelled), (true, 3, false));
    for wrong in ["/calendar/x.ics", "/calendar/AAAA", addresses[1].trim_end_matches(".ics")] {
        program.get(wrong).await.with_status(404);
    }
    assert_eq!(count(&app, "select count(*) from person_calendar where octet_length(token_hash) = 32").await, 1);
}

#[tokio::test]
async fn whoever_reads_inside_wechat_finds_the_way_to_their_calendar_without_signing_in_again() {
    let app = TestApp::new().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    assert_eq!(lin.get("/me/training").await.ok().count("main a[href$='/subscription']"), 0);
    let mut ways = Vec::new();
    for _ in 0..2 {
        lin.submit("#calendar-form", &[]).await.with_status(303);
        let mine = lin.get("/me/training").await.ok();
        assert_eq!(mine.count("button[data-copy=calendar-address][hidden]"), 1, "a script shows it");
        ways.push((mine.attributes("main a[href$='/subscription']", "href").remove(0), mine.one("#calendar-address")));
    }
    // WeChat's visitor is signed in; the browser that it leads to has never seen them, nor has another phone.
    let mut elsewhere = app.browser();
    elsewhere.get(&ways[0].0).await.with_status(404);
    let (way, address) = &ways[1];
    let steps = elsewhere.get(way).await.ok();
    assert!(steps.one("main ol.steps").contains("在浏览器打开"));
    assert_eq!(steps.one("#calendar-address"), *address);
    let button = steps.attributes("main a.btn--primary", "href").remove(0);
    assert_eq!(format!("http://localhost:8080{button}"), *address);
    assert_eq!(scanned(&steps), format!("http://localhost:8080{way}"));
    assert_eq!(elsewhere.get(&button).await.ok().headers["content-type"], "text/calendar; charset=utf-8");
    // It is a secret as the calendar is, says nothing of whose it is, and nobody keeps it.
    assert_eq!(steps.headers["referrer-policy"], "no-referrer");
    assert_eq!(steps.headers["cache-control"], "no-store");
    assert_eq!(steps.count("meta[name=robots][content*=noindex]"), 1);
    assert!(!steps.text().contains("林晓梅"));
}

/// The sequences of what a calendar says.
fn sequences(events: &[Event]) -> Vec<i64> {
    events.iter().map(|event| event.sequence).collect()
}

#[tokio::test]
async fn what_somebody_has_left_goes_out_as_called_off_for_sixty_days_or_until_it_is_past() {
    let app = before_anybody_learned().await;
    let meetings = ["2026-11-21T01:00:00Z", "2026-11-25T01:00:00Z", "2027-03-01T01:00:00Z"];
    let run = open_run(&app, &Plan { meetings: &meetings, ..Plan::default() }).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    let mut lin = app.sign_in(LIN).await;
    let address = address(&mut lin).await;
    let all = || ["11-21", "11-25", "03-01"].map(str::to_owned).to_vec();
    let known = fetched(&app, &address).await;
    assert_eq!(days(&known), (all(), Vec::new()));
    app.advance(TimeDelta::minutes(1));
    lin.get(&run.enrolment()).await.ok();
    lin.submit("#leave-form", &[]).await.with_status(303);
    let left = fetched(&app, &address).await;
    assert_eq!(days(&left), (Vec::new(), all()[1..].to_vec()));
    assert_eq!([&left[0].uid, &left[1].uid], [&known[1].uid, &known[2].uid]);
    assert!(left[0].sequence > known[1].sequence && left[0].modified > known[1].modified, "{left:?}");
    // Whoever comes back has it again, once, and programs take that for the newer word.
    app.advance(TimeDelta::minutes(1));
    enrol(&mut lin, &run).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("seat-taken"));
    let back = fetched(&app, &address).await;
    assert_eq!(days(&back), (all(), Vec::new()));
    assert!(sequences(&back)[1..].iter().zip(sequences(&left)).all(|(new, old)| *new > old), "{back:?}");
    app.advance(TimeDelta::minutes(1));
    lin.get(&run.enrolment()).await.ok();
    lin.submit("#leave-form", &[]).await.with_status(303);
    let left = fetched(&app, &address).await;
    assert_eq!(days(&left), (Vec::new(), all()[1..].to_vec()));
    assert!(sequences(&left).iter().zip(&sequences(&back)[1..]).all(|(new, old)| new > old), "{left:?}");
    app.advance(TimeDelta::days(59));
    assert_eq!(days(&fetched(&app, &address).await), (Vec::new(), vec!["03-01".to_owned()]), "the other one is past");
    app.advance(TimeDelta::days(1));
    assert!(fetched(&app, &address).await.is_empty());
}

#[tokio::test]
async fn a_make_up_session_is_called_off_for_whoever_it_is_for_no_longer_and_for_nobody_else() {
    let app = before_anybody_learned().await;
    let meetings = ["2026-11-21T01:00:00Z", "2026-11-25T01:00:00Z", "2026-11-26T01:00:00Z", "2026-11-27T01:00:00Z"];
    let run = open_run(&app, &Plan { meetings: &meetings, ..Plan::default() }).await;
    let [missed, first, second, _]: [Uuid; 4] = run.sessions.clone().try_into().expect("four meetings");
    app.behind(&format!("update course_session set makes_up = '{missed}' where session_id in ('{first}', '{second}')"))
        .await;
    let (lin, qin) = (put(&app, &run, "林晓梅", "enrolled").await, put(&app, &run, "秦建军", "enrolled").await);
    mark(&app, lin, missed, "absent", "2026-11-21T03:00:00Z").await;
    mark(&app, qin, missed, "present", "2026-11-21T00:50:00Z").await;
    let hers = address(&mut app.sign_in(LIN).await).await;
    let his = address(&mut app.sign_in(QIN).await).await;
    let of = |days: &[&str]| days.iter().map(|day| format!("11-{day}")).collect::<Vec<_>>();
    let known = fetched(&app, &hers).await;
    assert_eq!(days(&known), (of(&["21", "25", "26", "27"]), Vec::new()));
    assert_eq!(days(&fetched(&app, &his).await), (of(&["21", "27"]), Vec::new()));
    // Where she came she was; the other one is for others by now.
    mark(&app, lin, first, "present", "2026-11-23T01:00:00Z").await;
    let came = fetched(&app, &hers).await;
    assert_eq!(days(&came), (of(&["21", "25", "27"]), of(&["26"])));
    assert!(came[2].uid == known[2].uid && came[2].sequence > known[2].sequence, "{came:?}");
    // It was somebody else.
    mark(&app, lin, first, "absent", "2026-11-23T01:30:00Z").await;
    let again = fetched(&app, &hers).await;
    assert_eq!(days(&again), (of(&["21", "25", "26", "27"]), Vec::new()));
    assert!(again[2].sequence > came[2].sequence, "{again:?}");
    mark(&app, lin, first, "present", "2026-11-23T01:40:00Z").await;
    app.advance(TimeDelta::days(4));
    assert_eq!(days(&fetched(&app, &hers).await), (of(&["21", "25", "27"]), Vec::new()), "it is past");
}

#[tokio::test]
async fn a_make_up_session_goes_with_the_word_that_was_taken_back() {
    let app = before_anybody_learned().await;
    let meetings = ["2026-11-26T01:00:00Z", "2026-11-25T01:00:00Z"];
    let run = open_run(&app, &Plan { meetings: &meetings, ..Plan::default() }).await;
    app.behind(&format!(
        "update course_session set makes_up = '{}' where session_id = '{}'",
        run.sessions[0], run.sessions[1]
    ))
    .await;
    put(&app, &run, "林晓梅", "enrolled").await;
    let mut lin = app.sign_in(LIN).await;
    let address = address(&mut lin).await;
    let one = |day: &str| vec![day.to_owned()];
    assert_eq!(days(&fetched(&app, &address).await), (one("11-26"), Vec::new()));
    let mut known = -1;
    for is_away in [true, false, true] {
        app.advance(TimeDelta::minutes(1));
        lin.get(&run.attendance(0)).await.ok();
        if is_away {
            lin.submit("#away-form", &[("reason", "要上班")]).await.with_status(303);
        } else {
            lin.submit("#away-back-form", &[]).await.with_status(303);
        }
        let said = fetched(&app, &address).await;
        assert_eq!((said.len(), said[0].is_cancelled), (2, !is_away));
        assert!(said[0].sequence > known, "{said:?}");
        known = said[0].sequence;
    }
    assert_eq!(count(&app, "select count(*) from session_excuse where reason = '要上班'").await, 1);
    // The session is moved, and back again: what was said of it is said of another time, and then of this one once more.
    for (days, is_gone) in [(1, true), (-1, false)] {
        app.advance(TimeDelta::minutes(1));
        let now = app.state.clock().now().to_rfc3339();
        app.behind(&format!(
            "update course_session set starts_at = starts_at + interval '{days} days', ends_at = ends_at + interval '{days} days',
                sequence = sequence + 1, changed_at = '{now}' where session_id = '{}'",
            run.sessions[0]
        ))
        .await;
        let said = fetched(&app, &address).await;
        assert_eq!((said.len(), said[0].is_cancelled), (2, is_gone));
        assert!(said[0].sequence > known, "{said:?}");
        known = said[0].sequence;
    }
}

#[tokio::test]
async fn a_session_that_makes_up_for_another_from_now_on_or_no_longer_raises_its_sequence_for_everybody() {
    let app = before_anybody_learned().await;
    let meetings = ["2026-11-21T01:00:00Z", "2026-11-25T01:00:00Z"];
    let run = open_run(&app, &Plan { meetings: &meetings, ..Plan::default() }).await;
    let (lin, qin) = (put(&app, &run, "林晓梅", "enrolled").await, put(&app, &run, "秦建军", "enrolled").await);
    mark(&app, lin, run.sessions[0], "absent", "2026-11-21T03:00:00Z").await;
    mark(&app, qin, run.sessions[0], "present", "2026-11-21T00:50:00Z").await;
    let mut calendars = Vec::new();
    for phone in [LIN, QIN] {
        let address = address(&mut app.sign_in(phone).await).await;
        let known = fetched(&app, &address).await.remove(1);
        assert_eq!((known.is_cancelled, known.sequence), (false, 0));
        calendars.push((address, known));
    }
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let session = owner
        .get(&format!("/org/{}/runs/{}", run.org, run.id))
        .await
        .ok()
        .attributes(".session-link", "href")
        .remove(0);
    for makes_up in [true, false, true, false] {
        app.advance(TimeDelta::minutes(1));
        let page = owner.get(&session).await.ok();
        let missed = if makes_up { option(&page, "#makes_up", "11月21日") } else { String::new() };
        owner.submit("#session-form", &[("makes_up", &missed)]).await.with_status(303);
        for (number, (address, known)) in calendars.iter_mut().enumerate() {
            let said = fetched(&app, address).await.remove(1);
            assert_eq!((&said.uid, said.is_cancelled), (&known.uid, makes_up && number == 1), "{said:?}");
            assert!(said.sequence > known.sequence && said.modified > known.modified, "{said:?} after {known:?}");
            *known = said;
        }
    }
}
