//! A learner's sessions in their own calendar: by an address that is a secret, and by a page that says how.

use crate::support::companies::count;
use crate::support::training::{Plan, before_anybody_learned, open_run, put};
use crate::support::{TestApp, phones, scanned};

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
        lin.get("/me/training").await.ok();
        lin.submit("#calendar-form", &[]).await.with_status(303);
        let address = lin.get("/me/training").await.ok().one("#calendar-address");
        addresses.push(address.strip_prefix("http://localhost:8080").expect("an address of ours").to_owned());
    }
    let mut program = app.browser();
    program.get(&addresses[0]).await.with_status(404);
    let feed = program.get(&addresses[1]).await.ok();
    assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(feed.headers["cache-control"], "private, no-store");
    let text = feed.text();
    let mut parser = calcard::Parser::new(&text);
    let calcard::Entry::ICalendar(read) = parser.entry() else { panic!("no calendar: {text}") };
    assert_eq!(read.components.iter().filter(|one| one.component_type.is_event()).count(), 2);
    // The same sessions by the same names as in the run's own feed, and nobody's.
    let public = program.get(&format!("/c/shangjin/training/{}/calendar.ics", run.id)).await.ok().text();
    let uids = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect()
    };
    assert_eq!(uids(&text), uids(&public));
    assert!(!text.contains("林晓梅") && !text.contains("陪诊实务"), "{text}");
    // Each leads to the person's own page, which is there whatever the community shows.
    let unfolded = text.replace("\r\n ", "");
    assert_eq!(unfolded.matches(&format!("http://localhost:8080{}\r\n", run.enrolment())).count(), 2, "{unfolded}");
    sqlx::query("update course_session set is_cancelled = true, sequence = 3 where session_id = $1")
        .bind(run.sessions[0])
        .execute(&mut app.superuser().await)
        .await
        .expect("it is called off");
    let text = program.get(&addresses[1]).await.ok().text();
    assert!(text.contains("STATUS:CANCELLED") && text.contains("SEQUENCE:3"), "{text}");
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
