//! What becomes of the line when a run is called off, or over: whoever still waited has an end of their own, and hears of it once.

use chrono::TimeDelta;

use super::{LIN, QIN, standings, told};
use crate::support::companies::count;
use crate::support::training::{Plan, before_anybody_learned, open_run, put};
use crate::support::{Answer, phones};

const NOW: &str = "正在学的";
const PAST: &str = "以前的班";

/// The one course on somebody's page, and under which heading it stands.
fn mine(page: &Answer) -> (String, String) {
    let headings = page.texts("main h2");
    let headings: Vec<_> = headings.into_iter().filter(|text| [NOW, PAST].contains(&text.as_str())).collect();
    assert_eq!(headings.len(), 1, "{headings:?}");
    (page.one("main section.card"), headings.concat())
}

#[tokio::test]
async fn whoever_was_in_what_is_called_off_or_waited_for_it_reads_so_and_hears_it_once() {
    let app = before_anybody_learned().await;
    let later = ["2026-12-10T01:00:00Z"];
    let run = open_run(&app, &Plan { seats: 2, meetings: &later, ..Plan::default() }).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    put(&app, &run, "秦建军", "offered").await;
    put(&app, &run, "马德明", "waiting").await;
    let (mut lin, mut qin, mut staff) =
        (app.sign_in(LIN).await, app.sign_in(QIN).await, app.sign_in(phones::STAFF).await);
    assert_eq!(mine(&lin.get("/me/training").await.ok()).1, NOW);
    staff.get(&run.desk()).await.ok();
    staff.submit("#step-form", &[("step", "cancel"), ("reason", "教室漏水")]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["林晓梅 enrolled", "秦建军 unserved", "马德明 unserved"]);
    for browser in [&mut lin, &mut qin] {
        let (card, heading) = mine(&browser.get("/me/training").await.ok());
        assert!(heading == PAST && card.contains("不开班"), "{heading}: {card}");
        assert!(!card.contains("已报名") && !card.contains("结业要求") && !card.contains("至少要到"), "{card}");
        let page = browser.get(&run.enrolment()).await.ok();
        assert!(page.one("#way").contains("不开班") && page.count("#way form") == 0, "{}", page.one("#way"));
    }
    let list = staff.get(&format!("{}/learners", run.desk())).await.ok().one("main details");
    assert!(list.contains("秦建军") && list.contains("马德明") && list.contains("不开班"), "{list}");
    // After the deadline of the offer, and a day's work, there is nothing to add.
    app.pass_days(2).await;
    let (mut qin, mut staff) = (app.sign_in(QIN).await, app.sign_in(phones::STAFF).await);
    let news = told(&app, &mut qin, "家务基础").await;
    assert!(news.len() == 1 && news[0].contains("教室漏水"), "{news:?}");
    let mut calls = told(&app, &mut staff, "家务基础").await;
    calls.retain(|text| text.contains("请转告"));
    assert!(calls.len() == 1 && calls[0].contains("教室漏水"), "{calls:?}");
}

#[tokio::test]
async fn whoever_waited_until_the_end_is_told_that_no_seat_came() {
    let app = before_anybody_learned().await;
    // Tomorrow from nine to eleven.
    let run = open_run(&app, &Plan { seats: 1, meetings: &["2026-11-24T01:00:00Z"], ..Plan::default() }).await;
    for (name, status) in [("林晓梅", "enrolled"), ("秦建军", "waiting"), ("马德明", "waiting"), ("吴秀英", "applied")]
    {
        put(&app, &run, name, status).await;
    }
    let mut qin = app.sign_in(QIN).await;
    let (card, heading) = mine(&qin.get("/me/training").await.ok());
    assert!(heading == NOW && card.contains("候补中 第 1 位"), "{heading}: {card}");
    // Once it is over the pages say so, whether or not anybody has seen to it.
    app.advance(TimeDelta::hours(26));
    let mut qin = app.sign_in(QIN).await;
    let (card, heading) = mine(&qin.get("/me/training").await.ok());
    assert!(heading == PAST && card.contains("已结束 没有等到名额") && !card.contains("第 1 位"), "{heading}: {card}");
    assert_eq!(qin.get(&run.enrolment()).await.ok().count("#way form"), 0, "nothing is left to leave");
    assert_eq!(standings(&app, &run).await[1], "秦建军 waiting");
    app.pass_days(1).await;
    let ended = ["林晓梅 enrolled", "秦建军 unserved", "马德明 unserved", "吴秀英 unserved"];
    assert_eq!(standings(&app, &run).await, ended);
    app.pass_days(1).await;
    let mut qin = app.sign_in(QIN).await;
    let news = told(&app, &mut qin, "家务基础").await;
    assert!(news.len() == 1 && news[0].contains("已经结束，这次没有等到名额"), "{news:?}");
    let mut staff = app.sign_in(phones::STAFF).await;
    let mut calls = told(&app, &mut staff, "没有等到名额").await;
    calls.retain(|text| text.contains("请转告一位没有账号的居民"));
    assert_eq!(calls.len(), 2, "{calls:?}");
    let (card, heading) = mine(&qin.get("/me/training").await.ok());
    assert!(heading == PAST && card.contains("已结束 没有等到名额"), "{heading}: {card}");
    // Whoever has a seat still waits for the result, and nobody counts who had none.
    let mut lin = app.sign_in(LIN).await;
    let (card, heading) = mine(&lin.get("/me/training").await.ok());
    assert!(heading == NOW && card.contains("已报名"), "{heading}: {card}");
    let counted = "select count(*) from enrolment where joined_at is not null and status <> 'enrolled'";
    assert_eq!(count(&app, counted).await, 0);
}

#[tokio::test]
async fn finishing_a_run_ends_its_line_at_once() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 1, meetings: &["2026-11-22T01:00:00Z"], ..Plan::default() }).await;
    put(&app, &run, "林晓梅", "passed").await;
    put(&app, &run, "秦建军", "waiting").await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&run.desk()).await.ok();
    staff.submit("#step-form", &[("step", "finish")]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["林晓梅 passed", "秦建军 unserved"]);
    let mut qin = app.sign_in(QIN).await;
    let news = told(&app, &mut qin, "家务基础").await;
    assert!(news.len() == 1 && news[0].contains("没有等到名额"), "{news:?}");
}

#[tokio::test]
async fn what_an_older_server_called_off_is_put_right_by_the_day_without_a_word() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 1, ..Plan::default() }).await;
    put(&app, &run, "秦建军", "offered").await;
    put(&app, &run, "马德明", "waiting").await;
    app.behind(&format!("update course_run set status = 'cancelled' where run_id = '{}'", run.id)).await;
    app.pass_days(1).await;
    assert_eq!(standings(&app, &run).await, ["秦建军 unserved", "马德明 unserved"]);
    let mut qin = app.sign_in(QIN).await;
    assert_eq!(told(&app, &mut qin, "家务基础").await, Vec::<String>::new(), "that was said when it was called off");
}
