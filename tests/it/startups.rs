//! Residents who begin a business: by themselves or with staff, step by step, to an organization that serves the community.

use sqlx::Executor;

use crate::grids::{LEADER, start};
use crate::residents::record;
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones};

mod kept;
mod killed;
mod meanwhile;
mod mentors;
mod over;
mod told;

const LIST: &str = "/c/shangjin/staff/startup";
const MINE: &str = "/me/startup";
const OPEN: &str = "select count(*) from startup_case where status not in ('admitted', 'closed')";
const SEWING: [(&str, &str); 2] = [("kind", "studio"), ("idea", "缝补工作室，接小区里的活。")];

fn id(address: &str) -> &str {
    address.rsplit('/').next().expect("an id")
}

/// Forgets the demo's, so that everybody may begin.
async fn nobody(app: &TestApp) {
    let sql =
        "delete from startup_note; delete from startup_event; delete from startup_milestone; delete from startup_case";
    app.superuser().await.execute(sql).await.expect("nobody");
}

/// Staff take down that somebody would like to; gives the case's address.
async fn take_down(app: &TestApp, staff: &mut Browser, name: &str) -> String {
    let resident = record(app, name).await;
    staff.get(&format!("{LIST}/new?resident={}", id(&resident))).await.ok();
    staff.submit("#case-form", &SEWING).await.with_status(303).location().to_owned()
}

/// Moves a case as far as staff can.
async fn move_on(staff: &mut Browser, case: &str) {
    while staff.get(case).await.ok().count("#step-form") == 1 {
        staff.submit("#step-form", &[]).await.with_status(303);
    }
}

/// Gives a record to an account.
async fn hand_over(app: &TestApp, name: &str, phone: &str) {
    let hash = app.state.secrets().phone_hash(phone);
    sqlx::query(
        "update resident set person_id = (select person_id from phone_identity where phone_hmac = $1) where name = $2",
    )
    .bind(&hash[..])
    .bind(name)
    .execute(&mut app.superuser().await)
    .await
    .expect("a record");
}

fn state(page: &Answer) -> String {
    page.one("main h1 + p .state")
}

#[tokio::test]
async fn somebody_begins_is_helped_step_by_step_and_ends_it() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(MINE).await.ok();
    let refused = lin.submit("#case-form", &[("kind", ""), ("idea", " ")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#kind", "#idea"]);
    // Who goes along is for staff to say, whatever is sent.
    let field = |name: &str| refused.attributes(&format!("#case-form [name={name}]"), "value").remove(0);
    let body = format!("key={}&record={}&kind=studio&idea=缝补工作室&mentor=自己", field("key"), field("record"));
    lin.forge(MINE, &body).await.with_status(303);
    assert_eq!((lin.cookie("flash"), count(&app, OPEN).await), (Some("startup-begun"), 1));
    lin.submit("#case-form", &SEWING).await.with_status(303);
    assert_eq!((lin.cookie("flash"), count(&app, OPEN).await), (Some("already-done"), 1), "sent twice");
    let page = lin.get(MINE).await.ok();
    assert_eq!((page.count("#case-form"), page.count(".milestone-form")), (0, 4), "one at a time");
    app.run_tasks().await;
    // Staff are told, and go along.
    let inbox = staff.get("/me/inbox").await.ok();
    assert!(inbox.text().contains("有居民想创业，请联系"));
    let case = staff.get(LIST).await.ok().attributes("main tbody th a", "href").remove(0);
    let page = staff.get(&case).await.ok();
    assert_eq!((state(&page), page.one("h1")), ("有意向".to_owned(), "林**".to_owned()));
    assert!(!page.one("section[aria-labelledby=facts]").contains("自己"));
    staff.submit("#case-form", &[("mentor", "梁静怡")]).await.with_status(303);
    staff.get(&case).await.ok();
    staff.submit("#step-form", &[]).await.with_status(303);
    staff.get(&case).await.ok();
    for (body, shared) in [("先去问登记条件。", vec![("shared", "1")]), ("家里意见不一。", vec![])] {
        let note = [&[("body", body)][..], &shared].concat();
        staff.submit("#note-form", &note).await.with_status(303);
        staff.submit("#note-form", &note).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some("already-done"), "sent twice");
        staff.get(&case).await.ok();
    }
    let wrong = staff.submit("#milestone-tax", &[("due_on", "下周")]).await.with_status(422);
    assert_eq!(wrong.attributes(".error-summary__list a", "href"), ["#due-tax"]);
    staff.submit("#milestone-tax", &[("due_on", "2026-12-01")]).await.with_status(303);
    // The person reads how far it is, and what is meant for them.
    app.run_tasks().await;
    assert!(lin.get("/me/inbox").await.ok().text().contains("您的创业进度到了“谈过了”"));
    let page = lin.get(MINE).await.ok();
    let text = page.one("main");
    for (words, is_there) in [
        ("先去问登记条件。", true),
        ("家里意见不一。", false),
        ("谈过了", true),
        ("2026年12月1日前", true),
        ("梁静怡", true),
    ] {
        assert_eq!(text.contains(words), is_there, "{words}");
    }
    // Ticks what is done, and takes it back.
    lin.submit(".milestone-form", &[]).await.with_status(303);
    assert!(staff.get(&case).await.ok().one("section[aria-labelledby=milestones]").contains("2026年11月23日办好"));
    assert!(lin.get(MINE).await.ok().text().contains("2026年11月23日办好"));
    lin.submit(".milestone-form", &[]).await.with_status(303);
    assert!(!lin.get(MINE).await.ok().text().contains("2026年11月23日办好"));
    let path = format!("{MINE}/{}/milestones", id(&case));
    lin.forge(&path, "milestone=admission&done=1").await.with_status(400);
    // And ends it, with a reason.
    lin.get(MINE).await.ok();
    let refused = lin.submit("#closure-form", &[]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#reason"]);
    for flash in ["step-taken", "already-done"] {
        lin.submit("#closure-form", &[("reason", "找到工作了")]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    let page = lin.get(MINE).await.ok();
    assert_eq!((page.count("#case-form"), page.count(".milestone-form")), (1, 0), "another may begin");
    let page = staff.get(&case).await.ok();
    assert_eq!(state(&page), "已结束");
    let told = page.one("section[aria-labelledby=events]");
    assert!(told.contains("找到工作了") && told.contains("林**") && !told.contains("林晓梅"), "{told}");
    assert_eq!(page.count("#step-form, #closure-form, #case-form, #milestone-tax"), 0);
    // The copy of what is kept says so, without what was not for them.
    let copy = lin.get("/me/records/copy.json").await.ok().text();
    assert!(copy.contains("缝补工作室") && copy.contains("先去问登记条件") && !copy.contains("家里意见不一"));
}

#[tokio::test]
async fn a_day_that_staff_set_leaves_alone_what_the_person_ticked_meanwhile() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let case = take_down(&app, &mut staff, "林晓梅").await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    staff.get(&case).await.ok();
    lin.get(MINE).await.ok();
    lin.submit(".milestone-form", &[]).await.with_status(303);
    staff.submit("#milestone-registration", &[("due_on", "2026-12-24")]).await.with_status(303);
    let kept = "select count(*) from startup_milestone where step = 'registration' and done_on is not null
        and due_on = '2026-12-24'";
    assert_eq!(count(&app, kept).await, 1);
    // Seen as done, they may say that it is not.
    staff.get(&case).await.ok();
    staff.submit("#milestone-registration", &[("done", "")]).await.with_status(303);
    assert_eq!(count(&app, kept).await, 0);
}

#[tokio::test]
async fn staff_take_it_down_and_two_who_change_it_lose_nothing() {
    let (app, mut staff) = start().await;
    let case = take_down(&app, &mut staff, "吴秀英").await;
    staff.submit("#case-form", &SEWING).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("already-done"), "sent twice");
    let resident = record(&app, "吴秀英").await;
    let link = staff.get(&resident).await.ok().attributes("a[href*='/startup/new']", "href").remove(0);
    assert_eq!(staff.get(&link).await.with_status(303).location(), case, "there is one");
    let mut other = app.sign_in(phones::STAFF).await;
    staff.get(&case).await.ok();
    other.get(&case).await.ok();
    staff.submit("#case-form", &[("mentor", "史志远")]).await.with_status(303);
    let told = other.submit("#case-form", &[("idea", "开裁缝店")]).await.with_status(409);
    assert!(told.text().contains("史志远") && told.one("#idea") == "开裁缝店");
    // Nobody moves what they have not read.
    staff.get(&case).await.ok();
    other.submit("#case-form", &[("mentor", "史志远")]).await.with_status(303);
    staff.submit("#step-form", &[]).await.with_status(409);
    // No step is skipped, whatever is sent.
    for to in ["registering", "admitted", "closed"] {
        other.forge(&format!("{case}/step"), &format!("revision=3&to={to}")).await.with_status(409);
    }
    let refused = other.forge(&format!("{case}/closure"), "revision=1&reason=x").await.with_status(409);
    assert_eq!(refused.attributes("#reason", "value"), ["x"], "somebody changed it meanwhile, and nothing is lost");
    assert_eq!(state(&other.get(&case).await.ok()), "有意向");
    other.submit("#closure-form", &[("reason", "搬走了")]).await.with_status(303);
    assert_eq!(state(&other.get(&case).await.ok()), "已结束");
    other.forge(&format!("{case}/notes"), &format!("key={}&body=%20", uuid::Uuid::now_v7())).await.with_status(422);
}

#[tokio::test]
async fn whoever_begins_twice_at_once_begins_once() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let (mut one, mut two) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::RESIDENT).await);
    one.get(MINE).await.ok();
    two.get(MINE).await.ok();
    let lin = record(&app, "林晓梅").await;
    staff.get(&format!("{LIST}/new?resident={}", id(&lin))).await.ok();
    let (a, b, c) = tokio::join!(
        one.submit("#case-form", &SEWING),
        two.submit("#case-form", &SEWING),
        staff.submit("#case-form", &SEWING)
    );
    let mut answers = [a.status(), b.status(), c.status()];
    answers.sort_unstable();
    assert_eq!(answers, [303, 409, 409]);
    assert_eq!((count(&app, OPEN).await, count(&app, "select count(*) from startup_event").await), (1, 1));
}

#[tokio::test]
async fn nobody_decides_on_their_own_and_strangers_find_nothing() {
    let (app, mut staff) = start().await;
    let case = take_down(&app, &mut staff, "吴秀英").await;
    hand_over(&app, "吴秀英", phones::STAFF).await;
    let page = staff.get(&case).await.ok();
    assert_eq!(page.count("main form[method=post]"), 0);
    assert!(page.text().contains("这是您自己的，由同事来办。"));
    let forms = [
        ("", "revision=1&kind=studio&idea=x"),
        ("/step", "revision=1&to=assessed"),
        ("/closure", "revision=1&reason=x"),
        ("/milestones", "milestone=tax&done=1"),
        ("/notes", "body=x"),
        ("/organization", "revision=1"),
    ];
    for (form, body) in forms {
        staff.forge(&format!("{case}{form}"), body).await.with_status(403);
    }
    let resident = record(&app, "吴秀英").await;
    let body = format!("key={}&record={}&kind=studio&idea=x", uuid::Uuid::now_v7(), id(&resident));
    staff.forge(&format!("{LIST}/new"), &body).await.with_status(403);
    // Other people's, and other communities'.
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(&format!("{MINE}?record={}", id(&resident))).await.with_status(404);
    lin.forge(MINE, &body).await.with_status(404);
    for (form, body) in [("milestones", "milestone=tax&done=1"), ("closure", "revision=1&reason=x")] {
        lin.forge(&format!("{MINE}/{}/{form}", id(&case)), body).await.with_status(404);
    }
    for phone in [LEADER, phones::STREET_STAFF, phones::YUNQI_STAFF] {
        let mut somebody = app.sign_in(phone).await;
        somebody.get(&case).await.with_status(403);
        somebody.get(LIST).await.with_status(403);
    }
    let mut yunqi = app.sign_in(phones::YUNQI_STAFF).await;
    yunqi.get(&case.replace("shangjin", "yunqi")).await.with_status(404);
    assert_eq!(count(&app, "select count(*) from startup_milestone where done_on is not null").await, 0);
    assert_eq!(count(&app, "select count(*) from startup_case where revision > 3").await, 0);
}

#[tokio::test]
async fn the_organization_that_came_of_it_keeps_where_it_came_from() {
    let (app, mut staff) = start().await;
    let case = take_down(&app, &mut staff, "吴秀英").await;
    move_on(&mut staff, &case).await;
    let page = staff.get(&case).await.ok();
    assert_eq!(state(&page), "开起来了");
    let organizations = page.attributes("#organization option", "value");
    let own = crate::grids::of(&page, "#organization option", "晴扫家政", "value");
    let others = organizations.iter().filter(|org| !org.is_empty() && **org != own).cloned().collect::<Vec<_>>();
    for (account, chosen, error) in [
        (None, "", "选一家机构"),
        (None, own.as_str(), "还没有账号认领这份记录"),
        (Some(phones::VENDOR_OWNER), &*others[0], "本人不是这家机构的负责人"),
        (Some(phones::VENDOR_EDITOR), own.as_str(), "本人不是这家机构的负责人"),
    ] {
        if let Some(phone) = account {
            hand_over(&app, "吴秀英", phone).await;
        }
        staff.get(&case).await.ok();
        let refused = staff.submit("#organization-form", &[("organization", chosen)]).await.with_status(422);
        let told = refused.one("#organization-error");
        assert!(told.contains(error), "{told}");
    }
    hand_over(&app, "吴秀英", phones::VENDOR_OWNER).await;
    let home = format!("/org/{own}");
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    assert!(!owner.get(&home).await.ok().text().contains("从哪里来"));
    staff.get(&case).await.ok();
    staff.submit("#milestone-registration", &[("done", "1")]).await.with_status(303);
    staff.get(&case).await.ok();
    staff.submit("#organization-form", &[("organization", &own)]).await.with_status(303);
    let page = staff.get(&case).await.ok();
    assert_eq!(
        (state(&page), page.count("#step-form, #closure-form, #organization-form")),
        ("已入驻社区".to_owned(), 0)
    );
    assert!(page.one("section[aria-labelledby=milestones]").matches("办好").count() >= 2);
    staff.forge(&format!("{case}/closure"), "revision=6&reason=x").await.with_status(409);
    let told = owner.get(&home).await.ok().one("section[aria-labelledby=history]");
    for words in ["尚锦社区", "缝补工作室", "营业执照登记 · 2026年11月23日", "入驻社区 · 2026年11月23日"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    // Whoever else works there has no business with it.
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    assert_eq!(editor.get(&home).await.ok().count("section[aria-labelledby=history]"), 0);
    hand_over(&app, "吴秀英", phones::RESIDENT).await;
    assert_eq!(owner.get(&home).await.ok().count("section[aria-labelledby=history]"), 0, "nor has another owner");
}

#[tokio::test]
async fn it_goes_with_a_record_that_turns_out_to_be_another_and_back_and_is_erased_with_it() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let case = take_down(&app, &mut staff, "吴秀英").await;
    staff.get(&case).await.ok();
    staff.submit("#note-form", &[("body", "记一笔")]).await.with_status(303);
    let (kept, gone) = (record(&app, "吴秀瑛").await, record(&app, "吴秀英").await);
    staff.get(&format!("{kept}/merge?gone={}", id(&gone))).await.ok();
    staff.submit("#merge", &[]).await.with_status(303);
    let of = async |staff: &mut Browser| staff.get(&case).await.ok().attributes("main h1 + p a", "href").remove(0);
    assert_eq!(of(&mut staff).await, kept);
    assert_eq!(staff.get(LIST).await.ok().count("main tbody tr"), 1);
    staff.get(&kept).await.ok();
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
    assert_eq!(of(&mut staff).await, gone);
    // Each with one of their own: both are the same person's now, and each is listed.
    take_down(&app, &mut staff, "吴秀瑛").await;
    staff.get(&format!("{kept}/merge?gone={}", id(&gone))).await.ok();
    staff.submit("#merge", &[]).await.with_status(303);
    assert_eq!((staff.get(LIST).await.ok().count("main tbody tr"), count(&app, OPEN).await), (2, 2));
    assert_eq!(of(&mut staff).await, kept);
    // Whoever moved out two years ago is deleted, with all of it.
    app.superuser()
        .await
        .execute("update resident set left_on = '2024-01-01' where name in ('吴秀英', '吴秀瑛')")
        .await
        .expect("long ago");
    app.pass_days(1).await;
    let left = "select (select count(*) from startup_case) + (select count(*) from startup_milestone)
        + (select count(*) from startup_note) + (select count(*) from startup_event)";
    assert_eq!(count(&app, left).await, 0);
}

#[tokio::test]
async fn two_that_turn_out_to_be_one_persons_are_told_of_and_ended_each_by_itself() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let (own, second) = (take_down(&app, &mut staff, "林晓梅").await, take_down(&app, &mut staff, "吴秀英").await);
    staff.get(&second).await.ok();
    staff.submit("#milestone-tax", &[("due_on", "2026-11-24")]).await.with_status(303);
    let (kept, gone) = (record(&app, "林晓梅").await, record(&app, "吴秀英").await);
    staff.get(&format!("{kept}/merge?gone={}", id(&gone))).await.ok();
    staff.submit("#merge", &[]).await.with_status(303);
    let others = staff.get(&own).await.ok().attributes("section[aria-labelledby=others] a", "href");
    assert_eq!(others, std::slice::from_ref(&second));
    // A day of the second is as near as one of the first.
    app.pass_days(1).await;
    let told = "select count(*) from inbox_message where news->>'kind' = 'startup_due' and news->>'case' is null";
    assert_eq!(count(&app, told).await, 1);
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let page = lin.get(MINE).await.ok();
    crate::guards::check_page(&page, "zh-Hans", false);
    assert_eq!((page.count("main section.card"), page.count("#case-form")), (2, 0));
    assert!(lin.get("/me/inbox").await.ok().text().contains("“税务登记”"));
    // Whatever is sent, nobody begins a third.
    let body = format!("key={}&record={}&kind=studio&idea=x", uuid::Uuid::now_v7(), id(&kept));
    lin.forge(MINE, &body).await.with_status(409);
    assert_eq!(count(&app, OPEN).await, 2);
    // The first of them ends, which stands below: what is wrong is said there.
    lin.get(MINE).await.ok();
    let refused = lin.submit("#closure-form-2", &[]).await.with_status(422);
    crate::guards::check_page(&refused, "zh-Hans", false);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#reason"]);
    assert_eq!(refused.count("#closure-form-2 #reason, #closure-form #reason-1"), 2);
    lin.submit("#closure-form-2", &[("reason", "只办一家")]).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    let states = [state(&staff.get(&own).await.ok()), state(&staff.get(&second).await.ok())];
    assert_eq!(states, ["已结束", "有意向"]);
    // What is open still counts, from whichever record it came.
    lin.forge(MINE, &body).await.with_status(409);
    assert_eq!(count(&app, OPEN).await, 1);
    // And all of it goes back.
    staff.get(&kept).await.ok();
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
    let page = staff.get(&second).await.ok();
    assert_eq!(page.attributes("main h1 + p a", "href"), [gone]);
}
