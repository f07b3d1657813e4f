//! An organization's way from its first day to what residents see: records, prices, admission, publication.

use chrono::TimeDelta;

use crate::support::companies::{
    USCC, add_service, admit, apply_to, begin_org, count, decide, demo_service, listing_of, offers, org_id, step, take,
    waiting_change,
};
use crate::support::{TestApp, phones};

#[tokio::test]
async fn a_company_joins_two_communities_of_which_one_approves_a_price_and_one_returns_it() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    let org = begin_org(&mut owner).await;
    let service = add_service(&mut owner, &org, "明亮日常保洁", "42", "50").await;
    let id = org_id(&org).to_owned();
    let mut resident = app.browser();
    for (community, phone) in [("shangjin", phones::STAFF), ("yunqi", phones::YUNQI_STAFF)] {
        apply_to(&mut owner, &org, community).await.with_status(303);
        let mut staff = app.sign_in(phone).await;
        let record = format!("/c/{community}/staff/vendors/{id}");
        for taken in ["check", "visit", "notice"] {
            step(&mut staff, &record, taken, "").await.with_status(303);
        }
        let notice = resident.get(&format!("/c/{community}/vendors")).await.ok();
        assert!(notice.text().contains("细柳新风家政"), "on public notice");
        // Nothing of it is to be found before it is admitted.
        assert_eq!(resident.get(&format!("/c/{community}/vendors/{id}")).await.status(), 404);
        step(&mut staff, &record, "admit", "").await.with_status(422);
    }
    app.pass_days(8).await;
    for (community, phone) in [("shangjin", phones::STAFF), ("yunqi", phones::YUNQI_STAFF)] {
        let mut staff = app.sign_in(phone).await;
        step(&mut staff, &format!("/c/{community}/staff/vendors/{id}"), "admit", "").await.with_status(303);
        decide(&mut staff, community, "明亮日常保洁", "approve", "").await.with_status(303);
        let found = resident.get(&format!("/c/{community}/services?q=%E6%98%8E%E4%BA%AE")).await.ok();
        assert!(found.text().contains("42–50"), "{community} shows the offer");
    }
    // A lower price, everywhere, from today.
    let mut owner = app.sign_in(phones::RESIDENT).await;
    owner.get(&format!("{service}/prices")).await.ok();
    owner.submit("#price-form", &[("min", "36"), ("max", "44")]).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    decide(&mut staff, "shangjin", "明亮日常保洁", "approve", "").await.with_status(303);
    let mut yunqi = app.sign_in(phones::YUNQI_STAFF).await;
    decide(&mut yunqi, "yunqi", "明亮日常保洁", "return", "价格和门店公示的不一致").await.with_status(303);
    let here = resident.get("/c/shangjin/services?q=%E6%98%8E%E4%BA%AE").await.ok();
    let others = resident.get("/c/shangjin/services?q=%E6%97%A5%E5%B8%B8%E4%BF%9D%E6%B4%81&sort=price").await.ok();
    let ours = offers(&here).remove(0);
    let other = offers(&others).into_iter().find(|id| *id != ours).expect("another offer");
    let compared = resident.get(&format!("/c/shangjin/compare?id={ours}&id={other}")).await.ok();
    assert!(compared.text().contains("36–44"), "the comparison shows the new price");
    assert!(here.text().contains("36–44"));
    let there = resident.get("/c/yunqi/services?q=%E6%98%8E%E4%BA%AE").await.ok();
    assert!(there.text().contains("42–50") && !there.text().contains("36–44"), "returned: the old price stays");
    app.run_tasks().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    let inbox = owner.get(&format!("{org}/inbox")).await.ok().text();
    assert!(inbox.contains("价格和门店公示的不一致"), "the owner is told why");
    assert!(owner.get(&service).await.ok().text().contains("价格和门店公示的不一致"));
}

#[tokio::test]
async fn a_rise_is_announced_before_it_holds_and_begins_on_its_day() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let (org, service) = demo_service(&app).await;
    let mut resident = app.browser();
    let prices = format!("/org/{org}/services/{service}/prices");
    owner.get(&prices).await.ok();
    let early = owner
        .submit("#price-form", &[("place", ""), ("min", "90"), ("max", "99"), ("from", "2026-11-25")])
        .await
        .with_status(422);
    assert_eq!(early.attributes(".error-summary__list a", "href"), ["#from"]);
    assert_eq!(early.attributes("#min", "value"), ["90"], "nothing typed is lost");
    owner.submit("#price-form", &[("from", "2026-12-05")]).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    let before = resident.get("/c/shangjin/services?q=%E6%97%A5%E5%B8%B8%E4%BF%9D%E6%B4%81").await.ok();
    assert!(!before.text().contains("90–99"));
    let url = listing_of(&app, &service).await;
    let page = resident.get(&url).await.ok();
    assert!(page.text().contains("12月5日") && page.text().contains("90–99"), "the rise is announced on the offer");
    app.pass_days(11).await;
    assert!(!resident.get(&url).await.ok().one("h1 ~ * .price__amount").contains("90"), "the day before");
    app.pass_days(1).await;
    let after = resident.get(&url).await.ok();
    assert!(after.texts(".facts .price__amount") == ["90–99"], "{:?}", after.texts(".facts .price__amount"));
}

#[tokio::test]
async fn two_people_at_one_price_and_the_second_sees_what_the_first_set() {
    let app = TestApp::new().await;
    let (mut owner, mut editor) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_EDITOR).await);
    let (org, service) = demo_service(&app).await;
    let prices = format!("/org/{org}/services/{service}/prices");
    let links = owner.get(&prices).await.ok().attributes("a[href*='like=']", "href");
    let mut ours = None;
    for link in links {
        if owner.get(&link).await.ok().attributes("#place option[selected]", "value") == ["shangjin"] {
            ours = Some(link);
        }
    }
    let ours = ours.expect("a price of this community");
    owner.get(&ours).await.ok();
    editor.get(&ours).await.ok();
    owner.submit("#price-form", &[("min", "31"), ("max", "")]).await.with_status(303);
    let second = editor.submit("#price-form", &[("min", "29"), ("max", "")]).await.with_status(409);
    assert!(second.one("#conflict").contains("31"), "what the first set is shown");
    assert_eq!(second.attributes("#min", "value"), ["29"], "what was typed stays");
    // Knowing that, it may be sent again.
    editor.submit("#price-form", &[]).await.with_status(303);
    let now = editor.get(&prices).await.ok();
    assert!(now.texts(".rows__title").iter().any(|text| text.starts_with("29")));
}

#[tokio::test]
async fn an_approval_clicked_twice_counts_once_and_a_changed_wish_is_shown_again() {
    let app = TestApp::new().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let (org, service) = demo_service(&app).await;
    let page = format!("/org/{org}/services/{service}");
    owner.get(&page).await.ok();
    owner.submit("#service-form", &[("conditions", "提前两天预约")]).await.with_status(303);
    let change = waiting_change(&mut staff, "shangjin", "日常保洁").await;
    let seen = staff.get(&change).await.ok();
    assert!(seen.text().contains("提前两天预约"));
    let revision = seen.attributes("input[name=revision]", "value").remove(0);
    let decision = format!("decision=approve&revision={revision}");
    // The organization changes its wish while it is being looked at.
    owner.get(&page).await.ok();
    owner.submit("#service-form", &[("conditions", "提前三天预约")]).await.with_status(303);
    let stale = staff.forge(&format!("{change}/decision"), &decision).await.with_status(409);
    assert!(stale.text().contains("提前三天预约"), "the newer wish is shown");
    let revision = stale.attributes("input[name=revision]", "value").remove(0);
    let decision = format!("decision=approve&revision={revision}");
    let first = staff.forge(&format!("{change}/decision"), &decision).await.with_status(303);
    let second = staff.forge(&format!("{change}/decision"), &decision).await.with_status(303);
    assert_eq!(first.location(), second.location());
    let mut resident = app.browser();
    assert!(resident.get(&listing_of(&app, &service).await).await.ok().text().contains("提前三天预约"));
    app.run_tasks().await;
    let told = count(&app, "select count(*) from org_message where news->>'kind' = 'change_decided'").await;
    assert_eq!(told, 1, "told once");
}

#[tokio::test]
async fn trusted_companies_publish_minor_changes_at_once_and_rises_never() {
    let app = TestApp::new().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let (org, service) = demo_service(&app).await;
    staff.get(&format!("/c/shangjin/staff/vendors/{org}")).await.ok();
    staff.submit("form[action$='/trust']", &[]).await.with_status(303);
    owner.get(&format!("/org/{org}/services/{service}")).await.ok();
    owner.submit("#service-form", &[("conditions", "当天可约")]).await.with_status(303);
    let mut resident = app.browser();
    let url = listing_of(&app, &service).await;
    assert!(resident.get(&url).await.ok().text().contains("当天可约"), "at once");
    owner.get(&format!("/org/{org}/services/{service}/prices")).await.ok();
    owner
        .submit("#price-form", &[("place", ""), ("min", "95.5"), ("max", ""), ("from", "2026-12-20")])
        .await
        .with_status(303);
    let main = resident.get(&url).await.ok().one("main");
    assert!(!main.contains("95.5"), "a rise waits for the community: {main}");
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    assert!(resident.get(&url).await.ok().one("main").contains("95.5"));
}

#[tokio::test]
async fn papers_that_run_out_stop_new_business_and_new_ones_let_it_go_on() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    let org = begin_org(&mut owner).await;
    add_service(&mut owner, &org, "明亮日常保洁", "42", "50").await;
    apply_to(&mut owner, &org, "shangjin").await.with_status(303);
    let record = format!("/c/shangjin/staff/vendors/{}", org_id(&org));
    let mut staff = app.sign_in(phones::STAFF).await;
    admit(&app, &mut staff, &record).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &record, "admit", "").await.with_status(303);
    decide(&mut staff, "shangjin", "明亮日常保洁", "approve", "").await.with_status(303);
    let mut resident = app.browser();
    let vendor = format!("/c/shangjin/vendors/{}", org_id(&org));
    // The insurance ends on 30 June 2027.
    sqlx::query("update admission set insurance_until = '2026-12-20' where org_id = $1")
        .bind(org_id(&org).parse::<uuid::Uuid>().expect("an id"))
        .execute(&mut app.superuser().await)
        .await
        .expect("an update");
    app.pass_days(13).await;
    let warned = "select count(*) from org_message m join organization o using (org_id)
        where news->>'kind' = 'paper_expires' and o.name = '细柳新风家政'";
    assert_eq!(count(&app, warned).await, 1, "7 days before");
    assert_eq!(resident.get(&vendor).await.ok().count(".flash--bad"), 0);
    app.pass_days(8).await;
    assert_eq!(resident.get(&vendor).await.ok().count(".flash--bad"), 1, "temporarily unavailable");
    assert_eq!(resident.get("/c/shangjin/services?q=%E6%98%8E%E4%BA%AE").await.ok().count(".listing-card"), 0);
    let mut owner = app.sign_in(phones::RESIDENT).await;
    owner.get(&format!("{org}/profile")).await.ok();
    owner.submit("main form.form", &[("insurance_until", "2028-01-31")]).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    decide(&mut staff, "shangjin", "细柳新风家政", "approve", "").await.with_status(303);
    assert_eq!(resident.get(&vendor).await.ok().count(".flash--bad"), 0, "and on it goes");
}

#[tokio::test]
async fn a_suspension_warns_the_other_communities_and_hides_the_offers() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (org, service) = demo_service(&app).await;
    let record = format!("/c/shangjin/staff/vendors/{org}");
    step(&mut staff, &record, "suspend", "").await.with_status(422);
    step(&mut staff, &record, "suspend", "抽查不合格").await.with_status(303);
    app.run_tasks().await;
    let mut yunqi = app.sign_in(phones::YUNQI_STAFF).await;
    let inbox = yunqi.get("/me/inbox").await.ok().text();
    assert!(inbox.contains("晴扫家政"), "which company");
    assert!(!inbox.contains("抽查不合格"), "free text may speak of residents, and stays where it was written");
    let mut resident = app.browser();
    let page = resident.get(&listing_of(&app, &service).await).await.ok();
    assert_eq!(page.count(".flash--bad"), 1);
    assert!(page.count(".flash--bad a[href]") >= 1, "alternatives are offered");
    step(&mut staff, &record, "resume", "").await.with_status(303);
    assert_eq!(resident.get(&listing_of(&app, &service).await).await.ok().count(".flash--bad"), 0);
}

#[tokio::test]
async fn what_nobody_confirms_is_asked_about_and_in_the_end_taken_down() {
    let app = TestApp::new().await;
    let (org, service) = demo_service(&app).await;
    app.run_tasks().await;
    let url = listing_of(&app, &service).await;
    let mut resident = app.browser();
    // Checked on 12 November: 91 days later it is asked about, after 181 it is taken down.
    app.advance(TimeDelta::days(81));
    app.run_tasks().await;
    let nudges = "select count(*) from org_message where news->>'kind' = 'grows_old' and news->>'title' = '日常保洁'";
    assert!(count(&app, nudges).await >= 1);
    assert!(resident.get(&url).await.ok().text().contains("90"), "residents are told");
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    owner.get(&format!("/org/{org}/services/{service}")).await.ok();
    owner.submit("form[action$='/confirmation']", &[]).await.with_status(303);
    app.advance(TimeDelta::days(100));
    app.run_tasks().await;
    resident.get(&url).await.ok();
    app.advance(TimeDelta::days(81));
    app.run_tasks().await;
    assert_eq!(resident.get(&url).await.status(), 404, "taken down");
    assert!(count(&app, "select count(*) from org_message where news->>'kind' = 'delisted'").await > 0);
    // Confirmed again, it is asked for anew.
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    owner.get(&format!("/org/{org}/services/{service}")).await.ok();
    owner.submit("form[action$='/confirmation']", &[]).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    resident.get(&url).await.ok();
}

#[tokio::test]
async fn nobody_decides_about_their_own_company() {
    let app = TestApp::new().await;
    let (org, service) = demo_service(&app).await;
    let mut connection = app.superuser().await;
    sqlx::query("insert into membership (org_id, membership_id, person_id, role, valid_from) select $1, gen_random_uuid(), person_id, 'worker', '2026-01-01' from role_grant where role = 'community_staff' and tenant_id = (select id from tenant where slug = 'shangjin')")
        .bind(org)
        .execute(&mut connection)
        .await
        .expect("a membership");
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    owner.get(&format!("/org/{org}/services/{service}")).await.ok();
    owner.submit("#service-form", &[("conditions", "提前两天预约")]).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    let change = waiting_change(&mut staff, "shangjin", "日常保洁").await;
    assert_eq!(staff.get(&change).await.ok().count("form[action$='/decision']"), 0, "there is nothing to press");
    staff.forge(&format!("{change}/decision"), "decision=approve&revision=1").await.with_status(403);
    let record = format!("/c/shangjin/staff/vendors/{org}");
    assert_eq!(staff.get(&record).await.ok().count("input[name=seen]"), 0, "nor here");
    take(&mut staff, &record, "suspend", "admitted", "x").await.with_status(403);
}

#[tokio::test]
async fn an_application_says_what_is_missing_and_keeps_what_was_chosen() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    owner.get("/org/new").await.ok();
    owner.submit("form.form", &[("name", "缺件家政"), ("uscc", "91350100M000100Y44")]).await.with_status(422);
    owner.submit("form.form", &[("uscc", USCC)]).await.with_status(303);
    let org = owner
        .get("/me")
        .await
        .ok()
        .attributes("a[href^='/org/']", "href")
        .into_iter()
        .find(|h| h.len() > 20)
        .expect("my organization");
    let refused = apply_to(&mut owner, &org, "shangjin").await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#facts", "#papers"]);
    let again = owner.get(&format!("{org}/communities/shangjin")).await.ok();
    assert_eq!(again.count("input[name=category][value=cleaning][checked]"), 1, "the choice is kept");
    // Somebody else's code is taken.
    let mut other = app.sign_in(phones::TWO_IDENTITIES).await;
    other.get("/org/new").await.ok();
    other.submit("form.form", &[("name", "冒名家政"), ("uscc", USCC)]).await.with_status(422);
}

#[tokio::test]
async fn files_are_checked_and_only_for_those_who_may_see_them() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    let org = begin_org(&mut owner).await;
    let documents = format!("{org}/documents");
    let page = owner.get(&documents).await.ok();
    let file = page.attributes("td a[href*='/documents/']", "href").remove(0);
    let got = owner.get(&file).await.ok();
    assert_eq!(got.headers["content-type"], "image/jpeg");
    assert!(got.bytes().starts_with(&[0xff, 0xd8]));
    let mut other = app.sign_in(phones::OTHER_OWNER).await;
    other.get(&file).await.with_status(404);
    app.browser().get(&file).await.with_status(303);
    // Staff see it once it is handed in to them, and not before.
    let mut staff = app.sign_in(phones::STAFF).await;
    let for_staff =
        format!("/c/shangjin/staff/vendors/{}/documents/{}", org_id(&org), file.rsplit('/').next().expect("an id"));
    staff.get(&for_staff).await.with_status(404);
    apply_to(&mut owner, &org, "shangjin").await.with_status(303);
    staff.get(&for_staff).await.ok();
    app.sign_in(phones::YUNQI_STAFF).await.get(&for_staff.replace("shangjin", "yunqi")).await.with_status(404);
    for (name, bytes) in [
        ("图.jpg", b"<html><script>alert(1)</script>".to_vec()),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
        ("文件.pdf", b"%PDF-1.4 /JavaScript (x) %%EOF".to_vec()),
        ("空.jpg", Vec::new()),
    ] {
        owner.get(&documents).await.ok();
        let refused = owner.upload("#upload-form", &[("kind", "licence")], name, &bytes).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#file"], "{name}");
        assert_eq!(refused.attributes("#kind option[selected]", "value"), ["licence"], "{name}: what was chosen stays");
    }
    owner.get(&documents).await.ok();
    owner.upload("#upload-form", &[("kind", "licence")], "大.jpg", &vec![0; 50 << 20]).await.with_status(413);
}

#[tokio::test]
async fn an_organization_that_is_suspended_while_it_edits_loses_nothing() {
    let app = TestApp::new().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let (org, service) = demo_service(&app).await;
    owner.get(&format!("/org/{org}/services/{service}")).await.ok();
    let record = format!("/c/shangjin/staff/vendors/{org}");
    step(&mut staff, &record, "suspend", "核查中").await.with_status(303);
    owner.submit("#service-form", &[("conditions", "提前两天预约")]).await.with_status(303);
    assert!(owner.get(&format!("/org/{org}/services/{service}")).await.ok().text().contains("提前两天预约"));
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    let mut resident = app.browser();
    let url = listing_of(&app, &service).await;
    assert_eq!(resident.get(&url).await.ok().count(".flash--bad"), 1, "approved, and still suspended");
    step(&mut staff, &record, "resume", "").await.with_status(303);
    assert!(resident.get(&url).await.ok().text().contains("提前两天预约"));
}

#[tokio::test]
async fn what_is_rolled_back_announces_nothing_and_a_task_is_done_once() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let (org, service) = demo_service(&app).await;
    let waiting = "select count(*) from task where name = 'announce'";
    let told =
        "select count(*) from inbox_message where news->>'kind' = 'change_submitted' and news->>'title' = '日常保洁'";
    owner.get(&format!("/org/{org}/services/{service}")).await.ok();
    owner.submit("#service-form", &[("workers", "900")]).await.with_status(422);
    assert_eq!(count(&app, waiting).await, 0);
    owner.submit("#service-form", &[("workers", "2")]).await.with_status(303);
    assert_eq!(count(&app, waiting).await, 3, "one for each community");
    // Two servers at once.
    let other = app.second_node().await;
    let (a, b) = tokio::join!(
        jiamenkou::background::queue::run_due(&app.state),
        jiamenkou::background::queue::run_due(&other.state)
    );
    assert_eq!(a.expect("done") + b.expect("done"), 3);
    assert_eq!(count(&app, told).await, 4, "everybody who works in the three");
    assert_eq!(app.run_tasks().await, 0);
}
