//! Who is told how far somebody has come, and what to do next.

use super::{MINE, move_on, nobody, state, take_down};
use crate::grids::{of, start};
use crate::support::companies::{admit, apply_to, begin_org, count, org_id, step};
use crate::support::{Answer, Browser, TestApp, phones};

#[tokio::test]
async fn whoever_has_no_account_is_told_by_staff() {
    let (app, mut staff) = start().await;
    let case = take_down(&app, &mut staff, "吴秀英").await;
    staff.get(&case).await.ok();
    staff.submit("#step-form", &[]).await.with_status(303);
    staff.get(&case).await.ok();
    staff.submit("#note-form", &[("body", "先去问登记条件。"), ("shared", "1")]).await.with_status(303);
    staff.get(&case).await.ok();
    staff.submit("#note-form", &[("body", "家里意见不一。")]).await.with_status(303);
    app.run_tasks().await;
    let inbox = staff.get("/me/inbox").await.ok().texts("main .rows__item");
    let of = |told: &str| inbox.iter().filter(|line| line.contains(told)).count();
    let moved = of("请转告一位没有账号的居民：尚锦社区：您的创业进度到了“谈过了”");
    // What was not for them is nothing to pass on.
    assert_eq!((moved, of("给您的创业写了建议")), (1, 1), "{inbox:?}");
}

#[tokio::test]
async fn what_a_mentor_from_outside_says_is_written_down_as_theirs() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let case = take_down(&app, &mut staff, "林晓梅").await;
    assert_eq!(staff.get(&case).await.ok().count("#note-form [name=said_by]"), 0, "nobody goes along yet");
    staff.submit("#case-form", &[("mentor", "梁静怡")]).await.with_status(303);
    assert_eq!(staff.get(&case).await.ok().count("#note-form [name=said_by]"), 0, "their own words");
    staff.submit("#case-form", &[("mentor", "何老师")]).await.with_status(303);
    // Somebody else by the time it is sent: it is asked again, and nothing is lost.
    let mut other = app.sign_in(phones::STAFF).await;
    other.get(&case).await.ok();
    staff.get(&case).await.ok();
    other.submit("#case-form", &[("mentor", "马老师")]).await.with_status(303);
    let said = [("body", "先试做一个月的账。"), ("said_by", "何老师"), ("shared", "1")];
    let told = staff.submit("#note-form", &said).await.with_status(409);
    assert_eq!(told.one("#note-form textarea"), "先试做一个月的账。");
    assert_eq!(count(&app, "select count(*) from startup_note").await, 0);
    staff.submit("#note-form", &[("said_by", "马老师")]).await.with_status(303);
    staff.get(&case).await.ok();
    staff.submit("#note-form", &[("body", "家里意见不一。"), ("said_by", "马老师")]).await.with_status(303);
    let notes = staff.get(&case).await.ok().texts("section[aria-labelledby=notes] .timeline__note");
    assert!(notes.len() == 2 && notes.iter().all(|note| note.contains("帮扶人马老师说（由梁静怡记录）")), "{notes:?}");
    app.run_tasks().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    assert!(lin.get("/me/inbox").await.ok().text().contains("马老师给您的创业写了建议"));
    let main = lin.get(MINE).await.ok().one("main");
    assert!(main.contains("先试做一个月的账。") && main.contains("帮扶人马老师说（由梁静怡记录）"));
    assert!(!main.contains("家里意见不一。"));
    assert!(lin.get("/me/records/copy.json").await.ok().text().contains("帮扶人马老师说"));
}

/// The form in which staff say which organization came of a case.
const FORM: &str = "#organization-form";

/// How often 林晓梅 was told of a day, and how often whoever of the staff was told most.
const TOLD: [&str; 2] = [
    "select count(*) from inbox_message m join resident r using (person_id)
        where r.name = '林晓梅' and m.news->>'kind' = 'startup_due'",
    "select coalesce(max(told), 0) from (select count(*) as told from inbox_message
        where news->>'kind' = 'startup_due' and news->>'case' is not null group by person_id) person",
];

async fn told(app: &TestApp) -> [i64; 2] {
    [count(app, TOLD[0]).await, count(app, TOLD[1]).await]
}

/// The case of 林晓梅, as far as staff can move it; gives its address.
async fn operating(app: &TestApp, staff: &mut Browser) -> String {
    nobody(app).await;
    let case = take_down(app, staff, "林晓梅").await;
    move_on(staff, &case).await;
    case
}

/// Where somebody's page leads.
fn links(page: &Answer) -> Vec<String> {
    page.attributes("section[aria-labelledby=case-1] a", "href")
}

#[tokio::test]
async fn whoever_has_opened_is_led_to_the_community_and_staff_find_the_organization_that_is_theirs() {
    let (app, mut staff) = start().await;
    let case = operating(&app, &mut staff).await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    assert!(links(&lin.get(MINE).await.ok()).contains(&"/org/new".to_owned()));
    let page = staff.get(&case).await.ok();
    assert!(page.text().contains("本人名下还没有入驻本社区的机构"));
    assert_eq!(page.attributes("#organization option[selected]", "value"), [""], "nobody's is suggested");
    // An organization of hers has an application to write.
    let org = begin_org(&mut lin).await;
    let application = format!("{org}/communities/shangjin");
    assert!(links(&lin.get(MINE).await.ok()).contains(&application));
    apply_to(&mut lin, &org, "shangjin").await.with_status(303);
    let record = format!("/c/shangjin/staff/vendors/{}", org_id(&org));
    admit(&app, &mut staff, &record).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let inbox = staff.get("/me/inbox").await.ok().text();
    assert!(!inbox.contains("它的负责人正在创业帮扶里"), "not before it is admitted");
    step(&mut staff, &record, "admit", "").await.with_status(303);
    app.run_tasks().await;
    assert!(staff.get("/me/inbox").await.ok().text().contains("细柳新风家政已经入驻，它的负责人正在创业帮扶里"));
    // It stands first, and is chosen beforehand.
    let page = staff.get(&case).await.ok();
    let hers = of(&page, "#organization option", "细柳新风家政（本人是负责人）", "value");
    assert_eq!(page.attributes("#organization option", "value")[1], hers);
    assert_eq!(page.attributes("#organization option[selected]", "value"), [&*hers]);
    assert!(!page.text().contains("本人名下还没有入驻本社区的机构"));
    // Whoever takes the choice away is asked, and not told what to choose.
    let refused = staff.submit(FORM, &[("organization", "")]).await.with_status(422);
    assert_eq!(refused.attributes("#organization option[selected]", "value"), [""]);
    staff.get(&case).await.ok();
    staff.submit(FORM, &[]).await.with_status(303);
    assert_eq!(state(&staff.get(&case).await.ok()), "已入驻社区");
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let page = lin.get(MINE).await.ok();
    assert!(!links(&page).contains(&"/org/new".to_owned()) && !page.text().contains("下一步：入驻社区"));
}

#[tokio::test]
async fn whoever_has_not_opened_yet_is_not_sent_on() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let case = take_down(&app, &mut staff, "林晓梅").await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    assert!(!links(&lin.get(MINE).await.ok()).contains(&"/org/new".to_owned()));
    move_on(&mut staff, &case).await;
    assert!(links(&lin.get(MINE).await.ok()).contains(&"/org/new".to_owned()));
    app.behind("update resident set person_id = null where name = '林晓梅'").await;
    assert!(staff.get(&case).await.ok().text().contains("还没有账号认领这份记录，请本人先认领"));
}

#[tokio::test]
async fn the_person_and_staff_are_reminded_once_when_a_day_is_near_and_once_when_it_is_past() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let case = take_down(&app, &mut staff, "林晓梅").await;
    let set = [("tax", "2026-11-27", ""), ("account", "2026-11-27", "1"), ("insurance", "2027-03-01", "")];
    for (milestone, day, done) in set {
        staff.get(&case).await.ok();
        let fields = [("due_on", day), ("done", done)];
        staff.submit(&format!("#milestone-{milestone}"), &fields).await.with_status(303);
    }
    let mut days = Vec::new();
    for _ in 0..7 {
        app.pass_days(1).await;
        days.push(told(&app).await);
    }
    // From the 24th to the 30th: what is reached is said to nobody, nor what is far away.
    assert_eq!(days, [[1, 1], [1, 1], [1, 1], [1, 1], [2, 2], [2, 2], [2, 2]]);
    let inbox = app.sign_in(phones::RESIDENT).await.get("/me/inbox").await.ok().text();
    for words in ["计划2026年11月27日前办好，日子快到了", "计划2026年11月27日前办好，已经过了日子"]
    {
        assert!(inbox.contains(&format!("尚锦社区：您创业的“税务登记”{words}")), "{words}: {inbox}");
    }
    let inbox = app.sign_in(phones::STAFF).await.get("/me/inbox").await.ok().text();
    assert!(inbox.contains("创业帮扶：一位居民的“税务登记”计划2026年11月27日前办好，已经过了日子"), "{inbox}");
    // Another day is one to be reminded of anew.
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&case).await.ok();
    staff.submit("#milestone-tax", &[("due_on", "2026-12-20")]).await.with_status(303);
    app.pass_days(16).await;
    assert_eq!(told(&app).await, [2, 2]);
    app.pass_days(1).await;
    assert_eq!(told(&app).await, [3, 3]);
}

#[tokio::test]
async fn what_is_due_in_one_night_is_said_in_one_message_that_names_the_first() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let case = take_down(&app, &mut staff, "林晓梅").await;
    for (milestone, day) in [("account", "2026-11-26"), ("tax", "2026-11-20"), ("insurance", "2026-11-27")] {
        staff.get(&case).await.ok();
        staff.submit(&format!("#milestone-{milestone}"), &[("due_on", day)]).await.with_status(303);
    }
    app.pass_days(1).await;
    assert_eq!(told(&app).await, [1, 1]);
    for phone in [phones::RESIDENT, phones::STAFF] {
        let inbox = app.sign_in(phone).await.get("/me/inbox").await.ok().text();
        for words in ["“税务登记”计划2026年11月20日前办好，已经过了日子", "另有 2 项的日子也快到了"]
        {
            assert!(inbox.contains(words), "{words}: {inbox}");
        }
    }
}

#[tokio::test]
async fn what_was_late_before_anybody_was_reminded_is_not_announced() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let case = take_down(&app, &mut staff, "林晓梅").await;
    staff.get(&case).await.ok();
    staff.submit("#milestone-tax", &[("due_on", "2020-01-02")]).await.with_status(303);
    let migration = include_str!("../../../migrations/20261130110100_remind_of_startup_days.sql");
    let mark = migration.split(';').find(|sql| sql.contains("update startup_milestone")).expect("it marks them");
    app.behind(mark).await;
    app.pass_days(1).await;
    assert_eq!(told(&app).await, [0, 0]);
    // Once it has another day, it is like all others.
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&case).await.ok();
    staff.submit("#milestone-tax", &[("due_on", "2026-11-27")]).await.with_status(303);
    app.pass_days(1).await;
    assert_eq!(told(&app).await, [1, 1]);
}
