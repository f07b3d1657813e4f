//! What somebody sends about a case from a page that others, or they themselves, have overtaken.

use chrono::TimeDelta;
use sqlx::Executor;

use super::{LIST, MINE, OPEN, SEWING, hand_over, id, move_on, nobody, state, take_down};
use crate::grids::{of, start};
use crate::residents::record;
use crate::support::companies::count;
use crate::support::{TestApp, phones};

/// Where it is said that somebody else was first, and where what was typed is given back.
const BOX: &str = "#conflict";

#[tokio::test]
async fn whoever_only_ticks_a_milestone_leaves_its_day_alone_and_a_wrong_day_is_given_back() {
    let (app, mut staff) = start().await;
    let case = take_down(&app, &mut staff, "吴秀英").await;
    let mut other = app.sign_in(phones::STAFF).await;
    staff.get(&case).await.ok();
    other.get(&case).await.ok();
    staff.submit("#milestone-tax", &[("due_on", "2026-12-24")]).await.with_status(303);
    other.submit("#milestone-tax", &[("done", "1")]).await.with_status(303);
    let kept =
        "select count(*) from startup_milestone where done_on is not null and (step, due_on) = ('tax', '2026-12-24')";
    assert_eq!(count(&app, kept).await, 1);
    // Neither a word nor a year of five digits is a day.
    for odd in ["下周", "+12000-01-01"] {
        staff.get(&case).await.ok();
        let typed = [("due_on", odd), ("done", "1")];
        let refused = staff.submit("#milestone-account", &typed).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#due-account"]);
        assert_eq!(refused.attributes("[aria-invalid]", "id"), ["due-account"], "no other milestone's");
        assert_eq!(refused.attributes("#due-account", "value"), [odd]);
        assert_eq!(refused.count("details[open] #milestone-account [name=done][checked]"), 1);
        assert_eq!(refused.count("details[open] form"), 1);
    }
    staff.submit("#milestone-account", &[("due_on", "2026-12-31")]).await.with_status(303);
    let kept = "select count(*) from startup_milestone where done_on is not null and (step, due_on) = ('account', '2026-12-31')";
    assert_eq!(count(&app, kept).await, 1);
}

#[tokio::test]
async fn the_second_of_two_days_is_given_back_beside_the_first() {
    let (app, mut staff) = start().await;
    let case = take_down(&app, &mut staff, "吴秀英").await;
    let mut other = app.sign_in(phones::STAFF).await;
    let due = |day: &str| {
        format!(
            "select count(*) from startup_milestone where (step, due_on) = ('tax', '2026-12-{day}') and done_on is null"
        )
    };
    staff.get(&case).await.ok();
    other.get(&case).await.ok();
    staff.submit("#milestone-tax", &[("due_on", "2026-12-24")]).await.with_status(303);
    let told = other.submit("#milestone-tax", &[("due_on", "2026-12-31"), ("done", "1")]).await.with_status(409);
    assert!(told.one(BOX).contains("2026年12月24日"));
    assert_eq!(told.count("details[open] #milestone-tax [name=done][checked]"), 1);
    assert_eq!(told.attributes("#due-tax", "value"), ["2026-12-31"], "nothing is lost");
    assert_eq!(count(&app, &due("24")).await, 1, "nor half of it saved");
    // Whoever wants what is there by now is overtaken by nobody.
    staff.submit("#milestone-tax", &[("due_on", "2026-12-24")]).await.with_status(303);
    // And whoever has seen the other's may still want theirs.
    other.submit("#milestone-tax", &[("done", "")]).await.with_status(303);
    assert_eq!(count(&app, &due("31")).await, 1);
}

#[tokio::test]
async fn once_a_case_is_closed_all_that_was_typed_is_shown_back() {
    let (app, mut staff) = start().await;
    let case = take_down(&app, &mut staff, "吴秀英").await;
    for (form, typed, words) in [
        ("#case-form", &[("idea", "开裁缝店"), ("mentor", "史志远")][..], &["工作室", "开裁缝店", "史志远"][..]),
        ("#milestone-tax", &[("due_on", "2026-12-24"), ("done", "1")][..], &["税务登记", "2026-12-24", "办好了"][..]),
        ("#step-form", &[][..], &["别人先处理了"][..]),
    ] {
        app.behind("update startup_case set status = 'interest' where mentor_name = ''").await;
        staff.get(&case).await.ok();
        app.behind("update startup_case set status = 'closed' where mentor_name = ''").await;
        let told = staff.submit(form, typed).await.with_status(409);
        let told = (told.one(BOX), state(&told));
        assert!(words.iter().all(|word| told.0.contains(word)) && told.1 == "已结束", "{form}: {told:?}");
    }
    // The same click twice is nobody else's.
    app.behind("update startup_case set status = 'interest' where mentor_name = ''").await;
    staff.get(&case).await.ok();
    for flash in ["saved", "already-done"] {
        staff.submit("#case-form", &[("mentor", "史志远")]).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
}

#[tokio::test]
async fn a_reason_is_given_back_where_the_organization_was_admitted_meanwhile() {
    let (app, mut staff) = start().await;
    let case = take_down(&app, &mut staff, "吴秀英").await;
    hand_over(&app, "吴秀英", phones::VENDOR_OWNER).await;
    move_on(&mut staff, &case).await;
    let mut other = app.sign_in(phones::STAFF).await;
    let page = other.get(&case).await.ok();
    let own = of(&page, "#organization option", "晴扫家政", "value");
    // A suspended one would only be refused.
    let offered = page.count("#organization option");
    app.behind(&format!("update admission set status = 'suspended' where org_id = '{own}'")).await;
    assert_eq!(staff.get(&case).await.ok().count("#organization option"), offered - 1);
    app.behind(&format!("update admission set status = 'admitted' where org_id = '{own}'")).await;
    staff.get(&case).await.ok();
    staff.submit("#organization-form", &[("organization", &own)]).await.with_status(303);
    let told = other.submit("#closure-form", &[("reason", "搬走了")]).await.with_status(409);
    assert!(told.one(BOX).contains("搬走了"));
    assert_eq!((told.count("#closure-form, .error-summary__list"), state(&told)), (0, "已入驻社区".to_owned()));
    // It leaves: its name stays, and leads nowhere.
    let link = format!("section[aria-labelledby=facts] a[href$='{own}']");
    assert!(staff.get(&case).await.ok().one(&link).contains("晴扫家政"));
    app.behind(&format!("update admission set status = 'exited' where org_id = '{own}'")).await;
    let page = staff.get(&case).await.ok();
    assert_eq!(page.count("section[aria-labelledby=facts] a"), 0);
    assert!(page.one("section[aria-labelledby=facts]").contains("晴扫家政"));
}

#[tokio::test]
async fn what_is_done_puts_a_case_on_top_and_staff_are_told_of_the_end() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(MINE).await.ok();
    lin.submit("#case-form", &SEWING).await.with_status(303);
    app.advance(TimeDelta::minutes(1));
    let later = take_down(&app, &mut staff, "吴秀英").await;
    let cases = staff.get(LIST).await.ok().attributes("main tbody th a", "href");
    assert_eq!((cases.len(), &cases[0]), (2, &later));
    app.advance(TimeDelta::minutes(1));
    lin.get(MINE).await.ok();
    lin.submit(".milestone-form", &[]).await.with_status(303);
    assert_eq!(staff.get(LIST).await.ok().attributes("main tbody th a", "href")[0], cases[1]);
    // So does a note, and whoever has the case open goes on with it.
    app.advance(TimeDelta::minutes(1));
    let mut other = app.sign_in(phones::STAFF).await;
    other.get(&later).await.ok();
    staff.get(&later).await.ok();
    staff.submit("#note-form", &[("body", "记一笔")]).await.with_status(303);
    assert_eq!(staff.get(LIST).await.ok().attributes("main tbody th a", "href")[0], later);
    other.submit("#case-form", &[("mentor", "史志远")]).await.with_status(303);
    assert_eq!(other.cookie("flash"), Some("saved"));
    lin.get(MINE).await.ok();
    lin.submit("#closure-form", &[("reason", "找到工作了")]).await.with_status(303);
    app.run_tasks().await;
    assert!(staff.get("/me/inbox").await.ok().text().contains("有居民不想继续创业了"));
    let ended = "select count(*) from inbox_message where news->>'kind' = 'startup_ended'";
    assert!(count(&app, ended).await > 0);
    // Whoever ends what has come to its end, and ticks what cannot be ticked any more, sees how it stands.
    app.behind("update startup_case set status = 'admitted', org_id = (select org_id from admission limit 1)").await;
    let told =
        lin.forge(&format!("{MINE}/{}/closure", id(&cases[1])), "revision=1&reason=搬走了").await.with_status(409);
    assert!(told.one(BOX).contains("搬走了"));
    let path = format!("{MINE}/{}/milestones", id(&cases[1]));
    assert_eq!(lin.forge(&path, "milestone=tax&done=1").await.with_status(409).count(BOX), 1);
}

#[tokio::test]
async fn whoever_ticks_while_staff_are_at_it_waits_and_finds_it_as_they_left_it() {
    let app = TestApp::new().await;
    nobody(&app).await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(MINE).await.ok();
    lin.submit("#case-form", &SEWING).await.with_status(303);
    lin.get(MINE).await.ok();
    let (mut closing, mut watch) = (app.superuser().await, app.superuser().await);
    closing.execute("begin; update startup_case set status = 'closed'").await.expect("somebody closes it");
    let close = async {
        let waiting = "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')";
        for _ in 0..20_000 {
            let is_waiting: bool = sqlx::query_scalar(waiting).fetch_one(&mut watch).await.expect("who waits");
            if is_waiting {
                break;
            }
        }
        closing.execute("commit").await.expect("it is closed");
    };
    let (told, ()) = tokio::join!(lin.submit(".milestone-form", &[]), close);
    assert_eq!(told.with_status(409).count(BOX), 1);
    assert_eq!(count(&app, "select count(*) from startup_milestone where done_on is not null").await, 0);
}

/// What somebody types who is not the first.
const BAKING: [(&str, &str); 2] = [("kind", "individual"), ("idea", "开一家早点铺。")];

#[tokio::test]
async fn whoever_begins_second_sees_the_one_that_is_open_and_loses_nothing() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let (mut lin, mut other) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::STAFF).await);
    let resident = record(&app, "林晓梅").await;
    let new = format!("{LIST}/new?resident={}", id(&resident));
    lin.get(MINE).await.ok();
    other.get(&new).await.ok();
    take_down(&app, &mut staff, "林晓梅").await;
    // Also where what they typed would not do.
    for idea in ["开一家早点铺。", " "] {
        let told = lin.submit("#case-form", &[("kind", "individual"), ("idea", idea)]).await.with_status(409);
        assert!(told.one(BOX).contains(idea.trim()) && told.one("main section.card").contains("缝补工作室"));
        assert_eq!(told.count("#case-form, .error-summary__list"), 0);
        app.behind("update startup_case set status = 'closed'").await;
        lin.get(MINE).await.ok();
        app.behind("update startup_case set status = 'interest'").await;
    }
    // Staff find it open, and what they typed in the form that changes it.
    let told = other.submit("#case-form", &BAKING).await.with_status(409);
    assert!(told.one(BOX).contains("缝补工作室"), "what stands: {}", told.one(BOX));
    assert_eq!((state(&told), told.one("#idea")), ("有意向".to_owned(), "开一家早点铺。".to_owned()));
    other.submit("#case-form", &[("idea", "缝补，也做早点。")]).await.with_status(303);
    assert_eq!((other.cookie("flash"), count(&app, OPEN).await), (Some("saved"), 1));
    let told = lin.get(MINE).await.ok().one("main section.card");
    assert!(told.contains("缝补，也做早点。"), "{told}");
}

#[tokio::test]
async fn what_is_taken_down_for_a_record_that_was_merged_goes_to_the_one_that_is_kept() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let mut other = app.sign_in(phones::STAFF).await;
    let (kept, gone) = (record(&app, "吴秀瑛").await, record(&app, "吴秀英").await);
    let new = format!("{LIST}/new?resident={}", id(&gone));
    other.get(&new).await.ok();
    staff.get(&format!("{kept}/merge?gone={}", id(&gone))).await.ok();
    staff.submit("#merge", &[]).await.with_status(303);
    let told = other.submit("#case-form", &BAKING).await.with_status(409);
    assert_eq!((told.count(BOX), told.one("#idea")), (1, "开一家早点铺。".to_owned()));
    assert_eq!(told.attributes("main h1 + p a", "href"), std::slice::from_ref(&kept));
    for flash in ["saved", "already-done"] {
        other.submit("#case-form", &[]).await.with_status(303);
        assert_eq!(other.cookie("flash"), Some(flash));
    }
    let case = other.submit("#case-form", &[]).await.with_status(303).location().to_owned();
    assert_eq!(other.get(&case).await.ok().attributes("main h1 + p a", "href"), [kept]);
    assert_eq!(count(&app, OPEN).await, 1);
}
