//! What a placement comes to when one of the sides is not there any more, and what is sent late or twice.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{DESK, employ, line, passed, practising, propose, write};
use crate::support::companies::count;
use crate::support::training::{before_anybody_learned, practise, put};
use crate::support::{TestApp, phones};

#[tokio::test]
async fn a_company_that_has_left_the_community_keeps_nobody_and_a_suspended_one_takes_nobody() {
    let app = before_anybody_learned().await;
    let (of, enrolment) = passed(&app, 8).await;
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    propose(&mut staff, &format!("{}/learners/{enrolment}", of.desk()), of.org, "8").await.with_status(303);
    let desk = format!("/org/{}/placements", of.org);
    let page = owner.get(&desk).await.ok().attributes("section[aria-labelledby=here] a", "href").remove(0);
    owner.get(&page).await.ok();
    app.behind(&format!("update admission set status = 'suspended' where org_id = '{}'", of.org)).await;
    let refused = owner.submit("#accept-form", &[("mentor", "王秀兰")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#mentor"]);
    assert_eq!(refused.attributes("#mentor", "value"), ["王秀兰"], "nothing is lost");
    app.behind(&format!("update admission set status = 'exited' where org_id = '{}'", of.org)).await;
    owner.get(&page).await.with_status(404);
    owner.forge(&format!("{page}/steps"), "step=decline&revision=1&reason=x").await.with_status(404);
    assert_eq!(owner.get(&desk).await.ok().count("section[aria-labelledby=here] a"), 0);
}

#[tokio::test]
async fn whoever_leaves_the_course_leaves_the_company_and_what_both_signed_counts() {
    let app = before_anybody_learned().await;
    let (of, enrolment) = passed(&app, 8).await;
    let id = practise(&app, enrolment, "running").await;
    app.behind("update placement_entry set learner_signed_at = mentor_signed_at, learner_signer = '林晓梅' where disputed_at is null").await;
    app.behind("update enrolment set status = 'enrolled'").await;
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    staff.get(&format!("{}/learners/{enrolment}", of.desk())).await.ok();
    staff.submit("#leave-form", &[("reason", "搬家了")]).await.with_status(303);
    app.run_tasks().await;
    assert!(owner.get("/me/inbox").await.ok().text().contains("在晴扫家政的实习也中止了"));
    // The company keeps no whole name of somebody who has not stayed.
    let theirs = owner.get(&format!("/org/{}/placements/shangjin/{id}", of.org)).await.ok();
    assert_eq!(theirs.one("h1"), "林**");
    assert!(!theirs.text().contains("林晓梅") && theirs.one(".page__head").contains("双方已签的 4 小时照算"));
    assert_eq!(count(&app, "select done_minutes::bigint from placement").await, 240);
    // Nobody is asked to take somebody who is not in the course.
    staff.get(&format!("{}/learners/{enrolment}/placement", of.desk())).await.with_status(404);
}

#[tokio::test]
async fn hours_of_a_practice_that_was_broken_off_are_not_asked_for_again() {
    let app = before_anybody_learned().await;
    let (of, enrolment) = passed(&app, 8).await;
    practise(&app, enrolment, "running").await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let url = line(&mut staff, &format!("{DESK}/{}", the_placement(&app).await), "11月21日").await;
    staff.get(&url).await.ok();
    staff.submit("#settle-form", &[("counts", "yes"), ("note", "看了排班表")]).await.with_status(303);
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(&format!("/me/placements/{}", the_placement(&app).await)).await.ok();
    lin.submit("#end-form", &[("reason", "公司搬走了")]).await.with_status(303);
    let plan = staff.get(&format!("{}/learners/{enrolment}/placement", of.desk())).await.ok();
    assert_eq!(plan.attributes("#hours", "value"), ["4"], "four of eight are done");
}

async fn the_placement(app: &TestApp) -> Uuid {
    sqlx::query_scalar("select placement_id from placement").fetch_one(&mut app.superuser().await).await.expect("one")
}

#[tokio::test]
async fn staff_who_work_for_the_company_leave_it_to_a_colleague() {
    let app = before_anybody_learned().await;
    let [_, _, desk] = practising(&app).await;
    let (of, other) = passed(&app, 8).await;
    employ(&app, phones::STAFF).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(staff.get(&desk).await.ok().count("main form[method=post]"), 0);
    staff.forge(&format!("{desk}/steps"), "step=complete&revision=1").await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("own-placement"));
    app.behind(&format!("update enrolment set status = 'passed' where enrolment_id = '{other}'")).await;
    let refused = propose(&mut staff, &format!("{}/learners/{other}", of.desk()), of.org, "8").await.with_status(422);
    assert!(refused.one(".error-summary").contains("请别的同事来安排"));
    assert_eq!(refused.one("#duties"), "跟着上门做饭", "nothing is lost");
}

#[tokio::test]
async fn what_is_sent_twice_is_done_once_and_what_comes_late_is_not_lost() {
    let app = before_anybody_learned().await;
    let [mine, theirs, desk] = practising(&app).await;
    let (mut lin, mut owner) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::VENDOR_OWNER).await);
    // What both have signed, written anew: the other one hears of it.
    let url = line(&mut lin, &mine, "11月20日").await;
    lin.get(&url).await.ok();
    lin.submit("#sign-form", &[]).await.with_status(303);
    lin.get(&url).await.ok();
    for flash in ["hours-written", "already-done"] {
        lin.submit("#entry-form", &[("hours", "3")]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    app.run_tasks().await;
    assert!(owner.get("/me/inbox").await.ok().text().contains("重新记过"));
    // A dispute; who wrote the line cannot make it go away.
    let own = line(&mut owner, &theirs, "11月20日").await;
    owner.get(&own).await.ok();
    for flash in ["hours-disputed", "already-done"] {
        owner.submit("#dispute-form", &[("note", "只来了两小时")]).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash));
    }
    assert_eq!(lin.get(&url).await.ok().count("#remove-form"), 0);
    // Taken back twice.
    write(&mut lin, &mine, "2026-11-19", "2").await.with_status(303);
    let new = line(&mut lin, &mine, "11月19日").await;
    lin.get(&new).await.ok();
    for flash in ["removed", "already-done"] {
        lin.submit("#remove-form", &[]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    // Staff take nothing back that the learner wrote.
    write(&mut lin, &mine, "2026-11-18", "2").await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    let at_desk = line(&mut staff, &desk, "11月18日").await;
    assert_eq!(staff.get(&at_desk).await.ok().count("#remove-form"), 0);
    staff.forge(&format!("{at_desk}/steps"), "step=remove&revision=1").await.with_status(422);
    // It ends while somebody writes.
    lin.get(&mine).await.ok();
    owner.get(&theirs).await.ok();
    owner.submit("#end-form", &[("reason", "门店关了")]).await.with_status(303);
    let late = [("day", "2026-11-22"), ("hours", "2"), ("did", "擦了灶台")];
    let told = lin.submit("#entry-form", &late).await.with_status(409);
    assert!(told.one("#conflict").contains("擦了灶台"), "{}", told.one("#conflict"));
}

#[tokio::test]
async fn a_company_reaches_every_learner_it_ever_had() {
    let app = before_anybody_learned().await;
    let (of, enrolment) = passed(&app, 8).await;
    for _ in 0..31 {
        practise(&app, enrolment, "completed").await;
    }
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let first = owner.get(&format!("/org/{}/placements", of.org)).await.ok();
    let links = |page: &crate::support::Answer| page.attributes("section[aria-labelledby=here] a:not([rel])", "href");
    let next = first.attributes("section[aria-labelledby=here] a[rel=next]", "href");
    let second = owner.get(&next[0]).await.ok();
    assert_eq!((links(&first).len(), links(&second).len(), second.count("a[rel=next]")), (30, 1, 0));
    assert!(!links(&first).contains(&links(&second)[0]));
}

#[tokio::test]
async fn whoever_practises_in_two_places_has_one_day_of_hours() {
    let app = before_anybody_learned().await;
    let [mine, theirs, _] = practising(&app).await;
    let (_, other) = passed(&app, 8).await;
    let second = practise(&app, other, "running").await;
    // With another company, which the first one knows nothing of.
    for table in ["placement", "placement_entry"] {
        let another = "(select org_id from organization where name like '叮当修修%')";
        app.behind(&format!(
            "update {table} set org_id = {another}, school_id = {another} where placement_id = '{second}'"
        ))
        .await;
    }
    let (mut lin, mut owner) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::VENDOR_OWNER).await);
    write(&mut lin, &format!("/me/placements/{second}"), "2026-11-19", "8").await.with_status(303);
    let refused = write(&mut lin, &mine, "2026-11-19", "5").await.with_status(422);
    assert!(refused.one(".error-summary").contains("这一天还能记 4 小时"), "{}", refused.one(".error-summary"));
    write(&mut owner, &theirs, "2026-11-19", "5").await.with_status(303);
    let url = line(&mut lin, &mine, "11月19日").await;
    lin.get(&url).await.ok();
    let refused = lin.submit("#sign-form", &[]).await.with_status(422);
    assert!(refused.one(".error-summary").contains("这一天还能记 4 小时"));
    let signed = "select count(*) from placement_entry where day = '2026-11-19' and learner_signed_at is not null";
    assert_eq!(count(&app, signed).await, 1);
    // With fewer it is signed.
    let own = line(&mut owner, &theirs, "11月19日").await;
    owner.get(&own).await.ok();
    owner.submit("#entry-form", &[("hours", "4")]).await.with_status(303);
    lin.get(&url).await.ok();
    lin.submit("#sign-form", &[]).await.with_status(303);
    assert_eq!(count(&app, signed).await, 2);
}

#[tokio::test]
async fn the_desk_of_certificates_counts_the_hours_that_the_page_of_a_run_counts() {
    let app = before_anybody_learned().await;
    let (of, enrolment) = passed(&app, 8).await;
    let broken_off = practise(&app, enrolment, "completed").await;
    practise(&app, enrolment, "completed").await;
    let end = format!("update placement set status = 'ended', completed_on = null where placement_id = '{broken_off}'");
    app.behind(&end).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    for (minutes, owed) in [(225, 0), (240, 1)] {
        app.behind(&format!("update placement set done_minutes = {minutes}")).await;
        let desk = staff.get("/c/shangjin/staff/certificates").await.ok();
        assert_eq!(desk.count("section[aria-labelledby=owing] a"), owed, "twice {minutes} minutes");
        let run = staff.get(&format!("/c/shangjin/staff/certificates/runs/{}", of.id)).await.ok();
        assert_eq!(run.count("#prepare-form [name=enrolment]"), owed, "twice {minutes} minutes");
    }
}

#[tokio::test]
async fn a_company_that_declines_keeps_no_whole_name_and_never_read_where_the_agreement_is() {
    let app = before_anybody_learned().await;
    let (of, enrolment) = passed(&app, 8).await;
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    staff.get(&format!("{}/learners/{enrolment}/placement", of.desk())).await.ok();
    let org = of.org.to_string();
    let plan = [
        ("org", org.as_str()),
        ("place", "锦苑东区"),
        ("duties", "跟着上门做饭"),
        ("starts_on", "2026-11-16"),
        ("agree", "paper"),
    ];
    // A paper lies somewhere.
    let refused = staff.submit("#plan-form", &plan).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#agreement_kept"]);
    assert_eq!(refused.attributes("#agree input[checked]", "value"), ["paper"], "nothing is lost");
    staff.submit("#plan-form", &[("agreement_kept", "2 号柜")]).await.with_status(303);
    let id = the_placement(&app).await;
    let (desk, theirs) = (format!("{DESK}/{id}"), format!("/org/{}/placements/shangjin/{id}", of.org));
    assert!(staff.get(&desk).await.ok().one("section[aria-labelledby=plan]").contains("纸质同意书在2 号柜"));
    let page = owner.get(&theirs).await.ok();
    assert_eq!(page.one("h1"), "林晓梅", "it decides about her");
    assert!(!page.text().contains("2 号柜"));
    owner.submit("#decline-form", &[("reason", "人手够了")]).await.with_status(303);
    let page = owner.get(&theirs).await.ok();
    assert_eq!(page.one("h1"), "林**");
    assert!(page.one(".page__head").contains("人手够了") && !page.text().contains("林晓梅"));
    assert!(!owner.get(&format!("/org/{}/placements", of.org)).await.ok().one("main").contains("林晓梅"));
    assert_eq!(count(&app, "select count(*) from placement where learner_name = '林**'").await, 1);
    app.run_tasks().await;
    assert!(app.sign_in(phones::RESIDENT).await.get("/me/inbox").await.ok().text().contains("人手够了"));
}

#[tokio::test]
async fn two_years_after_practice_was_broken_off_its_words_are_gone_unless_a_certificate_may_rest_on_them() {
    let app = before_anybody_learned().await;
    let (of, through) = passed(&app, 8).await;
    let left = put(&app, &of, "秦建军", "dropped").await;
    let (book, other) = (practise(&app, left, "ended").await, practise(&app, through, "ended").await);
    app.behind("update placement set reason = '公司搬走了'").await;
    let words = |placement: Uuid| {
        format!(
            "select (select count(*) from placement where placement_id = '{placement}' and reason <> '')
                + (select count(*) from placement_entry where placement_id = '{placement}' and did || dispute_note <> '')"
        )
    };
    for (days, words_left) in [(720, [3, 3]), (12, [0, 2])] {
        app.advance(TimeDelta::days(days));
        app.run_tasks().await;
        let both = [count(&app, &words(book)).await, count(&app, &words(other)).await];
        assert_eq!(both, words_left, "{days} days later");
    }
    assert_eq!(count(&app, "select sum(minutes) from placement_entry").await, 960, "the hours stay");
    let mut staff = app.sign_in(phones::STAFF).await;
    let url = line(&mut staff, &format!("{DESK}/{book}"), "11月20日").await;
    assert!(staff.get(&url).await.ok().one("section[aria-labelledby=said]").contains("内容已经清空"));
}
