//! Somebody who was hired never began, or has left: either side says so without waiting for 90 days, and after them.

use super::hiring::{application, applications, applied, hired, start, withdrawal};
use super::*;

/// Somebody without an account is hired for a posting; its employer signs in. Gives the application's page last.
async fn hired_on_paper() -> (TestApp, Uuid, Browser, String) {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    on_paper(&app, "吴秀英", nanny, &["name"]).await;
    hired(&app, nanny).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let one = application(&app, &mut owner, nanny).await;
    (app, nanny, owner, one)
}

#[tokio::test]
async fn whoever_never_began_says_so_and_is_not_asked_after_ninety_days() {
    let (app, nanny, mut owner, mut lin) = start().await;
    apply(&mut lin, nanny, &["name", "phone"], "").await.with_status(303);
    hired(&app, nanny).await;
    lin.get("/me/applications").await.ok();
    let form = "form[id^='leave-']";
    let refused = lin.submit(form, &[("day", "2026-11-19")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#gone", "#day"]);
    assert_eq!(refused.attributes("#day", "value"), ["2026-11-19"]);
    for flash in ["stay-said", "already-done"] {
        lin.submit(form, &[("gone", "gone:never"), ("day", "2026-11-20")]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    assert!(lin.get("/me/records/copy.json").await.ok().text().contains("没有去上班 · 2026-11-20"));
    let one = application(&app, &mut owner, nanny).await;
    let page = owner.get(&one).await.ok();
    let said = page.one("main");
    assert!(state(&page) == "已离岗" && page.one("h1") == "林**", "{said}");
    assert!(said.contains("没有去上班") && said.contains("2026年11月20日"), "{said}");
    let list = applications(&app, nanny).await;
    assert!(owner.get(&list).await.ok().one("main .rows__item").contains("没有去上班"));
    for phone in [phones::VENDOR_OWNER, phones::STAFF] {
        assert!(told(&app, phone, "白班保姆").await[0].contains("没有去上班"), "{phone}");
    }
    // The loop counts whom somebody hired, and whom they kept.
    let counted = format!(
        "select count(*) from job_application where posting_id = '{nanny}' and status = 'left' and hired_on is not null
            and left_on = '2026-11-20' and phone_sealed is null"
    );
    assert_eq!(count(&app, &counted).await, 1);
    app.pass_days(91).await;
    for phone in [phones::VENDOR_OWNER, phones::RESIDENT] {
        let all = told(&app, phone, "白班保姆").await;
        assert!(!all.iter().any(|text| text.contains("90 天")), "{phone}: {all:?}");
    }
}

#[tokio::test]
async fn what_somebody_says_on_the_day_on_which_they_are_asked_is_not_lost() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    apply(&mut lin, nanny, &["name"], "").await.with_status(303);
    hired(&app, nanny).await;
    lin.get("/me/applications").await.ok();
    // The 90th day has come while the form was open.
    app.behind(&format!("update job_application set hired_on = '2026-08-20' where posting_id = '{nanny}'")).await;
    let late = lin.submit("form[id^='leave-']", &[("gone", "gone:left"), ("day", "2026-11-20")]).await.with_status(409);
    let said = late.one("#conflict");
    assert!(said.contains("不在那里做了") && said.contains("2026-11-20"), "{said}");
    assert_eq!(late.count("button[name=says][value=left]"), 1, "they are asked whether they are still there");
}

#[tokio::test]
async fn that_somebody_never_began_is_not_lost_either_where_the_employer_says_so_on_that_day() {
    let (app, nanny, mut owner, one) = hired_on_paper().await;
    owner.get(&one).await.ok();
    app.behind(&format!("update job_application set hired_on = '2026-08-20' where posting_id = '{nanny}'")).await;
    let never = [("gone", "gone:never"), ("day", "2026-08-20")];
    let late = owner.submit("#leave-form", &never).await.with_status(409);
    let said = late.one("#conflict");
    assert!(said.contains("没有去上班") && said.contains("2026-08-20"), "{said}");
    assert_eq!((state(&late), late.count("#step-form button[value=leave]")), ("已上岗".to_owned(), 1), "asked");
    owner.press("#step-form", "button[value=leave]", &[]).await.with_status(303);
    assert_eq!(state(&owner.get(&one).await.ok()), "已离岗");
}

#[tokio::test]
async fn that_somebody_never_began_is_known_when_their_record_is_gone() {
    let (app, nanny, mut owner, one) = hired_on_paper().await;
    owner.get(&one).await.ok();
    owner.submit("#leave-form", &[("gone", "gone:never"), ("day", "2026-11-20")]).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&record(&app, "吴秀英").await).await.ok();
    staff.submit("#departure-form", &[("left_on", "2026-11-23")]).await.with_status(303);
    app.advance(TimeDelta::days(732));
    app.run_tasks().await;
    let kept = format!(
        "select count(*) from job_application where posting_id = '{nanny}' and name_masked = '' and status = 'left'
            and reason = 'gone:never'"
    );
    assert_eq!(count(&app, &kept).await, 1);
}

#[tokio::test]
async fn an_employer_says_the_same_and_staff_pass_it_on() {
    let (app, _, mut owner, one) = hired_on_paper().await;
    let page = owner.get(&one).await.ok();
    assert_eq!(page.attributes("#day", "value"), ["2026-11-23"], "today, unless they say otherwise");
    let refused = owner.submit("#leave-form", &[("day", "2026-11-24")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#gone", "#day"]);
    for flash in ["step-taken", "already-done"] {
        owner.submit("#leave-form", &[("gone", "gone:left"), ("day", "2026-11-22")]).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash));
    }
    let page = owner.get(&one).await.ok();
    assert!(state(&page) == "已离岗" && page.one("main").contains("2026年11月22日"), "{}", page.one("main"));
    let news = told(&app, phones::STAFF, "白班保姆").await;
    let of = |words: &str| news.iter().filter(|text| text.contains(words)).count();
    assert_eq!((of("不在那里做了（2026年11月22日）"), of("请转告")), (1, 1), "{news:?}");
    let own = told(&app, phones::VENDOR_OWNER, "白班保姆").await;
    assert!(!own.iter().any(|text| text.contains("不在那里做了")), "they have said it: {own:?}");
}

/// Whoever applied for a posting was still there after 90 days.
async fn kept(app: &TestApp, posting: Uuid) {
    app.behind(&format!(
        "update job_application set status = 'retained', hired_on = '2026-08-01' where posting_id = '{posting}'"
    ))
    .await;
}

#[tokio::test]
async fn whoever_was_still_there_after_ninety_days_says_when_they_left_and_may_apply_again() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = applied(&app, &mut owner, &mut lin, nanny).await;
    kept(&app, nanny).await;
    let list = applications(&app, nanny).await;
    assert!(owner.get(&list).await.ok().one(".page__lead").contains("1/3"));
    lin.get("/me/applications").await.ok();
    let form = "form[id^='leave-']";
    let refused = lin.submit(form, &[("day", "2026-10-29")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#day"], "the 90th day was the 30th");
    for flash in ["stay-said", "already-done"] {
        lin.submit(form, &[("day", "2026-11-20")]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    let ended = format!(
        "select count(*) from job_application where posting_id = '{nanny}' and status = 'retained' and ended_on = '2026-11-20'
            and name = ''"
    );
    assert_eq!(count(&app, &ended).await, 1, "that they stayed so long counts on");
    let mine = lin.get("/me/applications").await.ok().one(&format!("section:has(a[href$='{nanny}'])"));
    assert!(mine.contains("做满 90 天后离岗") && mine.contains("2026年11月20日"), "{mine}");
    assert!(lin.get("/me/records/copy.json").await.ok().text().contains("不在那里做了 · 2026-11-20"));
    let page = owner.get(&one).await.ok();
    assert!(state(&page) == "做满 90 天后离岗" && page.one("h1") == "林**", "{}", page.one("main"));
    assert!(page.one("main").contains("2026年11月20日") && page.count("#leave-form, #step-form") == 0);
    let page = owner.get(&list).await.ok();
    assert!(page.one(".page__lead").contains("0/3"), "the place is free: {}", page.one(".page__lead"));
    assert!(page.one("main .rows__item").contains("做满 90 天后离岗"));
    for phone in [phones::VENDOR_OWNER, phones::STAFF] {
        assert!(told(&app, phone, "白班保姆").await[0].contains("不在那里做了（2026年11月20日）"), "{phone}");
    }
    apply(&mut lin, nanny, &["name"], "").await.with_status(303);
    assert_eq!(count(&app, &format!("select count(*) from job_application where posting_id = '{nanny}'")).await, 2);
}

#[tokio::test]
async fn an_employer_says_when_somebody_left_who_was_still_there_after_ninety_days() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = applied(&app, &mut owner, &mut lin, nanny).await;
    kept(&app, nanny).await;
    // The community had to decide whether she was: what the company said then does not keep it from this.
    app.behind(&format!(
        "update job_application set applicant_says = 'kept', employer_says = 'left' where posting_id = '{nanny}'"
    ))
    .await;
    let page = owner.get(&one).await.ok();
    assert_eq!((page.count("#leave-form"), page.count("#gone"), page.count("#step-form")), (1, 0, 0));
    let refused = owner.submit("#leave-form", &[("day", "2026-11-24")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#day"]);
    for flash in ["step-taken", "already-done"] {
        owner.submit("#leave-form", &[("day", "2026-11-22")]).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash));
    }
    let page = owner.get(&one).await.ok();
    assert_eq!((state(&page), page.count("#leave-form")), ("做满 90 天后离岗".to_owned(), 0));
    assert_eq!(page.texts(".timeline__title")[0], "已离岗");
    assert!(told(&app, phones::RESIDENT, "白班保姆").await[0].contains("已离岗"));
    assert!(told(&app, phones::STAFF, "白班保姆").await[0].contains("不在那里做了（2026年11月22日）"));
    let mine = lin.get("/me/applications").await.ok();
    assert_eq!(mine.count("form[id^='leave-']"), 0, "it is said");
}

#[tokio::test]
async fn the_day_on_which_somebody_left_is_not_lost_where_they_stop_sharing_meanwhile() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = applied(&app, &mut owner, &mut lin, nanny).await;
    kept(&app, nanny).await;
    owner.get(&one).await.ok();
    lin.get("/me/applications").await.ok();
    lin.submit(&withdrawal(nanny), &[]).await.with_status(303);
    let late = owner.submit("#leave-form", &[("day", "2026-11-22")]).await.with_status(409);
    assert_eq!(late.attributes("#leave-form [name=day]", "value"), ["2026-11-22"], "it was written down nowhere");
    for flash in ["step-taken", "already-done"] {
        owner.submit("#leave-form", &[]).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash));
    }
    let ended = "select count(*) from job_application where ended_on = '2026-11-22'";
    assert_eq!(count(&app, ended).await, 1);
}
