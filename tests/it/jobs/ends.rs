//! What becomes of applications when somebody cannot be told, comes too late, or is not there any more.

use super::hiring::{application, applied, hired, invite, start, withdrawal};
use super::*;

#[tokio::test]
async fn staff_pass_on_what_somebody_without_an_account_is_told_and_take_back_what_they_do_not_want() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let list = on_paper(&app, "吴秀英", nanny, &["name"]).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let one = application(&app, &mut owner, nanny).await;
    invite(&mut owner, &one, "2026-11-26T09:00").await;
    let news = told(&app, phones::STAFF, "白班保姆").await;
    assert!(news[0].contains("请转告") && news[0].contains("2026年11月26日 09:00，便民站"), "{news:?}");
    let mut staff = app.sign_in(phones::STAFF).await;
    let own = staff.get(&list).await.ok().attributes("main .rows__item a", "href").remove(0);
    staff.get(&own).await.ok();
    for flash in ["job-told", "already-done"] {
        staff.press("#word-form", "button[value=withdraw]", &[("word", "phone")]).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    let page = owner.get(&one).await.ok();
    assert!(page.one("h1") == "吴**" && page.one(".page__head .state") == "本人撤回", "{}", page.one(".page__head"));
    assert!(told(&app, phones::VENDOR_OWNER, "白班保姆").await[0].contains("撤回"));
    assert_eq!(staff.get(&own).await.ok().count("#word-form"), 0, "there is nothing more to say");
}

#[tokio::test]
async fn whoever_has_applied_is_told_so_whatever_became_of_the_posting() {
    let (app, nanny, mut owner, mut lin) = start().await;
    apply(&mut lin, nanny, &["name"], "").await.with_status(303);
    let made = format!("{}/shangjin/{nanny}", workspace(&app).await);
    step(&mut owner, &made, "pause", "").await.with_status(303);
    // The answer was lost on the way: the form is sent once more.
    lin.submit("#apply-form", &[("part", "name")]).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("already-done"));
    let page = lin.get(&format!("{LIST}/{nanny}/application")).await.ok();
    assert!(page.text().contains("您已经报过名了") && !page.text().contains("没有提交"));
    let mut other = app.sign_in(phones::TWO_IDENTITIES).await;
    let page = other.get(&format!("{LIST}/{nanny}/application")).await.ok();
    assert!(!page.text().contains("没有提交"), "nothing was sent");
}

#[tokio::test]
async fn what_was_typed_for_a_posting_that_is_gone_is_given_back() {
    let (app, nanny, mut owner, mut lin) = start().await;
    lin.get(&format!("{LIST}/{nanny}/application")).await.ok();
    owner.get(&format!("{}/shangjin/{nanny}", workspace(&app).await)).await.ok();
    owner.submit("#job-form", &[("pay_max", "9000")]).await.with_status(303);
    let late = lin.submit("#apply-form", &[("part", "name"), ("note", "下周能上班")]).await.with_status(409);
    assert!(late.one("main").contains("没有提交") && late.one("section[aria-labelledby=kept]").contains("下周能上班"));
    lin.get(&format!("{LIST}/{nanny}/application")).await.with_status(410);
    assert_eq!(count(&app, &format!("select count(*) from job_application where posting_id = '{nanny}'")).await, 0);
}

#[tokio::test]
async fn of_two_invitations_the_second_is_not_taken_for_the_first() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = applied(&app, &mut owner, &mut lin, nanny).await;
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    owner.get(&one).await.ok();
    editor.get(&one).await.ok();
    let thursday = [("at", "2026-11-26T09:00"), ("place", "便民站")];
    for flash in ["step-taken", "already-done"] {
        owner.submit("#invite-form", &thursday).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash));
    }
    let late = editor.submit("#invite-form", &[("at", "2026-11-27T14:00"), ("place", "公司")]).await.with_status(409);
    assert!(late.one("#conflict").contains("2026-11-27T14:00"));
}

#[tokio::test]
async fn a_company_that_leaves_leaves_nobody_waiting() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    apply(&mut lin, nanny, &["name"], "").await.with_status(303);
    let (org, _) = demo_service(&app).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    crate::support::companies::step(&mut staff, &format!("/c/shangjin/staff/vendors/{org}"), "exit", "合同到期")
        .await
        .with_status(303);
    let state = format!(
        "select count(*) from job_application where posting_id = '{nanny}' and status = 'rejected' and name = ''"
    );
    assert_eq!(count(&app, &state).await, 1);
    assert!(told(&app, phones::RESIDENT, "白班保姆").await[0].contains("没有录用"));
    let open = format!(
        "select count(*) from job_posting where org_id = '{org}' and status <> 'withdrawn' and status <> 'filled'
        and tenant_id = (select id from tenant where slug = 'shangjin')"
    );
    assert_eq!(count(&app, &open).await, 0);
    // Nobody wrote why: each reads it in their own language.
    let english = lin.get("/me/applications?lang=en").await.ok();
    assert!(
        english.text().contains("This job has been taken down") && !english.text().contains("撤下"),
        "{}",
        english.text()
    );
}

#[tokio::test]
async fn a_posting_that_went_back_into_review_keeps_nobody_waiting_for_ever() {
    let app = TestApp::new().await;
    let cleaner = id_of(&app, CLEANER).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    owner.get(&format!("{}/shangjin/{cleaner}", workspace(&app).await)).await.ok();
    owner.submit("#job-form", &[("pay_max", "90")]).await.with_status(303);
    let waiting = format!(
        "select count(*) from job_application where posting_id = '{cleaner}' and status in ('submitted', 'viewed', 'interview', 'offer')"
    );
    assert!(count(&app, &waiting).await > 0);
    app.pass_days(45 + 16).await;
    assert_eq!(count(&app, &waiting).await, 0);
    assert!(told(&app, phones::RESIDENT, CLEANER).await[0].contains("一直没有答复"));
}

#[tokio::test]
async fn the_community_extends_what_it_paused_and_what_has_ended_meanwhile() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let (made, at_desk) = (format!("{}/shangjin/{nanny}", workspace(&app).await), format!("{DESK}/{nanny}"));
    step(&mut staff, &at_desk, "pause", "有人投诉").await.with_status(303);
    app.behind(&format!(
        "update job_posting set status = 'expired', valid_until = '2026-11-22' where posting_id = '{nanny}'"
    ))
    .await;
    assert_eq!(
        owner.get(&made).await.ok().count("button[value=extend]"),
        0,
        "it is not the company's to end the pause"
    );
    step(&mut staff, &at_desk, "extend", "").await.with_status(303);
    assert_eq!(state(&staff.get(&at_desk).await.ok()), "正在招");
}

#[tokio::test]
async fn nobody_decides_about_a_record_that_turned_out_to_be_their_own() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    on_paper(&app, "吴秀英", nanny, &["name"]).await;
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    let one = application(&app, &mut editor, nanny).await;
    assert_eq!(editor.get(&one).await.ok().count("#reject-form"), 1);
    let hash = app.state.secrets().phone_hash(phones::VENDOR_EDITOR);
    sqlx::query("update resident set person_id = (select person_id from phone_identity where phone_hmac = $1) where name = '林桂兰'")
        .bind(&hash[..])
        .execute(&mut app.superuser().await)
        .await
        .expect("their record");
    app.behind("update resident set merged_into = (select resident_id from resident where name = '林桂兰') where name = '吴秀英'")
        .await;
    assert_eq!(editor.get(&one).await.ok().count("main form[action$='/steps']"), 0);
    editor.forge(&format!("{one}/steps"), "step=reject&reason=x&revision=1").await.with_status(403);
}

#[tokio::test]
async fn whoever_was_hired_may_stop_sharing() {
    let (app, nanny, mut owner, mut lin) = start().await;
    apply(&mut lin, nanny, &["name", "phone"], "").await.with_status(303);
    hired(&app, nanny).await;
    let one = application(&app, &mut owner, nanny).await;
    assert_eq!(owner.get(&one).await.ok().one("h1"), "林晓梅");
    lin.get("/me/applications").await.ok();
    let form = withdrawal(nanny);
    for flash in ["job-unshared", "already-done"] {
        lin.submit(&form, &[]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    let page = owner.get(&one).await.ok();
    assert!(page.one("h1") == "林**" && !page.text().contains("0001"));
    assert_eq!(state(&page), "已上岗", "the work is not taken back");
}

#[tokio::test]
async fn an_application_that_comes_after_the_last_day_is_not_taken_and_not_lost() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(&format!("{LIST}/{nanny}/application")).await.ok();
    // The daily work has not got round to it.
    app.behind(&format!("update job_posting set valid_until = '2026-11-22' where posting_id = '{nanny}'")).await;
    let late = lin.submit("#apply-form", &[("part", "name"), ("note", "下周能上班")]).await.with_status(409);
    assert!(
        late.one(".flash--bad").contains("没有提交")
            && late.one("section[aria-labelledby=kept]").contains("下周能上班")
    );
    assert_eq!(count(&app, &format!("select count(*) from job_application where posting_id = '{nanny}'")).await, 0);
}

#[tokio::test]
async fn what_somebody_no_longer_agrees_to_is_not_shared_though_it_was_offered() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let (mut lin, mut elsewhere) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::RESIDENT).await);
    lin.get(&format!("{LIST}/{nanny}/application")).await.ok();
    elsewhere.get("/me/talent").await.ok();
    elsewhere.submit("#withdraw-form", &[]).await.with_status(303);
    let fields = [("part", "talent"), ("note", "下周能上班")];
    let refused = lin.submit("#apply-form", &fields).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#part"]);
    assert_eq!(refused.attributes("#note", "value"), ["下周能上班"]);
    assert_eq!(count(&app, &format!("select count(*) from job_application where posting_id = '{nanny}'")).await, 0);
}

#[tokio::test]
async fn two_years_after_applications_ended_what_somebody_wrote_is_gone_and_what_the_program_did_counts() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = applied(&app, &mut owner, &mut lin, nanny).await;
    invite(&mut owner, &one, "2026-11-26T09:00").await;
    owner.get(&one).await.ok();
    owner.submit("#reject-form", &[("reason", "时间合不上")]).await.with_status(303);
    on_paper(&app, "吴秀英", nanny, &["name"]).await;
    app.behind(&format!(
        "update job_application set status = 'left', hired_on = '2026-11-20', left_on = '2026-11-20', reason = 'gone:never'
        where posting_id = '{nanny}' and how = 'paper'"
    ))
    .await;
    // Where to come, and why not; each stands in a step, too.
    let words = format!(
        "select (select count(*) from job_application where posting_id = '{nanny}' and reason = '时间合不上')
            + (select count(*) from job_application where posting_id = '{nanny}' and interview_place <> '')
            + (select count(*) from job_application_event e join job_application a using (tenant_id, application_id)
                where a.posting_id = '{nanny}' and e.note <> '')"
    );
    let steps = format!(
        "select count(*) from job_application_event join job_application using (tenant_id, application_id)
        where posting_id = '{nanny}'"
    );
    let taken = count(&app, &steps).await;
    for (days, left) in [(730, 4), (2, 0)] {
        app.advance(TimeDelta::days(days));
        app.run_tasks().await;
        assert_eq!(count(&app, &words).await, left, "{days} days later");
    }
    assert_eq!(count(&app, &steps).await, taken);
    let never = format!("select count(*) from job_application where posting_id = '{nanny}' and reason = 'gone:never'");
    assert_eq!(count(&app, &never).await, 1, "nobody counts them among the hired");
}
