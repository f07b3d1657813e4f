//! What leaves the portal, and what comes into it: codes and posters on paper, news in inboxes, files.

use axum::body::Body;
use axum::http::{Request, header};
use chrono::TimeDelta;
use sqlx::AssertSqlSafe;
use tower::ServiceExt;

use crate::support::companies::{
    apply_to, begin_org, count, decide, demo_service, jpeg, listing_of, offers, org_id, step,
};
use crate::support::{Answer, Browser, TestApp, phones};

const GRID_LEADER: &str = "13800000003";
const LINKS: &str = "/c/shangjin/staff/links";
const PRICE_LIST: &str = "/c/shangjin/staff/price-list";

/// The id at the end of an address.
fn id_in(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or_default()
}

/// Makes a link to an offer in 尚锦; gives its page's address and its code.
async fn make_link(staff: &mut Browser, offer: &str, medium: &str) -> (String, String) {
    staff.get(LINKS).await.ok();
    let fields = [("key", id_in(offer)), ("medium", medium)];
    let link = staff.submit("#link-form", &fields).await.with_status(303).location().to_owned();
    let code = staff.get(&link).await.ok().one(".link-card__address .nowrap");
    (link, code)
}

/// Where a code that holds leads.
async fn scan(browser: &mut Browser, code: &str) -> String {
    browser.get(&format!("/q/{code}")).await.with_status(303).location().to_owned()
}

/// Scans a code that has ended.
async fn scan_ended(browser: &mut Browser, code: &str) {
    let services = scan(browser, code).await;
    assert_eq!(services, "/c/shangjin/services");
    let page = browser.get(&services).await.ok();
    assert_eq!(page.one(".flash-wrap"), "这个二维码已停用。可以在这里找服务。");
}

/// How often a link was scanned on each day, today first; nothing when nobody scanned it.
async fn scans(app: &TestApp, staff: &mut Browser, link: &str) -> Vec<String> {
    app.state.scans().flush(&app.state).await.expect("the scans are written");
    staff.get(link).await.ok().texts(".scan-days tbody td")
}

#[tokio::test]
async fn a_scan_leads_to_the_offer_and_counts_for_its_day_and_medium() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (_, service) = demo_service(&app).await;
    let offer = listing_of(&app, &service).await;
    let (poster, code) = make_link(&mut staff, &offer, "poster").await;
    let (card, other) = make_link(&mut staff, &offer, "card").await;
    assert_ne!(code, other, "each medium is counted for itself");
    assert_eq!(make_link(&mut staff, &offer, "poster").await, (poster.clone(), code.clone()), "there is one already");
    let mut resident = app.browser();
    let scanned = resident.get(&format!("/q/{code}")).await.with_status(303);
    assert_eq!(scanned.location(), offer);
    assert_eq!(scanned.headers["cache-control"], "no-store", "each scan is to be counted");
    resident.get(&offer).await.ok();
    // 23:59 and 0:01 in Xi'an are one day in UTC.
    app.advance(TimeDelta::hours(13) + TimeDelta::minutes(59));
    scan(&mut resident, &code).await;
    app.advance(TimeDelta::minutes(2));
    scan(&mut resident, &code).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let by_day = scans(&app, &mut staff, &poster).await;
    assert_eq!(by_day[..2], ["1", "2"], "today and yesterday");
    assert!(scans(&app, &mut staff, &card).await.is_empty(), "nobody scanned the card");
    let rows = staff.get(LINKS).await.ok().texts(".link-list tbody tr");
    assert!(rows.iter().any(|row| row.contains("海报") && row.contains("3 次")), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("卡片") && row.contains("0 次")), "{rows:?}");
}

#[tokio::test]
async fn previews_and_crawlers_count_as_nobody() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (_, service) = demo_service(&app).await;
    let offer = listing_of(&app, &service).await;
    let (link, code) = make_link(&mut staff, &offer, "share").await;
    let address = format!("/q/{code}");
    let head =
        Request::head(address.as_str()).header(header::HOST, "localhost:8080").body(Body::empty()).expect("a request");
    let answer = app.router().oneshot(head).await.expect("the router answers");
    assert_eq!(answer.status(), 303);
    let mut crawler = app.browser();
    for agent in ["Mozilla/5.0 (compatible; Baiduspider/2.0)", "Mozilla/5.0 (compatible; bingbot/2.0)"] {
        crawler.headers.insert("user-agent", agent.parse().expect("a header"));
        assert_eq!(scan(&mut crawler, &code).await, offer, "{agent} is led on");
    }
    assert!(scans(&app, &mut staff, &link).await.is_empty());
    let mut resident = app.browser();
    let phone = "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50";
    resident.headers.insert("user-agent", phone.parse().expect("a header"));
    scan(&mut resident, &code).await;
    assert_eq!(scans(&app, &mut staff, &link).await[0], "1");
}

#[tokio::test]
async fn a_qr_code_says_the_links_address_as_a_drawing_and_in_pixels() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (_, service) = demo_service(&app).await;
    let offer = listing_of(&app, &service).await;
    let (link, code) = make_link(&mut staff, &offer, "sticker").await;
    let address = format!("http://localhost:8080/q/{code}");
    let drawing = staff.get(&format!("{link}/qr.svg")).await.ok();
    assert_eq!(drawing.headers["content-type"], "image/svg+xml");
    assert!(drawing.text().contains(&format!("<title>{address}</title>")));
    let file = staff.get(&format!("{link}/qr.png")).await.ok();
    assert_eq!(file.headers["content-type"], "image/png");
    assert!(file.headers["content-disposition"].to_str().expect("text").contains(&format!("qr-{code}.png")));
    let picture = image::load_from_memory(file.bytes()).expect("a picture").into_luma8();
    assert!(picture.width() > 900, "sharp on paper");
    let symbol = qrcode::QrCode::with_error_correction_level(&address, qrcode::EcLevel::M).expect("a code");
    let width = u32::try_from(symbol.width()).expect("a width");
    // Four light modules on each side.
    let (side, scale) = (width + 8, picture.width() / (width + 8));
    assert_eq!(picture.dimensions(), (side * scale, side * scale));
    for (color, module) in symbol.into_colors().into_iter().zip(0_u32..) {
        let middle = |at: u32| (at + 4) * scale + scale / 2;
        let pixel = picture.get_pixel(middle(module % width), middle(module / width)).0[0];
        assert_eq!(pixel == 0, color == qrcode::Color::Dark, "module {module}");
    }
    staff.get(&format!("{link}/qr.gif")).await.with_status(404);
}

#[tokio::test]
async fn a_revoked_code_leads_to_the_services_and_never_to_the_offer_again() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (_, service) = demo_service(&app).await;
    let offer = listing_of(&app, &service).await;
    let (link, code) = make_link(&mut staff, &offer, "poster").await;
    let mut resident = app.browser();
    assert_eq!(scan(&mut resident, &code).await, offer);
    staff.submit("form[action$='/revocation']", &[]).await.with_status(303);
    scan_ended(&mut resident, &code).await;
    for file in ["qr.svg", "qr.png", "poster"] {
        staff.get(&format!("{link}/{file}")).await.with_status(404);
    }
    // Another tab still showed the button.
    staff.forge(&format!("{link}/revocation"), "").await.with_status(303);
    let (again, new) = make_link(&mut staff, &offer, "poster").await;
    assert_eq!(again, link);
    assert_ne!(new, code);
    assert_eq!(scan(&mut resident, &new).await, offer);
    scan_ended(&mut resident, &code).await;
    assert_eq!(scans(&app, &mut staff, &link).await[0], "2", "dead codes count nothing");
    for unknown in ["Ab3kMnP9xy", "short", "Ab3kMnP9x-"] {
        resident.get(&format!("/q/{unknown}")).await.with_status(404);
    }
}

#[tokio::test]
async fn the_code_of_an_offer_holds_while_it_is_suspended_and_ends_while_it_is_taken_down() {
    let app = TestApp::new().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let (org, service) = demo_service(&app).await;
    let offer = listing_of(&app, &service).await;
    let (link, code) = make_link(&mut staff, &offer, "poster").await;
    let mut resident = app.browser();
    staff.get(&format!("/c/shangjin/staff/listings/{}", id_in(&offer))).await.ok();
    staff.submit("form[action$='/suspension']", &[("reason", "核实价格")]).await.with_status(303);
    assert_eq!(scan(&mut resident, &code).await, offer);
    assert_eq!(resident.get(&offer).await.ok().count(".flash--bad"), 1, "its page says so");
    staff.get(&format!("/c/shangjin/staff/listings/{}", id_in(&offer))).await.ok();
    staff.submit("form[action$='/suspension']", &[]).await.with_status(303);
    let page = format!("/org/{org}/services/{service}");
    owner.get(&page).await.ok();
    owner.submit("form[action$='/retirement']", &[]).await.with_status(303);
    scan_ended(&mut resident, &code).await;
    let poster = staff.get(&format!("{link}/poster")).await.ok();
    assert_eq!(poster.count(".poster"), 0);
    assert!(poster.one("main").contains("现在没有发布"), "nobody hangs it up");
    owner.get(&page).await.ok();
    owner.submit("form[action$='/retirement']", &[]).await.with_status(303);
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    assert_eq!(scan(&mut resident, &code).await, offer, "what is printed comes back to life");
}

#[tokio::test]
async fn grid_leaders_make_links_and_neither_residents_nor_other_communities_reach_them() {
    let app = TestApp::new().await;
    let mut leader = app.sign_in(GRID_LEADER).await;
    let (_, service) = demo_service(&app).await;
    let offer = listing_of(&app, &service).await;
    let (link, code) = make_link(&mut leader, &offer, "board").await;
    assert!(leader.get(&link).await.ok().one("main").contains("赵春生"), "who made it");
    let (poster, pixels) = (format!("{link}/poster"), format!("{link}/qr.png"));
    let revocation = format!("{link}/revocation");
    let paths = [link.as_str(), &poster, &pixels, LINKS, PRICE_LIST];
    for path in paths {
        leader.get(path).await.ok();
    }
    let (mut resident, mut neighbour) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::YUNQI_STAFF).await);
    for path in paths {
        resident.get(path).await.with_status(403);
        neighbour.get(path).await.with_status(403);
    }
    resident.forge(LINKS, "kind=home&medium=poster").await.with_status(403);
    resident.forge(&revocation, "").await.with_status(403);
    // Their own address does not lead to it either.
    for path in [&link, &poster, &pixels] {
        neighbour.get(&path.replace("shangjin", "yunqi")).await.with_status(404);
    }
    neighbour.forge(&revocation.replace("shangjin", "yunqi"), "").await.with_status(404);
    assert_eq!(scan(&mut app.browser(), &code).await, offer);
    // Nor does a link of ours lead to what is theirs.
    let theirs = offers(&app.browser().get("/c/yunqi/services").await.ok()).remove(0);
    let refused = leader.forge(LINKS, &format!("kind=service&key={theirs}&medium=card")).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#key"]);
}

#[tokio::test]
async fn a_poster_says_what_the_offer_costs_now() {
    let app = TestApp::new().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let (org, service) = demo_service(&app).await;
    let offer = listing_of(&app, &service).await;
    let (link, code) = make_link(&mut staff, &offer, "poster").await;
    let poster = format!("{link}/poster");
    let before = staff.get(&poster).await.ok();
    assert_eq!(before.one(".poster__amount"), "40–50");
    assert_eq!(before.one(".poster__title"), "日常保洁");
    assert_eq!(before.one(".poster__code"), code);
    assert!(before.one(".poster__phone").replace([' ', '-'], "").ends_with("02900001201"));
    owner.get(&format!("/org/{org}/services/{service}/prices")).await.ok();
    owner.submit("#price-form", &[("place", "shangjin"), ("min", "36"), ("max", "44")]).await.with_status(303);
    assert_eq!(staff.get(&poster).await.ok().one(".poster__amount"), "40–50", "nobody has approved it");
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    assert_eq!(staff.get(&poster).await.ok().one(".poster__amount"), "36–44");
    let rows = staff.get(PRICE_LIST).await.ok().texts(".price-list__table tbody tr");
    assert!(rows.iter().any(|row| row.contains("晴扫家政") && row.contains("36–44 元/小时")), "{rows:?}");
}

/// What 尚锦 shows now, of one category and estate, or of all: service and company.
async fn shown(app: &TestApp, category: &str, estate: &str) -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = sqlx::query_as(
        "select l.name, v.name from listing l join vendor_profile v on v.tenant_id = l.tenant_id and v.org_id = l.org_id
        join tenant t on t.id = l.tenant_id
        where t.slug = 'shangjin' and l.status = 'published' and v.status = 'published' and ($1 = '' or l.category_code = $1)
            and ($2 = '' or exists (select 1 from estate e
                where e.tenant_id = l.tenant_id and e.name = $2 and e.estate_id = any(l.estate_ids)))",
    )
    .bind(category)
    .bind(estate)
    .fetch_all(&mut app.superuser().await)
    .await
    .expect("the offers");
    rows.sort();
    rows
}

/// The same as the price list has it.
fn listed(page: &Answer) -> Vec<(String, String)> {
    let names = page.texts(".price-list__table tbody th");
    let companies = page.texts(".price-list__table tbody td:nth-of-type(1)");
    assert_eq!(names.len(), companies.len());
    let companies = companies.into_iter().map(|text| text.trim_start_matches("公司").to_owned());
    let mut rows: Vec<(String, String)> = names.into_iter().zip(companies).collect();
    rows.sort();
    rows
}

#[tokio::test]
async fn the_price_list_has_every_offer_once_with_price_and_phone() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let list = staff.get(PRICE_LIST).await.ok();
    let rows = listed(&list);
    assert!(rows.len() > 50, "{} rows", rows.len());
    assert_eq!(rows, shown(&app, "", "").await);
    assert!(rows.iter().all(|(_, company)| !company.contains("青禾陪诊")), "not admitted yet");
    let prices = list.texts(".price-list__price");
    assert_eq!(prices.len(), rows.len());
    assert!(prices.iter().all(|price| !price.is_empty()));
    assert_eq!(list.count(".price-list__table tbody td .num"), rows.len(), "a phone for each");
    let texts = list.texts(".price-list__table tbody tr");
    let ours = texts.iter().find(|text| text.contains("晴扫家政") && text.starts_with("日常保洁")).expect("a row");
    assert!(ours.contains("40–50 元/小时") && ours.replace([' ', '-'], "").ends_with("02900001201"), "{ours}");
}

#[tokio::test]
async fn the_price_list_is_of_one_category_and_one_estate() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let all = staff.get(PRICE_LIST).await.ok();
    let estates = all.texts("#estate option").into_iter().zip(all.attributes("#estate option", "value"));
    let shops = estates.into_iter().find(|(name, _)| name == "沿街商住").expect("an estate").1;
    let repairs = staff.submit("form.link-filter", &[("category", "repair")]).await.ok();
    assert_eq!(listed(&repairs), shown(&app, "repair", "").await);
    let names: Vec<String> = listed(&repairs).into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"上门磨刀".to_owned()) && !names.contains(&"日常保洁".to_owned()));
    let cleaning = staff.submit("form.link-filter", &[("category", "cleaning"), ("estate", &shops)]).await.ok();
    assert_eq!(listed(&cleaning), shown(&app, "cleaning", "沿街商住").await);
    let names: Vec<String> = listed(&cleaning).into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"新房开荒保洁".to_owned()), "offered there");
    assert!(!names.contains(&"装修后开荒".to_owned()), "offered elsewhere only");
    assert!(cleaning.one(".price-list__head").contains("沿街商住"), "the paper says what it is of");
    let theirs: uuid::Uuid =
        sqlx::query_scalar("select estate_id from estate e join tenant t on t.id = e.tenant_id where t.slug = 'yunqi'")
            .fetch_one(&mut app.superuser().await)
            .await
            .expect("an estate");
    for query in ["category=nothing", "estate=nothing", &format!("estate={theirs}")] {
        staff.get(&format!("{PRICE_LIST}?{query}")).await.with_status(404);
    }
}

#[tokio::test]
async fn what_is_suspended_is_on_no_price_list() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (_, service) = demo_service(&app).await;
    let offer = listing_of(&app, &service).await;
    let other: uuid::Uuid = sqlx::query_scalar("select org_id from organization where name like '叮当修修%'")
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a company");
    let before = listed(&staff.get(PRICE_LIST).await.ok());
    staff.get(&format!("/c/shangjin/staff/listings/{}", id_in(&offer))).await.ok();
    staff.submit("form[action$='/suspension']", &[("reason", "核实价格")]).await.with_status(303);
    step(&mut staff, &format!("/c/shangjin/staff/vendors/{other}"), "suspend", "抽查不合格").await.with_status(303);
    let gone = |(name, company): &(String, String)| {
        company.starts_with("叮当修修") || (company.starts_with("晴扫家政") && name == "日常保洁")
    };
    assert!(before.iter().filter(|row| gone(row)).count() > 1);
    let left: Vec<(String, String)> = before.into_iter().filter(|row| !gone(row)).collect();
    assert_eq!(listed(&staff.get(PRICE_LIST).await.ok()), left);
}

/// 晴扫家政 renews its insurance until a day, and 尚锦 takes note of it.
async fn insure(app: &TestApp, org: &uuid::Uuid, until: &str) {
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    owner.get(&format!("/org/{org}/profile")).await.ok();
    owner.submit("main form.form", &[("insurance_until", until)]).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    decide(&mut staff, "shangjin", "晴扫家政", "approve", "").await.with_status(303);
}

/// A new condition of 晴扫家政's everyday cleaning waits for its communities.
async fn ask_for_a_change(owner: &mut Browser, org: &uuid::Uuid, service: &uuid::Uuid) {
    owner.get(&format!("/org/{org}/services/{service}")).await.ok();
    owner.submit("#service-form", &[("conditions", "提前两天预约")]).await.with_status(303);
}

/// How many messages the masthead says are unread.
fn unread(page: &Answer) -> usize {
    page.texts(".utilbar .count").first().map_or(0, |text| text.parse().expect("a number"))
}

#[tokio::test]
async fn news_of_a_muted_topic_reaches_the_organization_and_whoever_did_not_mute_it() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    let (org, _) = demo_service(&app).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let preferences = "/me/inbox/preferences";
    let wanted = owner.get(preferences).await.ok().attributes("input[name=topic][checked]", "value");
    assert_eq!(wanted, ["requests", "expiries", "people", "suggestions"]);
    owner.submit("main form.form", &[("topic", "requests"), ("topic", "people")]).await.with_status(303);
    let wanted = owner.get(preferences).await.ok().attributes("input[name=topic][checked]", "value");
    assert_eq!(wanted, ["requests", "people"]);
    insure(&app, &org, "2026-12-30").await;
    app.pass_days(7).await;
    let (mine, warning) = ("/me/inbox?topic=expiries", "2026年12月30日");
    assert!(!owner.get(mine).await.ok().one("main").contains(warning), "muted");
    assert!(owner.get("/me/inbox").await.ok().one("main").contains("通过了"), "of decisions everybody is told");
    assert!(owner.get(&format!("/org/{org}/inbox")).await.ok().one("main").contains(warning));
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    assert!(editor.get(mine).await.ok().one("main").contains(warning), "a colleague did not mute it");
    owner.get(preferences).await.ok();
    let all = [("topic", "requests"), ("topic", "expiries"), ("topic", "people")];
    owner.submit("main form.form", &all).await.with_status(303);
    app.pass_days(23).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let main = owner.get(mine).await.ok().one("main");
    assert!(main.contains(warning), "the last warning is wanted again: {main}");
}

#[tokio::test]
async fn a_message_that_is_read_leads_to_its_matter_and_leaves_the_count() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let (org, service) = demo_service(&app).await;
    ask_for_a_change(&mut owner, &org, &service).await;
    app.run_tasks().await;
    let mut neighbour = app.sign_in(phones::YUNQI_STAFF).await;
    let theirs = unread(&neighbour.get("/me/inbox").await.ok());
    assert!(theirs > 0, "they are asked as well");
    let inbox = staff.get("/me/inbox").await.ok();
    let before = unread(&inbox);
    assert!(before > 1, "the demo's changes wait, too");
    assert!(inbox.texts(".rows__item strong")[0].contains("日常保洁"), "the newest first");
    let change = staff.submit("main .rows form", &[]).await.with_status(303).location().to_owned();
    assert!(staff.get(&change).await.ok().one("main").contains("提前两天预约"));
    let inbox = staff.get("/me/inbox").await.ok();
    assert_eq!(unread(&inbox), before - 1);
    assert!(inbox.texts(".rows__item strong").iter().all(|text| !text.contains("日常保洁")));
    let again = staff.submit("main .rows form", &[]).await.with_status(303);
    assert_eq!(again.location(), change);
    assert_eq!(unread(&staff.get("/me/inbox").await.ok()), before - 1, "read is read");
    staff.submit("form[action='/me/inbox/reading']", &[]).await.with_status(303);
    let inbox = staff.get("/me/inbox").await.ok();
    assert_eq!((unread(&inbox), inbox.count(".rows__item strong")), (0, 0));
    assert_eq!(inbox.count("form[action='/me/inbox/reading']"), 0, "nothing is left to mark");
    assert_eq!(unread(&staff.get("/c/shangjin/staff").await.ok()), 0);
    assert_eq!(unread(&neighbour.get("/me/inbox").await.ok()), theirs, "everybody reads for themselves");
}

#[tokio::test]
async fn a_message_is_its_readers_and_an_organizations_is_its_record_keepers() {
    let app = TestApp::new().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    let (org, service) = demo_service(&app).await;
    app.run_tasks().await;
    // What the day's work had to say is read: the news that follows stands alone.
    for browser in [&mut owner, &mut editor] {
        browser.get("/me/inbox").await.ok();
        browser.submit("form[action$='/reading']", &[]).await.with_status(303);
    }
    owner.get(&format!("/org/{org}/inbox")).await.ok();
    owner.submit("form[action$='/reading']", &[]).await.with_status(303);
    ask_for_a_change(&mut owner, &org, &service).await;
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    app.run_tasks().await;
    let (home, desk) = (format!("/org/{org}"), format!("/org/{org}/inbox"));
    let of_org = owner.get(&desk).await.ok().attributes("main .rows form", "action").remove(0);
    let mine = owner.get("/me/inbox").await.ok();
    assert_eq!(unread(&mine), 1);
    let of_owner = mine.attributes("main .rows form", "action").remove(0);
    let mut other = app.sign_in(phones::OTHER_OWNER).await;
    let own = other.get("/me").await.ok().attributes("a[href^='/org/']", "href");
    let own = own.into_iter().find(|href| href.len() > 20).expect("their organization");
    other.forge(&of_owner, "").await.with_status(404);
    other.forge(&of_org, "").await.with_status(404);
    other.forge(&of_org.replace(&home, &own), "").await.with_status(404);
    // A worker belongs to the organization, and its business is not theirs.
    let mut worker = app.sign_in(phones::VENDOR_WORKER).await;
    assert_eq!(worker.get(&home).await.ok().count(".mainnav a[href$='/inbox']"), 0);
    worker.get(&desk).await.with_status(403);
    worker.forge(&of_org, "").await.with_status(403);
    worker.forge(&format!("{desk}/reading"), "").await.with_status(403);
    assert_eq!(worker.get("/me/inbox").await.ok().count(".rows__item"), 0);
    assert_eq!(owner.get(&home).await.ok().one(".mainnav .count"), "1", "nobody has read it");
    // What I read is read for me alone; what the organization was told, one reads for all.
    owner.get("/me/inbox").await.ok();
    let target = owner.submit("main .rows form", &[]).await.with_status(303).location().to_owned();
    assert_eq!(target, format!("{home}/services/{service}"));
    assert_eq!(unread(&owner.get("/me/inbox").await.ok()), 0);
    assert_eq!(owner.get(&home).await.ok().one(".mainnav .count"), "1");
    editor.get(&desk).await.ok();
    editor.submit("main .rows form", &[]).await.with_status(303);
    assert_eq!(unread(&editor.get("/me/inbox").await.ok()), 1);
    assert_eq!(owner.get(&home).await.ok().count(".mainnav .count"), 0);
}

#[tokio::test]
async fn a_decision_that_cannot_be_written_is_not_taken_and_tells_nobody() {
    let app = TestApp::new().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let (org, service) = demo_service(&app).await;
    let offer = listing_of(&app, &service).await;
    ask_for_a_change(&mut owner, &org, &service).await;
    app.run_tasks().await;
    let told = "select count(*) from org_message where news->>'kind' = 'change_decided'";
    let mut superuser = app.superuser().await;
    sqlx::raw_sql("create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$")
        .execute(&mut superuser)
        .await
        .expect("a function");
    let mut resident = app.browser();
    // At the offer; and at the very end, when the news is already on its way.
    for when in [
        "create trigger refuse before update on listing",
        "create constraint trigger refuse after update on listing deferrable initially deferred",
    ] {
        let which = format!("for each row when (old.listing_id = '{}') execute function refuse()", id_in(&offer));
        let trigger = format!("{when} {which}");
        sqlx::raw_sql(AssertSqlSafe(trigger)).execute(&mut superuser).await.expect("a trigger");
        decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(500);
        assert!(!resident.get(&offer).await.ok().one("main").contains("提前两天预约"), "{when}: nothing is published");
        assert_eq!(count(&app, "select count(*) from task").await, 0, "{when}: nothing is left to do");
        assert_eq!(app.run_tasks().await, 0);
        assert_eq!(count(&app, told).await, 0, "{when}: nobody is told");
        sqlx::raw_sql("drop trigger refuse on listing").execute(&mut superuser).await.expect("no trigger");
    }
    decide(&mut staff, "shangjin", "日常保洁", "approve", "").await.with_status(303);
    assert!(resident.get(&offer).await.ok().one("main").contains("提前两天预约"));
    app.run_tasks().await;
    assert_eq!(count(&app, told).await, 1, "told once");
}

/// Warnings of the insurance that ends on 10 January: in 尚锦 alone.
const WARNED: &str =
    "select count(*) from org_message where news->>'kind' = 'paper_expires' and news->>'on' = '2027-01-10'";

#[tokio::test]
async fn papers_that_run_out_are_told_of_thirty_and_seven_days_before_and_each_time_once() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    let (org, _) = demo_service(&app).await;
    insure(&app, &org, "2027-01-10").await;
    // Days to pass, and the warnings by then: 10 and 11 December, 2 and 3 January, the insurance's last day.
    for (days, warnings) in [(17, 0), (1, 1), (22, 1), (1, 2), (7, 2)] {
        app.pass_days(days).await;
        assert_eq!(count(&app, WARNED).await, warnings, "{}", app.clock.now());
    }
    assert_eq!(app.run_tasks().await, 0, "the day's work is done");
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let news = owner.get(&format!("/org/{org}/inbox?topic=expiries")).await.ok().texts(".rows__item");
    let ours = news.iter().filter(|text| text.contains("尚锦社区登记的责任保险") && text.contains("2027年1月10日"));
    assert_eq!(ours.count(), 2, "{news:?}");
}

#[tokio::test]
async fn days_without_a_server_are_made_up_for_and_nothing_is_told_twice() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    let (org, _) = demo_service(&app).await;
    insure(&app, &org, "2027-01-10").await;
    // Days without a server, and the warnings on the first day after: 8 and 18 December, 7 January.
    for (days, warnings) in [(15, 0), (10, 1), (20, 2)] {
        app.advance(TimeDelta::days(days));
        app.run_tasks().await;
        assert_eq!(count(&app, WARNED).await, warnings, "{}", app.clock.now());
        app.second_node().await.run_tasks().await;
        assert_eq!(count(&app, WARNED).await, warnings, "another server knows of it");
    }
    app.pass_days(2).await;
    assert_eq!(count(&app, WARNED).await, 2);
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

/// A PNG of one pixel whose header says otherwise, with the checksum to match.
fn png_saying(width: u32, height: u32) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(1, 1).write_to(&mut file, image::ImageFormat::Png).expect("a picture");
    let mut bytes = file.into_inner();
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let mut sum = flate2::Crc::new();
    sum.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    bytes
}

/// The address of the file with this name on the page of an organization's files.
fn file_called(page: &Answer, name: &str) -> String {
    let names = page.texts("tbody th .break");
    let at = names.iter().position(|one| one == name).unwrap_or_else(|| panic!("no file {name}: {names:?}"));
    page.attributes("tbody td a[href*='/documents/']", "href").remove(at)
}

#[tokio::test]
async fn files_that_cannot_be_kept_are_refused_with_a_word_of_help() {
    let app = TestApp::new().await;
    let (org, _) = demo_service(&app).await;
    let documents = format!("/org/{org}/documents");
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    editor.get(&documents).await.ok();
    let script = b"%PDF-1.7\n1 0 obj\n<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\nendobj\n%%EOF\n";
    for (name, bytes, help) in [
        ("空.jpg", Vec::new(), "请选择要上传的文件"),
        ("说明.jpg", "这不是图片".as_bytes().to_vec(), "只能上传 JPG、PNG、WebP 图片或 PDF"),
        ("合同.pdf", script.to_vec(), "这份 PDF 里有密码、脚本或附件"),
        ("平面图.png", png_saying(20_000, 20_000), "图片太大了"),
        ("执照.png", jpeg(), "文件名的后缀和内容对不上"),
        ("半张.jpg", b"\xFF\xD8\xFF\xE0".to_vec(), "文件打不开"),
        ("扫描.pdf", vec![b' '; (10 << 20) + 1], "文件超过 10 MB"),
    ] {
        let refused = editor.upload("#upload-form", &[("kind", "contract")], name, &bytes).await.with_status(422);
        let message = refused.one(".error-summary__list a");
        assert!(message.starts_with(help), "{name}: {message}");
        assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#file"], "{name}");
        assert!(refused.one("#file-error").starts_with(help), "{name}: beside the field");
        assert_eq!(refused.attributes("#kind option[selected]", "value"), ["contract"], "{name}");
    }
    let unnamed = editor.upload("#upload-form", &[("kind", "")], "执照.jpg", &jpeg()).await.with_status(422);
    assert_eq!(unnamed.attributes(".error-summary__list a", "href"), ["#kind"]);
    let enormous = vec![b' '; (12 << 20) + 1];
    editor.upload("#upload-form", &[("kind", "contract")], "扫描.pdf", &enormous).await.with_status(413);
    assert_eq!(editor.get(&documents).await.ok().count("tbody tr"), 0, "none of them is kept");
}

#[tokio::test]
async fn a_kept_photo_tells_nothing_but_the_picture() {
    let app = TestApp::new().await;
    let (org, _) = demo_service(&app).await;
    let documents = format!("/org/{org}/documents");
    let exif = b"Exif\0\0II*\0\x08\0\0\0\0\0GPS 34.2N 108.9E";
    let length = u16::try_from(exif.len() + 2).expect("a short text").to_be_bytes();
    let plain = jpeg();
    let behind = b"PK\x03\x04 another file";
    let photo = [&plain[..2], b"\xFF\xE1", &length, exif, &plain[2..], behind].concat();
    assert!(holds(&photo, b"GPS 34.2N") && holds(&photo, behind));
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    editor.get(&documents).await.ok();
    editor.upload("#upload-form", &[("kind", "photo")], "门头.jpg", &photo).await.with_status(303);
    let file = file_called(&editor.get(&documents).await.ok(), "门头.jpg");
    let kept = editor.get(&file).await.ok();
    assert_eq!(kept.headers["content-type"], "image/jpeg");
    for part in [b"GPS 34.2N".as_slice(), b"Exif", behind] {
        assert!(!holds(kept.bytes(), part), "{}", String::from_utf8_lossy(part));
    }
    let picture = image::load_from_memory(kept.bytes()).expect("a picture");
    assert_eq!((picture.width(), picture.height()), (64, 48));
}

#[tokio::test]
async fn what_a_community_is_looking_at_cannot_be_taken_away() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    let org = begin_org(&mut owner).await;
    apply_to(&mut owner, &org, "shangjin").await.with_status(303);
    let documents = format!("{org}/documents");
    owner.get(&documents).await.ok();
    owner.upload("#upload-form", &[("kind", "licence")], "新执照.jpg", &jpeg()).await.with_status(303);
    let page = owner.get(&documents).await.ok();
    let (handed_in, newer) = (file_called(&page, "扫描.jpg"), file_called(&page, "新执照.jpg"));
    let removal = |file: &str| format!("form[action='{file}/removal']");
    let mut staff = app.sign_in(phones::STAFF).await;
    let for_staff = |file: &str| format!("/c/shangjin/staff/vendors/{}/documents/{}", org_id(&org), id_in(file));
    staff.get(&for_staff(&handed_in)).await.ok();
    let refused = owner.submit(&removal(&handed_in), &[]).await.with_status(422);
    assert_eq!(refused.texts(".error-summary__list a"), ["社区正在审核这份材料，审核完再移除"]);
    owner.get(&handed_in).await.ok();
    // What was not handed in is the organization's own affair.
    owner.submit(&removal(&newer), &[]).await.with_status(303);
    owner.get(&newer).await.with_status(404);
    staff.get(&for_staff(&newer)).await.with_status(404);
    // So is everything, once the application is taken back.
    owner.get(&format!("{org}/communities/shangjin")).await.ok();
    owner.submit("form[action$='/exit']", &[("sure", "1")]).await.with_status(303);
    staff.get(&for_staff(&handed_in)).await.with_status(404);
    owner.get(&documents).await.ok();
    owner.submit(&removal(&handed_in), &[]).await.with_status(303);
    owner.get(&handed_in).await.with_status(404);
}

#[tokio::test]
async fn the_staff_of_a_community_that_nobody_applied_to_find_no_file() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::RESIDENT).await;
    let org = begin_org(&mut owner).await;
    apply_to(&mut owner, &org, "shangjin").await.with_status(303);
    let file = file_called(&owner.get(&format!("{org}/documents")).await.ok(), "扫描.jpg");
    let in_place = |slug: &str| format!("/c/{slug}/staff/vendors/{}/documents/{}", org_id(&org), id_in(&file));
    app.sign_in(phones::STAFF).await.get(&in_place("shangjin")).await.ok();
    let mut neighbour = app.sign_in(phones::YUNQI_STAFF).await;
    neighbour.get(&in_place("yunqi")).await.with_status(404);
    neighbour.get(&in_place("shangjin")).await.with_status(403);
    // A draft is not handed in.
    owner.get(&format!("{org}/communities/yunqi")).await.ok();
    owner.submit("#application-form", &[("category", "cleaning")]).await.with_status(303);
    neighbour.get(&in_place("yunqi")).await.with_status(404);
    apply_to(&mut owner, &org, "yunqi").await.with_status(303);
    neighbour.get(&in_place("yunqi")).await.ok();
}
