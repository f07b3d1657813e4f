//! What people wrote in their own words and what they ticked finds them, beside their names.

use jiamenkou::db::Scope;
use jiamenkou::talents::queries::rarest;

use super::*;
use crate::sheets::{bring_in, send_of};

#[tokio::test]
async fn who_wrote_of_a_skill_is_found_by_its_words_as_well_as_by_name() {
    let (app, mut staff) = start().await;
    let wu = take_down(&app, &mut staff).await;
    let qin = page_of(&app, &mut staff, "秦建军").await;
    for (typed, whose) in [("兰花", &wu), ("養蘭花", &wu), ("象棋", &qin), ("下 象棋", &qin), ("唱秦腔", &qin)]
    {
        assert_eq!(find(&mut staff, typed).await, std::slice::from_ref(whose), "{typed}");
    }
    for typed in ["花兰", "养钟表", "修兰花"] {
        assert!(find(&mut staff, typed).await.is_empty(), "{typed}");
    }
    // Whose name it is and who wrote it, both.
    staff.get(&qin).await.ok();
    staff.submit("#talent-form", &[("need_other", "学吴秀英的裁缝手艺")]).await.with_status(303);
    let both: BTreeSet<String> = find(&mut staff, "秀英").await.into_iter().collect();
    assert!(both.contains(&wu) && both.contains(&qin), "{both:?}");
    // What is said no longer finds nobody.
    staff.get(&wu).await.ok();
    staff.submit("#talent-form", &[("hobbies", "养鱼")]).await.with_status(303);
    assert!(find(&mut staff, "兰花").await.is_empty());
    assert_eq!(find(&mut staff, "养鱼").await, [wu]);
}

#[tokio::test]
async fn a_trade_that_only_the_note_names_is_found_as_long_as_the_note_says_so() {
    let (app, mut staff) = start().await;
    let sheet = "姓名,手机号,特长,想做的工种,同意书\n冯玉珍,13900010003,剪纸,保安,2 号柜\n";
    send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
    bring_in(&app, &mut staff).await;
    let feng = page_of(&app, &mut staff, "冯玉珍").await;
    for typed in ["保安", "想做保安", "剪纸 保安"] {
        assert_eq!(find(&mut staff, typed).await, std::slice::from_ref(&feng), "{typed}");
    }
    let qin = page_of(&app, &mut staff, "秦建军").await;
    staff.get(&qin).await.ok();
    staff.submit("#talent-form", &[("note", "当过保安")]).await.with_status(303);
    let both: BTreeSet<String> = find(&mut staff, "保安").await.into_iter().collect();
    assert_eq!(both, BTreeSet::from([feng.clone(), qin.clone()]));
    // What a note said before finds nobody.
    staff.get(&feng).await.ok();
    staff.submit("#talent-form", &[("note", "先打座机")]).await.with_status(303);
    assert_eq!(find(&mut staff, "保安").await, [qin]);
    assert_eq!(find(&mut staff, "座机").await, [feng]);
}

#[tokio::test]
async fn a_note_finds_whose_record_it_is_by_now() {
    let (app, mut staff) = start().await;
    let wu = take_down(&app, &mut staff).await;
    let kept = record(&app, "吴秀英").await;
    let gone = open_new(&app, &mut staff, "吴秀瑛").await;
    let fields = [("hobbies", "打拳"), ("note", "想做保安"), ("agree", "1")];
    let other = staff.submit("#talent-form", &fields).await.with_status(303).location().to_owned();
    assert_eq!(find(&mut staff, "保安").await, std::slice::from_ref(&other));
    merge(&mut staff, &kept, &gone, &[]).await.with_status(303);
    assert_eq!(find(&mut staff, "保安").await, [wu]);
    staff.get(&kept).await.ok();
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
    assert_eq!(find(&mut staff, "保安").await, [other]);
}

#[tokio::test]
async fn a_note_finds_nobody_who_withdrew_and_goes_with_the_record() {
    let (app, mut staff) = start().await;
    let (mut lin, path) = (app.sign_in(phones::RESIDENT).await, page_of(&app, &mut staff, "林晓梅").await);
    lin.get(MINE).await.ok();
    lin.submit("#talent-form", &[("note", "想做保安")]).await.with_status(303);
    assert_eq!(find(&mut staff, "保安").await, std::slice::from_ref(&path));
    withdraw(&mut lin).await;
    assert!(find(&mut staff, "保安").await.is_empty());
    lin.get("/me/consents").await.ok();
    lin.submit("#talent-1 form.consent-give", &[]).await.with_status(303);
    assert_eq!(find(&mut staff, "保安").await, [path]);
    withdraw(&mut lin).await;
    app.pass_days(31).await;
    assert_eq!(count(&app, "select count(*) from talent_trait where trait = 'text:保安'").await, 0);
}

#[tokio::test]
async fn what_stands_in_a_note_finds_nobody_on_public_pages() {
    let (app, mut staff) = start().await;
    let (mut lin, mut anybody) = (app.sign_in(phones::RESIDENT).await, app.browser());
    let pages = [SHOWN, "/c/shangjin", "/c/shangjin/services", "/c/shangjin/jobs", "/c/shangjin/training"];
    let told = async |anybody: &mut Browser| {
        let mut texts = Vec::new();
        for page in pages {
            texts.extend(anybody.get(&format!("{page}?q=保安")).await.ok().texts("main"));
        }
        texts
    };
    let before = told(&mut anybody).await;
    assert!(before[0].contains("林**"), "she is shown: {}", before[0]);
    lin.get(MINE).await.ok();
    lin.submit("#talent-form", &[("note", "想做保安")]).await.with_status(303);
    assert_eq!(find(&mut staff, "保安").await.len(), 1);
    assert_eq!(told(&mut anybody).await, before);
}

/// Everybody whom a search finds, over all of its pages, and how many these are.
async fn found(staff: &mut Browser, typed: &str) -> (Vec<String>, usize) {
    staff.get(LIST).await.ok();
    let mut path = Some(staff.submit("#search-form", &[("typed", typed)]).await.with_status(303).location().to_owned());
    let (mut seen, mut pages) = (Vec::new(), 0);
    while let Some(at) = path {
        let page = staff.get(&at).await.ok();
        seen.extend(rows(&page));
        pages += 1;
        path = page.attributes("a[rel=next]", "href").into_iter().next();
    }
    (seen, pages)
}

/// Puts every resident of 尚锦 on file, with these columns of theirs, so that searches find them.
async fn everybody(app: &TestApp, columns: &str, values: &str) {
    app.behind(&format!(
        "insert into talent (tenant_id, talent_id, resident_id, {columns}, status, created_at, updated_at)
        select tenant_id, gen_random_uuid(), resident_id, {values}, 'open', now(), now() from resident
        where tenant_id = (select id from tenant where slug = 'shangjin') on conflict do nothing"
    ))
    .await;
    app.index_talents().await;
    app.behind(
        "insert into task (task_id, name, payload, tenant_id, run_at)
        select gen_random_uuid(), 'index_talent_texts', jsonb_build_object('tenant', id), id, '2026-11-01' from tenant where slug = 'shangjin'",
    )
    .await;
    app.run_due_tasks().await;
}

#[tokio::test]
async fn however_many_wrote_a_word_all_of_them_are_found_once() {
    let (app, mut staff) = start().await;
    everybody(&app, "hobbies", "'打门球'").await;
    let (seen, pages) = found(&mut staff, "门球").await;
    let all = count(&app, "select count(*) from talent where hobbies = '打门球'").await;
    let once = seen.iter().collect::<BTreeSet<_>>().len();
    assert!(pages > 1 && all > 50, "{pages} pages of {all}");
    assert_eq!((seen.len(), i64::try_from(once).expect("a number")), (once, all));
}

/// The addresses of some people's records, by name.
async fn records(app: &TestApp, staff: &mut Browser, names: &[&str]) -> BTreeSet<String> {
    let mut records = BTreeSet::new();
    for name in names {
        records.insert(page_of(app, staff, name).await);
    }
    records
}

#[tokio::test]
async fn who_ticked_what_a_word_means_is_found_by_it_in_every_script() {
    let (app, mut staff) = start().await;
    take_down(&app, &mut staff).await;
    for (typed, names) in [
        ("裁缝", &["吴秀英"][..]),
        ("縫補", &["吴秀英"]),
        ("sewing", &["吴秀英"]),
        ("会做饭", &["林晓梅"]),
        ("做飯麵點", &["林晓梅"]),
        ("水电", &["何俊杰"]),
        // Wrote it, and ticked what it belongs to.
        ("钟表", &["秦建军", "何俊杰"]),
        ("志愿者", &["秦建军", "何俊杰"]),
        // Can it, and would like to learn it.
        ("电脑", &["林晓梅", "吴秀英", "秦建军"]),
        ("陪看病", &["林晓梅"]),
        // Each word of several.
        ("志愿者 电脑", &["秦建军"]),
        ("志愿者 水电", &["何俊杰"]),
        ("志愿者 裁缝", &[]),
        ("理发", &[]),
    ] {
        let (seen, _) = found(&mut staff, typed).await;
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), records(&app, &mut staff, names).await, "{typed}");
    }
    // What is ticked no longer finds nobody.
    let wu = page_of(&app, &mut staff, "吴秀英").await;
    staff.get(&wu).await.ok();
    staff.submit("#talent-form", &[("specialty", "hair")]).await.with_status(303);
    assert_eq!((find(&mut staff, "裁缝").await, find(&mut staff, "理髮").await), (Vec::new(), vec![wu]));
}

#[tokio::test]
async fn whoever_wrote_a_word_and_ticked_it_is_listed_once() {
    let (app, mut staff) = start().await;
    everybody(&app, "specialties, hobbies", "'{hair}', '给邻居理发'").await;
    let (seen, pages) = found(&mut staff, "理发").await;
    let all = count(&app, "select count(*) from talent where 'hair' = any(specialties)").await;
    let once = seen.iter().collect::<BTreeSet<_>>().len();
    assert!(pages > 1 && all > 50, "{pages} pages of {all}");
    assert_eq!((seen.len(), i64::try_from(once).expect("a number")), (once, all));
}

#[tokio::test]
async fn a_search_keeps_the_filters_and_a_filter_keeps_the_search() {
    let (app, mut staff) = start().await;
    take_down(&app, &mut staff).await;
    let [both, lin] = [&["林晓梅", "秦建军"][..], &["林晓梅"]];
    let (both, lin) = (records(&app, &mut staff, both).await, records(&app, &mut staff, lin).await);
    let set = |page: &Answer| rows(page).into_iter().collect::<BTreeSet<_>>();
    staff.get(&format!("{LIST}?track=expert")).await.ok();
    let address = staff.submit("#search-form", &[("typed", "电脑")]).await.with_status(303).location().to_owned();
    assert!(address.contains("track=expert") && address.contains("search=") && !address.contains("typed"), "{address}");
    let page = staff.get(&address).await.ok();
    assert_eq!(set(&page), both, "吴秀英 is no expert");
    assert_eq!(page.attributes("#track option[selected]", "value"), ["expert"]);
    assert_eq!(page.attributes("#typed", "value"), ["电脑"]);
    // And a grid, with both: nobody lives in two.
    let grids = page.attributes("#grid option:not([value=''])", "value");
    let mut of_grids = Vec::new();
    for grid in &grids {
        staff.get(&address).await.ok();
        let page = staff.submit("#filter-form", &[("grid", grid)]).await.ok();
        assert!(page.path.contains("track=expert") && page.path.contains("search="), "{}", page.path);
        of_grids.extend(rows(&page));
    }
    assert_eq!((of_grids.len(), of_grids.into_iter().collect::<BTreeSet<_>>()), (both.len(), both.clone()));
    // Another word keeps them too, also one that says what a filter says.
    staff.get(&address).await.ok();
    staff.submit("#filter-form", &[("specialty", "cooking")]).await.ok();
    let address = staff.submit("#search-form", &[("typed", "做饭 烧菜")]).await.with_status(303).location().to_owned();
    assert_eq!(set(&staff.get(&address).await.ok()), lin);
    // Nobody: another word, or fewer filters.
    let page = staff.submit("#filter-form", &[("track", "willing")]).await.ok();
    assert!(rows(&page).is_empty() && page.one(".empty").contains("换一个词试试，或者"), "{}", page.one(".empty"));
    let address = staff.submit("#search-form", &[("typed", "")]).await.with_status(303).location().to_owned();
    assert!(address.contains("specialty=cooking") && !address.contains("search="), "{address}");
    staff.get(LIST).await.ok();
    let address = staff.submit("#search-form", &[("typed", "萨克斯")]).await.with_status(303).location().to_owned();
    assert!(staff.get(&address).await.ok().one(".empty").contains("换一个词试试，比如"));
}

#[tokio::test]
async fn who_rests_is_not_among_those_who_may_be_suggested() {
    let (app, mut staff) = start().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let matched = format!("{LIST}?matched=1");
    assert_eq!(rows(&staff.get(&matched).await.ok()).len(), 1);
    lin.get(MINE).await.ok();
    lin.submit("#talent-form", &[("status", "resting")]).await.with_status(303);
    assert!(rows(&staff.get(&matched).await.ok()).is_empty());
    assert!(staff.get(LIST).await.ok().one("main tbody").contains("先休息"), "they are listed among all");
}

#[tokio::test]
async fn a_word_that_looks_like_a_door_finds_who_wrote_it() {
    let (app, mut staff) = start().await;
    let wu = take_down(&app, &mut staff).await;
    staff.get(&wu).await.ok();
    staff.submit("#talent-form", &[("hobbies", "开车（C1、A2）、3D 打印")]).await.with_status(303);
    for typed in ["C1", "Ａ２", "3D"] {
        assert_eq!(find(&mut staff, typed).await, std::slice::from_ref(&wu), "{typed}");
    }
    for typed in ["B2", "3栋", "3栋1单元", "13800000001"] {
        assert!(find(&mut staff, typed).await.is_empty(), "{typed}");
    }
}

#[tokio::test]
async fn a_list_is_read_from_the_trait_that_fewest_have() {
    let app = TestApp::new().await;
    let tenant = app.tenant("shangjin").id;
    for (word, many) in [("text:常见", "all"), ("text:少见", "1")] {
        app.behind(&format!(
            "insert into talent_trait (tenant_id, trait, talent_id, resident_id)
            select tenant_id, '{word}', talent_id, resident_id from talent where tenant_id = '{tenant}' limit {many}"
        ))
        .await;
    }
    assert!(count(&app, "select count(*) from talent_trait where trait = 'text:常见'").await > 1);
    let scope = Scope { tenant: Some(tenant), ..Scope::default() };
    let mut tx = app.state.db().read(&scope).await.expect("a transaction");
    for asked in [["text:少见", "text:常见"], ["text:常见", "text:少见"]] {
        let asked: Vec<String> = asked.map(str::to_owned).into();
        let (first, others) = rarest(&mut tx, tenant, asked).await.expect("the traits are counted");
        assert_eq!((first.as_str(), others), ("text:少见", vec!["text:常见".to_owned()]));
    }
}
