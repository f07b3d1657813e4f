//! Family links: somebody far away acts for a resident, as far and as long as the resident says. How a link comes about is
//! here; what is done under it, and how it ends, stands beside it.

mod acting;
mod ends;

use chrono::TimeDelta;

use crate::residents::record;
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, demo_password, phones};

const MINE: &str = "/me/family";
const LINKS: &str = "select count(*) from family_link";
const OPEN: &str = "select count(*) from family_link where ended_at is null";
/// 乔亚楠 has an account and no record.
const QIAO: &str = "13800000010";
/// What somebody calls her who asks her to act.
const DAUGHTER: [(&str, &str); 4] =
    [("name", "何小雨"), ("phone", QIAO), ("relation", "daughter"), ("until", "2027-05-01")];
const PAPER: (&str, &str) = ("paper", "档案柜 3 号");

fn ticked<'a>(fields: &[(&'a str, &'a str)], scopes: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    fields.iter().copied().chain(scopes.iter().map(|scope| ("scope", *scope))).collect()
}

fn but<'a>(fields: &[(&'a str, &'a str)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter().copied().filter(|(known, _)| *known != name).chain([(name, value)]).collect()
}

/// 林晓梅 offers a link in her account.
async fn offer(parent: &mut Browser, fields: &[(&str, &str)], scopes: &[&str]) -> Answer {
    parent.get(MINE).await.ok();
    parent.submit("#offer-form", &ticked(fields, scopes)).await
}

/// Staff take one down from paper.
async fn take_down(staff: &mut Browser, record: &str, fields: &[(&str, &str)], scopes: &[&str]) -> Answer {
    staff.get(&format!("{record}/family")).await.ok();
    staff.submit("#offer-form", &ticked(&[fields, &[PAPER]].concat(), scopes)).await
}

/// The code that whoever offered a link reads, of the newest one that waits.
fn code(page: &Answer) -> String {
    page.texts("main .rows__item strong.num").remove(0)
}

/// Whoever was asked answers the first offer.
async fn answer(helper: &mut Browser, answer: &str, code: &str) -> Answer {
    helper.get(MINE).await.ok();
    helper.press("main li.card form", &format!("button[value={answer}]"), &[("code", code)]).await
}

/// 林晓梅 and 乔亚楠, who acts for her; with the link's address.
async fn linked(app: &TestApp, scopes: &[&str]) -> (Browser, Browser, String) {
    let (mut parent, mut helper) = (app.sign_in(phones::RESIDENT).await, app.sign_in(QIAO).await);
    offer(&mut parent, &DAUGHTER, scopes).await.with_status(303);
    let code = code(&parent.get(MINE).await.ok());
    let link = answer(&mut helper, "accept", &code).await.with_status(303).location().to_owned();
    (parent, helper, link)
}

/// What somebody's inbox says, the newest first.
async fn told(app: &TestApp, browser: &mut Browser) -> Vec<String> {
    app.run_due_tasks().await;
    browser.get("/me/inbox").await.ok().texts("main .rows__item strong")
}

#[tokio::test]
async fn somebody_asks_their_daughter_and_she_accepts_with_the_code_that_she_was_told() {
    let app = TestApp::new().await;
    let (mut parent, mut helper) = (app.sign_in(phones::RESIDENT).await, app.sign_in(QIAO).await);
    // From both pages that lead there.
    for from in ["/me", "/me/records"] {
        assert!(parent.get(from).await.ok().attributes("main a", "href").contains(&MINE.to_owned()), "{from}");
    }
    let page = parent.get(MINE).await.ok();
    assert_eq!((page.count("#offer-form input[name=scope]"), page.count("#offer-form input[checked]")), (3, 0));
    assert_eq!(helper.get(MINE).await.ok().count("#offer-form"), 0, "she has no record to ask for");
    let sent = offer(&mut parent, &DAUGHTER, &["see", "ask"]).await.with_status(303);
    assert!(sent.location().starts_with("/me/family#helpers-"));
    assert_eq!(parent.cookie("flash"), Some("family-offered"));
    let page = parent.get(MINE).await.ok();
    let line = page.one("main .rows__item");
    for text in ["何小雨", "女儿", "138****0010", "提出更正记录", "等对方接受", "11月30日"] {
        assert!(line.contains(text), "{text}: {line}");
    }
    let code = code(&page);
    assert_eq!(code.len(), 10);

    // She reads what she may do and until when; for whom is masked.
    assert_eq!(told(&app, &mut helper).await, ["尚锦社区的林**请您做代办家人。请向本人问确认码，再决定是否同意"]);
    let page = helper.get(MINE).await.ok();
    let card = page.one("main li.card");
    for text in ["林**请您代办", "您是女儿", "尚锦社区 锦苑西区 8栋", "看社区登记的记录", "有效到 2027年5月1日"]
    {
        assert!(card.contains(text), "{text}: {card}");
    }
    for hidden in ["林晓梅", "502", "13800000001", "给照看这户的人留言", &code] {
        assert!(!page.one("main").contains(hidden), "{hidden}");
    }
    let wrong = answer(&mut helper, "accept", "0000000000").await.with_status(422);
    assert_eq!(wrong.attributes(".error-summary__list a", "href"), ["#code"]);
    assert_eq!(wrong.attributes("#code", "value"), ["0000000000"]);
    assert_eq!(count(&app, "select count(*) from family_link where accepted_at is null").await, 1);
    let spaced = format!(" {} {}", &code[..5], &code[5..]);
    let taken = answer(&mut helper, "accept", &spaced).await.with_status(303);
    assert_eq!((helper.cookie("flash"), count(&app, LINKS).await), (Some("family-accepted"), 1));
    let page = helper.get(taken.location()).await.ok();
    assert_eq!(page.one("h1"), "替林晓梅办事");
    assert!(page.one(".page__lead").contains("锦苑西区 8栋 1单元502室"));
    assert_eq!(told(&app, &mut parent).await, ["何小雨同意替您代办（尚锦社区）"]);
    let page = parent.get(MINE).await.ok();
    assert!(page.one("main .rows__item").contains("有效") && page.count("main .rows__item strong") == 0, "no code");
    let helped = helper.get(MINE).await.ok();
    assert_eq!(helped.attributes("section[aria-labelledby=helped] a", "href"), [taken.location()]);
    assert_eq!(helped.count("main li.card"), 0);
}

#[tokio::test]
async fn whoever_has_no_account_signs_on_paper_and_staff_take_it_down_and_end_it() {
    let app = TestApp::new().await;
    let (mut staff, mut helper) = (app.sign_in(phones::STAFF).await, app.sign_in(QIAO).await);
    let lin = record(&app, "林桂兰").await;
    let page = staff.get(&lin).await.ok();
    assert!(page.one("section[aria-labelledby=family]").contains("没有人代办"));
    let family = page.attributes("section[aria-labelledby=family] a", "href").remove(0);
    let page = staff.get(&family).await.ok();
    assert!(page.one(".page__lead").contains("林**") && !page.text().contains("林桂兰"));
    let refused = staff.submit("#offer-form", &[]).await.with_status(422);
    let marked = refused.attributes(".error-summary__list a", "href");
    assert_eq!(marked, ["#name", "#phone", "#relation", "#scope", "#until", "#paper"], "all at once");
    take_down(&mut staff, &lin, &DAUGHTER, &["see", "messages"]).await.with_status(303);
    let page = staff.get(&family).await.ok();
    assert!(page.one("main .rows__item").contains("纸质授权，存放在档案柜 3 号，梁静怡登记"));
    let taken = answer(&mut helper, "accept", &code(&page)).await.with_status(303).location().to_owned();
    assert_eq!(helper.get(&taken).await.ok().one("h1"), "替林桂兰办事");
    assert!(staff.get(&lin).await.ok().one("section[aria-labelledby=family]").contains("有 1 个人能代办"));
    let kept =
        "select count(*) from family_link where how = 'paper' and by_name = '梁静怡' and scopes = '{see,messages}'";
    assert_eq!(count(&app, kept).await, 1);
    // On her word they end it, once.
    for flash in ["family-ended", "already-done"] {
        let action = format!("main form[action^='{family}/']");
        if flash == "family-ended" {
            staff.get(&family).await.ok();
        }
        staff.submit(&action, &[]).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    assert_eq!(told(&app, &mut helper).await[0], "您和林**之间的家人代办已结束（尚锦社区），马上生效");
    helper.get(&taken).await.with_status(410);
    let log = staff.get("/c/shangjin/staff/audit").await.ok().texts("tbody th");
    assert_eq!(log, ["结束居民的家人代办", "家人接受代办", "登记家人代办的纸质授权"]);
    // Somebody with an account says so themself.
    let own = record(&app, "林晓梅").await;
    let page = staff.get(&format!("{own}/family")).await.ok();
    assert!(page.count("#offer-form") == 0 && page.one("section[aria-labelledby=offer]").contains("本人有账号"));
    let body = "name=何小雨&phone=13800000010&relation=daughter&scope=see&until=2027-05-01&paper=x";
    let key = uuid::Uuid::now_v7();
    staff.forge(&format!("{own}/family"), &format!("key={key}&{body}")).await.with_status(303);
    assert_eq!((staff.cookie("flash"), count(&app, LINKS).await), (Some("already-done"), 1));
}

#[tokio::test]
async fn what_is_wrong_comes_back_with_all_that_was_typed_and_is_proven_anew_after_a_while() {
    let app = TestApp::new().await;
    let mut parent = app.sign_in(phones::RESIDENT).await;
    let refused = offer(&mut parent, &[], &[]).await.with_status(422);
    let marked = refused.attributes(".error-summary__list a", "href");
    assert_eq!(marked, ["#name", "#phone", "#relation", "#scope", "#until"], "all at once");
    for (field, value) in [("until", "2026-11-22"), ("until", "2027-11-24"), ("phone", "029-88880000"), ("name", "何")]
    {
        let fields = but(&DAUGHTER, field, value);
        let refused = offer(&mut parent, &fields, &["ask"]).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary__list a", "href"), [format!("#{field}")], "{value}");
        assert_eq!(refused.attributes("#offer-form input[checked]", "value"), ["ask"]);
        assert_eq!(refused.attributes(&format!("#{field}"), "value"), [value]);
    }
    // Nobody acts for themself.
    let own = offer(&mut parent, &but(&DAUGHTER, "phone", phones::RESIDENT), &["see"]).await.with_status(422);
    assert!(own.one("#phone-error").contains("您自己的手机号"));
    assert_eq!(count(&app, LINKS).await, 0);
    app.advance(TimeDelta::minutes(6));
    let stale = offer(&mut parent, &DAUGHTER, &["see"]).await.with_status(422);
    assert_eq!(stale.attributes(".error-summary__list a", "href"), ["#proof_password"]);
    let password = demo_password(phones::RESIDENT);
    let proven = [&DAUGHTER[..], &[("proof_password", &password)]].concat();
    // Sent twice, it is one.
    for _ in 0..2 {
        parent.submit("#offer-form", &ticked(&proven, &["see"])).await.with_status(303);
        assert_eq!(count(&app, LINKS).await, 1);
    }
}

#[tokio::test]
async fn five_people_act_for_a_resident_and_each_number_once() {
    let app = TestApp::new().await;
    let (mut parent, _, _) = linked(&app, &["see"]).await;
    let again = offer(&mut parent, &DAUGHTER, &["ask"]).await.with_status(422);
    assert!(again.one("#phone-error").contains("已经能代办"));
    let numbers = ["13911110001", "13911110002", "13911110003", "13911110004", "13911110005"];
    for (at, number) in numbers.iter().enumerate() {
        let sent = offer(&mut parent, &but(&DAUGHTER, "phone", number), &["see"]).await;
        assert_eq!(sent.status(), if at < 4 { 303 } else { 422 }, "{number}");
    }
    assert_eq!(count(&app, OPEN).await, 5);
    // A newer offer to a number takes the place of the one that waits.
    offer(&mut parent, &but(&DAUGHTER, "phone", numbers[0]), &["ask"]).await.with_status(303);
    assert_eq!((count(&app, OPEN).await, count(&app, LINKS).await), (5, 6));
    // One that is over makes room.
    app.advance(TimeDelta::days(8));
    let mut parent = app.sign_in(phones::RESIDENT).await;
    offer(&mut parent, &but(&DAUGHTER, "phone", numbers[4]), &["see"]).await.with_status(303);
}

#[tokio::test]
async fn a_number_that_nobody_has_is_answered_the_same_and_others_find_nothing() {
    let app = TestApp::new().await;
    let mut parent = app.sign_in(phones::RESIDENT).await;
    let known = offer(&mut parent, &DAUGHTER, &["see"]).await.with_status(303);
    let flash = parent.cookie("flash").map(str::to_owned);
    let unknown = offer(&mut parent, &but(&DAUGHTER, "phone", "13911112222"), &["see"]).await.with_status(303);
    assert_eq!((known.location(), flash.as_deref()), (unknown.location(), parent.cookie("flash")));
    let lines = parent.get(MINE).await.ok().texts("main .rows__item .rows__note:nth-of-type(4)");
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0], lines[1], "nothing tells whether somebody has the number");
    // Whoever has another number is asked nothing, and cannot answer for her.
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar("select family_link_id from family_link")
        .fetch_all(&mut app.superuser().await)
        .await
        .expect("the links");
    let code = code(&parent.get(MINE).await.ok());
    for phone in [phones::TWO_IDENTITIES, phones::STAFF, phones::YUNQI_STAFF] {
        let mut other = app.sign_in(phone).await;
        assert_eq!(other.get(MINE).await.ok().count("main li.card"), 0);
        for id in &ids {
            other.get(&format!("{MINE}/{id}")).await.with_status(404);
            for (part, body) in [
                ("answer", format!("answer=accept&code={code}")),
                ("answer", "answer=decline".to_owned()),
                ("end", String::new()),
                ("look", format!("key={}", uuid::Uuid::now_v7())),
                ("requests", format!("key={}&wrong=x", uuid::Uuid::now_v7())),
                ("messages", format!("key={}&letter=x", uuid::Uuid::now_v7())),
            ] {
                other.forge(&format!("{MINE}/{id}/{part}"), &body).await.with_status(404);
            }
        }
    }
    // She herself finds no page before she has accepted, and the one who asked has no helper's page.
    for phone in [QIAO, phones::RESIDENT] {
        let mut browser = app.sign_in(phone).await;
        for id in &ids {
            browser.get(&format!("{MINE}/{id}")).await.with_status(404);
        }
    }
    assert_eq!((count(&app, OPEN).await, count(&app, "select count(*) from resident_view").await), (2, 0));
}

#[tokio::test]
async fn a_helper_asks_nobody_on_and_nobody_offers_anothers_record() {
    let app = TestApp::new().await;
    let (_, mut helper, link) = linked(&app, &["see", "ask", "messages"]).await;
    assert_eq!(helper.get(MINE).await.ok().count("#offer-form"), 0);
    let lin = record(&app, "林晓梅").await;
    let lin = lin.rsplit('/').next().expect("an id");
    let body = format!("record={lin}&name=孟夏&phone=13911112222&relation=other&scope=see&until=2027-05-01");
    for phone in [QIAO, phones::TWO_IDENTITIES] {
        let mut other = app.sign_in(phone).await;
        let sent = format!("key={}&{body}", uuid::Uuid::now_v7());
        other.forge(MINE, &sent).await.with_status(404);
    }
    assert_eq!(count(&app, LINKS).await, 1);
    helper.get(&link).await.ok();
}

#[tokio::test]
async fn whoever_declines_is_asked_no_more_and_answers_to_both_clicks() {
    let app = TestApp::new().await;
    let (mut parent, mut helper) = (app.sign_in(phones::RESIDENT).await, app.sign_in(QIAO).await);
    offer(&mut parent, &DAUGHTER, &["see"]).await.with_status(303);
    let code = code(&parent.get(MINE).await.ok());
    answer(&mut helper, "decline", "").await.with_status(303);
    assert_eq!(helper.cookie("flash"), Some("declined"));
    // The page of the second tab: what she does there comes too late.
    for button in ["decline", "accept"] {
        let late = helper.press("main li.card form", &format!("button[value={button}]"), &[("code", &code)]).await;
        assert_eq!((late.with_status(303).location(), helper.cookie("flash")), (MINE, Some("family-over")));
    }
    assert_eq!(helper.get(MINE).await.ok().count("main li.card"), 0);
    assert_eq!(told(&app, &mut parent).await, ["何小雨没有同意替您代办（尚锦社区）"]);
    assert_eq!(count(&app, OPEN).await, 0);
    // Accepted twice, it is accepted once.
    offer(&mut parent, &DAUGHTER, &["see"]).await.with_status(303);
    let code = self::code(&parent.get(MINE).await.ok());
    helper.get(MINE).await.ok();
    for flash in ["family-accepted", "already-done"] {
        helper.press("main li.card form", "button[value=accept]", &[("code", &code)]).await.with_status(303);
        assert_eq!(helper.cookie("flash"), Some(flash));
    }
    // And what was withdrawn meanwhile is not accepted.
    let mut other = app.sign_in(phones::TWO_IDENTITIES).await;
    offer(&mut parent, &but(&DAUGHTER, "phone", phones::TWO_IDENTITIES), &["see"]).await.with_status(303);
    let code = self::code(&parent.get(MINE).await.ok());
    other.get(MINE).await.ok();
    parent.submit("main .rows__item:first-child form", &[]).await.with_status(303);
    other.press("main li.card form", "button[value=accept]", &[("code", &code)]).await.with_status(303);
    assert_eq!(other.cookie("flash"), Some("family-over"));
}
