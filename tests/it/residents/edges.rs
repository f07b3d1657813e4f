//! What is easily forgotten: forms that outlive what their page showed, records that were merged or claimed meanwhile,
//! names as long as they may be, and what a code must not open.

use chrono::TimeDelta;

use super::finding::{find, search};
use super::handing_over::{code, enter};
use super::looks::Secrets;
use super::merges::merge;
use super::{EAST_1, LIU, but, look, new_record, record, value};
use crate::grids::{LEADER, STEWARD as POST, appoint, start};
use crate::support::companies::count;
use crate::support::{demo_password, phones};

const CODES: &str = "select count(*) from sign_in_code";

#[tokio::test]
async fn a_search_of_yesterday_is_forgotten_though_nobody_searched_since() {
    let (app, mut staff) = start().await;
    let old = search(&mut staff, "吴秀英").await.path;
    app.advance(TimeDelta::hours(25));
    let page = app.sign_in(phones::STAFF).await.get(&old).await.ok();
    assert_eq!((page.attributes("#typed", "value"), page.count(".notice-line")), (vec![String::new()], 1));
}

#[tokio::test]
async fn a_door_is_found_as_the_traditional_page_writes_it() {
    let (app, mut staff) = start().await;
    let person = record(&app, "林晓梅").await;
    for typed in ["8棟1單元502室", "8號樓1單元502", "8栋1单元502号房"] {
        assert!(find(&mut staff, typed).await.contains(&person), "{typed}");
    }
}

#[tokio::test]
async fn a_name_as_long_as_names_may_be_is_registered_and_found() {
    let (_app, mut staff) = start().await;
    let name = "庄".repeat(50);
    let person = new_record(&mut staff, EAST_1, &but(&LIU, "name", &name)).await;
    assert!(find(&mut staff, "zhuangzhuang").await.contains(&person));
}

#[tokio::test]
async fn a_form_means_by_an_empty_field_what_its_page_said() {
    let (app, mut masked) = start().await;
    let mut open = app.sign_in(phones::STAFF).await;
    let person = record(&app, "马德明").await;
    // Masked when it was opened, and sent while another tab shows the record in full.
    masked.get(&person).await.ok();
    look(&mut open, &person, "check").await.with_status(303);
    masked.submit("#resident-form", &[("name", "马得明")]).await.with_status(303);
    let says = "concat_ws(' ', r.name, r.phone_masked, r.birth_year)";
    assert_eq!(value(&app, &person, says).await, "马得明 139****0006 1943");
    // In full when it was opened, and sent when the look is over.
    open.get(&person).await.ok();
    app.advance(TimeDelta::minutes(6));
    open.submit("#resident-form", &[("birth_year", ""), ("phone", "")]).await.with_status(303);
    assert_eq!(value(&app, &person, says).await, "马得明");
}

#[tokio::test]
async fn a_merge_is_not_taken_back_once_the_person_claimed_the_record() {
    let (app, mut staff) = start().await;
    let (kept, gone) = (record(&app, "王素琴").await, record(&app, "张秀英").await);
    merge(&mut staff, &kept, &gone, &[]).await.with_status(303);
    let code = code(&mut staff, &kept).await;
    staff.get(&kept).await.ok();
    let mut person = app.browser();
    enter(&mut person, &code).await.with_status(303);
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(409);
    assert!(person.get("/me/records").await.ok().one("main").contains("王素琴"));
}

#[tokio::test]
async fn of_three_records_made_one_the_looks_at_each_are_shown() {
    let (app, mut staff) = start().await;
    let (first, second, own) =
        (record(&app, "王素琴").await, record(&app, "张秀英").await, record(&app, "林晓梅").await);
    look(&mut staff, &first, "emergency").await.with_status(303);
    merge(&mut staff, &second, &first, &[]).await.with_status(303);
    merge(&mut staff, &own, &second, &[]).await.with_status(303);
    let looks = "section[aria-labelledby=looks] li";
    assert_eq!(staff.get(&own).await.ok().count(looks), 1);
    assert_eq!(app.sign_in(phones::RESIDENT).await.get("/me/records").await.ok().count(looks), 1);
}

#[tokio::test]
async fn merges_are_taken_back_one_after_the_other() {
    let (app, mut staff) = start().await;
    let (first, second, third) =
        (record(&app, "王素琴").await, record(&app, "张秀英").await, record(&app, "黄彩云").await);
    merge(&mut staff, &second, &first, &[]).await.with_status(303);
    merge(&mut staff, &third, &second, &[]).await.with_status(303);
    for person in [&third, &second] {
        staff.get(person).await.ok();
        staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
    }
    assert_eq!(value(&app, &first, "r.merged_into").await, "");
}

#[tokio::test]
async fn whoever_lives_here_by_either_record_lives_here_by_the_one() {
    let (app, mut staff) = start().await;
    let (kept, gone) = (record(&app, "王素琴").await, record(&app, "张秀英").await);
    staff.get(&kept).await.ok();
    staff.submit("#departure-form", &[]).await.with_status(303);
    merge(&mut staff, &kept, &gone, &[("door", "gone")]).await.with_status(303);
    assert_eq!(value(&app, &kept, "r.left_on").await, "", "moved from one door to the other");
}

#[tokio::test]
async fn a_code_of_a_record_that_was_merged_meanwhile_leads_to_the_one_that_stays() {
    let (app, mut staff) = start().await;
    let (kept, gone) = (record(&app, "王素琴").await, record(&app, "张秀英").await);
    let code = code(&mut staff, &gone).await;
    merge(&mut staff, &kept, &gone, &[]).await.with_status(303);
    let mut person = app.browser();
    enter(&mut person, &code).await.with_status(303);
    assert!(person.get("/me/records").await.ok().one("main").contains("王素琴"));
}

#[tokio::test]
async fn notes_that_were_joined_can_still_be_saved() {
    let (app, mut staff) = start().await;
    let (kept, gone) = (record(&app, "王素琴").await, record(&app, "张秀英").await);
    for (person, note) in [(&kept, "耳".repeat(150)), (&gone, "狗".repeat(150))] {
        staff.get(person).await.ok();
        staff.submit("#resident-form", &[("note", &note)]).await.with_status(303);
    }
    // Together they are longer than a note may be: said before anything is joined.
    let refused = merge(&mut staff, &kept, &gone, &[]).await.with_status(409);
    assert!(refused.one(".error-summary__list").contains("200"));
    staff.get(&gone).await.ok();
    staff.submit("#resident-form", &[("note", "养狗")]).await.with_status(303);
    merge(&mut staff, &kept, &gone, &[]).await.with_status(303);
    staff.get(&kept).await.ok();
    staff.submit("#resident-form", &[("relation", "parent")]).await.with_status(303);
}

#[tokio::test]
async fn whoever_is_leader_here_and_steward_there_is_offered_a_look_only_here() {
    let (app, mut staff) = start().await;
    appoint(&mut staff, "SJ-02", &[POST, ("holder", "赵春生"), ("phone", LEADER)]).await.with_status(303);
    let mut leader = app.sign_in(LEADER).await;
    for (name, offered) in [("王素琴", 1), ("黄彩云", 0)] {
        let page = leader.get(&record(&app, name).await).await.ok();
        assert_eq!(page.count("#reveal-form"), offered, "{name}");
    }
}

#[tokio::test]
async fn a_departure_needs_its_day() {
    let (app, mut staff) = start().await;
    staff.get(&record(&app, "王素琴").await).await.ok();
    let refused = staff.submit("#departure-form", &[("left_on", "")]).await.with_status(422);
    assert_eq!(refused.attributes("#departure-form [aria-invalid=true]", "name"), ["left_on"]);
}

#[tokio::test]
async fn of_two_editors_the_second_sees_every_field_that_the_first_changed() {
    let (app, mut one) = start().await;
    let mut two = app.sign_in(phones::STAFF).await;
    let person = record(&app, "马德明").await;
    one.get(&person).await.ok();
    two.get(&person).await.ok();
    one.submit("#resident-form", &[("tag", "alone")]).await.with_status(303);
    let late = two.submit("#resident-form", &[("note", "耳背")]).await.with_status(409);
    assert!(late.one("#conflict").contains("独居"), "or it would be taken away unseen");
}

#[tokio::test]
async fn the_slip_that_hands_a_record_over_does_not_open_it_to_staff() {
    let (app, mut staff) = start().await;
    let person = record(&app, "林桂兰").await;
    staff.get(&person).await.ok();
    let slip = staff.submit("#code-form", &[]).await.with_status(303).location().to_owned();
    let secrets = Secrets::of_the_demo();
    for path in [slip.as_str(), "/c/shangjin/staff/codes"] {
        assert_eq!(secrets.on(&staff.get(path).await.ok()), Vec::<&String>::new(), "{path}");
    }
}

#[tokio::test]
async fn a_code_for_a_record_does_not_open_the_office_of_whoever_it_is_about() {
    let (app, mut staff) = start().await;
    let person = record(&app, "林桂兰").await;
    let first = code(&mut staff, &person).await;
    // Somebody of the street lives here.
    enter(&mut app.sign_in(phones::STREET_STAFF).await, &first).await.with_status(303);
    let before = count(&app, CODES).await;
    staff.get(&person).await.ok();
    let refused = staff.submit("#code-form", &[]).await.with_status(422);
    assert!(refused.one(".error-summary__list").contains("已经有密码"));
    assert_eq!(count(&app, CODES).await, before);
}

#[tokio::test]
async fn a_record_whose_account_was_deleted_can_be_claimed_again() {
    let (app, mut staff) = start().await;
    let person = record(&app, "林晓梅").await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/deletion").await.ok();
    let sure = [("proof_password", &*demo_password(phones::RESIDENT)), ("sure", "1")];
    lin.submit("form[action='/me/deletion']", &sure).await.with_status(303);
    let code = code(&mut staff, &person).await;
    let mut again = app.browser();
    enter(&mut again, &code).await.with_status(303);
    assert!(again.get("/me/records").await.ok().one("main").contains("林晓梅"));
}

#[tokio::test]
async fn a_leader_finds_those_of_the_grid_among_thousands_of_the_same_name() {
    let (app, _staff) = start().await;
    let far = value(&app, &record(&app, "黄彩云").await, "h.household_id").await;
    sqlx::query(
        "with new as (insert into resident (tenant_id, resident_id, household_id, name, relation, lives_since, created_at)
            select h.tenant_id, gen_random_uuid(), h.household_id, '王阿', 'other', '2026-11-23', now()
            from household h, generate_series(1, 2100) where h.household_id = $1::uuid returning tenant_id, resident_id)
        insert into resident_key (tenant_id, key, resident_id) select tenant_id, '王一', resident_id from new",
    )
    .bind(far.parse::<uuid::Uuid>().expect("an id"))
    .execute(&mut app.superuser().await)
    .await
    .expect("people");
    let near = record(&app, "王素琴").await;
    assert!(find(&mut app.sign_in(LEADER).await, "王").await.contains(&near));
}
