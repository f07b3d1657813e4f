//! What becomes of able residents' records when two records turn out to be of one person, and when they do not.

use super::*;
use crate::external_certificates::LEVEL;
use crate::sheets::{bring_in, send_of, undo};

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
async fn whoever_never_withdrew_is_there_though_the_other_record_withdrew_and_agreed_again_meanwhile() {
    let (app, mut staff) = start().await;
    let wu = take_down(&app, &mut staff).await;
    app.advance(TimeDelta::minutes(1));
    let mut lin = app.sign_in(phones::RESIDENT).await;
    withdraw(&mut lin).await;
    let (own, other) = (record(&app, "林晓梅").await, record(&app, "吴秀英").await);
    let before = said(&app, &other).await;
    app.advance(TimeDelta::minutes(1));
    merge(&mut staff, &own, &other, &[]).await.with_status(303);
    app.advance(TimeDelta::minutes(1));
    lin.get(MINE).await.ok();
    lin.submit("#talent-form", &[("agree", "1")]).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("saved"));
    app.advance(TimeDelta::minutes(1));
    part(&mut staff, &own).await;
    assert_eq!(said(&app, &other).await, before);
    app.pass_days(31).await;
    assert_eq!(said(&app, &other).await, before, "nothing of it was to be erased");
    app.sign_in(phones::STAFF).await.get(&wu).await.ok();
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

/// Takes down what somebody can of whom nothing is kept; gives the resident's address.
async fn keep(app: &TestApp, staff: &mut Browser, name: &str, fields: &[(&str, &str)]) -> String {
    let path = open_new(app, staff, name).await;
    staff.submit("#talent-form", &[fields, &[("agree", "1")]].concat()).await.with_status(303);
    path
}

#[tokio::test]
async fn of_several_merges_each_takes_back_what_it_added() {
    let (app, mut staff) = start().await;
    take_down(&app, &mut staff).await;
    let wu = record(&app, "吴秀英").await;
    let law = keep(&app, &mut staff, "吴秀瑛", &[("specialty", "law"), ("hobbies", "打拳")]).await;
    let hair = keep(&app, &mut staff, "王素琴", &[("specialty", "hair"), ("hobbies", "打拳"), ("note", "耳背")]).await;
    let before = all_said(&app, &[&wu, &law, &hair]).await;
    merge(&mut staff, &wu, &law, &[]).await.with_status(303);
    let first = said(&app, &wu).await;
    app.advance(TimeDelta::minutes(1));
    merge(&mut staff, &wu, &hair, &[]).await.with_status(303);
    let sum = said(&app, &wu).await.expect("the sum");
    for text in ["tailoring", "law", "hair", "养兰花、打拳", "耳背"] {
        assert!(sum.contains(text), "{text}: {sum}");
    }
    part(&mut staff, &wu).await;
    assert_eq!(said(&app, &wu).await, first, "what only the second said is gone");
    part(&mut staff, &wu).await;
    assert_eq!(all_said(&app, &[&wu, &law, &hair]).await, before);
    // What somebody wrote between the two stays, and with it what the first brought.
    merge(&mut staff, &wu, &law, &[]).await.with_status(303);
    let page = address(&mut staff, &wu).await;
    staff.get(&page).await.ok();
    staff.submit("#talent-form", &[("note", "会裁旗袍")]).await.with_status(303);
    let written = said(&app, &wu).await;
    app.advance(TimeDelta::minutes(1));
    merge(&mut staff, &wu, &hair, &[]).await.with_status(303);
    for _ in 0..2 {
        part(&mut staff, &wu).await;
        assert_eq!(said(&app, &wu).await, written);
    }
    assert_eq!(count(&app, "select count(*) from talent_merge").await, 0, "nothing is kept of what is taken back");
}

#[tokio::test]
async fn merges_and_sheets_are_taken_back_in_any_order() {
    let (app, mut staff) = start().await;
    take_down(&app, &mut staff).await;
    let wu = record(&app, "吴秀英").await;
    let law = keep(&app, &mut staff, "吴秀瑛", &[("specialty", "law")]).await;
    let before = said(&app, &wu).await;
    let sheet = "姓名,手机号,特长,同意书\n吴秀英,,理发,2 号柜\n";
    for (is_sheet_first, is_sheet_undone_first) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut url = String::new();
        for is_sheet in [is_sheet_first, !is_sheet_first] {
            app.advance(TimeDelta::minutes(1));
            if is_sheet {
                send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
                url = bring_in(&app, &mut staff).await.path;
            } else {
                merge(&mut staff, &wu, &law, &[]).await.with_status(303);
            }
        }
        let mut left = vec!["tailoring", "hair", "law"];
        for is_sheet in [is_sheet_undone_first, !is_sheet_undone_first] {
            if is_sheet {
                staff.get(&url).await.ok();
                let page = undo(&mut staff).await;
                assert!(!page.text().contains("已经有人用过"), "{}", page.text());
            } else {
                part(&mut staff, &wu).await;
            }
            left.retain(|one| *one != if is_sheet { "hair" } else { "law" });
            let says = said(&app, &wu).await.expect("it is there");
            for one in ["tailoring", "hair", "law"] {
                assert_eq!(says.contains(one), left.contains(&one), "{one}: {says}");
            }
        }
        assert_eq!(said(&app, &wu).await, before);
    }
}

#[tokio::test]
async fn a_merge_is_taken_back_though_the_other_record_went_with_its_sheet() {
    let (app, mut staff) = start().await;
    take_down(&app, &mut staff).await;
    let (wu, other) = (record(&app, "吴秀英").await, record(&app, "吴秀瑛").await);
    let before = said(&app, &wu).await;
    let sheet = "姓名,特长,同意书\n吴秀瑛,会计,2 号柜\n";
    send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
    let url = bring_in(&app, &mut staff).await.path;
    let page = address(&mut staff, &other).await;
    staff.get(&page).await.ok();
    staff.submit("#external-form", &LEVEL).await.with_status(303);
    let certificates = "select count(*) from external_certificate c join talent t using (tenant_id, talent_id)
        join resident r on r.resident_id = t.resident_id where r.name in ('吴秀英', '吴秀瑛')";
    merge(&mut staff, &wu, &other, &[]).await.with_status(303);
    assert!(said(&app, &wu).await.is_some_and(|says| says.contains("law")));
    assert_eq!(count(&app, certificates).await, 1);
    staff.get(&url).await.ok();
    undo(&mut staff).await;
    part(&mut staff, &wu).await;
    assert_eq!(all_said(&app, &[&wu, &other]).await, [before, None]);
    assert_eq!(count(&app, certificates).await, 0, "it was never hers");
}

#[tokio::test]
async fn a_merge_of_an_older_server_is_taken_back_as_well() {
    let (app, mut staff) = start().await;
    take_down(&app, &mut staff).await;
    let wu = record(&app, "吴秀英").await;
    let law = keep(&app, &mut staff, "吴秀瑛", &[("specialty", "law")]).await;
    let hair = keep(&app, &mut staff, "王素琴", &[("specialty", "hair")]).await;
    let before = said(&app, &wu).await;
    merge(&mut staff, &wu, &law, &[]).await.with_status(303);
    app.behind(
        "update talent t set before_merge = m.before, merged_revision = m.revision
        from talent_merge m where m.tenant_id = t.tenant_id and m.talent_id = t.talent_id;
        delete from talent_merge",
    )
    .await;
    app.advance(TimeDelta::minutes(1));
    merge(&mut staff, &wu, &hair, &[]).await.with_status(303);
    part(&mut staff, &wu).await;
    let says = said(&app, &wu).await.expect("it is there");
    assert!(says.contains("law") && !says.contains("hair"), "{says}");
    part(&mut staff, &wu).await;
    assert_eq!(said(&app, &wu).await, before);
}

#[tokio::test]
async fn what_a_record_added_that_is_erased_alone_is_kept_no_longer() {
    let (app, mut staff) = start().await;
    take_down(&app, &mut staff).await;
    let wu = record(&app, "吴秀英").await;
    let law = keep(&app, &mut staff, "吴秀瑛", &[("specialty", "law")]).await;
    merge(&mut staff, &wu, &law, &[]).await.with_status(303);
    let sum = said(&app, &wu).await;
    assert_eq!(count(&app, "select count(*) from talent_merge").await, 1);
    // They moved out long ago: the merge is never taken back.
    app.behind("update resident set left_on = '2024-01-01' where name = '吴秀瑛'").await;
    app.pass_days(1).await;
    assert_eq!(count(&app, "select count(*) from resident where name = '吴秀瑛'").await, 0, "it is erased");
    assert_eq!(count(&app, "select count(*) from talent_merge").await, 0);
    assert_eq!(said(&app, &wu).await, sum);
}

#[tokio::test]
async fn what_a_merge_added_is_kept_no_longer_than_it_can_be_undone() {
    let (app, mut staff) = start().await;
    take_down(&app, &mut staff).await;
    let wu = record(&app, "吴秀英").await;
    let law = keep(&app, &mut staff, "吴秀瑛", &[("specialty", "law")]).await;
    let hair = keep(&app, &mut staff, "王素琴", &[("specialty", "hair")]).await;
    merge(&mut staff, &wu, &law, &[]).await.with_status(303);
    app.advance(TimeDelta::minutes(1));
    merge(&mut staff, &wu, &hair, &[]).await.with_status(303);
    app.pass_days(2).await;
    assert_eq!(count(&app, "select count(*) from talent_merge").await, 2, "both can be undone, one after the other");
    app.behind("update resident set revision = revision + 1 where name = '吴秀英'").await;
    app.pass_days(1).await;
    assert_eq!(count(&app, "select count(*) from talent_merge").await, 0);
}

#[tokio::test]
async fn a_sheet_that_added_to_a_record_before_it_was_merged_is_taken_out_of_both() {
    let (app, mut staff) = start().await;
    take_down(&app, &mut staff).await;
    let wu = record(&app, "吴秀英").await;
    let law = keep(&app, &mut staff, "吴秀瑛", &[("specialty", "law")]).await;
    let before = all_said(&app, &[&wu, &law]).await;
    let sheet = "姓名,手机号,特长,同意书\n吴秀瑛,,理发,2 号柜\n";
    send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
    let url = bring_in(&app, &mut staff).await.path;
    app.advance(TimeDelta::minutes(1));
    merge(&mut staff, &wu, &law, &[]).await.with_status(303);
    assert!(said(&app, &wu).await.is_some_and(|says| says.contains("hair")));
    staff.get(&url).await.ok();
    undo(&mut staff).await;
    let says = said(&app, &wu).await.expect("the sum");
    assert!(says.contains("law") && !says.contains("hair"), "{says}");
    assert_eq!(count(&app, "select count(*) from talent_merge where said::text like '%hair%'").await, 0);
    part(&mut staff, &wu).await;
    assert_eq!(all_said(&app, &[&wu, &law]).await, before);
}

#[tokio::test]
async fn an_upgrade_heeds_what_was_said_last_on_records_that_are_one_already() {
    let (app, mut staff) = start().await;
    let wu = take_down(&app, &mut staff).await;
    app.advance(TimeDelta::minutes(1));
    let mut lin = app.sign_in(phones::RESIDENT).await;
    withdraw(&mut lin).await;
    merge(&mut staff, &record(&app, "吴秀英").await, &record(&app, "林晓梅").await, &[]).await.with_status(303);
    app.behind(
        "update talent set hidden_at = null, match_since = '2026-11-01', badge_since = '2026-11-01'
        where resident_id in (select resident_id from resident where name = '吴秀英');
        delete from _sqlx_migrations where version = 20261130280400",
    )
    .await;
    staff.get(&wu).await.ok();
    jiamenkou::db::migrate(&app.database().owner).await.expect("the migration runs");
    // The database reads another clock than the tests.
    app.behind("update task set run_at = '2026-11-01' where name = 'heed_last_word_on_talents'").await;
    app.run_due_tasks().await;
    staff.get(&wu).await.with_status(404);
    assert_eq!(count(&app, SEEN).await, 0);
    let used = "select count(*) from talent t join resident r using (tenant_id, resident_id)
        where r.name = '吴秀英' and '2026-11-01' in (t.match_since, t.badge_since)";
    assert_eq!(count(&app, used).await, 0, "nobody agreed to that on that day");
}
