//! What residents find in the list, in which order, and what they are offered where they find nothing.

use super::*;

const CARER: &str = "住家照护员";
const ESCORT: &str = "陪诊员（按单）";

#[tokio::test]
async fn what_answers_best_comes_first_where_something_is_typed() {
    let app = TestApp::new().await;
    let mut visitor = app.browser();
    // The escort is newer, and of a company that is called so; the carer is called so itself.
    for (query, first, then) in [("", CARER, ESCORT), ("&sort=new", ESCORT, CARER), ("&sort=pay", CARER, ESCORT)] {
        let found = titles(&mut visitor, &format!("{LIST}?q=照护{query}")).await;
        let at = |title: &str| found.iter().position(|one| one == title).expect("it is found");
        assert!(at(first) < at(then), "{query}: {found:?}");
    }
    let options = |page: &Answer| page.attributes("#sort option", "value");
    assert_eq!(options(&visitor.get(LIST).await.ok()), ["", "pay"]);
    visitor.get(&format!("{LIST}?q=照护")).await.ok();
    let by_date = visitor.submit("form.sort", &[("sort", "new")]).await.ok();
    assert_eq!(options(&by_date), ["", "new", "pay"]);
    assert_eq!(by_date.attributes("#sort option[selected]", "value"), ["new"]);
    // The order goes on with the filters, and the search with the order.
    let narrowed = visitor.submit("form.facets", &[("unit", "piece")]).await.ok();
    assert_eq!(narrowed.texts(".listing-card__title"), [ESCORT]);
    assert_eq!(narrowed.attributes("#sort option[selected]", "value"), ["new"]);
}

#[tokio::test]
async fn a_search_is_read_page_by_page_without_loss() {
    let app = TestApp::new().await;
    // Many that answer equally well and were published at once.
    app.behind(
        "insert into job_posting select (jsonb_populate_record(p, jsonb_build_object('posting_id', gen_random_uuid(),
            'title', '收纳帮手' || chr(19968 + n), 'published_at', p.published_at - n / 7 * interval '1 day'))).*
        from job_posting p, generate_series(1, 45) n where p.title = '收纳师助理'",
    )
    .await;
    let mut visitor = app.browser();
    let (mut next, mut all) = (Some(format!("{LIST}?q=收纳")), Vec::new());
    while let Some(url) = next {
        let page = visitor.get(&url).await.ok();
        let found = page.texts(".listing-card__title");
        assert!(found.len() <= 20);
        all.extend(found);
        next = page.attributes("a[rel=next]", "href").pop();
    }
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!((count, all.len()), (46, 46));
}

#[tokio::test]
async fn jobs_are_narrowed_by_what_they_pay_and_what_they_take() {
    let app = TestApp::new().await;
    let mut visitor = app.browser();
    visitor.get(LIST).await.ok();
    let paid = visitor.submit("form.facets", &[("unit", "month"), ("min", "5000")]).await.ok();
    assert_eq!(paid.texts(".listing-card__title"), ["白班保姆", CARER, "育婴员"], "as far as some of it is above");
    let chips = paid.texts(".chips .chip");
    assert!(chips.len() == 3 && chips[1].contains("5,000"), "{chips:?}");
    let less = visitor.submit("form.facets", &[("max", "5200")]).await.ok();
    assert_eq!(less.texts(".listing-card__title"), ["白班保姆", "育婴员"]);
    assert_eq!(less.attributes("input[name=min], input[name=max]", "value"), ["5000", "5200", "5000", "5200"]);
    let off = less.attributes(".chips .chip", "href").remove(1);
    assert!(!off.contains("min=") && !off.contains("max="), "{off}");
    for (min, max) in [("很多", ""), ("6000", "5000")] {
        let wrong = visitor.submit("form.facets", &[("min", min), ("max", max)]).await.with_status(422);
        assert_eq!(wrong.count("details.facets-toggle[open]"), 1, "it is not folded away");
        assert!(!wrong.one("#range-error").is_empty());
        assert_eq!(wrong.attributes(".facets input[name=min]", "value"), [min]);
        assert!(wrong.texts(".listing-card__title").contains(&"物业客服管家".to_owned()), "it narrows nothing");
    }
    visitor.get(LIST).await.ok();
    let bare = visitor.submit("form.facets", &[("paper", "none")]).await.ok();
    assert_eq!(bare.texts(".listing-card__title"), ["收纳师助理", "物业客服管家", "便民站值班员"]);
    assert!(bare.texts(".chips .chip")[0].contains("不要求证书"));
    let skilled = visitor.submit("form.facets", &[("paper", "skill_level")]).await.ok();
    assert_eq!(skilled.texts(".listing-card__title"), ["月嫂（中级）"]);
}

#[tokio::test]
async fn where_nothing_is_found_one_is_led_to_what_is_found_with_fewer_filters() {
    let app = TestApp::new().await;
    let mut visitor = app.browser();
    let nothing = visitor.get(&format!("{LIST}?q=照护&trade=property&max=9")).await.ok();
    let count = titles(&mut visitor, &format!("{LIST}?q=照护")).await.len();
    assert!(nothing.one(".empty .btn--primary").contains(&format!("有 {count} 个岗位")));
    let wider = nothing.attributes(".empty .btn--primary", "href").remove(0);
    assert_eq!(titles(&mut visitor, &wider).await.len(), count);
    assert_eq!(nothing.attributes(".empty a[href$='/jobs']", "href"), [LIST], "and to all of them");
    // Without a search those are the same.
    let nothing = visitor.get(&format!("{LIST}?trade=property&living=in")).await.ok();
    assert_eq!(nothing.attributes(".empty a[href$='/jobs']", "href"), [LIST]);
    assert!(nothing.one(".empty .btn--primary").contains("有 9 个岗位"));
    // Fewer filters do not help against a word that nothing has.
    let nothing = visitor.get(&format!("{LIST}?q=宇航员&trade=property")).await.ok();
    assert_eq!((nothing.count(".empty .btn--primary"), nothing.count(".empty a[href$='/jobs']")), (0, 1));
}

#[tokio::test]
async fn a_posting_that_is_written_anew_is_found_by_its_new_words_alone() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let made = format!("{}/shangjin/{nanny}", workspace(&app).await);
    let (mut owner, mut visitor) = (app.sign_in(phones::VENDOR_OWNER).await, app.browser());
    let is_found = async |visitor: &mut Browser, word: &str| {
        titles(visitor, &format!("{LIST}?q={word}")).await.contains(&"白班保姆".to_owned())
    };
    assert!(is_found(&mut visitor, "做两顿饭").await && !is_found(&mut visitor, "遛狗").await);
    owner.get(&made).await.ok();
    owner.submit("#job-form", &[("duties", "遛狗、喂猫")]).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &format!("{DESK}/{nanny}"), "approve", "").await.with_status(303);
    assert!(is_found(&mut visitor, "遛狗").await && !is_found(&mut visitor, "做两顿饭").await);
}
