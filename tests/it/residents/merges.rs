//! Two records of one person made one, and taken apart again.

use chrono::TimeDelta;
use sqlx::AssertSqlSafe;

use super::finding::find;
use super::handing_over::{code, enter};
use super::{EAST_1, LIU, but, everything, id, look, new_record, record, value};
use crate::grids::start;
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones};

const MERGES: &str = "select count(*) from resident_merge";
const UNDO: &str = "section[aria-labelledby=merges] form";

/// Opens two records side by side.
async fn compare(staff: &mut Browser, kept: &str, gone: &str) -> Answer {
    staff.get(&format!("{kept}/merge?gone={}", id(gone))).await.ok()
}

/// Makes two records one, with what is chosen.
pub async fn merge(staff: &mut Browser, kept: &str, gone: &str, chosen: &[(&str, &str)]) -> Answer {
    compare(staff, kept, gone).await;
    staff.submit("#merge", chosen).await
}

/// Both records and what finds them, as they are: but for how often they were saved.
async fn whole(app: &TestApp, records: [&str; 2]) -> String {
    let [one, two] = records.map(id);
    let sql = format!(
        "select concat((select array_agg(to_jsonb(r) - 'revision' order by r.resident_id) from resident r where resident_id in ('{one}', '{two}')),
            (select array_agg(k order by k) from resident_key k where resident_id in ('{one}', '{two}')))"
    );
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut app.superuser().await).await.expect("both")
}

#[tokio::test]
async fn the_preview_says_what_is_the_same_and_shows_none_of_it() {
    let (app, mut staff) = start().await;
    let (one, two) = (record(&app, "吴秀英").await, record(&app, "吴秀瑛").await);
    let page = staff.get(&one).await.ok();
    let alike = page.one("section[aria-labelledby=alike] li");
    assert!(alike.contains("1单元204室") && alike.contains("手机号一样"), "{alike}");
    let link = page.attributes("section[aria-labelledby=alike] a.btn", "href").remove(0);
    let preview = staff.get(&link).await.ok();
    let legends = preview.texts("#merge legend");
    assert_eq!(legends, ["姓名", "手机号 （相同）", "出生年份 （相同）", "家庭关系 （相同）", "住址"]);
    assert_eq!(preview.texts("#merge .tickbox__text")[..2], ["吴**", "吴**"]);
    // Ids may hold any digits.
    let said = preview.text().replace(id(&one), "").replace(id(&two), "");
    for secret in ["吴秀", "13900017777", "139 0001 7777", "1944"] {
        assert!(!said.contains(secret), "{secret}");
    }
    let swap = preview.attributes("#merge a.btn--quiet", "href").remove(0);
    assert_eq!(swap, format!("{two}/merge?gone={}", id(&one)));
    let kept = staff.get(&swap).await.ok().attributes("#merge a.textlink", "href").remove(0);
    assert_eq!(kept, two);
    // With itself, with nobody, and with whom nobody knows.
    for wrong in [
        format!("{one}/merge?gone={}", id(&one)),
        format!("{one}/merge"),
        format!("{one}/merge?gone={}", uuid::Uuid::now_v7()),
    ] {
        staff.get(&wrong).await.with_status(404);
    }
}

#[tokio::test]
async fn what_was_chosen_wins_and_the_number_can_be_opened_afterwards() {
    let (app, mut staff) = start().await;
    let (kept, gone) = (record(&app, "王素琴").await, record(&app, "张秀英").await);
    for (person, fields) in [
        (&kept, vec![("note", "耳背"), ("tag", "elder")]),
        (&gone, vec![("note", "有狗"), ("relation", "parent"), ("tag", "alone")]),
    ] {
        staff.get(person).await.ok();
        staff.submit("#resident-form", &fields).await.with_status(303);
    }
    let chosen = [("name", "kept"), ("phone", "gone"), ("birth_year", "gone"), ("relation", "gone"), ("door", "gone")];
    assert_eq!(merge(&mut staff, &kept, &gone, &chosen).await.with_status(303).location(), kept);
    let says = "concat_ws(' ', r.name, r.phone_masked, r.birth_year, r.relation, h.unit_no, h.room_no, r.note, r.tags)";
    assert_eq!(value(&app, &kept, says).await, "王素琴 139****0060 1951 parent 1 203 耳背；有狗 {alone,elder}");
    look(&mut staff, &kept, "check").await.with_status(303);
    let open = staff.get(&kept).await.ok();
    let facts = open.one("section[aria-labelledby=facts]");
    assert!(["王素琴", "139 0001 0060", "1951"].iter().all(|text| facts.contains(text)), "{facts}");
    // One record is found, by what it says now, and the other one's address leads to it.
    assert_eq!(staff.get(&gone).await.with_status(303).location(), kept);
    for (typed, found) in [
        ("王素琴", true),
        ("wsq", true),
        ("张秀英", false),
        ("zxy", false),
        ("0060", true),
        ("13900010060", true),
        ("13900010027", false),
    ] {
        let hits = find(&mut staff, typed).await;
        assert_eq!((hits.contains(&kept), hits.contains(&gone)), (found, false), "{typed}");
    }
    assert!(!super::finding::all(&mut staff, super::LIST).await.contains(&gone));
    let home = open.attributes(".page__lead a", "href").remove(0);
    assert_eq!(super::rows(&staff.get(&home).await.ok()), std::slice::from_ref(&kept));
    // Nothing more is done to the record that is gone.
    let before = whole(&app, [&kept, &gone]).await;
    let body = format!("key={0}&gone={1}&revision=1&gone_revision=1", uuid::Uuid::now_v7(), id(&kept));
    for path in ["/merge", "/code", "/departure"] {
        staff.forge(&format!("{gone}{path}"), &body).await.with_status(303);
    }
    assert_eq!(whole(&app, [&kept, &gone]).await, before);
    assert_eq!((count(&app, MERGES).await, count(&app, "select count(*) from sign_in_code").await), (1, 0));
}

#[tokio::test]
async fn what_only_the_other_record_says_is_not_lost_by_default() {
    let (app, mut staff) = start().await;
    let bare = [("unit", "1"), ("room", "101"), ("name", "柳青"), ("relation", "other")];
    let kept = new_record(&mut staff, EAST_1, &bare).await;
    let gone = new_record(&mut staff, EAST_1, &LIU).await;
    merge(&mut staff, &kept, &gone, &[]).await.with_status(303);
    let says = "concat_ws(' ', r.phone_masked, r.birth_year, r.relation, h.room_no, r.note)";
    assert_eq!(value(&app, &kept, says).await, "139****2222 1990 other 101 家里有狗");
}

#[tokio::test]
async fn a_merge_that_is_taken_back_leaves_both_as_they_were() {
    let (app, mut staff) = start().await;
    let (kept, gone) = (record(&app, "王素琴").await, record(&app, "林晓梅").await);
    let before = whole(&app, [&kept, &gone]).await;
    let chosen = [("name", "gone"), ("phone", "gone"), ("birth_year", "gone"), ("door", "gone")];
    for flash in ["merged", "merged"] {
        merge(&mut staff, &kept, &gone, &chosen).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
        assert_ne!(whole(&app, [&kept, &gone]).await, before);
        let page = staff.get(&kept).await.ok();
        assert!(page.texts("section[aria-labelledby=merges] li")[0].starts_with("梁静怡 于"));
        // Sent twice, it is taken back once.
        for flash in ["merge-undone", "already-done"] {
            staff.submit(UNDO, &[]).await.with_status(303);
            assert_eq!(staff.cookie("flash"), Some(flash));
        }
        assert_eq!(whole(&app, [&kept, &gone]).await, before);
        staff.get(&gone).await.ok();
        for (typed, person) in [("王素琴", &kept), ("0027", &kept), ("linxiaomei", &gone), (phones::RESIDENT, &gone)]
        {
            assert!(find(&mut staff, typed).await.contains(person), "{typed}");
        }
        app.advance(TimeDelta::minutes(1));
    }
    let page = staff.get(&kept).await.ok();
    assert_eq!((page.texts("section[aria-labelledby=merges] li").len(), page.count(UNDO)), (2, 0));
    let mut lin = app.sign_in(phones::RESIDENT).await;
    assert!(lin.get("/me/records").await.ok().one("main").contains("138 0000 0001"), "and it is hers again");
}

#[tokio::test]
async fn a_merge_is_not_taken_back_once_the_record_was_changed() {
    let (app, mut staff) = start().await;
    let mut other = app.sign_in(phones::STAFF).await;
    let (kept, gone) = (record(&app, "王素琴").await, record(&app, "张秀英").await);
    merge(&mut staff, &kept, &gone, &[]).await.with_status(303);
    staff.get(&kept).await.ok();
    other.get(&kept).await.ok();
    other.submit("#resident-form", &[("note", "耳背")]).await.with_status(303);
    let before = everything(&app).await;
    staff.submit(UNDO, &[]).await.with_status(409);
    assert_eq!(everything(&app).await, before);
    assert_eq!(staff.get(&kept).await.ok().count(UNDO), 0);
    // Nor under another record's address.
    let id: uuid::Uuid = sqlx::query_scalar("select merge_id from resident_merge")
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("the merge");
    for person in ["马德明", "吴长顺"] {
        let person = record(&app, person).await;
        staff.forge(&format!("{person}/merges/{id}/undo"), "").await.with_status(404);
    }
    assert_eq!(everything(&app).await, before);
}

#[tokio::test]
async fn records_of_two_accounts_stay_two() {
    let (app, mut staff) = start().await;
    let before = everything(&app).await;
    let (kept, gone) = (record(&app, "林晓梅").await, record(&app, "秦建军").await);
    let refused = merge(&mut staff, &kept, &gone, &[("name", "gone")]).await.with_status(409);
    assert!(refused.one(".error-summary__list").contains("两个账号"));
    assert_eq!(refused.attributes("#merge input[name=name][checked]", "value"), ["gone"], "what was chosen stays");
    assert_eq!(everything(&app).await, before);
}

#[tokio::test]
async fn a_merge_of_what_somebody_changed_meanwhile_is_looked_at_again() {
    let (app, mut staff) = start().await;
    let mut other = app.sign_in(phones::STAFF).await;
    let (kept, gone) = (record(&app, "王素琴").await, record(&app, "张秀英").await);
    for changed in [&kept, &gone] {
        compare(&mut staff, &kept, &gone).await;
        other.get(changed).await.ok();
        other.submit("#resident-form", &[("note", "耳背")]).await.with_status(303);
        let before = everything(&app).await;
        let late = staff.submit("#merge", &[("phone", "gone")]).await.with_status(409);
        assert!(late.one(".error-summary__list").contains("刚才有人改了其中一份"));
        assert_eq!(late.attributes("#merge input[name=phone][checked]", "value"), ["gone"]);
        assert_eq!(everything(&app).await, before);
    }
    // Having seen it; sent twice, it is one.
    for flash in ["merged", "already-done"] {
        staff.submit("#merge", &[]).await.with_status(303);
        assert_eq!((staff.cookie("flash"), count(&app, MERGES).await), (Some(flash), 1));
    }
    let says = "concat_ws(' ', r.phone_masked, r.note)";
    assert_eq!(value(&app, &kept, says).await, "139****0060 耳背", "the same note stands there once");
    // And a colleague who compared them before finds that it is done.
    other.get(&format!("{gone}/merge?gone={}", id(&kept))).await.with_status(303);
}

#[tokio::test]
async fn whoever_has_an_account_keeps_their_record_and_reads_of_looks_at_the_other_one() {
    let (app, mut staff) = start().await;
    let own = record(&app, "林晓梅").await;
    let twin = new_record(&mut staff, "和风里 3栋", &but(&LIU, "name", "林小梅")).await;
    look(&mut staff, &twin, "emergency").await.with_status(303);
    let mut lin = app.sign_in(phones::RESIDENT).await;
    assert_eq!(lin.get("/me/records").await.ok().count("section[aria-labelledby=looks] li"), 0);
    // The paper stays, and the account comes to it.
    merge(&mut staff, &twin, &own, &[("name", "gone")]).await.with_status(303);
    let page = lin.get("/me/records").await.ok();
    assert!(page.one("main section.card").contains("林晓梅") && page.one("main section.card").contains("和风里 3栋"));
    assert!(page.one("section[aria-labelledby=looks] li").contains("紧急情况"));
    staff.get(&twin).await.ok();
    staff.submit(UNDO, &[]).await.with_status(303);
    let page = lin.get("/me/records").await.ok();
    assert!(page.one("main section.card").contains("锦苑西区 8栋"));
    assert_eq!(page.count("section[aria-labelledby=looks] li"), 0, "it was somebody else's after all");
    // The other way round.
    merge(&mut staff, &own, &twin, &[]).await.with_status(303);
    let page = lin.get("/me/records").await.ok();
    assert!(page.one("main section.card").contains("锦苑西区 8栋"));
    assert!(page.one("section[aria-labelledby=looks] li").contains("紧急情况"));
    let looks = staff.get(&own).await.ok().texts("section[aria-labelledby=looks] li");
    assert_eq!(looks.len(), 1, "staff read of it there, too");
}

#[tokio::test]
async fn whoever_claimed_a_record_by_code_keeps_it_when_it_is_merged() {
    let (app, mut staff) = start().await;
    let (gone, kept) = (record(&app, "冯玉珍").await, record(&app, "王素琴").await);
    let mut person = app.browser();
    let code = code(&mut staff, &gone).await;
    enter(&mut person, &code).await.with_status(303);
    merge(&mut staff, &kept, &gone, &[("phone", "gone"), ("name", "gone")]).await.with_status(303);
    let own = person.get("/me/records").await.ok().one("main section.card");
    assert!(own.contains("冯玉珍") && own.contains("139 0001 0003"), "{own}");
    let claimed = "select count(*) from resident where person_id is not null and merged_into is not null";
    assert_eq!(count(&app, claimed).await, 0);
}
