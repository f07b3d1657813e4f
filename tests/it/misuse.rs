//! Bad input: a calm page in the visitor's language with the right status, never a failure of ours.

use std::pin::pin;
use std::task::{Context, Waker};

use jiamenkou::db::{Scope, Tx};

use crate::support::companies::demo_service;
use crate::support::{TestApp, phones};

#[tokio::test]
async fn addresses_that_name_nothing_get_a_calm_page() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    for path in [
        "/c/nowhere",
        "/c/nowhere/services",
        "/c/shangjin/services/not-an-id",
        "/c/shangjin/services/00000000-0000-0000-0000-000000000000",
        "/c/shangjin/vendors/%F0%9F%98%80",
        "/c/shangjin/workers/1",
        "/c/shangjin/services?category=nothing",
        "/c/xiliu/services",
        "/c/xiliu/compare?id=1",
        "/nothing",
        "/c//services",
    ] {
        let answer = browser.get(path).await.with_status(404);
        assert!(answer.count("h1") == 1 && answer.one(".request-id code").len() == 36, "{path}");
    }
    for (lang, word) in [("zh-Hans", "社区"), ("zh-Hant", "社區"), ("en", "community")] {
        let text = browser.get(&format!("/c/nowhere?lang={lang}")).await.with_status(404).text();
        assert!(text.contains(word), "{lang}");
    }
    browser.get("/c/shangjin?lang=tlh&elder=7&size=9000").await.ok();
}

#[tokio::test]
async fn absurd_queries_are_answered() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let long = "长".repeat(300);
    for typed in [
        "%00",
        "%F0%9F%98%80",
        "%E2%80%AE",
        "%25",
        "_",
        "'",
        "%3Cscript%3E",
        "%FF%FE",
        &long,
        "&&&==",
        "%",
        "a%20%20%20b",
    ] {
        let answer = browser.get(&format!("/c/shangjin/services?q={typed}")).await;
        assert!([200, 400].contains(&answer.status()), "{typed}: {}", answer.status());
        assert!(!answer.text().contains("<script>"), "{typed}");
    }
    for (path, status) in [
        (format!("/c/shangjin/services?q={}", "a".repeat(5_000)), 414),
        (format!("/c/shangjin/services?q={}", "a".repeat(10_000)), 414),
        ("/c/shangjin/services?after=zzzz".to_owned(), 400),
        (format!("/c/shangjin/services?before={}", "A".repeat(900)), 400),
        ("/c/shangjin/services?after=%00".to_owned(), 400),
        ("/c/shangjin/services?min=abc".to_owned(), 422),
        ("/c/shangjin/services?min=9&max=1".to_owned(), 422),
        ("/c/shangjin/services?estate=x&unit=y&kind=z&credential=w&suits=v&sort=u&open=maybe".to_owned(), 200),
        ("/c/shangjin/services?q=a&q=b".to_owned(), 400),
        ("/c/shangjin/notices?before=x".to_owned(), 400),
        ("/?after=nowhere&q=%00".to_owned(), 200),
    ] {
        let answer = browser.get(&path).await;
        assert_eq!(answer.status(), status, "{}", &path[..path.len().min(80)]);
        assert_eq!(answer.count("h1"), 1);
    }
}

#[tokio::test]
async fn a_list_begins_behind_no_row_that_cannot_be() {
    const ID: &str = "0192aaaa-0000-7000-8000-000000000000";
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let workspace = format!("/org/{}/jobs", demo_service(&app).await.0);
    let times = ["1764000000123456", "-8000000000000000000", "9223372036854775807", "1764000000123456789012"];
    let days = ["2026-11-26", "-99999-01-01", "2026-02-30", "1764000000123456"];
    for (list, keys) in [
        ("/c/shangjin/staff/placements", times),
        ("/c/shangjin/staff/jobs", times),
        (workspace.as_str(), times),
        ("/c/shangjin/staff/startup", times),
        ("/c/shangjin/staff/policies", days),
        ("/c/shangjin/staff/queue", times),
        ("/c/shangjin/staff/notices", times),
        ("/c/shangjin/talents", days),
    ] {
        let browser = if list == workspace { &mut owner } else { &mut staff };
        let [known, unknown @ ..] = keys;
        browser.get(&format!("{list}?after=")).await.ok();
        // Nobody stands there, and yet there is a page behind.
        browser.get(&format!("{list}?after={known}.{ID}")).await.ok();
        for place in unknown.map(|key| format!("{key}.{ID}")).iter().chain(&[known.to_owned(), format!("{known}.x")]) {
            let answer = browser.get(&format!("{list}?after={place}")).await;
            assert_eq!((answer.status(), answer.count("h1")), (400, 1), "{list} {place}");
        }
    }
}

#[tokio::test]
async fn bodies_that_are_too_large_or_broken_are_refused_with_a_page() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let large = format!("phone=1&password={}", "a".repeat(400_000));
    assert_eq!(browser.forge("/sign-in", &large).await.with_status(413).count("h1"), 1);
    assert_eq!(browser.forge("/sign-in", "phone=%FF%FE&password=x").await.count("h1"), 1);
    browser.forge("/sign-up", "phone=a&phone=b").await.with_status(400);
    browser.forge("/c/shangjin/services", "").await.with_status(405);
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.forge("/c/shangjin/staff/codes", "key=x&name=y").await.with_status(400);
    staff.forge("/c/shangjin/staff/codes", "name=y").await.with_status(400);
    staff.forge("/me/identity", "grant=1").await.with_status(400);
    staff.forge("/me/sessions/x/end", "").await.with_status(404);
}

#[tokio::test]
async fn fields_that_a_form_does_not_have_change_nothing() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.get("/sign-up").await.ok();
    let body = "name=林小满&phone=13900000098&password=门口的老槐树开花了&agree=1&role=platform_admin&tenant_id=1&status=admitted";
    browser.forge("/sign-up", body).await.with_status(303);
    browser.forge("/sign-in", "phone=13900000098&password=门口的老槐树开花了").await.with_status(303);
    let me = browser.get("/me").await.ok();
    assert_eq!(me.count("section[aria-labelledby=identities] .rows__item"), 0);
    browser.get("/c/shangjin/staff").await.with_status(403);
}

#[tokio::test]
async fn where_an_address_is_a_secret_no_page_is_told_of_it() {
    let app = TestApp::new().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/training").await.ok();
    lin.submit("#calendar-form", &[]).await.with_status(303);
    let calendar = lin.get("/me/training").await.ok().one("#calendar-address");
    let calendar = calendar.strip_prefix("http://localhost:8080").expect("an address of ours");
    let subscription = calendar.replace(".ics", "/subscription");
    let secret = [
        (calendar, 200),
        (&*subscription, 200),
        // Whoever guesses is told no more.
        ("/calendar/x.ics", 404),
        ("/calendar/x/subscription", 404),
        ("/c/shangjin/certificates/22222222222222222222", 404),
        ("/c/shangjin/referrals/x", 404),
    ];
    for (path, status) in secret {
        assert_eq!(lin.get(path).await.with_status(status).headers["referrer-policy"], "no-referrer", "{path}");
    }
    // A form says where it comes from: where the address brings a secret to one, the site alone is told.
    let attendance = "/c/shangjin/attendance/01999999-0000-7000-8000-000000000000?code=12345678";
    assert_eq!(lin.get(attendance).await.with_status(404).headers["referrer-policy"], "strict-origin");
    for path in ["/c/shangjin", "/c/shangjin/certificates", "/me/training"] {
        assert_eq!(lin.get(path).await.ok().headers["referrer-policy"], "same-origin", "{path}");
    }
}

#[tokio::test]
async fn markup_in_data_stays_text() {
    let app = TestApp::new().await;
    let tenant = app.tenant("shangjin");
    let sheet = "公司名称,服务类别,服务项目,收费标准,公司简介,服务内容\n\"<b>坏</b>公司\",家居保洁,\"</script><script>alert(1)</script>\",45元/小时,\"\"\"><img src=x>\",\"<i>x</i>\"\n";
    let how = jiamenkou::import::How::default();
    jiamenkou::import::import(&app.state, &tenant, "bad.csv", sheet.into(), how)
        .await
        .expect("runs")
        .expect("in order");
    let mut browser = app.browser();
    let list = browser.get("/c/shangjin/services?q=alert").await.ok();
    assert_eq!(list.count("main script, main b, main img"), 0);
    let page = browser.get(&list.attributes(".listing-card__link", "href").remove(0)).await.ok();
    assert_eq!(page.count("main script, main b, main i, main img"), 0);
    assert_eq!(page.count("script"), 2, "ours and the data block");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn whoever_leaves_while_a_transaction_begins_leaves_nobody_in_it() {
    let app = TestApp::new().await;
    let (org, _) = demo_service(&app).await;
    let theirs = Scope { org: Some(org.into()), ..Scope::default() };
    for turn in 0..200 {
        let mut begun = pin!(app.state.db().read(&theirs));
        // Given up sooner or later on the way.
        for _ in 0..=turn % 10 {
            if begun.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    // On every connection, one after another.
    for turn in 0..100 {
        let mut tx = app.state.db().read(&Scope::default()).await.expect("a transaction");
        let org: Option<String> = sqlx::query_scalar("select nullif(current_setting('app.org_id', true), '')")
            .fetch_one(tx.conn())
            .await
            .expect("a setting");
        assert_eq!(org, None, "somebody else's, in turn {turn}");
    }
}
