//! Whoever goes along with a founder and has an account: chosen by staff, with the founder's yes, to read and to advise.

use chrono::TimeDelta;
use sqlx::Executor;

use super::{LIST, MINE, id, nobody, take_down};
use crate::grids::start;
use crate::guards::check_page;
use crate::support::companies::count;
use crate::support::{Browser, TestApp, demo_password, phones};

const MENTORING: &str = "/me/mentoring";
/// 崔文娟 is a volunteer here.
const CUI: &str = "13800000006";
const NAMED: [(&str, &str); 2] = [("mentor_name", "崔文娟"), ("mentor_phone", CUI)];
/// The form in which a founder says yes, and those in which founders and staff end it.
const AGREE: &str = "form[action$='/mentor']:not(#mentor-form)";
const END: &str = "form[action$='/mentor/end']";
const BOX: &str = "#conflict";
const NOTES: &str = "select count(*) from startup_note";
const OPEN: &str = "select count(*) from startup_mentor where ended_at is null";
/// What she has been told.
const TOLD: &str = "select count(*) from inbox_message m join person p using (person_id)
    where p.name = '崔文娟' and m.news->>'kind' = 'mentoring'";

/// 林晓梅 begins, and staff choose 崔文娟 to go along; gives the case's address.
async fn chosen(app: &TestApp, staff: &mut Browser) -> String {
    nobody(app).await;
    let case = take_down(app, staff, "林晓梅").await;
    staff.get(&case).await.ok();
    staff.submit("#mentor-form", &NAMED).await.with_status(303);
    case
}

/// And 林晓梅 says yes; gives both, signed in, with the addresses of the case and of what 崔文娟 reads of it.
async fn agreed(app: &TestApp, staff: &mut Browser) -> (String, Browser, Browser, String) {
    let case = chosen(app, staff).await;
    let (mut lin, mut cui) = (app.sign_in(phones::RESIDENT).await, app.sign_in(CUI).await);
    lin.get(MINE).await.ok();
    lin.submit(AGREE, &[]).await.with_status(303);
    let page = cui.get(MENTORING).await.ok().attributes("main .rows__item a", "href").remove(0);
    (case, lin, cui, page)
}

async fn inbox(browser: &mut Browser) -> String {
    browser.get("/me/inbox").await.ok().text()
}

async fn delete_account(browser: &mut Browser, phone: &str) {
    browser.get("/me/deletion").await.ok();
    let sure = [("proof_password", demo_password(phone)), ("sure", "1".to_owned())];
    let sure = sure.each_ref().map(|(name, value)| (*name, value.as_str()));
    browser.submit("form[action='/me/deletion']", &sure).await.with_status(303);
}

#[tokio::test]
async fn somebody_is_chosen_with_the_founders_yes_and_what_they_note_is_for_founder_and_staff() {
    let (app, mut staff) = start().await;
    let case = chosen(&app, &mut staff).await;
    assert_eq!(staff.cookie("flash"), Some("mentor-asked"));
    staff.submit("#mentor-form", &NAMED).await.with_status(303);
    assert_eq!((staff.cookie("flash"), count(&app, OPEN).await), (Some("already-done"), 1), "sent twice");
    app.run_tasks().await;
    let (mut lin, mut cui) = (app.sign_in(phones::RESIDENT).await, app.sign_in(CUI).await);
    assert!(inbox(&mut lin).await.contains("尚锦社区：想请崔文娟带着您创业，请看看同不同意"));
    let page = lin.get(MINE).await.ok();
    check_page(&page, "zh-Hans", false);
    assert!(page.text().contains("社区想请崔文娟带着您创业"));
    // Before she says yes, nobody else knows of anything.
    let mentoring = page.attributes(&format!("{AGREE} [name=mentoring]"), "value").remove(0);
    let url = format!("{MENTORING}/{mentoring}");
    cui.get(&url).await.with_status(404);
    let list = cui.get(MENTORING).await.ok();
    assert_eq!((list.count("main .rows__item"), count(&app, TOLD).await), (0, 0));
    assert_eq!(cui.get("/me").await.ok().count(&format!("a[href='{MENTORING}']")), 0);
    for flash in ["saved", "already-done"] {
        lin.submit(AGREE, &[]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    app.run_tasks().await;
    assert!(inbox(&mut cui).await.contains("尚锦社区：林**同意由您带着创业，请看看创业计划"));
    assert!(inbox(&mut staff).await.contains("一位居民同意由崔文娟带着创业"));
    assert_eq!(cui.get("/me").await.ok().count(&format!("a[href='{MENTORING}']")), 1);
    let list = cui.get(MENTORING).await.ok();
    check_page(&list, "zh-Hans", false);
    assert_eq!(list.attributes("main .rows__item a", "href"), std::slice::from_ref(&url));
    // The plan, and neither who she is in full, nor where she lives, nor her number.
    let page = cui.get(&url).await.ok();
    check_page(&page, "zh-Hans", false);
    let main = page.one("main");
    for (words, is_there) in [
        ("缝补工作室，接小区里的活。", true),
        ("有意向", true),
        ("税务登记", true),
        ("林**", true),
        ("林晓梅", false),
        ("锦苑", false),
        ("138", false),
        ("养老护理员", false),
    ] {
        assert_eq!(main.contains(words), is_there, "{words}: {main}");
    }
    // The steps are for others to take.
    assert_eq!(page.attributes("main form[method=post]", "action"), [format!("{url}/notes"), format!("{url}/end")]);
    cui.forge(&format!("{case}/step"), "revision=2&to=assessed").await.with_status(403);
    cui.forge(&format!("{MINE}/{}/milestones", id(&case)), "milestone=tax&done=1").await.with_status(404);
    // What she advises.
    cui.get(&url).await.ok();
    let refused = cui.submit("#note-form", &[("body", " ")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#body"]);
    for flash in ["saved", "already-done"] {
        cui.submit("#note-form", &[("body", "先试做一个月的账。")]).await.with_status(303);
        assert_eq!((cui.cookie("flash"), count(&app, NOTES).await), (Some(flash), 1));
    }
    app.run_tasks().await;
    assert!(inbox(&mut lin).await.contains("崔文娟给您的创业写了建议"));
    let (hers, theirs) = (lin.get(MINE).await.ok(), staff.get(&case).await.ok());
    for page in [&hers, &theirs, &cui.get(&url).await.ok()] {
        check_page(page, "zh-Hans", false);
        let main = page.one("main");
        assert!(main.contains("先试做一个月的账。") && main.contains("帮扶人崔文娟"), "{main}");
        assert!(main.contains("2026年11月23日") || main.contains("今天"), "when it was written: {main}");
    }
    // Whoever reads it is on record, once a day; and each takes a copy of what is theirs.
    let looks = lin.get("/me/records").await.ok().text();
    assert!(looks.contains("看了创业计划") && looks.contains("崔文娟"));
    assert_eq!(count(&app, "select count(*) from resident_view where mentoring_id is not null").await, 1);
    assert!(lin.get("/me/records/copy.json").await.ok().text().contains("帮扶人 · 崔文娟 · 正在带"));
    let copy = cui.get("/me/records/copy.json").await.ok().text();
    assert!(copy.contains("我带的创业者") && !copy.contains("缝补工作室"), "{copy}");
}

#[tokio::test]
async fn the_mentor_reads_what_the_founder_lets_them_read_and_as_long_as_they_do() {
    let (app, mut staff) = start().await;
    let (_, mut lin, mut cui, url) = agreed(&app, &mut staff).await;
    let offered = lin.get(MINE).await.ok();
    assert_eq!(offered.count(&format!("{AGREE} input[checked]")), 0, "nothing is ticked for her");
    assert!(offered.attributes(&format!("{AGREE} [name=part]"), "value").contains(&"external".to_owned()));
    let said = |main: &str| ["林晓梅", "养老护理员"].map(|words| main.contains(words));
    assert_eq!(said(&cui.get(&url).await.ok().one("main")), [false, false]);
    lin.submit(AGREE, &[("named", "1"), ("part", "external")]).await.with_status(303);
    let page = cui.get(&url).await.ok();
    check_page(&page, "zh-Hans", false);
    assert_eq!(said(&page.one("main")), [true, true]);
    // In the list, which nobody is told of, she stays who she was.
    let list = cui.get(MENTORING).await.ok().one("main");
    assert!(list.contains("林**") && !list.contains("林晓梅"), "{list}");
    // And changes her mind.
    assert_eq!(lin.get(MINE).await.ok().count(&format!("{AGREE} input[checked]")), 2);
    lin.submit(AGREE, &[("named", ""), ("part", "")]).await.with_status(303);
    assert_eq!(said(&cui.get(&url).await.ok().one("main")), [false, false]);
    app.run_tasks().await;
    assert_eq!(count(&app, TOLD).await, 1, "she is told once that she goes along");
}

#[tokio::test]
async fn a_founder_says_no_and_staff_hear_of_it() {
    let (app, mut staff) = start().await;
    let case = chosen(&app, &mut staff).await;
    let (mut lin, mut second) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::RESIDENT).await);
    second.get(MINE).await.ok();
    lin.get(MINE).await.ok();
    for flash in ["mentor-ended", "already-done"] {
        lin.submit(END, &[]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    // Nobody says yes from a page of before.
    assert_eq!(second.submit(AGREE, &[]).await.with_status(409).count(BOX), 1);
    app.run_tasks().await;
    assert!(inbox(&mut staff).await.contains("一位居民没有同意由崔文娟带着创业"));
    let mut cui = app.sign_in(CUI).await;
    assert_eq!((cui.get(MENTORING).await.ok().count("main .rows__item"), count(&app, TOLD).await), (0, 0));
    let page = staff.get(&case).await.ok();
    assert!(page.one("section[aria-labelledby=going-along]").contains("创业者没有同意"));
    assert_eq!(page.count("#mentor-form"), 1, "somebody else may be asked");
}

#[tokio::test]
async fn strangers_and_mentors_of_others_find_nothing() {
    let (app, mut staff) = start().await;
    let (case, mut lin, _, url) = agreed(&app, &mut staff).await;
    let other = take_down(&app, &mut staff, "吴秀英").await;
    staff.get(&other).await.ok();
    let he = [("mentor_name", "贺立群"), ("mentor_phone", phones::VENDOR_OWNER), ("paper_kept", "2 号柜")];
    staff.submit("#mentor-form", &he).await.with_status(303);
    let mut other_mentor = app.sign_in(phones::VENDOR_OWNER).await;
    let theirs = other_mentor.get(MENTORING).await.ok().attributes("main .rows__item a", "href").remove(0);
    other_mentor.get(&theirs).await.ok();
    let note = format!("key={}&body=x", uuid::Uuid::now_v7());
    let mut stranger = app.sign_in(phones::OTHER_OWNER).await;
    for browser in [&mut other_mentor, &mut stranger, &mut staff, &mut lin] {
        browser.get(&url).await.with_status(404);
        browser.forge(&format!("{url}/notes"), &note).await.with_status(404);
        browser.forge(&format!("{url}/end"), "").await.with_status(404);
    }
    // Nor does a founder decide about another's.
    let of_other = format!("mentoring={}", id(&theirs));
    for form in ["mentor", "mentor/end"] {
        for case in [&case, &other] {
            lin.forge(&format!("{MINE}/{}/{form}", id(case)), &of_other).await.with_status(404);
        }
    }
    staff.forge(&format!("{case}/mentor/end"), &of_other).await.with_status(404);
    assert_eq!((count(&app, NOTES).await, count(&app, OPEN).await), (0, 2));
}

#[tokio::test]
async fn who_goes_along_no_more_reads_nothing_and_loses_no_word() {
    let (app, mut staff) = start().await;
    let (case, mut lin, mut cui, url) = agreed(&app, &mut staff).await;
    assert!(staff.get(&case).await.ok().one("section[aria-labelledby=facts]").contains("崔文娟"));
    cui.get(&url).await.ok();
    staff.submit(END, &[]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("mentor-ended"));
    let told = cui.submit("#note-form", &[("body", "先试做一个月的账。")]).await.with_status(409);
    check_page(&told, "zh-Hans", false);
    assert!(told.one(BOX).contains("先试做一个月的账。") && !told.text().contains("缝补工作室"));
    assert_eq!(count(&app, NOTES).await, 0);
    let page = cui.get(&url).await.with_status(410);
    check_page(&page, "zh-Hans", false);
    assert!(page.one("main").contains("由社区结束") && !page.text().contains("缝补工作室"));
    let list = cui.get(MENTORING).await.ok();
    assert_eq!((list.count("main .rows__item"), list.count("main .rows__item a")), (1, 0));
    app.run_tasks().await;
    assert!(inbox(&mut lin).await.contains("尚锦社区：崔文娟不再带您创业了"));
    assert!(inbox(&mut cui).await.contains("尚锦社区：您不用再带林**创业了"));
    assert!(!staff.get(&case).await.ok().one("section[aria-labelledby=facts]").contains("崔文娟"));
}

#[tokio::test]
async fn either_of_them_ends_it_and_the_other_and_staff_are_told() {
    let (app, mut staff) = start().await;
    let (_, mut lin, mut cui, url) = agreed(&app, &mut staff).await;
    lin.get(MINE).await.ok();
    lin.submit(END, &[]).await.with_status(303);
    cui.get(&url).await.with_status(410);
    app.run_tasks().await;
    assert!(inbox(&mut cui).await.contains("您不用再带林**创业了"));
    assert!(inbox(&mut staff).await.contains("崔文娟不再带一位居民创业了"));
    let (_, mut lin, mut cui, url) = agreed(&app, &mut staff).await;
    cui.get(&url).await.ok();
    for flash in ["mentor-ended", "already-done"] {
        cui.submit("#end-form", &[]).await.with_status(303);
        assert_eq!(cui.cookie("flash"), Some(flash));
    }
    cui.get(&url).await.with_status(410);
    app.run_tasks().await;
    assert!(inbox(&mut lin).await.contains("崔文娟不再带您创业了"));
}

#[tokio::test]
async fn it_ends_with_the_case_and_with_either_account() {
    let (app, mut staff) = start().await;
    let (case, mut lin, mut cui, url) = agreed(&app, &mut staff).await;
    lin.get(MINE).await.ok();
    lin.submit("#closure-form", &[("reason", "找到工作了")]).await.with_status(303);
    assert!(cui.get(&url).await.with_status(410).text().contains("创业帮扶已经结束"));
    app.run_tasks().await;
    assert!(inbox(&mut cui).await.contains("您不用再带林**创业了"));
    assert!(staff.get(&case).await.ok().one("section[aria-labelledby=facts]").contains("崔文娟"), "who it was, stays");
    // So it does where a server ended the case that knows of no mentors.
    let (_, _, mut cui, url) = agreed(&app, &mut staff).await;
    app.behind("update startup_case set status = 'closed'").await;
    cui.get(&url).await.with_status(410);
    // And with the account of either.
    let (_, mut lin, mut cui, url) = agreed(&app, &mut staff).await;
    delete_account(&mut lin, phones::RESIDENT).await;
    cui.get(&url).await.with_status(410);
    assert_eq!(count(&app, OPEN).await, 0);
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (_, mut lin, mut cui, _) = agreed(&app, &mut staff).await;
    delete_account(&mut cui, CUI).await;
    assert_eq!(count(&app, OPEN).await, 0);
    app.run_tasks().await;
    assert!(inbox(&mut lin).await.contains("崔文娟不再带您创业了"));
    assert!(inbox(&mut staff).await.contains("崔文娟不再带一位居民创业了"));
}

#[tokio::test]
async fn it_is_erased_with_the_record_and_gone_two_years_after_the_case() {
    let (app, mut staff) = start().await;
    let (_, _, mut cui, url) = agreed(&app, &mut staff).await;
    cui.get(&url).await.ok();
    cui.submit("#note-form", &[("body", "先试做一个月的账。")]).await.with_status(303);
    app.behind("update resident set left_on = '2024-01-01' where name = '林晓梅'").await;
    app.pass_days(1).await;
    let left = "select (select count(*) from startup_mentor) + (select count(*) from startup_note)";
    assert_eq!(count(&app, left).await, 0);
    assert_eq!(count(&app, "select count(*) from resident_view where mentoring_id is not null").await, 1);
    let mut cui = app.sign_in(CUI).await;
    cui.get(&url).await.with_status(404);
    assert!(inbox(&mut cui).await.contains("您不用再带林**创业了"));
    // Of another that was closed, no word is left in the end.
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (case, _, mut cui, url) = agreed(&app, &mut staff).await;
    cui.get(&url).await.ok();
    cui.submit("#note-form", &[("body", "先试做一个月的账。")]).await.with_status(303);
    staff.get(&case).await.ok();
    staff.submit("#closure-form", &[("reason", "找到工作了")]).await.with_status(303);
    for (days, words) in [(730, 2), (2, 0)] {
        app.advance(TimeDelta::days(days));
        app.run_tasks().await;
        assert_eq!(count(&app, left).await, words, "{days} days later");
    }
}

#[tokio::test]
async fn only_somebody_of_the_community_with_an_account_is_chosen_and_who_has_none_says_yes_on_paper() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let case = take_down(&app, &mut staff, "林晓梅").await;
    for (name, phone, error) in [
        // Has no account; works elsewhere; is called otherwise.
        ("孟夏", "13911112222", "没有找到"),
        ("尹思琪", phones::YUNQI_STAFF, "没有找到"),
        ("崔文", CUI, "没有找到"),
        ("林晓梅", phones::RESIDENT, "这是本人的账号"),
        ("崔文娟", "110", "请填写 11 位手机号"),
    ] {
        staff.get(&case).await.ok();
        let named = [("mentor_name", name), ("mentor_phone", phone)];
        let refused = staff.submit("#mentor-form", &named).await.with_status(422);
        check_page(&refused, "zh-Hans", false);
        assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#mentor_phone"], "{name}");
        assert!(refused.one("#mentor_phone-error").contains(error), "{name}");
        assert_eq!(refused.attributes("#mentor_name", "value"), [name], "nothing is lost");
    }
    assert_eq!((count(&app, OPEN).await, staff.get(&case).await.ok().count("#paper_kept")), (0, 0));
    let case = take_down(&app, &mut staff, "吴秀英").await;
    staff.get(&case).await.ok();
    let refused = staff.submit("#mentor-form", &NAMED).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#paper_kept"]);
    staff.submit("#mentor-form", &[("paper_kept", "2 号柜")]).await.with_status(303);
    assert!(staff.get(&case).await.ok().one("section[aria-labelledby=going-along]").contains("字据在2 号柜"));
    app.run_tasks().await;
    let mut cui = app.sign_in(CUI).await;
    assert!(inbox(&mut cui).await.contains("吴**同意由您带着创业"));
    let page = cui.get(MENTORING).await.ok().attributes("main .rows__item a", "href").remove(0);
    assert!(cui.get(&page).await.ok().one("main").contains("缝补工作室"));
    // What she advises, staff pass on.
    cui.submit("#note-form", &[("body", "先试做一个月的账。")]).await.with_status(303);
    app.run_tasks().await;
    assert!(inbox(&mut staff).await.contains("请转告一位没有账号的居民：崔文娟给您的创业写了建议"));
    assert_eq!(staff.get(LIST).await.ok().count("main tbody tr"), 2);
}

#[tokio::test]
async fn two_who_choose_at_once_choose_one_and_two_notes_of_one_page_are_two() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let case = take_down(&app, &mut staff, "林晓梅").await;
    let mut other = app.sign_in(phones::STAFF).await;
    staff.get(&case).await.ok();
    other.get(&case).await.ok();
    staff.submit("#mentor-form", &NAMED).await.with_status(303);
    let he = [("mentor_name", "贺立群"), ("mentor_phone", phones::VENDOR_OWNER)];
    let told = other.submit("#mentor-form", &he).await.with_status(409);
    assert!(told.one(BOX).contains("贺立群") && told.one("section[aria-labelledby=going-along]").contains("崔文娟"));
    assert_eq!(count(&app, OPEN).await, 1);
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(MINE).await.ok();
    lin.submit(AGREE, &[]).await.with_status(303);
    let mut cui = app.sign_in(CUI).await;
    let page = cui.get(MENTORING).await.ok().attributes("main .rows__item a", "href").remove(0);
    cui.get(&page).await.ok();
    cui.submit("#note-form", &[("body", "先试做一个月的账。")]).await.with_status(303);
    // She goes back to the page that she has sent, and writes on.
    let told = cui.submit("#note-form", &[("body", "再去看看操作间。")]).await.with_status(409);
    check_page(&told, "zh-Hans", false);
    assert_eq!((told.one("#note-form textarea"), count(&app, NOTES).await), ("再去看看操作间。".to_owned(), 1));
    for flash in ["saved", "already-done"] {
        cui.submit("#note-form", &[]).await.with_status(303);
        assert_eq!((cui.cookie("flash"), count(&app, NOTES).await), (Some(flash), 2));
    }
}

#[tokio::test]
async fn an_account_that_goes_while_its_record_is_merged_waits_with_its_case_untouched() {
    let (app, mut staff) = start().await;
    let (_, mut lin, _, _) = agreed(&app, &mut staff).await;
    let (mut merging, mut watch) = (app.superuser().await, app.superuser().await);
    let hold = "begin; select from resident where name = '林晓梅' for no key update";
    merging.execute(hold).await.expect("somebody merges the record");
    let merge = async {
        let waiting = "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')";
        for _ in 0..20_000 {
            let is_waiting: bool = sqlx::query_scalar(waiting).fetch_one(&mut watch).await.expect("who waits");
            if is_waiting {
                break;
            }
        }
        let follow = "update startup_case set updated_at = updated_at; commit";
        merging.execute(follow).await.expect("the case goes with the record");
    };
    let ((), ()) = tokio::join!(delete_account(&mut lin, phones::RESIDENT), merge);
    assert_eq!(count(&app, OPEN).await, 0);
}
