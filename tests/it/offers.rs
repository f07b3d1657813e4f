//! Single offers, prices and workers' cards: what a company changes of them, and what its communities let residents see.

use chrono::TimeDelta;

use crate::support::companies::{
    add_service, apply_to, begin_org, count, decide, demo_service, jpeg, listing_of, offers, waiting_change,
};
use crate::support::{Answer, Browser, TestApp, phones};

/// Everyday cleaning, searched for.
const SEARCH: &str = "/c/shangjin/services?q=%E6%97%A5%E5%B8%B8%E4%BF%9D%E6%B4%81";
const QUEUE: &str = "/c/shangjin/staff/queue";
const CHANGES: &str = "/c/shangjin/staff/queue?kind=change";
const CREDENTIALS: &str = "/c/shangjin/staff/queue?kind=credential";
/// The number of a health certificate, and what is ever shown of it.
const NUMBER: &str = "6101202600123";
const MASKED: &str = "61********123";

/// Where the link with this text leads.
fn link(page: &Answer, css: &str, text: &str) -> String {
    let (texts, hrefs) = (page.texts(css), page.attributes(css, "href"));
    let found = texts.iter().zip(hrefs).find(|(shown, _)| shown.contains(text));
    found.unwrap_or_else(|| panic!("{}: no link {text} among {texts:?}", page.path)).1
}

/// An offer in the eyes of the staff, by the link on its company's record.
async fn offer_page(staff: &mut Browser, org: &uuid::Uuid, name: &str) -> String {
    let record = staff.get(&format!("/c/shangjin/staff/vendors/{org}")).await.ok();
    link(&record, "section[aria-labelledby=offers] a.rows__title", name)
}

/// The service's page in its company's workspace.
async fn service_page(owner: &mut Browser, org: &uuid::Uuid, name: &str) -> String {
    let services = owner.get(&format!("/org/{org}/services")).await.ok();
    link(&services, ".service-card__name a", name)
}

/// The worker's page in the company's workspace.
async fn worker_page(owner: &mut Browser, org: &uuid::Uuid, work_no: &str) -> String {
    let workers = owner.get(&format!("/org/{org}/workers?q={work_no}")).await.ok();
    workers.attributes("tbody a.textlink", "href").remove(0)
}

/// The workspace of the company that somebody belongs to.
async fn workspace(member: &mut Browser) -> String {
    let links = member.get("/me").await.ok().attributes("a[href^='/org/']", "href");
    links.into_iter().find(|href| href.len() > 20).expect("a company")
}

/// The last part of an address.
fn id_of(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or_default()
}

/// A worker's public card.
fn card_of(worker: &str) -> String {
    format!("/c/shangjin/workers/{}", id_of(worker))
}

/// The address of a service's offer in a community.
async fn offer_in(app: &TestApp, community: &str, service: &uuid::Uuid) -> String {
    let mut connection = app.superuser().await;
    let id: uuid::Uuid = sqlx::query_scalar(
        "select l.listing_id from listing l join tenant t on t.id = l.tenant_id where t.slug = $1 and l.service_id = $2",
    )
    .bind(community)
    .bind(service)
    .fetch_one(&mut connection)
    .await
    .expect("an offer");
    format!("/c/{community}/services/{id}")
}

/// The company stops offering the service, or offers it again.
async fn turn_over(owner: &mut Browser, service: &str) {
    owner.get(service).await.ok();
    owner.submit("form[action$='/retirement']", &[]).await.with_status(303);
}

#[tokio::test]
async fn staff_take_one_offer_down_with_a_reason_and_put_it_up_again() {
    let app = TestApp::new().await;
    let (org, service) = demo_service(&app).await;
    let (mut staff, mut resident) = (app.sign_in(phones::STAFF).await, app.browser());
    let (url, elsewhere) = (listing_of(&app, &service).await, offer_in(&app, "yunqi", &service).await);
    let data = "script[type='application/ld+json']";
    let up = resident.get(&url).await.ok();
    let calls = format!("a[href='{}']", up.attributes(".call-bar a", "href").remove(0));
    assert!(up.one(data).contains("telephone"));
    let page = offer_page(&mut staff, &org, "日常保洁").await;
    staff.get(&page).await.ok();
    let refused = staff.submit("form[action$='/suspension']", &[]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#reason"]);
    assert_eq!(resident.get(&url).await.ok().count(".flash--bad"), 0, "nothing happened");
    staff.submit("form[action$='/suspension']", &[("reason", "两次临时加价")]).await.with_status(303);
    let down = resident.get(&url).await.ok();
    assert!(down.one(".flash--bad").contains("这项服务暂停了"));
    assert!(down.count(".flash--bad a[href]") >= 1, "the way to others");
    assert!(down.count("[aria-labelledby=others] .listing-card") >= 1, "and some of them at once");
    assert_eq!(down.count(&calls), 0, "nobody is to call");
    assert!(!down.one(data).contains("telephone"), "nor from a search engine");
    assert!(!offers(&resident.get(SEARCH).await.ok()).iter().any(|id| id == id_of(&url)));
    assert_eq!(
        resident.get(&elsewhere).await.ok().count(".flash--bad"),
        0,
        "the other communities decide for themselves"
    );
    // A tab that was open before.
    staff.forge(&format!("{page}/suspension"), "suspended=1&reason=x").await.with_status(303);
    app.run_tasks().await;
    let told = "select count(*) from org_message where news->>'kind' = 'listing_suspended'";
    assert_eq!(count(&app, told).await, 1, "told once");
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let inbox = owner.get(&format!("/org/{org}/inbox")).await.ok().one("main");
    assert!(inbox.contains("暂停展示“日常保洁”") && inbox.contains("两次临时加价"), "{inbox}");
    assert!(owner.get(&format!("/org/{org}/services/{service}")).await.ok().one("main").contains("两次临时加价"));
    staff.get(&page).await.ok();
    staff.submit("form[action$='/suspension']", &[]).await.with_status(303);
    let again = resident.get(&url).await.ok();
    assert_eq!((again.count(".flash--bad"), again.count(&calls)), (0, up.count(&calls)));
    assert!(again.one(data).contains("telephone"));
    app.run_tasks().await;
    assert!(owner.get(&format!("/org/{org}/inbox")).await.ok().one("main").contains("恢复展示“日常保洁”"));
}

#[tokio::test]
async fn residents_read_who_checked_an_offer_and_when() {
    let app = TestApp::new().await;
    let (org, service) = demo_service(&app).await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let mut resident = app.browser();
    let url = listing_of(&app, &service).await;
    assert!(resident.get(&url).await.ok().one("main").contains("11月12日"), "as its sheet said");
    let page = offer_page(&mut staff, &org, "日常保洁").await;
    staff.get(&page).await.ok();
    staff.submit("form[action$='/check']", &[]).await.with_status(303);
    assert!(resident.get(&url).await.ok().one("main").contains("梁静怡于 11月23日 核对过"));
    // Whoever approves an offer has checked it.
    let new = add_service(&mut owner, &format!("/org/{org}"), "地毯清洗", "30", "40").await;
    decide(&mut staff, "shangjin", "地毯清洗", "approve", "").await.with_status(303);
    let url = listing_of(&app, &id_of(&new).parse().expect("an id")).await;
    assert!(resident.get(&url).await.ok().one("main").contains("梁静怡于 11月23日 核对过"));
}

#[tokio::test]
async fn a_check_brings_back_what_grew_old_and_not_what_its_company_retired() {
    let app = TestApp::new().await;
    let (org, service) = demo_service(&app).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let deep = service_page(&mut owner, &org, "深度保洁").await;
    turn_over(&mut owner, &deep).await;
    app.run_tasks().await;
    app.advance(TimeDelta::days(200));
    app.run_tasks().await;
    let (mut staff, mut resident) = (app.sign_in(phones::STAFF).await, app.browser());
    let url = listing_of(&app, &service).await;
    resident.get(&url).await.with_status(404);
    let old = offer_page(&mut staff, &org, "日常保洁").await;
    assert!(staff.get(&old).await.ok().one("main").contains("太久没有确认"));
    staff.submit("form[action$='/check']", &[]).await.with_status(303);
    let back = resident.get(&url).await.ok();
    assert!(back.one("main").contains("梁静怡于"));
    assert_eq!(back.count(".flash--bad"), 0);
    assert!(offers(&resident.get(SEARCH).await.ok()).iter().any(|id| id == id_of(&url)), "and is found");
    let retired = offer_page(&mut staff, &org, "深度保洁").await;
    let shown = staff.get(&retired).await.ok();
    assert!(shown.one("main").contains("公司已停止提供"));
    assert_eq!(shown.count("form[action$='/check']"), 0, "there is nothing to check");
    staff.forge(&format!("{retired}/check"), "").await;
    assert!(staff.get(&retired).await.ok().one(".page__head").contains("已下架"));
    resident.get(&listing_of(&app, &id_of(&deep).parse().expect("an id")).await).await.with_status(404);
}

#[tokio::test]
async fn what_its_company_retired_after_it_had_grown_old_does_not_come_back_by_a_check() {
    let app = TestApp::new().await;
    let (org, service) = demo_service(&app).await;
    app.advance(TimeDelta::days(200));
    app.run_tasks().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    turn_over(&mut owner, &format!("/org/{org}/services/{service}")).await;
    let page = offer_page(&mut staff, &org, "日常保洁").await;
    assert_eq!(staff.get(&page).await.ok().count("form[action$='/check']"), 0, "there is nothing to check");
    staff.forge(&format!("{page}/check"), "").await;
    app.browser().get(&listing_of(&app, &service).await).await.with_status(404);
}

#[tokio::test]
async fn a_retired_service_is_gone_at_once_and_waits_for_approval_when_it_is_offered_again() {
    let app = TestApp::new().await;
    let (org, service) = demo_service(&app).await;
    let (mut owner, mut resident) = (app.sign_in(phones::VENDOR_OWNER).await, app.browser());
    let (here, there) = (listing_of(&app, &service).await, offer_in(&app, "yunqi", &service).await);
    let page = format!("/org/{org}/services/{service}");
    resident.get(&here).await.ok();
    turn_over(&mut owner, &page).await;
    for url in [&here, &there] {
        resident.get(url).await.with_status(404);
    }
    assert!(!offers(&resident.get(SEARCH).await.ok()).iter().any(|id| id == id_of(&here)));
    turn_over(&mut owner, &page).await;
    resident.get(&here).await.with_status(404);
    assert!(owner.get(&page).await.ok().one("main").contains("等社区审核"));
    let mut staff = app.sign_in(phones::STAFF).await;
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    assert_eq!(resident.get(&here).await.ok().count(".flash--bad"), 0, "at the address that it had");
    resident.get(&there).await.with_status(404);
}

#[tokio::test]
async fn retiring_a_suspended_service_and_offering_it_again_does_not_put_it_up() {
    let app = TestApp::new().await;
    let (org, service) = demo_service(&app).await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let mut resident = app.browser();
    let url = listing_of(&app, &service).await;
    let page = offer_page(&mut staff, &org, "日常保洁").await;
    staff.get(&page).await.ok();
    staff.submit("form[action$='/suspension']", &[("reason", "抽查不合格")]).await.with_status(303);
    for _ in 0..2 {
        turn_over(&mut owner, &format!("/org/{org}/services/{service}")).await;
    }
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    let shown = resident.get(&url).await.ok();
    assert_eq!((shown.count(".flash--bad"), shown.count(".call-bar")), (1, 0), "approved, and suspended still");
    assert!(staff.get(&page).await.ok().one("main").contains("抽查不合格"));
    staff.submit("form[action$='/suspension']", &[]).await.with_status(303);
    assert_eq!(resident.get(&url).await.ok().count(".flash--bad"), 0);
}

#[tokio::test]
async fn the_queue_lists_as_many_of_each_kind_as_it_counts() {
    let app = TestApp::new().await;
    let mut applicant = app.sign_in(phones::RESIDENT).await;
    let org = begin_org(&mut applicant).await;
    apply_to(&mut applicant, &org, "shangjin").await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    let all = staff.get(QUEUE).await.ok();
    let counted = all.texts(".queue__filters .count");
    let counts: Vec<usize> = counted.iter().map(|count| count.parse().expect("a number")).collect();
    assert_eq!(counts.len(), 6);
    assert_eq!(counts[0], counts[1..].iter().sum::<usize>());
    for (at, (filter, waiting)) in all.attributes(".queue__filters a", "href").iter().zip(&counts).enumerate() {
        let page = staff.get(filter).await.ok();
        assert!(*waiting > 0, "{filter}: the demo has something of every kind");
        assert_eq!(page.count(".queue__title"), *waiting, "{filter}");
        assert_eq!(page.texts(".queue__filters .count"), counted, "{filter}: the counts are of the whole queue");
        let kinds = page.texts(".queue__head .mark");
        assert!(at == 0 || kinds.iter().all(|kind| *kind == kinds[0]), "{filter}: {kinds:?}");
    }
}

#[tokio::test]
async fn an_item_of_the_queue_is_taken_given_back_and_given_to_a_colleague() {
    let app = TestApp::new().await;
    app.leave_one_of_staff().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let page = staff.get(CHANGES).await.ok();
    let title = page.texts(".queue__title").remove(0);
    assert_eq!(page.count(".queue__give"), 0, "there is nobody to give it to");
    let back = staff.submit(".queue__who > form", &[]).await.with_status(303).location().to_owned();
    assert_eq!(back, CHANGES, "where it was taken");
    let taken = staff.get(&back).await.ok();
    assert_eq!(taken.texts(".queue__who strong"), ["我在办"]);
    let mine = taken.attributes(".queue__filters a", "href").pop().expect("a filter");
    assert_eq!(staff.get(&mine).await.ok().texts(".queue__title"), [title.as_str()]);
    staff.submit(".queue__who > form", &[]).await.with_status(303);
    let none = staff.get(&mine).await.ok();
    assert_eq!((none.count(".queue__title"), none.count("main .empty")), (0, 1), "given back");
    sqlx::query(
        "insert into role_grant (tenant_id, grant_id, person_id, role, valid_from) select t.id, gen_random_uuid(), p.person_id, 'community_staff', '2026-01-01' from tenant t, person p where t.slug = 'shangjin' and p.name = '林晓梅'",
    )
    .execute(&mut app.superuser().await)
    .await
    .expect("a grant");
    let page = staff.get(CHANGES).await.ok();
    let (item, href) = (
        page.attributes(".queue input[name=item]", "value").remove(0),
        page.attributes(".queue__title", "href").remove(0),
    );
    assert_eq!(page.texts(".queue__title")[0], title);
    assert!(page.texts(".queue__give button").iter().all(|name| name == "林晓梅"), "everybody but oneself");
    staff.press(".queue__give form", "button[name=to]", &[]).await.with_status(303);
    assert!(staff.get(CHANGES).await.ok().texts(".queue__who > span")[0].contains("林晓梅"));
    let mut colleague = app.sign_in(phones::RESIDENT).await;
    let theirs = colleague.get(&format!("{QUEUE}?mine=1")).await.ok();
    assert_eq!(theirs.texts(".queue__title"), [title.as_str()]);
    assert_eq!(theirs.texts(".queue__who strong"), ["我在办"]);
    assert_eq!(staff.get(&mine).await.ok().count(".queue__title"), 0);
    // Somebody who works for another community.
    let stranger: uuid::Uuid = sqlx::query_scalar(
        "select g.grant_id from role_grant g join tenant t on t.id = g.tenant_id where t.slug = 'yunqi' and g.role = 'community_staff'",
    )
    .fetch_one(&mut app.superuser().await)
    .await
    .expect("a grant");
    let assignment = format!("{QUEUE}/assignment");
    staff.forge(&assignment, &format!("kind=change&item={item}&to={stranger}")).await.with_status(404);
    assert!(staff.get(CHANGES).await.ok().texts(".queue__who > span")[0].contains("林晓梅"), "nothing changed");
    let assigned = "select count(*) from queue_assignment";
    assert_eq!(count(&app, assigned).await, 1);
    staff.get(&href).await.ok();
    staff.press("#decision-form", "button[value=approve]", &[]).await.with_status(303);
    assert_eq!(count(&app, assigned).await, 0, "nobody has to look after what is decided");
}

/// Puts another health certificate in the place of the worker's.
async fn renew_health(owner: &mut Browser, worker: &str, until: &str) {
    let page = owner.get(worker).await.ok();
    let names = page.texts("section[aria-labelledby=papers] tbody th");
    let ids = page.attributes("section[aria-labelledby=papers] input[name=credential]", "value");
    let at = names.iter().position(|name| name.contains("健康证")).expect("a health certificate");
    owner.submit(&format!("form:has(input[value='{}'])", ids[at]), &[]).await.with_status(303);
    owner.get(worker).await.ok();
    owner.submit("#credential-form", &[("kind", "health"), ("expires_on", until)]).await.with_status(303);
}

#[tokio::test]
async fn a_workers_paper_that_runs_out_waits_in_the_queue_until_a_new_one_is_approved() {
    let app = TestApp::new().await;
    let (org, _) = demo_service(&app).await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let mut resident = app.browser();
    let worker = worker_page(&mut owner, &org, "QS-0107").await;
    let card = card_of(&worker);
    let row = |queue: &Answer| queue.texts(".queue tbody tr").into_iter().find(|row| row.contains("QS-0107"));
    let is_waiting = |queue: Answer| row(&queue).is_some();
    assert!(!is_waiting(staff.get(CREDENTIALS).await.ok()));
    renew_health(&mut owner, &worker, "2026-12-24").await;
    decide(&mut staff, "shangjin", "QS-0107", "approve", "").await.with_status(303);
    assert!(!is_waiting(staff.get(CREDENTIALS).await.ok()), "in 31 days");
    renew_health(&mut owner, &worker, "2026-12-23").await;
    assert!(!is_waiting(staff.get(CREDENTIALS).await.ok()), "not approved");
    decide(&mut staff, "shangjin", "QS-0107", "approve", "").await.with_status(303);
    let queue = staff.get(CREDENTIALS).await.ok();
    assert!(row(&queue).expect("in 30 days").contains("2026年12月23日"));
    assert_eq!(resident.get(&card).await.ok().count(".light-panel--yellow"), 1);
    renew_health(&mut owner, &worker, "2027-12-22").await;
    assert!(is_waiting(staff.get(CREDENTIALS).await.ok()), "the new one is not seen yet");
    decide(&mut staff, "shangjin", "QS-0107", "approve", "").await.with_status(303);
    assert!(!is_waiting(staff.get(CREDENTIALS).await.ok()));
    assert_eq!(resident.get(&card).await.ok().count(".light-panel--green"), 1);
}

#[tokio::test]
async fn a_community_says_how_long_beforehand_a_rise_is_announced_to_its_residents() {
    let app = TestApp::new().await;
    let (org, service) = demo_service(&app).await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let settings = "/c/shangjin/staff/publishing";
    for days in ["", "91", "-1", "7.5", "半个月"] {
        staff.get(settings).await.ok();
        let refused = staff.submit("main form.form", &[("days", days)]).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#days"], "{days}");
        assert_eq!(refused.attributes("#days", "value"), [days], "what was typed stays");
    }
    assert_eq!(staff.get(settings).await.ok().attributes("#days", "value"), ["7"]);
    staff.submit("main form.form", &[("days", "14")]).await.with_status(303);
    let prices = format!("/org/{org}/services/{service}/prices");
    owner.get(&prices).await.ok();
    let rise = [("place", ""), ("min", "90"), ("max", "99"), ("from", "2026-12-05")];
    let early = owner.submit("#price-form", &rise).await.with_status(422).one(".error-summary__list");
    assert!(early.contains("尚锦社区") && early.contains("14 天") && early.contains("2026年12月7日"), "{early}");
    staff.get(settings).await.ok();
    staff.submit("main form.form", &[("days", "2")]).await.with_status(303);
    let early =
        owner.submit("#price-form", &[("from", "2026-11-25")]).await.with_status(422).one(".error-summary__list");
    assert!(!early.contains("尚锦社区") && early.contains("7 天"), "the other communities did not: {early}");
    owner.submit("#price-form", &[("place", "shangjin"), ("from", "2026-11-24")]).await.with_status(422);
    owner.submit("#price-form", &[("from", "2026-11-25")]).await.with_status(303);
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    let (mut resident, url) = (app.browser(), listing_of(&app, &service).await);
    assert!(resident.get(&url).await.ok().one(".facts .notice-line").contains("2026年11月25日"));
    app.pass_days(2).await;
    assert_eq!(resident.get(&url).await.ok().texts(".facts .price__amount"), ["90–99"]);
}

/// Adds a worker with the four papers that everybody must have who comes into homes.
async fn add_worker(owner: &mut Browser, org: &uuid::Uuid, work_no: &str, health_until: &str) -> String {
    owner.get(&format!("/org/{org}/documents")).await.ok();
    owner.upload("#upload-form", &[("kind", "certificate")], "健康证.jpg", &jpeg()).await.with_status(303);
    owner.get(&format!("/org/{org}/workers/new")).await.ok();
    let basics = [("name", "郑巧云"), ("work_no", work_no), ("trades", "日常保洁、擦玻璃")];
    let worker = owner.submit("#worker-form", &basics).await.with_status(303).location().to_owned();
    let file = owner.get(&worker).await.ok().attributes("#document option", "value").remove(1);
    let papers = [
        ("home_visit_permit", "", "2028-05-31", "", ""),
        ("health", "", health_until, NUMBER, file.as_str()),
        ("background_check", "2026-11-02", "", "", ""),
        ("insurance", "", "2027-11-30", "", ""),
    ];
    for (kind, issued, expires, number, file) in papers {
        owner.get(&worker).await.ok();
        let dates = [("issued_on", issued), ("expires_on", expires)];
        let fields = [("kind", kind), dates[0], dates[1], ("number", number), ("document", file)];
        owner.submit("#credential-form", &fields).await.with_status(303);
    }
    worker
}

#[tokio::test]
async fn a_workers_card_is_seen_with_its_papers_approved_and_turns_with_their_dates() {
    let app = TestApp::new().await;
    let (org, _) = demo_service(&app).await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let mut resident = app.browser();
    let worker = add_worker(&mut owner, &org, "QS-0901", "2027-01-15").await;
    let kept = owner.get(&worker).await.ok();
    assert!(kept.one("main").contains(MASKED) && !kept.text().contains(NUMBER));
    let card = card_of(&worker);
    resident.get(&card).await.with_status(404);
    let change = waiting_change(&mut staff, "shangjin", "QS-0901").await;
    let seen = staff.get(&change).await.ok();
    assert!(seen.one("section[aria-labelledby=papers]").contains(MASKED));
    assert!(!seen.text().contains(NUMBER), "the number is nobody else's business");
    let files = seen.attributes("section[aria-labelledby=papers] a", "href");
    assert_eq!(files.len(), 1);
    assert_eq!(staff.get(&files[0]).await.ok().headers["content-type"], "image/jpeg");
    decide(&mut staff, "shangjin", "QS-0901", "approve", "").await.with_status(303);
    let shown = resident.get(&card).await.ok();
    let main = shown.one("main");
    assert_eq!(shown.count(".light-panel--green"), 1, "{main}");
    assert_eq!(main.matches("社区 2026年11月23日 核对").count(), 4, "{main}");
    assert!(!main.contains("郑巧云") && !main.contains(MASKED) && !shown.text().contains(NUMBER), "{main}");
    app.advance(TimeDelta::days(27));
    let soon = resident.get(&card).await.ok();
    assert!(soon.one(".light-panel--yellow").contains("健康证到 2027年1月15日 为止有效"));
    app.advance(TimeDelta::days(26));
    assert_eq!(resident.get(&card).await.ok().count(".light-panel--yellow"), 1, "the last day");
    app.advance(TimeDelta::days(1));
    let over = resident.get(&card).await.ok();
    assert!(over.one(".light-panel--red").contains("健康证已于 2027年1月15日 过期"));
}

/// Puts a photo on the worker's card, with the worker's consent.
async fn give_photo(owner: &mut Browser, worker: &str) {
    owner.get(worker).await.ok();
    owner.upload("#photo-form", &[("consent", "1")], "照片.jpg", &jpeg()).await.with_status(303);
}

#[tokio::test]
async fn a_face_is_shown_with_consent_and_approval_and_gone_as_soon_as_the_consent_is() {
    let app = TestApp::new().await;
    let (org, _) = demo_service(&app).await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let mut resident = app.browser();
    let worker = worker_page(&mut owner, &org, "QS-0107").await;
    let card = card_of(&worker);
    let photo = format!("{card}/photo");
    owner.get(&worker).await.ok();
    let refused = owner.upload("#photo-form", &[], "照片.jpg", &jpeg()).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#consent"]);
    assert_eq!(count(&app, "select count(*) from document where kind = 'photo'").await, 0, "nothing is kept");
    give_photo(&mut owner, &worker).await;
    resident.get(&photo).await.with_status(404);
    let change = waiting_change(&mut staff, "shangjin", "QS-0107").await;
    let face = staff.get(&change).await.ok().attributes("main img.portrait", "src").remove(0);
    staff.get(&face).await.ok();
    decide(&mut staff, "shangjin", "QS-0107", "approve", "").await.with_status(303);
    let shown = resident.get(&photo).await.ok();
    assert_eq!(shown.headers["content-type"], "image/jpeg");
    assert!(shown.bytes().starts_with(&[0xff, 0xd8]));
    assert_eq!(resident.get(&card).await.ok().attributes("img.portrait", "src"), [photo.as_str()]);
    owner.get(&worker).await.ok();
    owner.upload("#photo-removal", &[], "", &[]).await.with_status(303);
    resident.get(&photo).await.with_status(404);
    let faceless = resident.get(&card).await.ok();
    assert_eq!((faceless.count("img.portrait"), faceless.count(".light-panel--green")), (0, 1), "the card stays");
    let waiting = staff.get(CHANGES).await.ok().texts(".queue__title");
    assert!(!waiting.iter().any(|title| title.contains("QS-0107")), "nobody is asked");
    // Another community had been asked for the card with the face.
    let mut yunqi = app.sign_in(phones::YUNQI_STAFF).await;
    decide(&mut yunqi, "yunqi", "QS-0107", "approve", "").await.with_status(303);
    resident.get(&card.replace("shangjin", "yunqi")).await.ok();
    resident.get(&photo.replace("shangjin", "yunqi")).await.with_status(404);
}

#[tokio::test]
async fn a_photo_removed_among_the_files_is_gone_from_the_card_too() {
    let app = TestApp::new().await;
    let (org, _) = demo_service(&app).await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let mut resident = app.browser();
    let worker = worker_page(&mut owner, &org, "QS-0107").await;
    let photo = format!("{}/photo", card_of(&worker));
    give_photo(&mut owner, &worker).await;
    decide(&mut staff, "shangjin", "QS-0107", "approve", "").await.with_status(303);
    resident.get(&photo).await.ok();
    let files = owner.get(&format!("/org/{org}/documents")).await.ok();
    assert_eq!(files.count("form[action$='/removal']"), 1, "the photo alone");
    owner.submit("form[action$='/removal']", &[]).await.with_status(303);
    resident.get(&photo).await.with_status(404);
    assert_eq!(resident.get(&card_of(&worker)).await.ok().count("img.portrait"), 0);
    assert_eq!(owner.get(&worker).await.ok().count("img.portrait"), 0);
}

#[tokio::test]
async fn no_company_touches_the_card_of_another_companys_worker() {
    let app = TestApp::new().await;
    let (org, _) = demo_service(&app).await;
    let (mut owner, mut other) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::OTHER_OWNER).await);
    let (mut staff, mut resident) = (app.sign_in(phones::STAFF).await, app.browser());
    let theirs = worker_page(&mut owner, &org, "QS-0107").await;
    let card = card_of(&theirs);
    let before = resident.get(&card).await.ok().one("main");
    assert!(before.contains("QS-0107") && before.contains("晴扫家政"), "{before}");
    // The id is in the card's address for everybody to read.
    let workspace = workspace(&mut other).await;
    other.get(&format!("{workspace}/workers/new")).await.ok();
    let fields = [("key", id_of(&theirs)), ("name", "郑长生"), ("work_no", "DD-99"), ("trades", "空调清洗")];
    let worker = other.submit("#worker-form", &fields).await.with_status(303).location().to_owned();
    assert_ne!(id_of(&worker), id_of(&theirs), "no key of a form leads to somebody else's worker");
    give_photo(&mut other, &worker).await;
    decide(&mut staff, "shangjin", "DD-99", "approve", "").await.with_status(303);
    assert_eq!(resident.get(&card).await.ok().one("main"), before, "approved, and no card of theirs");
    resident.get(&format!("{card}/photo")).await.with_status(404);
    other.get(&worker).await.ok();
    other.submit("section[aria-labelledby=leaving] form", &[]).await.with_status(303);
    assert_eq!(resident.get(&card).await.ok().one("main"), before, "nobody left here");
}

/// A company's sheet with another price for one service, and the price that it says.
fn with_price(sheet: &[u8], service: &str, price: &str) -> (Vec<u8>, String) {
    let text = std::str::from_utf8(sheet).expect("UTF-8").trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let records = reader.records().map(|record| record.expect("a row"));
    let mut rows: Vec<Vec<String>> = records.map(|record| record.iter().map(str::to_owned).collect()).collect();
    let column = |heading: &str| rows[0].iter().position(|cell| cell == heading).expect("a column");
    let (name, costs) = (column("服务项目"), column("收费标准"));
    let row = rows.iter_mut().find(|row| row[name] == service).expect("the service");
    let said = std::mem::replace(&mut row[costs], price.to_owned());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in &rows {
        writer.write_record(row).expect("a row");
    }
    (writer.into_inner().expect("a sheet"), said)
}

/// The company's services as a sheet.
async fn sheet(owner: &mut Browser, org: &uuid::Uuid) -> Vec<u8> {
    let page = owner.get(&format!("/org/{org}/sheets")).await.ok();
    let file = link(&page, "main a", "下载服务和价格（CSV）");
    owner.get(&file).await.ok().bytes().to_vec()
}

/// Asks what a sheet would change.
async fn check_sheet(owner: &mut Browser, workspace: &str, from: &str, sheet: &[u8]) -> Answer {
    owner.get(&format!("{workspace}/sheets")).await.ok();
    owner.upload("#sheet-form", &[("from", from)], "services.csv", sheet).await
}

#[tokio::test]
async fn a_lower_price_in_a_sheet_is_shown_before_it_is_applied_and_applied_once() {
    let app = TestApp::new().await;
    let (org, service) = demo_service(&app).await;
    let (mut owner, mut resident) = (app.sign_in(phones::VENDOR_OWNER).await, app.browser());
    let url = listing_of(&app, &service).await;
    let (changed, said) = with_price(&sheet(&mut owner, &org).await, "日常保洁", "36-44元/小时");
    let checked = check_sheet(&mut owner, &format!("/org/{org}"), "2026-11-23", &changed).await.ok();
    assert_eq!(checked.texts("section[aria-labelledby=changed] h3"), ["日常保洁"], "nothing else");
    let rows = checked.texts("section[aria-labelledby=changed] tbody tr");
    let row = rows.iter().find(|row| row.starts_with("收费标准")).expect("the price");
    let (before, after) = (row.find(&said).expect("before"), row.find("36-44元/小时").expect("after"));
    assert!(before < after, "{row}");
    assert_eq!(count(&app, "select count(*) from price where tenant_id is null").await, 0, "nothing is saved yet");
    owner.submit("#apply-form", &[]).await.with_status(303);
    assert_eq!(owner.cookie("flash"), Some("saved-waiting"));
    owner.submit("#apply-form", &[]).await.with_status(303);
    assert_eq!(owner.cookie("flash"), Some("already-done"));
    assert_eq!(count(&app, "select count(*) from price where tenant_id is null").await, 1);
    assert_eq!(resident.get(&url).await.ok().texts(".facts .price__amount"), ["40–50"], "it waits");
    let mut staff = app.sign_in(phones::STAFF).await;
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    assert_eq!(resident.get(&url).await.ok().texts(".facts .price__amount"), ["36–44"]);
}

#[tokio::test]
async fn a_sheet_that_raises_a_price_too_early_is_refused_with_the_first_day_that_it_may() {
    let app = TestApp::new().await;
    let (org, _) = demo_service(&app).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let workspace = format!("/org/{org}");
    let (changed, _) = with_price(&sheet(&mut owner, &org).await, "日常保洁", "60-70元/小时");
    let early = check_sheet(&mut owner, &workspace, "2026-11-29", &changed).await.with_status(422);
    let problem = early.one("#problems li");
    assert!(problem.contains("“收费标准”：比现在贵") && problem.contains("2026-11-30"), "{problem}");
    assert_eq!(early.count("#apply-form"), 0);
    // A form that was made for a later day, sent with an earlier one.
    check_sheet(&mut owner, &workspace, "2026-11-30", &changed).await.ok();
    let forged = owner.submit("#apply-form", &[("from", "2026-11-29")]).await.with_status(422);
    assert!(forged.one("#problems li").contains("2026-11-30"));
    assert_eq!(count(&app, "select count(*) from price where tenant_id is null").await, 0);
    let asked = "select count(*) from change_request join organization o using (org_id) where o.name like '晴扫%'";
    assert_eq!(count(&app, asked).await, 0);
    check_sheet(&mut owner, &workspace, "2026-11-30", &changed).await.ok();
    owner.submit("#apply-form", &[]).await.with_status(303);
    assert_eq!(count(&app, "select count(*) from price where tenant_id is null").await, 1);
}

#[tokio::test]
async fn a_sheet_of_another_company_is_refused_row_by_row() {
    let app = TestApp::new().await;
    let (org, _) = demo_service(&app).await;
    let (mut owner, mut other) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::OTHER_OWNER).await);
    let theirs = sheet(&mut owner, &org).await;
    let workspace = workspace(&mut other).await;
    other.get(&format!("/org/{org}/sheets/services.csv")).await.with_status(404);
    let services = "select count(*) from service";
    let before = count(&app, services).await;
    let refused = check_sheet(&mut other, &workspace, "2026-11-24", &theirs).await.with_status(422);
    let problems = refused.texts("#problems li");
    assert!(
        !problems.is_empty() && problems.iter().all(|p| p.contains("写的是“晴扫家政（示例）”，不是本公司")),
        "{problems:?}"
    );
    assert_eq!(refused.count("#apply-form"), 0);
    assert_eq!(count(&app, services).await, before);
}

/// How many seconds somebody is asked to wait.
fn wait(refused: &Answer) -> i64 {
    assert!(refused.one("h1").contains("太频繁"), "{}", refused.text());
    refused.headers["retry-after"].to_str().expect("a header").parse().expect("seconds")
}

#[tokio::test]
async fn so_many_sheets_are_read_for_one_member_and_a_colleague_waits_for_none_of_them() {
    let app = TestApp::new().await;
    let (org, _) = demo_service(&app).await;
    let (mut owner, mut editor) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_EDITOR).await);
    let (workspace, from) = (format!("/org/{org}"), "2026-11-23");
    let (changed, _) = with_price(&sheet(&mut owner, &org).await, "日常保洁", "36-44元/小时");
    for _ in 0..19 {
        check_sheet(&mut owner, &workspace, from, b"1,2\n3,4\n").await.with_status(422);
    }
    check_sheet(&mut owner, &workspace, from, &changed).await.ok();
    // To have it applied is to have it read anew.
    let refused = owner.submit("#apply-form", &[]).await.with_status(429);
    let retry = wait(&refused);
    assert!((1..=15).contains(&retry), "{retry}");
    assert_eq!(count(&app, "select count(*) from price where tenant_id is null").await, 0);
    check_sheet(&mut editor, &workspace, from, &changed).await.ok();
    app.advance(TimeDelta::seconds(retry));
    check_sheet(&mut owner, &workspace, from, &changed).await.ok();
    check_sheet(&mut owner, &workspace, from, &changed).await.with_status(429);
    app.advance(TimeDelta::seconds(30));
    check_sheet(&mut owner, &workspace, from, &changed).await.ok();
    owner.submit("#apply-form", &[]).await.with_status(303);
    assert_eq!(count(&app, "select count(*) from price where tenant_id is null").await, 1);
}

#[tokio::test]
async fn so_many_files_are_looked_at_for_one_member_and_a_colleague_waits_for_none_of_them() {
    let app = TestApp::new().await;
    let (org, _) = demo_service(&app).await;
    let (mut owner, mut editor) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_EDITOR).await);
    let worker = worker_page(&mut owner, &org, "QS-0107").await;
    let documents = format!("/org/{org}/documents");
    let certificate = [("kind", "certificate")];
    owner.get(&documents).await.ok();
    for _ in 0..60 {
        owner.upload("#upload-form", &certificate, "健康证.jpg", b"no picture").await.with_status(422);
    }
    // A face is a file like any other.
    owner.get(&worker).await.ok();
    let refused = owner.upload("#photo-form", &[("consent", "1")], "照片.jpg", &jpeg()).await.with_status(429);
    let retry = wait(&refused);
    assert!((1..=5).contains(&retry), "{retry}");
    assert_eq!(count(&app, "select count(*) from document where kind = 'photo'").await, 0);
    editor.get(&documents).await.ok();
    editor.upload("#upload-form", &certificate, "健康证.jpg", &jpeg()).await.with_status(303);
    app.advance(TimeDelta::seconds(retry));
    give_photo(&mut owner, &worker).await;
    owner.get(&documents).await.ok();
    owner.upload("#upload-form", &certificate, "健康证.jpg", &jpeg()).await.with_status(429);
    // To take a face away keeps nobody busy.
    owner.get(&worker).await.ok();
    owner.upload("#photo-removal", &[], "", &[]).await.with_status(303);
}

#[tokio::test]
async fn each_communitys_price_is_changed_from_its_own_link_and_a_planned_one_is_taken_back() {
    let app = TestApp::new().await;
    let (org, service) = demo_service(&app).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let prices = format!("/org/{org}/services/{service}/prices");
    let current = "section[aria-labelledby=current]";
    let page = owner.get(&prices).await.ok();
    let (titles, links) = (
        page.texts(&format!("{current} .rows__title")),
        page.attributes(&format!("{current} a[href*='like=']"), "href"),
    );
    let mut found = Vec::new();
    for (title, link) in titles.iter().zip(&links) {
        let form = owner.get(link).await.ok();
        let (min, max) = (form.attributes("#min", "value").remove(0), form.attributes("#max", "value").remove(0));
        assert_eq!(*title, format!("{min}–{max} 元/小时"));
        assert_eq!(form.attributes("#holiday_pct", "value"), ["30"], "with its terms");
        found.push((form.attributes("#place option[selected]", "value").remove(0), min, max, link.clone()));
    }
    let place = |slug: &str| found.iter().find(|(place, ..)| place == slug).expect("a price of this community");
    for (slug, min, max) in [("shangjin", "40", "50"), ("yunqi", "45", "55"), ("chengguang", "42", "48")] {
        let (_, from, to, _) = place(slug);
        assert_eq!((from.as_str(), to.as_str()), (min, max), "{slug}");
    }
    let ours = &place("shangjin").3;
    owner.get(ours).await.ok();
    owner.submit("#price-form", &[("min", "90"), ("max", "99"), ("from", "2026-12-05")]).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    waiting_change(&mut staff, "shangjin", "日常保洁").await;
    let planned = owner.get(&prices).await.ok();
    assert_eq!(planned.count("form[action$='/removal']"), 1, "only what has not begun");
    assert!(planned.one(current).contains("2026年12月4日"), "the price at hand ends before it");
    owner.submit("form[action$='/removal']", &[]).await.with_status(303);
    let back = owner.get(&prices).await.ok();
    assert_eq!(back.texts(&format!("{current} .rows__title")), titles);
    assert!(!back.one(current).contains("2026年12月4日"), "and goes on");
    let waiting = staff.get(CHANGES).await.ok().texts(".queue__title");
    assert!(!waiting.iter().any(|title| title.contains("日常保洁")), "there is nothing to decide any more");
    // What holds today is history, and cannot be taken back.
    let id = ours.split("like=").nth(1).and_then(|rest| rest.split('#').next()).expect("a price's id");
    owner.forge(&format!("{prices}/{id}/removal"), "").await.with_status(404);
}

#[tokio::test]
async fn a_communitys_own_price_is_given_up_for_the_general_one_unless_that_is_dearer() {
    let app = TestApp::new().await;
    let (org, service) = demo_service(&app).await;
    let prices = format!("/org/{org}/services/{service}/prices");
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    owner.get(&prices).await.ok();
    owner.submit("#price-form", &[("place", ""), ("min", "30"), ("max", "35")]).await.with_status(303);
    let general = owner.get(&prices).await.ok();
    assert_eq!(general.count("form[action$='/removal']"), 0, "there is no other to go back to");
    owner.submit("#price-form", &[("place", "shangjin"), ("min", "28"), ("max", "29")]).await.with_status(303);
    owner.get(&prices).await.ok();
    let refused = owner.submit("form[action$='/removal']", &[]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#from"], "a rise is announced beforehand");
    let dearer = [("place", "shangjin"), ("min", "33"), ("max", "38"), ("from", "2026-12-05")];
    owner.submit("#price-form", &dearer).await.with_status(303);
    app.pass_days(13).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let own = owner.get(&prices).await.ok();
    assert!(own.texts(".rows__title").iter().any(|title| title.starts_with("33–38")));
    owner.submit("form[action$='/removal']", &[]).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    let offer = app.browser().get(&listing_of(&app, &service).await).await.ok();
    assert_eq!(offer.texts(".facts .price__amount"), ["30–35"]);
}
