//! Posts of a grid: who gets one when two are at it, and what ends with it.

use crate::grids::{ASKED, BOARD, LEADER, LIN, OPEN, STEWARD, appoint, card, care, end, instead, of, open, row, start};
use crate::support::companies::count;
use crate::support::phones;

#[tokio::test]
async fn a_building_leader_needs_a_building() {
    let (_app, mut staff) = start().await;
    open(&mut staff, "SJ-03").await;
    let fields = [("kind", "building_leader"), ("holder", "邹平")];
    let refused = staff.submit("#post-form", &fields).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#building"]);
    let far = [STEWARD, ("holder", "邹平"), ("from", "+200000-01-01")];
    let refused = appoint(&mut staff, "SJ-02", &far).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#from"]);
}

#[tokio::test]
async fn of_two_at_once_one_gets_the_post() {
    let (app, mut one) = start().await;
    let mut two = app.sign_in(phones::STAFF).await;
    open(&mut one, "SJ-02").await;
    open(&mut two, "SJ-02").await;
    let (one_fields, two_fields) = ([STEWARD, ("holder", "孟夏")], [STEWARD, ("holder", "邹平")]);
    let (first, second) = tokio::join!(one.submit("#post-form", &one_fields), two.submit("#post-form", &two_fields));
    let mut statuses = [first.status(), second.status()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    assert!(["孟夏", "邹平"].contains(&card(&mut one, "SJ-02").await[2].as_str()));
}

#[tokio::test]
async fn a_hand_over_or_a_leave_that_is_sent_twice_is_one() {
    let (app, mut staff) = start().await;
    for (link, fields) in [
        ("请假代班：赵春生", vec![("holder", "贾宁"), ("from", "2026-11-24"), ("until", "2026-11-25")]),
        ("交接：赵春生", vec![LIN[0], LIN[1], ("from", "2026-12-25")]),
    ] {
        instead(&mut staff, "SJ-01", link, &fields).await.with_status(303);
        let grants = count(&app, "select count(*) from role_grant").await;
        staff.submit("#post-form", &fields).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some("already-done"));
        assert_eq!(count(&app, "select count(*) from role_grant").await, grants);
    }
}

#[tokio::test]
async fn a_post_that_is_taken_back_before_its_first_day_holds_on_none() {
    let (app, mut staff) = start().await;
    appoint(&mut staff, "SJ-02", &[STEWARD, LIN[0], LIN[1], ("from", "2026-11-24")]).await.with_status(303);
    end(&mut staff, "SJ-02", "林晓梅", "2026-11-23").await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("post-ended"));
    assert!(row(&app, "SJ-02", "history", "林晓梅").await.contains("没上任就取消了"), "it stays on record");
    for _ in 0..2 {
        assert_eq!(card(&mut staff, "SJ-02").await[2], "空缺");
        app.sign_in(phones::RESIDENT).await.get(BOARD).await.with_status(403);
        app.pass_days(1).await;
        staff = app.sign_in(phones::STAFF).await;
    }
    appoint(&mut staff, "SJ-02", &[STEWARD, ("holder", "孟夏")]).await.with_status(303);
    assert_eq!(card(&mut staff, "SJ-02").await[2], "孟夏");
}

#[tokio::test]
async fn whoever_stands_in_does_so_no_longer_than_the_post_lasts() {
    for (hands_over, after) in [(false, "空缺"), (true, "林晓梅")] {
        let (app, mut staff) = start().await;
        let leave = [("holder", "贾宁"), ("from", "2026-11-24"), ("until", "2026-11-28")];
        instead(&mut staff, "SJ-01", "请假代班：赵春生", &leave).await.with_status(303);
        if hands_over {
            instead(&mut staff, "SJ-01", "交接：赵春生", &[LIN[0], LIN[1], ("from", "2026-11-26")])
                .await
                .with_status(303);
        } else {
            end(&mut staff, "SJ-01", "赵春生", "2026-11-25").await.with_status(303);
        }
        app.pass_days(2).await;
        assert_eq!(card(&mut app.sign_in(phones::STAFF).await, "SJ-01").await[0], "贾宁");
        app.pass_days(1).await;
        assert_eq!(card(&mut app.sign_in(phones::STAFF).await, "SJ-01").await[0], after);
    }
}

#[tokio::test]
async fn what_was_asked_goes_on_to_whoever_holds_the_post_next() {
    let (app, mut staff) = start().await;
    let mut resident = app.browser();
    let page = care(&mut resident, "锦苑东区 1栋").await;
    resident.get(&of(&page, ".person-card a[href*='/care/']", "网格长", "href")).await.ok();
    let typed = [("name", "柳青"), ("phone", "13911112222"), ("body", "楼道灯不亮了")];
    resident.submit("#ask-form", &typed).await.with_status(303);
    instead(&mut staff, "SJ-01", "交接：赵春生", &[LIN[0], LIN[1], ("from", "2026-11-24")]).await.with_status(303);
    assert_eq!(app.sign_in(LEADER).await.get(ASKED).await.ok().count("main li.card"), 1);
    let mut next = app.sign_in(phones::RESIDENT).await;
    assert_eq!(next.get(ASKED).await.ok().count("main li.card"), 0, "not before the day");
    app.pass_days(1).await;
    assert_eq!(app.sign_in(LEADER).await.get(ASKED).await.ok().count("main li.card"), 0);
    let mut next = app.sign_in(phones::RESIDENT).await;
    assert_eq!(next.get(ASKED).await.ok().count("main li.card"), 1);
    next.submit(&format!("main form[action='{ASKED}']"), &[]).await.with_status(303);
    assert_eq!(count(&app, OPEN).await, 0);
}

#[tokio::test]
async fn errors_stand_in_the_form_that_was_sent() {
    let (_app, mut staff) = start().await;
    let page = open(&mut staff, "SJ-02").await;
    let building = page.attributes("#move-form input[name=building]", "value").remove(0);
    for (form, fields, field) in [
        ("#post-form", vec![("holder", "")], "holder"),
        ("#grid-form", vec![("name", "")], "name"),
        ("#move-form", vec![("move_from", "2026-11-24")], "moved"),
        ("#move-form", vec![("building", building.as_str()), ("move_from", "2026-11-22")], "move_from"),
    ] {
        open(&mut staff, "SJ-02").await;
        let fields = if form == "#post-form" { [fields, vec![STEWARD]].concat() } else { fields };
        let refused = staff.submit(form, &fields).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary__list a", "href"), [format!("#{field}")]);
        assert_eq!(
            (refused.count(&format!("{form} #{field}")), refused.count(&format!("#{field}"))),
            (1, 1),
            "{field}"
        );
        assert_eq!(
            (refused.count(&format!("{form} .field__error")), refused.count(".field__error")),
            (1, 1),
            "{field}"
        );
    }
}
