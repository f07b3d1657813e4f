//! The disk of the database is full: whoever sends a form is told so calmly, nothing of it is kept by half, and it does as it is
//! once there is room again.

use crate::support::companies::count;
use crate::support::{TestApp, phones};

const MINE: &str = "/me/startup";
const KEPT: &str = "select (select count(*) from startup_case) + (select count(*) from startup_event)
    + (select count(*) from startup_milestone) + (select count(*) from task where payload::text like '%startup_begun%')";

#[tokio::test]
async fn a_form_that_meets_a_full_disk_leaves_nothing_behind_and_does_once_there_is_room() {
    let app = TestApp::new().await;
    app.behind(
        "delete from startup_note; delete from startup_event; delete from startup_milestone; delete from startup_case;
        create function fills_up() returns trigger language plpgsql as
            $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$",
    )
    .await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let page = lin.get(MINE).await.ok();
    let field = |name: &str| page.attributes(&format!("#case-form [name={name}]"), "value").remove(0);
    // As the browser has it that goes back.
    let typed = format!("key={}&record={}&kind=studio&idea=缝补工作室", field("key"), field("record"));
    // The first thing that it writes, one in the middle, and the last.
    for table in ["startup_case", "startup_event", "task"] {
        let full = format!("create trigger fills_up before insert on {table} for each row execute function fills_up()");
        app.behind(&full).await;
        let refused = lin.forge(MINE, &typed).await.with_status(503);
        assert_eq!(refused.headers["retry-after"], "5");
        assert_eq!(refused.one("h1"), "系统正忙，请稍等", "{table}");
        assert!(refused.one("main").contains("您填写的内容一般还在上一页"), "{table}");
        assert!(!refused.text().contains("No space left"), "whose disk it is concerns the operator");
        assert_eq!(count(&app, KEPT).await, 0, "{table}");
        app.behind(&format!("drop trigger fills_up on {table}")).await;
    }
    for flash in ["startup-begun", "already-done"] {
        lin.forge(MINE, &typed).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    let begun = "select count(*) from startup_case where idea = '缝补工作室'";
    assert_eq!((count(&app, begun).await, count(&app, KEPT).await), (1, 8), "with its five milestones");
}
