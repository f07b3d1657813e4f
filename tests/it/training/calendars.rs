//! What everybody reads: the month day by day, and the same in calendar programs.

use chrono::{DateTime, Utc};

use super::{DESK, PUBLIC, at_desk, link, open_run, option, step};
use crate::support::ical::{Event, events};
use crate::support::{TestApp, phones, scanned};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

#[tokio::test]
async fn a_moved_session_raises_its_sequence_and_a_cancelled_one_stays_and_says_so() {
    let app = TestApp::new().await;
    let run = open_run(&app).await;
    let id = run.rsplit('/').next().expect("an id").to_owned();
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let mut anybody = app.browser();
    let feed = format!("{PUBLIC}/{id}/calendar.ics");
    let all = events(&anybody.get(&feed).await.ok());
    let [known] = &all[..] else { panic!("{all:?}") };
    assert_eq!((known.starts, known.sequence, known.is_cancelled), (at("2027-03-01T01:00:00Z"), 0, false));
    assert!(known.uid.ends_with("@localhost"), "{}", known.uid);
    app.advance(chrono::TimeDelta::minutes(5));
    let change = owner.get(&run).await.ok().attributes(".session-link", "href").remove(0);
    owner.get(&change).await.ok();
    owner.submit("#session-form", &[("starts", "2027-03-02T14:00")]).await.with_status(303);
    let moved = events(&anybody.get(&feed).await.ok()).remove(0);
    assert_eq!(moved.uid, known.uid);
    assert_eq!((moved.starts, moved.sequence), (at("2027-03-02T06:00:00Z"), 1));
    assert!(moved.modified > known.modified);
    // The run is called off.
    step(&mut staff, &at_desk(&run), "cancel", "报名的人太少").await.with_status(303);
    for feed in [feed.as_str(), "/c/shangjin/training.ics"] {
        let all = events(&anybody.get(feed).await.ok());
        let event = all.iter().find(|event| event.uid == known.uid).expect("it stays");
        assert_eq!((event.is_cancelled, event.sequence), (true, 2), "{feed}");
    }
    let page = anybody.get(&format!("{PUBLIC}/{id}")).await.ok();
    assert!(page.one(".flash--bad").contains("报名的人太少"));
    assert!(!anybody.get(PUBLIC).await.ok().text().contains("收纳入门"));
}

#[tokio::test]
async fn a_room_that_is_elsewhere_raises_the_sequence_of_what_is_still_to_come_there() {
    let app = TestApp::new().await;
    let run = open_run(&app).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let room = link(&staff.get(&format!("{DESK}/rooms")).await.ok(), ".community", "实操教室");
    // One that was there last week, before the first.
    app.behind(
        "insert into course_session (tenant_id, session_id, run_id, org_id, starts_at, ends_at, room_id, teacher_id, teacher_name, changed_at)
        select tenant_id, gen_random_uuid(), run_id, org_id, '2026-11-15T20:00:00Z', '2026-11-15T21:00:00Z', room_id, teacher_id,
            teacher_name, '2026-11-10T02:00:00Z'
        from course_session where starts_at = '2027-03-01T01:00:00Z'",
    )
    .await;
    let feed = format!("{PUBLIC}/{}/calendar.ics", run.rsplit('/').next().expect("an id"));
    let mut anybody = app.browser();
    let before = events(&anybody.get(&feed).await.ok());
    let sequences = |events: &[Event]| events.iter().map(|event| event.sequence).collect::<Vec<_>>();
    assert_eq!(sequences(&before), [0, 0]);
    app.advance(chrono::TimeDelta::minutes(5));
    // How many it seats is no business of calendars.
    staff.get(&room).await.ok();
    staff.submit("#room-form", &[("seats", "18")]).await.with_status(303);
    assert_eq!(events(&anybody.get(&feed).await.ok()), before);
    staff.get(&room).await.ok();
    staff.submit("#room-form", &[("place", "新楼三层")]).await.with_status(303);
    let after = events(&anybody.get(&feed).await.ok());
    assert!(after[1].location.contains("新楼三层"), "{after:?}");
    assert_eq!(sequences(&after), [0, 1], "what is over stays");
    assert_eq!((after[0].stamped, after[0].modified), (before[0].stamped, before[0].modified));
    assert!(after[1].stamped > before[1].stamped && after[1].modified > before[1].modified);
    staff.get(&room).await.ok();
    staff.submit("#room-form", &[("name", "大实操间")]).await.with_status(303);
    assert_eq!(sequences(&events(&anybody.get(&feed).await.ok())), [0, 2]);
}

#[tokio::test]
async fn the_calendar_tells_of_what_is_open_and_of_nothing_else() {
    let app = TestApp::new().await;
    let mut anybody = app.browser();
    let page = anybody.get(PUBLIC).await.ok();
    let offers = page.texts(".offer h3");
    assert_eq!(offers.len(), 3, "{offers:?}");
    assert!(!page.text().contains("家电清洗入门"), "it waits for the community");
    // Narrowed by trade: what helps in every trade stays.
    let trade = option(&page, "#trade", "家庭照护");
    let narrowed = anybody.submit("main form[method=get]", &[("trade", &trade)]).await.ok();
    let mut titles = narrowed.texts(".offer h3");
    titles.sort();
    assert_eq!(titles, ["从业心理与沟通", "居家老人照护"]);
    assert!(!narrowed.texts(".agenda .rows__title").contains(&"家务基础".to_owned()));
    let health = anybody.get(&format!("{PUBLIC}?strand=health")).await.ok();
    assert!(!health.texts(".offer h3").contains(&"从业心理与沟通".to_owned()));
    assert_eq!(health.texts(".offer h3").len(), 2);
    let mind = anybody.get(&format!("{PUBLIC}?strand=mind&trade=appliance")).await.ok();
    assert_eq!(mind.texts(".offer h3"), ["从业心理与沟通"]);
    // Every session of the month stands under its day, and the grid leads there.
    let month = anybody.get(&format!("{PUBLIC}?month=2026-12")).await.ok();
    let days = month.attributes(".agenda__day", "id");
    assert!(!days.is_empty() && days.is_sorted());
    let linked = month.attributes(".agenda__grid a", "href");
    assert_eq!(linked, days.iter().map(|day| format!("#{day}")).collect::<Vec<_>>());
    let held = crate::support::companies::count(
        &app,
        "select count(*) from course_session s join course_run r using (tenant_id, run_id) join tenant t on t.id = s.tenant_id
        where t.slug = 'shangjin' and r.status = 'open' and s.starts_at >= '2026-11-30 16:00Z' and s.starts_at < '2026-12-31 16:00Z'",
    )
    .await;
    assert_eq!(i64::try_from(month.count(".agenda .rows__item")), Ok(held));
    for (month, status) in [("2026-13", 400), ("2031-01", 404)] {
        anybody.get(&format!("{PUBLIC}?month={month}")).await.with_status(status);
    }
    // Another community's, and a street's.
    assert!(!anybody.get("/c/yunqi/training.ics").await.ok().text().contains("居家老人照护"));
    anybody.get("/c/xiliu/training").await.with_status(404);
    anybody.get("/c/xiliu/training.ics").await.with_status(404);
}

#[tokio::test]
async fn whoever_reads_inside_wechat_is_led_out_of_it_to_the_calendar() {
    let app = TestApp::new().await;
    let run = open_run(&app).await;
    let page = format!("{PUBLIC}/{}", run.rsplit('/').next().expect("an id"));
    let mut reader = app.browser();
    for (from, feed) in [(page.as_str(), format!("{page}/calendar.ics")), (PUBLIC, format!("{PUBLIC}.ics"))] {
        let read = reader.get(from).await.ok();
        assert_eq!(read.count(&format!("a[href='{feed}']")), 0, "WeChat does not open it");
        let way = read.attributes("main a[href$='/subscription']", "href").remove(0);
        let steps = reader.get(&way).await.ok();
        assert!(steps.one("main ol.steps").contains("在浏览器打开"), "{way}");
        assert_eq!(steps.attributes("main a.btn--primary", "href"), [feed.as_str()]);
        assert_eq!(steps.one("#calendar-address"), format!("http://localhost:8080{feed}"));
        // To be copied where a script runs; marked with one press anywhere.
        assert_eq!(steps.count("button[data-copy=calendar-address][hidden]"), 1);
        // Whoever scans it does so with WeChat, and is told how to leave it as well.
        assert_eq!(scanned(&steps), format!("http://localhost:8080{way}"));
        assert_eq!(reader.get(&feed).await.ok().headers["content-type"], "text/calendar; charset=utf-8");
    }
    // Of what nobody sees yet there is no calendar, nor in another community or a street.
    let proposed: uuid::Uuid = sqlx::query_scalar("select run_id from course_run where title = '家电清洗入门'")
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a run that waits");
    let elsewhere = page.replace("shangjin", "yunqi");
    for path in [&*format!("{PUBLIC}/{proposed}"), &*elsewhere, "/c/xiliu/training"] {
        reader.get(&format!("{path}/subscription")).await.with_status(404);
    }
}
