//! What companies, their communities and residents do in many a test.

use sqlx::AssertSqlSafe;

use super::{Answer, Browser, TestApp};

/// A valid credit code that nobody has.
pub const USCC: &str = "91350100M000100Y43";

/// A small picture, as a phone would send it.
pub fn jpeg() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(64, 48, |x, y| {
        image::Rgb([u8::try_from(x * 3).unwrap_or(0), u8::try_from(y * 4).unwrap_or(0), 90])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).expect("a picture");
    bytes.into_inner()
}

/// Begins an organization and fills in all that a community asks for; gives the workspace's address.
pub async fn begin_org(owner: &mut Browser) -> String {
    owner.get("/org/new").await.ok();
    let answer = owner.submit("form.form", &[("name", "细柳新风家政"), ("uscc", USCC)]).await.with_status(303);
    let org = answer.location().trim_end_matches("/profile").to_owned();
    owner.get(&format!("{org}/profile")).await.ok();
    let profile = [
        ("profile", "2021年成立，做日常保洁和深度保洁。"),
        ("phone", "029-88880000"),
        ("contact", "贺立群"),
        ("engagement", "employee"),
        ("founded", "2021"),
        ("insurance_until", "2027-06-30"),
    ];
    owner.submit("main form.form", &profile).await.with_status(303);
    for kind in ["licence", "insurance"] {
        owner.get(&format!("{org}/documents")).await.ok();
        owner.upload("#upload-form", &[("kind", kind)], "扫描.jpg", &jpeg()).await.with_status(303);
    }
    org
}

/// Adds a service with a price; gives its address.
pub async fn add_service(owner: &mut Browser, org: &str, name: &str, min: &str, max: &str) -> String {
    owner.get(&format!("{org}/services/new")).await.ok();
    let fields =
        [("kind", "cleaning"), ("name", name), ("included", "客厅卧室除尘\n厨房台面擦拭"), ("duration", "3小时")];
    let prices = owner.submit("main form.form", &fields).await.with_status(303).location().to_owned();
    owner.get(&prices).await.ok();
    owner.submit("#price-form", &[("unit", "hour"), ("min", min), ("max", max)]).await.with_status(303);
    prices.trim_end_matches("/prices").to_owned()
}

/// Hands in the application to a community.
pub async fn apply_to(owner: &mut Browser, org: &str, community: &str) -> Answer {
    let form = format!("form[action$='/communities/{community}']");
    owner.get(&format!("{org}/communities/{community}")).await.ok();
    owner.press(&form, "button[formaction]", &[("category", "cleaning")]).await
}

/// Takes one step of an admission by the button for it.
pub async fn step(staff: &mut Browser, record: &str, step: &str, reason: &str) -> Answer {
    staff.get(record).await.ok();
    staff.press("#step-form", &format!("button[value={step}]"), &[("reason", reason)]).await
}

/// Takes a step from the state that was seen.
pub async fn take(staff: &mut Browser, record: &str, step: &str, seen: &str, reason: &str) -> Answer {
    staff.forge(&format!("{record}/steps"), &format!("step={step}&seen={seen}&reason={reason}")).await
}

/// Leads an application through to admission's last step, for which the notice must be over.
pub async fn admit(app: &TestApp, staff: &mut Browser, record: &str) {
    for taken in ["check", "visit", "notice"] {
        step(staff, record, taken, "").await.with_status(303);
    }
    step(staff, record, "admit", "").await.with_status(422);
    app.pass_days(8).await;
}

/// The address of the one change that waits under a title.
pub async fn waiting_change(staff: &mut Browser, community: &str, title: &str) -> String {
    let queue = staff.get(&format!("/c/{community}/staff/queue?kind=change")).await.ok();
    let titles = queue.texts("main a");
    let hrefs = queue.attributes("main a", "href");
    let href = titles.iter().zip(&hrefs).find(|(text, href)| text.contains(title) && href.contains("/changes/"));
    href.unwrap_or_else(|| panic!("no change called {title}: {titles:?}")).1.clone()
}

/// Approves, or returns, it.
pub async fn decide(staff: &mut Browser, community: &str, title: &str, decision: &str, reason: &str) -> Answer {
    let href = waiting_change(staff, community, title).await;
    staff.get(&href).await.ok();
    staff.press("#decision-form", &format!("button[value={decision}]"), &[("reason", reason)]).await
}

/// The ids of the offers on a page of the directory.
pub fn offers(page: &Answer) -> Vec<String> {
    page.attributes(".listing-card a[href*='/services/']", "href")
        .iter()
        .filter_map(|href| href.rsplit('/').next().map(str::to_owned))
        .collect()
}

/// The id in a workspace's address.
pub fn org_id(org: &str) -> &str {
    org.trim_start_matches("/org/")
}

/// The demo's company with several members, and its everyday cleaning in 尚锦: organization and service.
pub async fn demo_service(app: &TestApp) -> (uuid::Uuid, uuid::Uuid) {
    let mut connection = app.superuser().await;
    sqlx::query_as(
        "select l.org_id, l.service_id from listing l join tenant t on t.id = l.tenant_id
        where t.slug = 'shangjin' and l.name = '日常保洁' and l.org_id in (select org_id from organization where name like '晴扫%')",
    )
    .fetch_one(&mut connection)
    .await
    .expect("the demo's offer")
}

/// The address of a service's offer in 尚锦.
pub async fn listing_of(app: &TestApp, service: &uuid::Uuid) -> String {
    let mut connection = app.superuser().await;
    let id: uuid::Uuid = sqlx::query_scalar(
        "select l.listing_id from listing l join tenant t on t.id = l.tenant_id where t.slug = 'shangjin' and l.service_id = $1",
    )
    .bind(service)
    .fetch_one(&mut connection)
    .await
    .expect("an offer");
    format!("/c/shangjin/services/{id}")
}

/// What a query counts, behind the curtain.
pub async fn count(app: &TestApp, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&mut app.superuser().await).await.expect("a count")
}
