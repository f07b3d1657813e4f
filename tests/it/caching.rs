//! Public pages come from memory while nothing changed, and show a change on the next request, on every server.

use jiamenkou::import::{How, import};

use crate::support::{Browser, TestApp};

const SHEET: &str = "公司名称,服务类别,服务项目,收费标准\n新来家政,家居保洁,阳台打扫,45元/小时\n";

async fn add_offer(app: &TestApp) {
    let tenant = app.tenant("shangjin");
    let outcome = import(&app.state, &tenant, "new.csv", SHEET.as_bytes().to_vec(), How::default())
        .await
        .expect("the import runs");
    assert_eq!(outcome.expect("the sheet is in order").services.added, 1);
}

async fn etag(browser: &mut Browser, path: &str) -> String {
    let answer = browser.get(path).await.ok();
    answer.headers["etag"].to_str().expect("a tag").to_owned()
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_again() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let path = "/c/shangjin/services";
    let tag = etag(&mut browser, path).await;
    assert_eq!(etag(&mut browser, path).await, tag);
    browser.headers.insert("if-none-match", tag.parse().expect("a tag"));
    let answer = browser.get(path).await.with_status(304);
    assert!(answer.bytes().is_empty());
    let mut elder = app.browser();
    elder.get("/c/shangjin?elder=1").await.ok();
    assert_ne!(etag(&mut elder, path).await, tag, "another mode is another page");
}

/// Changes an offer behind the portal's back: nobody announces it.
async fn rename_an_offer_unannounced(app: &TestApp) {
    let mut superuser = app.superuser().await;
    let renamed = sqlx::query("update listing set name = '没有人知道' where tenant_id = $1 and name = '厨卫日常保洁'")
        .bind(app.tenant("shangjin").id.uuid())
        .execute(&mut superuser)
        .await
        .expect("a change");
    assert_eq!(renamed.rows_affected(), 1);
}

#[tokio::test]
async fn a_page_that_is_asked_for_again_comes_from_memory_unless_nothing_is_kept() {
    for (app, is_kept) in [(TestApp::new().await, true), (TestApp::without_cache().await, false)] {
        let mut browser = app.browser();
        let path = "/c/shangjin/services";
        let tag = etag(&mut browser, path).await;
        assert_eq!(etag(&mut browser, path).await, tag);
        rename_an_offer_unannounced(&app).await;
        assert_eq!(etag(&mut browser, path).await == tag, is_kept);
    }
}

#[tokio::test]
async fn a_change_shows_on_the_next_request_on_every_server() {
    let (here, path) = (TestApp::new().await, "/c/shangjin/services?q=%E9%98%B3%E5%8F%B0%E6%89%93%E6%89%AB");
    let there = here.second_node().await;
    let (mut here_browser, mut there_browser) = (here.browser(), there.browser());
    let home = "/c/shangjin";
    let (here_before, there_before) = (etag(&mut here_browser, home).await, etag(&mut there_browser, home).await);
    assert_eq!(here_before, there_before, "two servers agree on a page's tag");
    // Asked for again, it is kept from here on.
    for browser in [&mut here_browser, &mut there_browser] {
        assert_eq!(etag(browser, home).await, here_before);
        browser.get(path).await.ok();
        browser.get(path).await.ok();
    }
    let tenant = here.tenant("shangjin").id;
    let epochs = [&here, &there].map(|app| app.state.db().changes().epoch(tenant).expect("both hear"));
    add_offer(&here).await;
    for (app, epoch) in [&here, &there].into_iter().zip(epochs) {
        app.state.db().changes().after(tenant, epoch).await;
    }
    assert_ne!(etag(&mut here_browser, home).await, here_before);
    assert_ne!(etag(&mut there_browser, home).await, there_before);
    for browser in [&mut here_browser, &mut there_browser] {
        assert_eq!(browser.get(path).await.ok().texts(".listing-card__title"), ["阳台打扫"]);
    }
    let mut other = here.browser();
    assert!(!other.get("/c/yunqi/services").await.ok().text().contains("阳台打扫"), "another community's directory");
}

#[tokio::test]
async fn what_is_rolled_back_is_never_announced() {
    let app = TestApp::new().await;
    let tenant = app.tenant("shangjin");
    let before = app.state.db().changes().epoch(tenant.id);
    let how = How { dry_run: true, ..How::default() };
    import(&app.state, &tenant, "new.csv", SHEET.as_bytes().to_vec(), how).await.expect("runs").expect("in order");
    // Something that is announced, so that the silence before it is proven.
    let other = app.tenant("yunqi");
    let epoch = app.state.db().changes().epoch(other.id).expect("we hear");
    import(&app.state, &other, "new.csv", SHEET.as_bytes().to_vec(), How::default())
        .await
        .expect("runs")
        .expect("in order");
    app.state.db().changes().after(other.id, epoch).await;
    assert_eq!(app.state.db().changes().epoch(tenant.id), before);
}

#[tokio::test]
async fn open_now_is_never_older_than_a_minute() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    // Monday 17:59 at the station, which closes at 18:00.
    app.advance(chrono::TimeDelta::hours(7) + chrono::TimeDelta::minutes(59));
    assert!(browser.get("/c/shangjin").await.ok().one(".station .state").contains("营业中"));
    app.advance(chrono::TimeDelta::minutes(1));
    assert!(browser.get("/c/shangjin").await.ok().one(".station .state").contains("休息中"));
}

#[tokio::test]
async fn a_browser_that_takes_gzip_gets_it() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.headers.insert("accept-encoding", "gzip, br".parse().expect("encodings"));
    let answer = browser.get("/c/shangjin/services").await.ok();
    assert_eq!(answer.headers["content-encoding"], "gzip");
    assert!(answer.bytes().len() < 20_000, "{} bytes", answer.bytes().len());
    let mut plain = app.browser();
    let css = plain.get("/c/shangjin").await.ok().attributes("link[rel=stylesheet]", "href").remove(0);
    let style = browser.get(&css).await.ok();
    assert_eq!(style.headers["content-encoding"], "br");
    assert!(style.headers["cache-control"].to_str().expect("text").contains("immutable"));
}
