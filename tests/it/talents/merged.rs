//! What becomes of able residents' records when two records turn out to be of one person, and when they do not.

use super::*;

/// What the records of some residents say.
async fn all_said(app: &TestApp, paths: &[&str]) -> Vec<Option<String>> {
    let mut all = Vec::new();
    for path in paths {
        all.push(said(app, path).await);
    }
    all
}

/// Takes the last merge of a record back.
async fn part(staff: &mut Browser, kept: &str) {
    staff.get(kept).await.ok();
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
}

/// Where a resident's record in the archive stands, which may be seen.
async fn address(staff: &mut Browser, resident: &str) -> String {
    staff.get(&format!("{NEW}?resident={}", id(resident))).await.with_status(303).location().to_owned()
}

const SEEN: &str = "select count(*) from talent t join resident r using (tenant_id, resident_id)
    where r.name in ('林晓梅', '吴秀英') and t.hidden_at is null";

#[tokio::test]
async fn whoever_agreed_on_one_record_after_they_withdrew_on_the_other_is_back_with_what_either_says() {
    let (app, mut staff) = start().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    withdraw(&mut lin).await;
    app.advance(TimeDelta::minutes(1));
    let wu = take_down(&app, &mut staff).await;
    let (own, other) = (record(&app, "林晓梅").await, record(&app, "吴秀英").await);
    let before = all_said(&app, &[&own, &other]).await;
    for (kept, gone) in [(&own, &other), (&other, &own)] {
        app.advance(TimeDelta::minutes(1));
        merge(&mut staff, kept, gone, &[]).await.with_status(303);
        let sum = said(&app, kept).await.expect("the sum");
        for text in ["cooking", "烘焙、摄影", "tailoring", "养兰花", "周三上午", r#""hidden_at": null"#] {
            assert!(sum.contains(text), "{text}: {sum}");
        }
        let path = address(&mut staff, kept).await;
        assert!(rows(&staff.get(LIST).await.ok()).contains(&path));
        let page = lin.get(MINE).await.ok();
        assert_eq!(page.count("#talent-form [name=agree], #mine ~ .notice-line"), 0, "nobody asks, nothing ends");
        part(&mut staff, kept).await;
        assert_eq!(all_said(&app, &[&own, &other]).await, before, "each is what it was, and hidden since then or not");
        assert_eq!(address(&mut staff, &other).await, wu);
    }
    // And the person looks after what is back.
    merge(&mut staff, &own, &other, &[]).await.with_status(303);
    lin.get(MINE).await.ok();
    lin.submit("#talent-form", &[("hobbies", "看书")]).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("saved"));
    let path = address(&mut staff, &own).await;
    assert!(staff.get(&path).await.ok().one("section[aria-labelledby=facts]").contains("看书"));
}

#[tokio::test]
async fn whoever_withdrew_on_one_record_after_they_agreed_on_the_other_is_seen_on_neither() {
    let (app, mut staff) = start().await;
    let wu = take_down(&app, &mut staff).await;
    app.advance(TimeDelta::minutes(1));
    let mut lin = app.sign_in(phones::RESIDENT).await;
    withdraw(&mut lin).await;
    let (own, other) = (record(&app, "林晓梅").await, record(&app, "吴秀英").await);
    let before = all_said(&app, &[&own, &other]).await;
    for (kept, gone) in [(&own, &other), (&other, &own)] {
        app.advance(TimeDelta::minutes(1));
        merge(&mut staff, kept, gone, &[]).await.with_status(303);
        assert_eq!(count(&app, SEEN).await, 0);
        staff.get(&wu).await.with_status(404);
        assert_eq!(lin.get(MINE).await.ok().count("#talent-form [name=agree]"), 1, "they would have to agree anew");
        part(&mut staff, kept).await;
        assert_eq!(all_said(&app, &[&own, &other]).await, before, "each is what it was, and hidden since then or not");
        staff.get(&wu).await.ok();
    }
    // Agreed to again, also where the older receipt is that of the record that stays.
    merge(&mut staff, &other, &own, &[]).await.with_status(303);
    lin.get(MINE).await.ok();
    lin.submit("#talent-form", &[("agree", "1")]).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("saved"));
    staff.get(&wu).await.ok();
    // Withdrawn once more, nothing is left of either in the end.
    withdraw(&mut lin).await;
    assert_eq!(count(&app, SEEN).await, 0);
    app.pass_days(30).await;
    assert!(all_said(&app, &[&own, &other]).await.iter().all(Option::is_none));
}

#[tokio::test]
async fn what_a_merge_once_left_hidden_though_they_agree_is_back_when_it_is_saved() {
    let (app, mut staff) = start().await;
    let hide = "update talent set hidden_at = '2026-11-22'
        where resident_id = (select resident_id from resident where name = '林晓梅')";
    app.behind(hide).await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(MINE).await.ok();
    lin.submit("#talent-form", &[("hobbies", "看书")]).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("saved"));
    let path = page_of(&app, &mut staff, "林晓梅").await;
    assert!(staff.get(&path).await.ok().one("section[aria-labelledby=facts]").contains("看书"));
    app.behind(hide).await;
    open_new(&app, &mut staff, "林晓梅").await;
    assert_eq!(staff.submit("#talent-form", &[("hobbies", "唱歌")]).await.with_status(303).location(), path);
    assert_eq!(staff.cookie("flash"), Some("saved"));
    assert!(staff.get(&path).await.ok().one("section[aria-labelledby=facts]").contains("唱歌"));
}
