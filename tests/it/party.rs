//! Party branches: staff keep them and write down what they did, a grid shows its own beside the services, and residents
//! read them.

use crate::grids::{BOARD, of, open};
use crate::support::companies::count;
use crate::support::{Browser, TestApp, phones};

const PARTY: &str = "/c/shangjin/party";
const DESK: &str = "/c/shangjin/staff/party";
const LEADER: &str = "13800000003";

/// Opens a branch at the desk.
async fn branch(staff: &mut Browser, name: &str) -> String {
    let desk = staff.get(DESK).await.ok();
    let url = of(&desk, ".community", name, "href");
    staff.get(&url).await.ok();
    url
}

const MEETING: [(&str, &str); 5] = [
    ("title", "楼道议事会"),
    ("measure", "consensus"),
    ("held_on", "2026-11-22"),
    ("people", "12"),
    ("body", "商量电动车停放。\n下周再议。"),
];

#[tokio::test]
async fn a_branch_is_kept_what_it_did_is_told_and_residents_read_both() {
    let app = TestApp::new().await;
    let (mut staff, mut anybody) = (app.sign_in(phones::STAFF).await, app.browser());
    assert!(!anybody.get(PARTY).await.ok().text().contains("青年党支部"));
    staff.get(DESK).await.ok();
    let fields = [("name", "青年党支部"), ("secretary", "柳青"), ("about", "年轻人也来。")];
    let made = staff.submit("#branch-form", &fields).await.with_status(303).location().to_owned();
    staff.submit("#branch-form", &fields).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("already-done"), "sent twice");
    staff.get(&made).await.ok();
    staff.submit("#activity-form", &MEETING).await.with_status(303);
    staff.submit("#activity-form", &MEETING).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("already-done"));
    let page = anybody.get(PARTY).await.ok();
    assert!(page.texts(".community__name").contains(&"青年党支部".to_owned()));
    assert_eq!(
        page.texts("#activities ~ * h3, section[aria-labelledby=activities] h3")[0],
        "楼道议事会",
        "the latest first"
    );
    let own = anybody.get(&of(&page, ".community", "青年党支部", "href")).await.ok();
    assert_eq!(own.count("section[aria-labelledby=activities] article"), 1);
    let told = own.one("section[aria-labelledby=activities] article");
    assert!(told.contains("12 人参加") && told.contains("下周再议。") && told.contains("凝聚共识"), "{told}");
    // Written on, and taken away.
    let activity = staff.get(&made).await.ok().attributes("article h3 a", "href").remove(0);
    staff.get(&activity).await.ok();
    staff.submit("#activity-form", &[("title", "楼道议事会（二）")]).await.with_status(303);
    assert!(anybody.get(PARTY).await.ok().text().contains("楼道议事会（二）"));
    assert_eq!(staff.get(&made).await.ok().count("#removal-form"), 0, "it did something");
    staff.get(&activity).await.ok();
    for flash in ["removed", "already-done"] {
        staff.submit("#removal-form", &[]).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    staff.get(&made).await.ok();
    staff.submit("#removal-form", &[]).await.with_status(303);
    assert!(!anybody.get(PARTY).await.ok().text().contains("青年党支部"));
}

#[tokio::test]
async fn what_is_wrong_comes_back_with_everything_that_was_typed() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    for (name, committee, wrong) in
        [("", false, "name"), ("锦苑东区党支部", false, "name"), ("第二党委", true, "committee")]
    {
        staff.get(DESK).await.ok();
        let mut fields = vec![("name", name), ("secretary", "柳青")];
        fields.extend(committee.then_some(("committee", "1")));
        let page = staff.submit("#branch-form", &fields).await.with_status(422);
        assert_eq!(page.attributes(".error-summary a", "href"), [format!("#{wrong}")]);
        assert_eq!(page.attributes("#secretary", "value"), ["柳青"]);
    }
    branch(&mut staff, "和风里党支部").await;
    for (field, value) in [("title", ""), ("measure", ""), ("held_on", "2026-11-24"), ("people", "0")] {
        let others = MEETING.into_iter().filter(|(name, _)| *name != field);
        let fields: Vec<_> = others.chain([(field, value)]).collect();
        let page = staff.submit("#activity-form", &fields).await.with_status(422);
        assert_eq!(page.attributes(".error-summary a", "href"), [format!("#{field}")]);
        assert!(page.one("#activity-form textarea").contains("下周再议"));
    }
}

#[tokio::test]
async fn of_two_editors_the_second_sees_what_the_first_saved() {
    let app = TestApp::new().await;
    let (mut one, mut two) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await);
    for browser in [&mut one, &mut two] {
        branch(browser, "和风里党支部").await;
    }
    one.submit("#branch-form", &[("secretary", "席玉兰")]).await.with_status(303);
    let late = two.submit("#branch-form", &[("secretary", "席玉竹")]).await.with_status(409);
    assert!(late.one("#conflict").contains("席玉兰"));
    assert_eq!(late.attributes("#secretary", "value"), ["席玉竹"], "what was typed");
    two.submit("#branch-form", &[]).await.with_status(303);
    assert!(app.browser().get(PARTY).await.ok().text().contains("席玉竹"));
}

#[tokio::test]
async fn a_grid_shows_its_branch_beside_the_companies_and_what_waits() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let page = open(&mut staff, "SJ-01").await;
    let party = page.one("section[aria-labelledby=party-net]");
    assert!(party.contains("苏慧兰") && party.contains("院落议事会"), "{party}");
    let vendors = count(
        &app,
        "select count(distinct l.org_id) from listing l join vendor_profile v using (tenant_id, org_id) join estate e using (tenant_id)
        join tenant t on t.id = l.tenant_id where t.slug = 'shangjin' and e.name = '锦苑东区' and l.status = 'published'
        and v.status = 'published' and e.estate_id = any(l.estate_ids)",
    )
    .await;
    assert!(vendors > 1);
    let serving = page.attributes("section[aria-labelledby=service-net] a", "href");
    assert_eq!(i64::try_from(serving.len()), Ok(vendors));
    staff.get(&serving[0]).await.ok();
    // The branch is chosen on the grid, and goes.
    open(&mut staff, "SJ-01").await;
    staff.submit("#grid-form", &[("branch", "")]).await.with_status(303);
    assert!(!open(&mut staff, "SJ-01").await.one("section[aria-labelledby=party-net]").contains("苏慧兰"));
    assert!(!app.browser().get(PARTY).await.ok().one("section[aria-labelledby=branches]").contains("SJ-01"));
}

#[tokio::test]
async fn only_community_staff_keep_branches_and_another_communitys_stay_as_they_are() {
    let app = TestApp::new().await;
    let theirs: String = sqlx::query_scalar(
        "select branch_id::text from party_branch join tenant on id = tenant_id where slug = 'yunqi' limit 1",
    )
    .fetch_one(&mut app.superuser().await)
    .await
    .expect("a branch");
    let before = count(&app, "select sum(revision) + count(*) from party_branch").await;
    let key = uuid::Uuid::now_v7();
    for (phone, status) in [(phones::RESIDENT, 403), (LEADER, 403), (phones::YUNQI_STAFF, 403), (phones::STAFF, 404)] {
        let mut somebody = app.sign_in(phone).await;
        somebody.forge(&format!("{DESK}/{theirs}"), "revision=2&name=x").await.with_status(status);
        somebody.get(&format!("{DESK}/{theirs}")).await.with_status(status);
        let body = format!("key={key}&title=x&measure=planning&held_on=2026-11-20");
        somebody.forge(&format!("{DESK}/{theirs}/activities"), &body).await.with_status(status);
    }
    assert_eq!(count(&app, "select sum(revision) + count(*) from party_branch").await, before);
    let grid = open(&mut app.sign_in(phones::STAFF).await, "SJ-01").await.path;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&grid).await.ok();
    staff.forge(&grid, &format!("revision=1&code=SJ-01&name=x&branch={theirs}")).await.with_status(303);
    assert!(staff.get(BOARD).await.ok().text().contains('x') && !staff.get(&grid).await.ok().text().contains("云栖"));
}
