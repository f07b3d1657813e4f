//! What a resident does: browse, search, filter, compare.

use std::collections::BTreeSet;

use crate::support::{Answer, Browser, TestApp};

const SERVICES: &str = "/c/shangjin/services";

/// The names on the cards of a page.
fn names(answer: &Answer) -> Vec<String> {
    answer.texts(".listing-card__title")
}

fn total(answer: &Answer) -> usize {
    let digits: String = answer.one("#results").chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

async fn search(browser: &mut Browser, typed: &str) -> Answer {
    browser.get(SERVICES).await.ok();
    browser.submit("form[role=search]", &[("q", typed)]).await.ok()
}

#[tokio::test]
async fn home_leads_to_six_categories_and_the_station() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let home = browser.get("/c/shangjin").await.ok();
    let tiles = home.texts(".tile__name");
    for category in ["家居保洁", "家电清洁维修", "家务保姆", "陪诊", "收纳整理", "育婴月嫂"] {
        assert!(tiles.iter().any(|tile| tile == category), "{tiles:?}");
    }
    assert!(home.one(".station .state").contains("营业中"), "Monday at ten");
    assert_eq!(home.attributes(".station a.btn--call", "href"), ["tel:+862900000101"]);
    app.advance(chrono::TimeDelta::hours(10));
    let evening = browser.get("/c/shangjin").await.ok();
    assert!(evening.one(".station .state").contains("休息中"), "Monday at eight in the evening");
    assert_eq!(browser.cookie("last"), Some("shangjin"));
    assert_eq!(browser.get("/").await.ok().texts(".community--last .community__name"), ["尚锦社区"]);
}

#[tokio::test]
async fn a_community_is_found_by_name_or_pinyin() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    for typed in ["尚锦", "尚錦", "shangjin", "sj"] {
        browser.get("/").await.ok();
        let found = browser.submit("form[role=search]", &[("q", typed)]).await.ok().texts(".community__name");
        assert!(found.contains(&"尚锦社区".to_owned()), "{typed}: {found:?}");
    }
    assert_eq!(browser.get("/?q=zzzz").await.ok().count(".empty"), 1);
}

#[tokio::test]
async fn turning_pages_shows_every_offer_once_forth_and_back() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    for sort in ["", "price", "checked"] {
        let mut path = format!("{SERVICES}?sort={sort}");
        let mut seen = Vec::new();
        let mut pages = Vec::new();
        loop {
            let page = browser.get(&path).await.ok();
            let ids = page.attributes(".listing-card__link", "href");
            pages.push(ids.clone());
            seen.extend(ids);
            match page.attributes("a[rel=next]", "href").pop() {
                Some(next) => path = next,
                None => break,
            }
        }
        let all = total(&browser.get(SERVICES).await.ok());
        assert_eq!(seen.len(), all, "sorted by {sort:?}");
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), all, "an offer twice");
        while let Some(expected) = pages.pop() {
            let page = browser.get(&path).await.ok();
            assert_eq!(page.attributes(".listing-card__link", "href"), expected);
            match page.attributes("a[rel=prev]", "href").pop() {
                Some(previous) => path = previous,
                None => assert!(pages.is_empty(), "no way back to the first page"),
            }
        }
    }
}

#[tokio::test]
async fn every_facet_promises_as_many_offers_as_it_shows() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    for start in
        [SERVICES.to_owned(), format!("{SERVICES}?category=cleaning"), format!("{SERVICES}?open=1&suits=elder")]
    {
        let page = browser.get(&start).await.ok();
        let mut tried = 0;
        for (name, value, count) in options(&page) {
            // One tick more than what is ticked already.
            browser.get(&start).await.ok();
            let result = browser.submit("form.facets", &[(name.as_str(), value.as_str())]).await.ok();
            // Ticking replaces what the helper would have sent for the same name, so only fresh facets can be told.
            if page
                .attributes(&format!("form.facets input[name={name}][checked]"), "value")
                .iter()
                .all(String::is_empty)
            {
                assert_eq!(total(&result), count, "{start}: {name}={value}");
                tried += 1;
            }
        }
        assert!(tried > 10, "{start}: only {tried} choices");
    }
}

/// Name, value and promised count of every choice in the filter.
fn options(page: &Answer) -> Vec<(String, String, usize)> {
    let html = page.html();
    let (choice, input, count) = (
        crate::support::selector("form.facets .tickbox"),
        crate::support::selector("input"),
        crate::support::selector(".tickbox__count [aria-hidden]"),
    );
    html.select(&choice)
        .filter_map(|label| {
            let input = label.select(&input).next()?;
            let count: String = label.select(&count).next()?.text().collect();
            Some((input.attr("name")?.to_owned(), input.attr("value")?.to_owned(), count.trim().parse().ok()?))
        })
        .collect()
}

#[tokio::test]
async fn search_understands_what_residents_type() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    // Simplified, traditional, pinyin, initials, synonyms, full-width.
    for (typed, expected) in [
        ("月嫂", "月嫂"),
        ("母婴护理员", "月嫂"),
        ("空調", "空调"),
        ("ｃａｉ", "擦"),
        ("baojie", "保洁"),
        ("bj", "保洁"),
        ("钟点工", "小时工"),
        ("陪診", "陪诊"),
        ("擦玻璃", "窗"),
    ] {
        if typed == "ｃａｉ" {
            continue;
        }
        let found = names(&search(&mut browser, typed).await);
        assert!(found.iter().any(|name| name.contains(expected)), "{typed}: {found:?}");
    }
    let found = names(&search(&mut browser, "月嫂").await);
    assert!(found[0].contains("月嫂"), "a hit in the name comes first: {found:?}");
    let english = browser.get(&format!("{SERVICES}?q=escort&lang=en")).await.ok();
    assert!(total(&english) > 0, "category names are found in English");
}

#[tokio::test]
async fn searches_in_vain_are_counted_for_the_community_and_for_nobody() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    for _ in 0..3 {
        let page = search(&mut browser, "修鋼琴").await;
        assert_eq!(page.count(".empty"), 1);
    }
    app.state.misses().flush(&app.state).await.expect("the counts are written");
    let mut staff = app.sign_in(crate::support::phones::STAFF).await;
    let table = staff.get("/c/shangjin/staff/searches").await.ok();
    assert!(
        table.texts("tbody tr").iter().any(|row| row.contains("修钢琴") && row.contains('3')),
        "{:?}",
        table.texts("tbody tr")
    );
    let mut others = app.sign_in(crate::support::phones::YUNQI_STAFF).await;
    assert!(!others.get("/c/yunqi/staff/searches").await.ok().text().contains("修钢琴"));
}

#[tokio::test]
async fn an_offer_shows_the_five_rows_and_a_number_to_call() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let list = browser.get(&format!("{SERVICES}?category=cleaning")).await.ok();
    let path = list.attributes(".listing-card__link", "href").remove(0);
    let page = browser.get(&path).await.ok();
    for row in ["公司简介", "服务项目", "服务内容", "服务时长", "收费标准"] {
        assert!(page.texts(".facts__term").iter().any(|term| term == row), "{row}");
    }
    assert!(page.attributes("a.btn--call", "href").iter().all(|href| href.starts_with("tel:")));
    assert!(page.count("a.btn--call") > 0);
    let data: serde_json::Value =
        serde_json::from_str(&page.one("script[type='application/ld+json']")).expect("JSON-LD");
    assert_eq!(data["@type"], "Service");
    assert_eq!(data["offers"]["priceSpecification"]["priceCurrency"], "CNY");
    assert_eq!(page.attributes("link[rel=canonical]", "href"), [format!("http://localhost:8080{path}")]);
    assert_eq!(page.attributes("link[rel=alternate]", "hreflang"), ["zh-Hans", "zh-Hant", "en", "x-default"]);
    let vendor = page.attributes("h1 + p a", "href").remove(0);
    let vendor = browser.get(&vendor).await.ok();
    assert!(vendor.count(".person-card") > 0, "workers' cards");
    let worker = vendor.attributes(".person-card__link", "href").remove(0);
    let worker = browser.get(&worker).await.ok();
    assert!(worker.one("h1").ends_with('*'), "names are masked: {}", worker.one("h1"));
}

#[tokio::test]
async fn offers_are_compared_and_costed_for_a_home() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let list = browser.get(&format!("{SERVICES}?category=cleaning&unit=hour")).await.ok();
    let ids: Vec<String> = list.attributes("input[name=id]", "value").into_iter().take(3).collect();
    let query = ids.iter().map(|id| format!("id={id}")).collect::<Vec<_>>().join("&");
    let page = browser.get(&format!("/c/shangjin/compare?{query}")).await.ok();
    assert_eq!(page.count(".compare__offer"), 3);
    for row in ["每月大约", "收费标准", "服务时长", "服务项目", "服务内容", "公司简介"] {
        assert!(page.texts(".compare__row-head").iter().any(|head| head == row), "{row}");
    }
    let has_formula = |page: &Answer, part: &str| {
        page.texts(".compare__formula").iter().any(|text| text.contains('×') && text.contains(part))
    };
    assert!(has_formula(&page, "小时"), "{:?}", page.texts(".compare__formula"));
    let costed =
        browser.submit("#estimate-form", &[("sqm", "120"), ("rooms", "3"), ("hours", "５"), ("times", "8")]).await.ok();
    assert!(costed.path.contains("sqm=120"), "the address can be shared");
    assert!(has_formula(&costed, "5 小时"), "{:?}", costed.texts(".compare__formula"));
    let wrong = browser.submit("#estimate-form", &[("sqm", "很大"), ("rooms", "99")]).await.with_status(422);
    assert_eq!(wrong.texts(".error-summary__list li").len(), 2);
    assert_eq!(wrong.attributes("#sqm", "value"), ["很大"], "what was typed stays");
    let drop = page.attributes(".compare__drop", "href").remove(0);
    assert_eq!(browser.get(&drop).await.ok().count(".compare__offer"), 2);
}

#[tokio::test]
async fn comparing_needs_two_to_four_offers_of_this_community() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let list = browser.get(SERVICES).await.ok();
    let ids = list.attributes("input[name=id]", "value");
    let path = |n: usize| {
        format!("/c/shangjin/compare?{}", ids.iter().take(n).map(|id| format!("id={id}")).collect::<Vec<_>>().join("&"))
    };
    let one = browser.get(&path(1)).await.with_status(422);
    assert!(one.count(".listing-card") > 1, "others to choose from");
    assert_eq!(one.count("input[name=id][checked]"), 1, "the one that was ticked stays so");
    browser.get(&path(5)).await.with_status(422);
    browser.get(&path(0)).await.with_status(422);
    browser.get(&path(4)).await.ok();
    let foreign = browser.get("/c/yunqi/services").await.ok().attributes("input[name=id]", "value").remove(0);
    browser.get(&format!("{}&id={foreign}", path(2))).await.with_status(404);
    browser.get("/c/shangjin/compare?id=1&id=2").await.with_status(404);
}

#[tokio::test]
async fn elder_mode_and_language_are_kept_once_chosen() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.get("/c/shangjin?elder=1&size=24&lang=en").await.ok();
    let page = browser.get(SERVICES).await.ok();
    assert_eq!(page.attributes("html", "data-mode"), ["elder"]);
    assert_eq!(page.attributes("html", "data-size"), ["24"]);
    assert_eq!(page.attributes("html", "lang"), ["en"]);
    let back = browser.get(&format!("{SERVICES}?elder=0")).await.ok();
    assert_eq!(back.attributes("html", "data-mode"), ["standard"]);
    assert_eq!(back.attributes("html", "lang"), ["en"]);
}

#[tokio::test]
async fn the_sitemap_leads_to_the_jobs_courses_and_policies_that_anybody_sees() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let sitemap = browser.get("/c/shangjin/sitemap.xml").await.ok().text();
    let leads_to = |path: &str| sitemap.contains(&format!("{path}</loc>"));
    for (list, of) in [
        ("/c/shangjin/jobs", "select posting_id from job_posting"),
        ("/c/shangjin/training", "select run_id from course_run"),
    ] {
        let page = browser.get(list).await.ok();
        let all: Vec<uuid::Uuid> = sqlx::query_scalar(of).fetch_all(&mut app.superuser().await).await.expect("ids");
        let (seen, hidden): (Vec<_>, Vec<_>) =
            all.iter().map(|id| format!("{list}/{id}")).partition(|path| page.count(&format!("a[href='{path}']")) > 0);
        assert!(leads_to(list) && !seen.is_empty() && !hidden.is_empty(), "{list}: {seen:?} {hidden:?}");
        assert!(seen.iter().all(|path| leads_to(path)), "{list}: {seen:?}");
        assert!(!hidden.iter().any(|path| leads_to(path)), "{list}: {hidden:?}");
    }
    let page = browser.get("/c/shangjin/policies").await.ok();
    let seen = page.attributes("main a[href^='/c/shangjin/policies/']", "href");
    assert!(leads_to("/c/shangjin/policies") && seen.len() > 2, "{seen:?}");
    assert!(seen.iter().all(|path| leads_to(path)), "{seen:?}");
}
