//! What becomes of recommendations: who was first, what ended meanwhile, and whose record it turned out to be.

use chrono::TimeDelta;

use super::*;
use crate::residents::merges::merge;

const HERS: &str = "(select resident_id from resident where name = '林晓梅')";

/// 林晓梅 opens the page on which she answers; gives its address.
pub(super) async fn asked(lin: &mut Browser) -> String {
    let answer = lin.get(MINE).await.ok().attributes("main a.btn--primary", "href").remove(0);
    lin.get(&answer).await.ok();
    answer
}

#[tokio::test]
async fn a_yes_after_being_hired_ends_as_hired() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    for status in ["hired", "retained", "submitted"] {
        let one = recommend(&app, &mut staff, nanny).await;
        // She applies alone, and that goes its way before she answers.
        lin.get(&format!("/c/shangjin/jobs/{nanny}/application")).await.ok();
        lin.submit("#apply-form", &[("part", "name")]).await.with_status(303);
        let of = format!("where resident_id = {HERS} and posting_id = '{nanny}'");
        let hired = if status == "submitted" { "null" } else { "date '2026-11-01'" };
        run(&app, &format!("update job_application set status = '{status}', hired_on = {hired} {of}")).await;
        asked(&mut lin).await;
        lin.submit("#yes-form", &[("part", "name")]).await.with_status(303);
        let state = staff.get(&one).await.ok().one(".page__head .state");
        let expected = if status == "submitted" { "已推荐给用人单位" } else { "已录用" };
        assert_eq!(state, expected, "{status}");
        assert!(told(&app, phones::STAFF).await.iter().any(|text| text.ends_with(expected)));
        run(&app, &format!("delete from recommendation; delete from job_application_event where application_id in (select application_id from job_application {of}); delete from job_application {of}")).await;
    }
}

#[tokio::test]
async fn whoever_was_hired_and_has_left_is_recommended_again() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    let alive = "update job_application set hired_on = '2026-08-01', ";
    for over in ["status = 'left', left_on = '2026-11-20'", "status = 'retained', ended_on = '2026-11-20'"] {
        recommend(&app, &mut staff, nanny).await;
        asked(&mut lin).await;
        lin.submit("#yes-form", &[("part", "name")]).await.with_status(303);
        let of =
            format!("where resident_id = {HERS} and posting_id = '{nanny}' and left_on is null and ended_on is null");
        run(&app, &format!("{alive} status = 'hired' {of}")).await;
        run(&app, "update recommendation set status = 'hired'").await;
        let page = form(&app, &mut staff, nanny).await.ok();
        assert_eq!(page.count("#recommend-form"), 0, "she works there");
        run(&app, &format!("{alive} {over} {of}")).await;
    }
    recommend(&app, &mut staff, nanny).await;
    assert_eq!(count(&app, &format!("{STATUS}'hired'")).await, 2, "what became of it remains");
}

#[tokio::test]
async fn what_nobody_answered_ends_with_its_posting_and_the_person_is_told() {
    for ending in ["filled", "withdrawn", "expired"] {
        let app = app().await;
        let posting = job(&app, "白班保姆").await;
        let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
        let one = recommend(&app, &mut staff, posting).await;
        let answer = asked(&mut lin).await;
        let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
        owner.get(&format!("/org/{}/jobs/shangjin/{posting}", demo_service(&app).await.0)).await.ok();
        match ending {
            "filled" => _ = owner.press("#step-form", "button[value=fill]", &[]).await.with_status(303),
            "withdrawn" => _ = owner.press("#stop-form", "button[value=withdraw]", &[]).await.with_status(303),
            _ => {
                run(&app, &format!("update job_posting set valid_until = '2026-11-24' where posting_id = '{posting}'"))
                    .await;
                app.run_tasks().await;
                assert_eq!(count(&app, &format!("{STATUS}'waiting'")).await, 1, "not yet");
                app.advance(TimeDelta::days(2));
            }
        }
        let news = told(&app, phones::RESIDENT).await;
        assert!(news.iter().any(|text| text.contains("不用再答复") && text.contains("白班保姆")), "{ending}: {news:?}");
        let mut staff = app.sign_in(phones::STAFF).await;
        let page = staff.get(&one).await.ok();
        assert_eq!((page.one(".page__head .state"), page.count("#yes-form")), ("岗位已结束".to_owned(), 0), "{ending}");
        let mut lin = app.sign_in(phones::RESIDENT).await;
        assert_eq!(lin.get(MINE).await.ok().count("main a.btn--primary"), 0, "nothing is asked");
        let late = lin.forge(&answer, "part=name&note=%E6%84%BF%E6%84%8F").await.with_status(422);
        assert!(late.one(".error-summary").contains("已经撤回或结束") && late.count("main form[method=post]") == 0);
        assert_eq!(late.one("section[aria-labelledby=kept] p"), "愿意", "nothing is lost");
        assert_eq!(count(&app, &format!("{STATUS}'lapsed'")).await, 1, "{ending}");
    }
}

#[tokio::test]
async fn nobody_is_asked_twice_whichever_record_it_was_and_what_was_typed_is_kept() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let (mut staff, mut late) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await);
    // Two of the office write at once.
    let page = form(&app, &mut late, nanny).await.ok();
    let certificate = page.attributes("#certificate input", "value").remove(0);
    recommend(&app, &mut staff, nanny).await;
    let fields = [&SAID[..], &[("certificate", &certificate)]].concat();
    let second = late.submit("#recommend-form", &fields).await.with_status(409);
    assert!(second.one(".error-summary").contains("同事已经为这个岗位推荐过"));
    assert!(second.one("section[aria-labelledby=kept]").contains("做事踏实"));
    let page = form(&app, &mut late, nanny).await.ok();
    assert!(page.count("#recommend-form") == 0 && page.one(".empty").contains("同事已经"), "and it is said beforehand");
    // Her record turns out to be another: she is recommended still.
    let (lin, other) = (record(&app, "林晓梅").await, record(&app, "林桂兰").await);
    merge(&mut staff, &other, &lin, &[]).await.with_status(303);
    let people = staff.get(&format!("/c/shangjin/staff/matching/{nanny}")).await.ok();
    assert_eq!(people.texts("article h2 .mark"), ["已推荐"]);
    assert_eq!(people.count("article a.btn--primary"), 0);
    let resident = other.rsplit('/').next().expect("an id");
    let page = staff.get(&format!("{DESK}/new?posting={nanny}&resident={resident}")).await.ok();
    assert!(page.count("#recommend-form") == 0 && page.one(".empty").contains("同事已经"));
    let again = staff.forge(&format!("{DESK}/new"), &sent(nanny, &other, &certificate)).await.with_status(409);
    assert!(again.one("section[aria-labelledby=kept]").contains("x1y2"));
    assert_eq!(count(&app, "select count(*) from recommendation").await, 1);
}

#[tokio::test]
async fn an_outcome_of_what_was_taken_back_meanwhile_is_not_lost() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    let one = recommend(&app, &mut staff, nanny).await;
    asked(&mut lin).await;
    lin.submit("#yes-form", &[("part", "name")]).await.with_status(303);
    let mut late = app.sign_in(phones::STAFF).await;
    late.get(&one).await.ok();
    staff.get(&one).await.ok();
    staff.submit("#withdrawal-form", &[]).await.with_status(303);
    let answer = late.submit("#outcome-form", &[("outcome", "回访：想找离家近的")]).await.with_status(409);
    assert!(answer.one("#conflict").contains("回访：想找离家近的"));
    assert_eq!(count(&app, "select count(*) from recommendation where outcome <> ''").await, 0);
}

#[tokio::test]
async fn a_word_for_a_job_that_closed_meanwhile_is_given_back() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(&format!("/c/shangjin/jobs/{nanny}/referral")).await.ok();
    run(&app, "update job_posting set status = 'paused' where title = '白班保姆'").await;
    let late = lin.submit("#referral-form", &[("word", "信得过的老邻居")]).await.with_status(422);
    assert!(late.count("#referral-form") == 0 && late.one("section[aria-labelledby=kept]").contains("信得过的老邻居"));
}

#[tokio::test]
async fn an_answer_to_what_was_taken_back_meanwhile_says_so_and_is_not_lost() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    let one = recommend(&app, &mut staff, nanny).await;
    let mut late = app.sign_in(phones::STAFF).await;
    late.get(&one).await.ok();
    asked(&mut lin).await;
    staff.get(&one).await.ok();
    staff.submit("#withdrawal-form", &[]).await.with_status(303);
    let page = lin.submit("#yes-form", &[("part", "name"), ("note", "周一就能来")]).await.with_status(422);
    assert!(page.one(".error-summary").contains("已经撤回或结束"));
    assert_eq!(page.one("section[aria-labelledby=kept] p"), "周一就能来");
    // A colleague who has the paper in hand learns of it, too.
    let fields = [("part", "name"), ("note", "周一就能来"), ("paper_kept", "柜 2")];
    let page = late.submit("#yes-form", &fields).await.with_status(409);
    assert!(page.one("#conflict").contains("周一就能来"));
    assert_eq!(count(&app, &format!("select count(*) from job_application where posting_id = '{nanny}'")).await, 0);
}

#[tokio::test]
async fn a_no_on_paper_without_its_place_is_asked_for_beside_the_no() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let one = recommend(&app, &mut staff, nanny).await;
    assert_eq!(staff.get(&one).await.ok().count("details[open] #no-form"), 0);
    let page = staff.submit("#no-form", &[]).await.with_status(422);
    assert_eq!(page.attributes(".error-summary__list a", "href"), ["#paper_kept_no"]);
    assert_eq!(page.attributes("[aria-invalid]", "id"), ["paper_kept_no"], "of the yes nothing is wrong");
    assert_eq!(page.count("details[open] #no-form #paper_kept_no"), 1, "nobody follows a link into what is shut");
    staff.submit("#no-form", &[("paper_kept_no", "2 号柜")]).await.with_status(303);
    assert_eq!(count(&app, &format!("{STATUS}'declined' and paper_kept = '2 号柜'")).await, 1);
}

#[tokio::test]
async fn who_vouched_goes_with_what_was_shared() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    recommend(&app, &mut staff, nanny).await;
    asked(&mut lin).await;
    lin.submit("#yes-form", &[("part", "name")]).await.with_status(303);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let list = format!("/org/{}/jobs/shangjin/{nanny}/applications", demo_service(&app).await.0);
    let one = owner.get(&list).await.ok().attributes("main .rows__item a", "href").remove(0);
    assert!(owner.get(&one).await.ok().one("section[aria-labelledby=vouch]").contains("做事踏实"));
    owner.submit("#reject-form", &[("reason", "时间不合")]).await.with_status(303);
    let page = owner.get(&one).await.ok();
    assert!(page.count("section[aria-labelledby=vouch]") == 0 && !page.text().contains("做事踏实"));
}

#[tokio::test]
async fn two_years_after_it_ended_what_was_written_of_somebody_is_gone() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    pass_on(&app, nanny, &[("word", "我邻居，人很好")]).await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    let one = recommend(&app, &mut staff, nanny).await;
    let words = "select (select count(*) from recommendation where word || source_name || outcome <> '')
        + (select count(*) from referral where word <> '')";
    asked(&mut lin).await;
    lin.submit("#no-form", &[]).await.with_status(303);
    for (days, left) in [(730, 2), (2, 0)] {
        app.advance(TimeDelta::days(days));
        app.run_tasks().await;
        assert_eq!(count(&app, words).await, left, "{days} days later");
    }
    assert_eq!(count(&app, &format!("{STATUS}'declined'")).await, 1, "that it was stays");
    app.sign_in(phones::STAFF).await.get(&one).await.ok();
}
