//! What an applicant has a say in: whether they come to an interview, and whether they are hired.

use super::hiring::{application, applications, invite, invited, offered, start, take, withdrawal};
use super::*;

/// One of 林晓梅's forms about a posting.
fn form(posting: Uuid, form: &str) -> String {
    format!("section:has(a[href$='{posting}']) form[id^='{form}-']")
}

/// How many of some messages remind of an interview.
fn near(all: &[String]) -> usize {
    all.iter().filter(|text| text.contains("面试快到了")).count()
}

#[tokio::test]
async fn an_applicant_says_whether_they_come_and_is_asked_anew_about_another_time() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = invited(&app, &mut owner, &mut lin, nanny, "2026-11-26T09:00").await;
    let (comes, other) = (form(nanny, "comes"), form(nanny, "other"));
    let list = applications(&app, nanny).await;
    lin.get("/me/applications").await.ok();
    let refused = lin.submit(&other, &[]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#word"]);
    assert_eq!(refused.count("#word"), 1, "the demo's interview has such a field as well");
    for flash in ["stay-said", "already-done"] {
        lin.submit(&other, &[("word", "星期四下午")]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    assert!(told(&app, phones::VENDOR_OWNER, "白班保姆").await[0].contains("这个时间不行"));
    let row = owner.get(&list).await.ok().one("main .rows__item");
    assert!(row.contains("面试 · 这个时间不行"), "{row}");
    let said = owner.get(&one).await.ok().one("main");
    assert!(said.contains("本人答复：这个时间不行") && said.contains("星期四下午"), "{said}");
    // A word to the employer is the employer's: staff read what was answered, and no more.
    let mut staff = app.sign_in(phones::STAFF).await;
    let at_desk = staff.get(&format!("{DESK}/{nanny}/applications")).await.ok();
    let at_desk = at_desk.attributes("main .rows__item a", "href").remove(0);
    let seen = staff.get(&at_desk).await.ok().one("main");
    assert!(seen.contains("本人答复：这个时间不行") && !seen.contains("星期四下午"), "{seen}");
    let copy = lin.get("/me/records/copy.json").await.ok().text();
    assert!(copy.contains("您的答复：这个时间不行 · 星期四下午"), "{copy}");
    owner.submit("#invite-form", &[("at", "2026-11-27T15:00"), ("place", "便民站")]).await.with_status(303);
    assert!(!owner.get(&one).await.ok().text().contains("本人答复"), "another time is another question");
    // Who has the page of before in front of them says yes to nothing that they have not read.
    let late = lin.submit(&comes, &[]).await.with_status(409);
    assert!(late.one("#conflict").contains("现在的情况") && late.one("main").contains("15:00"));
    lin.submit(&comes, &[]).await.with_status(303);
    assert!(owner.get(&one).await.ok().one("main").contains("本人答复：能去"));
    assert!(lin.get("/me/applications").await.ok().one("main").contains("您的答复：能去"));
    // What was answered to a time that a server moved which knows of no answers is no answer.
    app.behind(&format!(
        "update job_application set interview_at = '2026-11-28T10:00+08:00', meets = 'meets:other', meets_word = '星期五上午'
        where posting_id = '{nanny}'"
    ))
    .await;
    assert!(!owner.get(&one).await.ok().text().contains("本人答复"));
    let copy = lin.get("/me/records/copy.json").await.ok().text();
    assert!(copy.contains("星期五上午"), "it is kept: {copy}");
}

#[tokio::test]
async fn when_somebody_could_come_instead_goes_with_the_next_step_and_with_what_they_share() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = invited(&app, &mut owner, &mut lin, nanny, "2026-11-26T09:00").await;
    lin.get("/me/applications").await.ok();
    lin.submit(&form(nanny, "other"), &[("word", "星期四下午")]).await.with_status(303);
    let kept = format!("select count(*) from job_application where posting_id = '{nanny}' and meets_word <> ''");
    assert_eq!(count(&app, &kept).await, 1);
    take(&mut owner, &one, &["offer"]).await;
    assert_eq!(count(&app, &kept).await, 0);
    // As a server leaves it that knows nothing of answers.
    let left = |hired_on: &str| {
        format!(
            "update job_application set status = 'hired', hired_on = '{hired_on}', name = '林晓梅', meets_word = '星期四下午',
                is_forgotten = false where posting_id = '{nanny}'"
        )
    };
    app.behind(&left("2026-11-20")).await;
    lin.get("/me/applications").await.ok();
    lin.submit(&withdrawal(nanny), &[]).await.with_status(303);
    assert_eq!(count(&app, &kept).await, 0, "taken back");
    app.behind(&left("2026-07-20")).await;
    app.pass_days(1).await;
    assert_eq!(count(&app, &kept).await, 0, "the employer knows them by now");
}

#[tokio::test]
async fn both_read_in_their_language_when_and_where_each_interview_was_to_be() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = invited(&app, &mut owner, &mut lin, nanny, "2026-11-26T09:00").await;
    app.advance(TimeDelta::minutes(1));
    invite(&mut owner, &one, "2026-11-24T15:00").await;
    let told = owner.get(&one).await.ok().texts(".timeline__item .keeps-lines");
    assert_eq!(told, ["明天 15:00，便民站", "11月26日 09:00，便民站"]);
    let mine = lin.get("/me/applications?lang=en").await.ok();
    let told = mine.texts(&format!("section:has(a[href$='{nanny}']) .timeline__item .keeps-lines"));
    assert_eq!(told, ["tomorrow 15:00, 便民站", "26 Nov 09:00, 便民站"]);
}

#[tokio::test]
async fn both_are_reminded_once_the_day_before_an_interview_that_can_be() {
    let (app, nanny, mut owner, mut lin) = start().await;
    invited(&app, &mut owner, &mut lin, nanny, "2026-11-26T09:00").await;
    lin.get("/me/applications").await.ok();
    lin.submit(&form(nanny, "other"), &[("word", "下周")]).await.with_status(303);
    let both = [phones::VENDOR_OWNER, phones::RESIDENT];
    for phone in both {
        assert_eq!(near(&told(&app, phone, CLEANER).await), 0, "{phone}: it is the day after tomorrow");
    }
    for _ in 0..2 {
        app.pass_days(1).await;
        for phone in both {
            let all = told(&app, phone, CLEANER).await;
            assert_eq!(near(&all), 1, "{phone}, once: {all:?}");
        }
    }
    for phone in both {
        assert_eq!(near(&told(&app, phone, "白班保姆").await), 0, "{phone}: they cannot come then");
    }
}

#[tokio::test]
async fn both_are_reminded_of_an_interview_that_no_night_has_seen_but_not_on_the_day_it_was_agreed_on() {
    let (app, nanny, mut owner, mut lin) = start().await;
    app.run_tasks().await;
    let one = invited(&app, &mut owner, &mut lin, nanny, "2026-11-24T15:00").await;
    app.pass_days(1).await;
    let both = [phones::VENDOR_OWNER, phones::RESIDENT];
    for phone in both {
        assert_eq!(near(&told(&app, phone, "白班保姆").await), 1, "{phone}: it is this afternoon");
    }
    // The work of the day after is late: before it they agree on the afternoon.
    app.advance(TimeDelta::days(1));
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    invite(&mut owner, &one, "2026-11-25T15:00").await;
    for phone in both {
        assert_eq!(near(&told(&app, phone, "白班保姆").await), 1, "{phone}: they have just agreed on it");
    }
}

#[tokio::test]
async fn nobody_is_hired_who_has_not_accepted_the_offer() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = offered(&app, &mut owner, &mut lin, nanny).await;
    let page = owner.get(&one).await.ok();
    assert!(page.count("button[value=hire], #agreed") == 0 && page.one("main").contains("等本人答复"));
    let revision = page.attributes("#reject-form input[name=revision]", "value").remove(0);
    let body = format!("step=hire&agreed=1&revision={revision}");
    let refused = owner.forge(&format!("{one}/steps"), &body).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#steps"]);
    lin.get("/me/applications").await.ok();
    for flash in ["stay-said", "already-done"] {
        lin.submit(&form(nanny, "accept"), &[]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    assert!(lin.get("/me/applications").await.ok().one("main").contains("您的答复：接受录用"));
    assert!(lin.get("/me/records/copy.json").await.ok().text().contains("您的答复：接受录用"));
    assert!(told(&app, phones::VENDOR_OWNER, "白班保姆").await[0].contains("接受了录用"));
    let list = applications(&app, nanny).await;
    assert!(owner.get(&list).await.ok().one("main .rows__item").contains("接受录用"));
    let page = owner.get(&one).await.ok();
    assert!(page.one("main").contains("本人答复：接受录用") && page.count("#agreed") == 0);
    owner.press("#step-form", "button[value=hire]", &[]).await.with_status(303);
    assert_eq!(state(&owner.get(&one).await.ok()), "已上岗");
    let kept = "select count(*) from job_application where status = 'hired' and accepted = 'offer:accepted'";
    assert_eq!(count(&app, kept).await, 1);
}

#[tokio::test]
async fn an_offer_that_is_not_accepted_ends_the_application_with_its_reason() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = offered(&app, &mut owner, &mut lin, nanny).await;
    lin.get("/me/applications").await.ok();
    let decline = withdrawal(nanny);
    let long = "远".repeat(101);
    let refused = lin.submit(&decline, &[("reason", &*long)]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#reason"]);
    assert_eq!(refused.attributes("#reason", "value"), [long], "nothing is lost");
    for flash in ["job-taken-back", "already-done"] {
        lin.submit(&decline, &[("reason", "离家太远")]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    assert!(told(&app, phones::VENDOR_OWNER, "白班保姆").await[0].contains("没有接受录用"));
    let page = owner.get(&one).await.ok();
    assert!(state(&page) == "本人撤回" && page.one("h1") == "林**" && page.one("main").contains("离家太远"));
    // Whoever gives no reason has said so much.
    app.advance(TimeDelta::minutes(1));
    let one = offered(&app, &mut owner, &mut lin, nanny).await;
    lin.get("/me/applications").await.ok();
    let first = "section:has(form[id^='accept-']) form[action$='/withdrawal']";
    lin.submit(first, &[]).await.with_status(303);
    assert!(owner.get(&one).await.ok().one("main").contains("原因：没有接受录用"));
}

#[tokio::test]
async fn whoever_accepted_and_was_refused_since_is_not_told_that_it_is_done() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = offered(&app, &mut owner, &mut lin, nanny).await;
    lin.get("/me/applications").await.ok();
    lin.submit(&form(nanny, "accept"), &[]).await.with_status(303);
    owner.get(&one).await.ok();
    owner.submit("#reject-form", &[("reason", "岗位取消了")]).await.with_status(303);
    let late = lin.submit(&form(nanny, "accept"), &[]).await.with_status(409);
    assert!(late.count("#conflict") == 1 && late.one("main").contains("岗位取消了"));
}

#[tokio::test]
async fn whoever_is_hired_meanwhile_takes_nothing_back_with_a_form_of_before() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = offered(&app, &mut owner, &mut lin, nanny).await;
    lin.get("/me/applications").await.ok();
    lin.submit(&form(nanny, "accept"), &[]).await.with_status(303);
    take(&mut owner, &one, &["hire"]).await;
    let decline = withdrawal(nanny);
    let late = lin.submit(&decline, &[("reason", "离家太远")]).await.with_status(409);
    assert!(late.one("#conflict").contains("离家太远"), "{}", late.one("#conflict"));
    let page = owner.get(&one).await.ok();
    assert_eq!((state(&page), page.one("h1")), ("已上岗".to_owned(), "林晓梅".to_owned()));
}

#[tokio::test]
async fn whoever_is_made_an_offer_meanwhile_reads_so_before_they_take_it_back() {
    let (app, nanny, mut owner, mut lin) = start().await;
    apply(&mut lin, nanny, &["name"], "").await.with_status(303);
    lin.get("/me/applications").await.ok();
    let one = application(&app, &mut owner, nanny).await;
    take(&mut owner, &one, &["view", "offer"]).await;
    let withdrawal = withdrawal(nanny);
    let late = lin.submit(&withdrawal, &[("reason", "离家太远")]).await.with_status(409);
    assert_eq!(late.attributes("#reason", "value"), ["离家太远"], "nothing is lost");
    lin.submit(&withdrawal, &[]).await.with_status(303);
    assert!(told(&app, phones::VENDOR_OWNER, "白班保姆").await[0].contains("没有接受录用"));
}

#[tokio::test]
async fn that_somebody_has_looked_at_an_application_keeps_nobody_from_taking_it_back() {
    let (app, nanny, mut owner, mut lin) = start().await;
    apply(&mut lin, nanny, &["name"], "").await.with_status(303);
    lin.get("/me/applications").await.ok();
    let one = application(&app, &mut owner, nanny).await;
    take(&mut owner, &one, &["view"]).await;
    lin.submit(&withdrawal(nanny), &[]).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("job-taken-back"));
}

#[tokio::test]
async fn of_whom_has_nowhere_to_answer_whoever_hires_notes_that_they_agreed() {
    let app = TestApp::new().await;
    let (nanny, cleaner) = (id_of(&app, "白班保姆").await, id_of(&app, CLEANER).await);
    let (mut owner, mut lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::RESIDENT).await);
    on_paper(&app, "吴秀英", cleaner, &["name"]).await;
    let one = application(&app, &mut owner, cleaner).await;
    take(&mut owner, &one, &["view", "offer"]).await;
    owner.get(&one).await.ok();
    let refused = owner.press("#step-form", "button[value=hire]", &[]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#agreed"]);
    owner.press("#step-form", "button[value=hire]", &[("agreed", "1")]).await.with_status(303);
    let page = owner.get(&one).await.ok();
    assert!(state(&page) == "已上岗" && page.one(".timeline").contains("当面或者电话里答应了"));
    assert_eq!(count(&app, "select count(*) from job_application where accepted = 'offer:told'").await, 1);
    // An offer from before anybody was asked is nobody's to wait for, though they may answer.
    let one = offered(&app, &mut owner, &mut lin, nanny).await;
    app.behind(&format!("update job_application set offered_at = null where posting_id = '{nanny}'")).await;
    assert_eq!(owner.get(&one).await.ok().count("#agreed"), 1);
    assert_eq!(lin.get("/me/applications").await.ok().count(&form(nanny, "accept")), 1);
}
