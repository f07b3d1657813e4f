//! What is agreed is put right: all of it while the company is asked, what does not touch the agreement later; nothing that
//! is signed is lost, and no gate opens by it.

use super::mentors::{inbox, mentored};
use super::{DESK, MINE, employ, passed, practising, propose};
use crate::support::companies::count;
use crate::support::training::{before_anybody_learned, practise};
use crate::support::{TestApp, phones};

/// 晴扫家政 is asked to take 林晓梅 for eight hours: the staff's page, and the company's.
async fn proposed(app: &TestApp) -> [String; 2] {
    let (run, enrolment) = passed(app, 8).await;
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    propose(&mut staff, &format!("{}/learners/{enrolment}", run.desk()), run.org, "8").await.with_status(303);
    let desk = owner.get(&format!("/org/{}/placements", run.org)).await.ok();
    let theirs = desk.attributes("section[aria-labelledby=here] a", "href").remove(0);
    [theirs.replace(&format!("/org/{}/placements/shangjin", run.org), DESK), theirs]
}

#[tokio::test]
async fn what_the_company_has_not_answered_is_put_right_and_it_answers_what_it_has_seen() {
    let app = before_anybody_learned().await;
    let [desk, theirs] = proposed(&app).await;
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    let page = owner.get(&theirs).await.ok();
    assert_eq!(page.count("section[aria-labelledby=plan] a"), 0, "the community keeps it");
    let change = staff.get(&desk).await.ok().attributes("section[aria-labelledby=plan] a", "href").remove(0);
    assert!(staff.get(&change).await.ok().one("#change-form").contains("一共要求实习 8 小时"));
    let nothing = [("place", ""), ("duties", " "), ("hours", "0"), ("starts_on", ""), ("ends_on", "x")];
    let refused = staff.submit("#change-form", &nothing).await.with_status(422);
    assert_eq!(
        refused.attributes(".error-summary__list a", "href"),
        ["#place", "#duties", "#hours", "#starts_on", "#ends_on"]
    );
    let right = [
        ("place", "和风里"),
        ("duties", "跟着上门照护"),
        ("hours", "10"),
        ("starts_on", "2026-11-24"),
        ("ends_on", "2026-12-30"),
    ];
    for flash in ["saved", "already-done"] {
        staff.submit("#change-form", &right).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    let late = owner.submit("#accept-form", &[("mentor", "王秀兰")]).await.with_status(409);
    let plan = late.one("section[aria-labelledby=plan]");
    for word in ["和风里", "跟着上门照护", "10 小时", "11月24日", "12月30日"] {
        assert!(plan.contains(word), "{word}: {plan}");
    }
    app.run_tasks().await;
    let told = "“居家照护”的实习约定改了：地点改为和风里；要做的事改了；时长改为 10 小时；时间改为2026年11月24日";
    let mut lin = app.sign_in(phones::RESIDENT).await;
    for browser in [&mut lin, &mut owner] {
        let texts = browser.get("/me/inbox").await.ok().texts("main li");
        assert_eq!(texts.iter().filter(|text| text.contains(told)).count(), 1, "{texts:?}");
    }
    let audit = staff.get("/c/shangjin/staff/audit").await.ok().one("main");
    assert!(audit.contains("修改实习约定") && audit.contains("实习地点、做什么、约定时长、实习时间"), "{audit}");
    assert!(!audit.contains("和风里"));
}

#[tokio::test]
async fn a_practice_that_runs_keeps_what_is_signed_and_opens_no_gate_with_fewer_hours() {
    let app = before_anybody_learned().await;
    let (run, enrolment) = passed(&app, 8).await;
    let id = practise(&app, enrolment, "running").await;
    let (mine, theirs) = (format!("{MINE}/{id}"), format!("/org/{}/placements/shangjin/{id}", run.org));
    let change = format!("{DESK}/{id}/plan");
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    let mut lin = app.sign_in(phones::RESIDENT).await;
    // Four hours are signed by both.
    lin.get(&mine).await.ok();
    lin.submit(".entry-sign", &[]).await.with_status(303);
    // What the company took her for is not asked for.
    assert_eq!(staff.get(&change).await.ok().count("#duties, #starts_on"), 0);
    let sent = [("place", "和风里"), ("hours", "3"), ("ends_on", "2027-01-16")];
    let refused = staff.submit("#change-form", &sent).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#hours"]);
    assert!(refused.one(".error-summary").contains("双方已签 4 小时，至少填 4"));
    for (field, typed) in sent {
        assert_eq!(refused.attributes(&format!("#{field}"), "value"), [typed], "nothing is lost");
    }
    staff.submit("#change-form", &[("hours", "4")]).await.with_status(303);
    let page = lin.get(&mine).await.ok();
    assert!(page.one("section[aria-labelledby=progress]").contains("双方已签 4 小时，约定 4 小时"));
    let plan = page.one("section[aria-labelledby=plan]");
    assert!(["和风里", "2027年1月16日", "2026年11月16日", "跟着上门"].iter().all(|word| plan.contains(word)), "{plan}");
    // What is signed suffices now: those who confirm it hear of that, and she of what is agreed.
    app.run_tasks().await;
    assert!(
        inbox(&mut owner).await.contains("约定的小时双方都签了") && inbox(&mut lin).await.contains("时长改为 4 小时")
    );
    // More is agreed before the company confirms it: then it is not done.
    assert_eq!(owner.get(&theirs).await.ok().count("#complete-form"), 1);
    staff.get(&change).await.ok();
    staff.submit("#change-form", &[("hours", "5")]).await.with_status(303);
    assert_eq!(owner.submit("#complete-form", &[]).await.with_status(409).count("#complete-form"), 0);
    staff.get(&change).await.ok();
    staff.submit("#change-form", &[("hours", "4")]).await.with_status(303);
    owner.get(&theirs).await.ok();
    owner.submit("#complete-form", &[]).await.with_status(303);
    // The course asks for eight all the same.
    let page = staff.get(&format!("/c/shangjin/staff/certificates/runs/{}", run.id)).await.ok();
    assert!(page.one("section[aria-labelledby=missing]").contains("林晓梅：实习已确认 4 小时，要满 8 小时"));
    assert_eq!(page.count("#prepare-form"), 0);
}

#[tokio::test]
async fn who_comes_second_sees_what_differs_and_loses_nothing() {
    let app = before_anybody_learned().await;
    let [desk, theirs] = proposed(&app).await;
    let (mut first, mut second) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let change = format!("{desk}/plan");
    first.get(&change).await.ok();
    second.get(&change).await.ok();
    first.submit("#change-form", &[("place", "和风里")]).await.with_status(303);
    let told = second.submit("#change-form", &[("place", "东门"), ("hours", "12")]).await.with_status(409);
    let terms = ["实习地点", "约定时长"];
    assert_eq!(told.texts("#conflict dt"), terms, "what is the same is not in the way");
    assert!(told.one("#conflict").contains("和风里") && told.one("#conflict").contains("8 小时"));
    assert_eq!(
        (told.attributes("#place", "value"), told.attributes("#hours", "value")),
        (vec!["东门".into()], vec!["12".into()])
    );
    second.submit("#change-form", &[]).await.with_status(303);
    // The company answers while somebody writes: what it took her for stays, and what was typed of that is not gone.
    first.get(&change).await.ok();
    owner.get(&theirs).await.ok();
    owner.submit("#accept-form", &[("mentor", "王秀兰")]).await.with_status(303);
    let typed = [("place", "西门"), ("duties", "跟着上门照护")];
    let told = first.submit("#change-form", &typed).await.with_status(409);
    assert_eq!(told.texts("#conflict dt"), ["实习地点", "做什么", "状态"]);
    assert!(told.one("#conflict").contains("实习中") && told.one("#unsaved").contains("跟着上门照护"));
    assert_eq!((told.count("#duties"), told.attributes("#place", "value")), (0, vec!["西门".into()]));
    first.submit("#change-form", &[]).await.with_status(303);
    let plan = first.get(&desk).await.ok().one("section[aria-labelledby=plan]");
    assert!(["西门", "跟着上门做饭", "12 小时"].iter().all(|word| plan.contains(word)), "{plan}");
}

#[tokio::test]
async fn whoever_shows_the_learner_the_work_hears_what_is_agreed() {
    let app = before_anybody_learned().await;
    let (mine, theirs, _) = mentored(&app).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&format!("{}/plan", mine.replace(MINE, DESK))).await.ok();
    staff.submit("#change-form", &[("ends_on", "2027-01-16")]).await.with_status(303);
    app.run_tasks().await;
    for phone in [phones::RESIDENT, phones::VENDOR_OWNER, phones::VENDOR_WORKER] {
        let texts = inbox(&mut app.sign_in(phone).await).await;
        assert!(texts.contains("实习约定改了：时间改为2026年11月16日 至 2027年1月16日。"), "{phone}: {texts}");
    }
    let plan = app.sign_in(phones::VENDOR_WORKER).await.get(&theirs).await.ok();
    assert!(plan.one("section[aria-labelledby=plan]").contains("2027年1月16日"));
}

#[tokio::test]
async fn what_is_over_stays_as_it_was_agreed() {
    let app = before_anybody_learned().await;
    let [mine, _, desk] = practising(&app).await;
    let (mut lin, mut staff) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::STAFF).await);
    let change = format!("{desk}/plan");
    staff.get(&change).await.ok();
    lin.get(&mine).await.ok();
    lin.submit("#end-form", &[("reason", "身体吃不消")]).await.with_status(303);
    let told = staff.submit("#change-form", &[("place", "和风里三号楼")]).await.with_status(409);
    assert!(told.one("#conflict").contains("和风里三号楼"), "{}", told.one("#conflict"));
    assert_eq!((told.count("#change-form"), told.count("a[href$='/plan']")), (0, 0));
    staff.get(&change).await.with_status(404);
    assert_eq!(count(&app, "select count(*) from placement where place = '锦苑东区'").await, 1);
}

#[tokio::test]
async fn nobody_changes_their_own_or_another_communitys() {
    let app = before_anybody_learned().await;
    let [_, _, desk] = practising(&app).await;
    let change = format!("{desk}/plan");
    let sent = "revision=1&place=x&hours=40&ends_on=2026-12-16";
    let elsewhere = change.replace("shangjin", "yunqi");
    let mut yunqi = app.sign_in(phones::YUNQI_STAFF).await;
    yunqi.get(&elsewhere).await.with_status(404);
    yunqi.forge(&elsewhere, sent).await.with_status(404);
    app.sign_in(phones::STREET_STAFF).await.get(&change).await.with_status(403);
    // Staff who work for the company leave it to a colleague.
    employ(&app, phones::STAFF).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(staff.get(&desk).await.ok().count("a[href$='/plan']"), 0);
    staff.get(&change).await.with_status(404);
    staff.forge(&change, sent).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("own-placement"));
    assert_eq!(count(&app, "select count(*) from placement where place = '锦苑东区' and revision = 1").await, 1);
}
