//! Residents and households: who lives where, masked, and nobody looks unseen. What is registered, changed and left is
//! here; the rest stands beside it.

mod edges;
mod finding;
pub mod handing_over;
mod looks;
pub mod merges;

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::grids::{LEADER, of, start};
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones, selector};

const LIST: &str = "/c/shangjin/staff/residents";
const NEW: &str = "/c/shangjin/staff/residents/new";
const RECORDS: &str = "select count(*) from resident";
const HOUSEHOLDS: &str = "select count(*) from household";
/// A door that is there, with two people behind it.
const EAST_1: &str = "锦苑东区 1栋";
/// Somebody whom nobody knows yet, behind it.
const LIU: [(&str, &str); 8] = [
    ("unit", "1"),
    ("room", "103"),
    ("name", "柳青"),
    ("phone", "13911112222"),
    ("birth_year", "1990"),
    ("relation", "child"),
    ("note", "家里有狗"),
    ("kind", "rented"),
];

/// The fields, one of them otherwise.
fn but<'a>(fields: &[(&'a str, &'a str)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter().copied().filter(|(known, _)| *known != name).chain([(name, value)]).collect()
}

/// Opens the form of a new resident; gives the id of a building.
async fn open_new(staff: &mut Browser, building: &str) -> String {
    of(&staff.get(NEW).await.ok(), "#building option", building, "value")
}

async fn register(staff: &mut Browser, building: &str, fields: &[(&str, &str)]) -> Answer {
    let id = open_new(staff, building).await;
    staff.submit("#resident-form", &[fields, &[("building", &id)]].concat()).await
}

/// Registers somebody behind a door of 尚锦; gives the record's address.
async fn new_record(staff: &mut Browser, building: &str, fields: &[(&str, &str)]) -> String {
    register(staff, building, fields).await.with_status(303).location().to_owned()
}

/// Adds 锦苑东区 6栋 to SJ-01, which has no doors yet; gives its id.
async fn new_building(staff: &mut Browser) -> String {
    let page = staff.get("/c/shangjin/staff/estates").await.ok();
    let estate = of(&page, "#estate option", "锦苑东区", "value");
    let grid = of(&page, "#grid option", "SJ-01", "value");
    let fields = [("estate", estate.as_str()), ("names", "6栋"), ("grid", grid.as_str())];
    staff.submit("#buildings-form", &fields).await.with_status(303);
    open_new(staff, "锦苑东区 6栋").await
}

/// The address of the record of a name that only one resident of 尚锦 has.
pub async fn record(app: &TestApp, name: &str) -> String {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "select resident_id from resident r join tenant t on t.id = r.tenant_id where t.slug = 'shangjin' and r.name = $1",
    )
    .bind(name)
    .fetch_all(&mut app.superuser().await)
    .await
    .expect("a look-up");
    assert_eq!(ids.len(), 1, "{name}");
    format!("{LIST}/{}", ids[0])
}

/// The id at the end of an address.
fn id(address: &str) -> &str {
    address.rsplit('/').next().expect("an id")
}

/// One value, as text, of the record with an address.
async fn value(app: &TestApp, record: &str, sql: &str) -> String {
    let sql = format!(
        "select coalesce(({sql})::text, '') from resident r join household h using (tenant_id, household_id) where r.resident_id = $1"
    );
    sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(id(record).parse::<Uuid>().expect("an id"))
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a value")
}

/// The addresses of the records in a page's tables.
fn rows(page: &Answer) -> Vec<String> {
    page.attributes("main tbody th a", "href")
}

/// The names behind them, which the pages do not say.
async fn names(app: &TestApp, records: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    for record in records {
        names.push(value(app, record, "r.name").await);
    }
    names
}

/// Looks at a record in full.
async fn look(browser: &mut Browser, record: &str, reason: &str) -> Answer {
    browser.get(record).await.ok();
    browser.submit("#reveal-form", &[("reason", reason)]).await
}

/// What a form shows in its fields, hidden ones aside.
fn held(page: &Answer, form: &str) -> BTreeMap<String, String> {
    let html = page.html();
    let mut held = BTreeMap::new();
    for field in html.select(&selector(&format!("{form} input:not([type=hidden]), {form} select"))) {
        let value = match field.value().name() {
            "select" => field.select(&selector("option[selected]")).next().and_then(|option| option.attr("value")),
            _ if field.attr("type") == Some("checkbox") && field.attr("checked").is_none() => continue,
            _ => field.attr("value"),
        };
        held.insert(field.attr("name").unwrap_or_default().to_owned(), value.unwrap_or_default().to_owned());
    }
    held
}

/// The same of what was typed.
fn typed(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Everything that is kept of residents, and all that is on record of staff.
async fn everything(app: &TestApp) -> String {
    let sql = "select md5(concat((select array_agg(r order by r) from resident r), (select array_agg(h order by h) from household h),
        (select array_agg(k order by k) from resident_key k), (select count(*) from resident_view), (select count(*) from resident_merge),
        (select count(*) from person), (select count(*) from sign_in_code), (select count(*) from audit_event)))";
    sqlx::query_scalar(sql).fetch_one(&mut app.superuser().await).await.expect("a value")
}

#[tokio::test]
async fn somebody_on_paper_is_registered_behind_a_door_that_is_made_where_there_is_none() {
    let (app, mut staff) = start().await;
    let (people, doors) = (count(&app, RECORDS).await, count(&app, HOUSEHOLDS).await);
    let first = new_record(&mut staff, EAST_1, &LIU).await;
    assert_eq!((count(&app, RECORDS).await, count(&app, HOUSEHOLDS).await), (people + 1, doors), "the door was there");
    assert_eq!(value(&app, &first, "h.kind").await, "resettled", "and keeps its kind");
    let new =
        [("unit", "２单元"), ("room", "1203室"), ("name", " 欧阳　修远"), ("relation", "head"), ("kind", "rented")];
    let ticked = [&new[..], &[("tag", "elder"), ("tag", "alone")]].concat();
    let second = new_record(&mut staff, EAST_1, &ticked).await;
    assert_eq!((count(&app, RECORDS).await, count(&app, HOUSEHOLDS).await), (people + 2, doors + 1));
    let kept = "concat_ws(' ', r.name, h.unit_no, h.room_no, h.kind, r.phone_hmac is null, r.birth_year is null, r.tags, r.lives_since)";
    assert_eq!(value(&app, &second, kept).await, "欧阳修远 2 1203 rented t t {elder,alone} 2026-11-23");
    let page = staff.get(&second).await.ok();
    assert_eq!(page.one("h1"), "欧阳**");
    let facts = page.one("section[aria-labelledby=facts]");
    assert!(["没留手机号", "60 岁以上", "独居", "还没认领"].iter().all(|text| facts.contains(text)), "{facts}");
    // From the household: its door is filled in.
    let household = page.attributes(".page__lead a", "href").remove(0);
    let home = staff.get(&household).await.ok();
    assert_eq!((home.one("h1").as_str(), rows(&home)), ("锦苑东区 1栋 2单元1203室", vec![second]));
    staff.get(&of(&home, "main a.btn--primary", "登记这户的人", "href")).await.ok();
    let spouse = [("name", "贾宁"), ("relation", "spouse"), ("phone", "139 1111 3333")];
    let third = staff.submit("#resident-form", &spouse).await.with_status(303).location().to_owned();
    assert_eq!(count(&app, HOUSEHOLDS).await, doors + 1);
    assert!(staff.get(&third).await.ok().one("section[aria-labelledby=facts]").contains("139****3333"));
    assert_eq!(staff.get(&household).await.ok().count("main tbody tr"), 2);
}

#[tokio::test]
async fn what_is_wrong_comes_back_marked_with_everything_that_was_typed() {
    let (app, mut staff) = start().await;
    let before = everything(&app).await;
    let (name, note) = ("柳".repeat(51), "灯".repeat(201));
    let wrong = [
        ("building", ""),
        ("unit", "第一百二十三单元东"),
        ("room", ""),
        ("room", "1203/1204"),
        ("name", ""),
        ("name", "柳"),
        ("name", "柳3"),
        ("name", &name),
        ("phone", "029-88880000"),
        ("phone", "1391111222"),
        ("birth_year", "54"),
        ("birth_year", "2027"),
        ("birth_year", "1899"),
        ("relation", ""),
        ("note", &note),
    ];
    let building = open_new(&mut staff, EAST_1).await;
    let all = [&LIU[..], &[("building", building.as_str()), ("tag", "alone")]].concat();
    for (field, value) in wrong {
        let fields = but(&all, field, value);
        let refused = staff.submit("#resident-form", &fields).await.with_status(422);
        assert_eq!(refused.attributes("#resident-form [aria-invalid=true]", "name"), [field], "{value}");
        assert_eq!(refused.attributes(".error-summary__list a", "href"), [format!("#{field}")]);
        assert_eq!(held(&refused, "#resident-form"), typed(&fields), "{field}: {value}");
    }
    let empty: Vec<_> = all.iter().map(|(name, _)| (*name, "")).filter(|(name, _)| *name != "tag").collect();
    let refused = staff.submit("#resident-form", &empty).await.with_status(422);
    let marked = refused.attributes("#resident-form [aria-invalid=true]", "name");
    assert_eq!(marked, ["building", "room", "name", "relation"], "all at once");
    assert_eq!(everything(&app).await, before);
    staff.submit("#resident-form", &all).await.with_status(303);
}

#[tokio::test]
async fn a_registration_that_is_sent_twice_is_one() {
    let (app, mut staff) = start().await;
    let before = count(&app, RECORDS).await;
    let building = open_new(&mut staff, EAST_1).await;
    let fields = [&LIU[..], &[("building", building.as_str())]].concat();
    let mut made = Vec::new();
    for flash in ["registered", "already-done"] {
        made.push(staff.submit("#resident-form", &fields).await.with_status(303).location().to_owned());
        assert_eq!((staff.cookie("flash"), count(&app, RECORDS).await), (Some(flash), before + 1));
    }
    assert_eq!(made[0], made[1]);
}

#[tokio::test]
async fn somebody_alike_is_named_and_nothing_is_written_until_staff_say_that_they_differ() {
    let (app, mut staff) = start().await;
    let before = everything(&app).await;
    let same_phone = but(&LIU, "phone", "13900010012");
    let same_name = but(&LIU, "name", "马德明");
    for (fields, place, other, why) in [
        (same_phone, "锦苑东区 2栋", "何凤霞", "手机号一样"),
        (same_name.clone(), EAST_1, "马德明", "同一户，姓名一样"),
        (but(&same_name, "phone", "13900010006"), EAST_1, "马德明", "姓名和手机号都一样"),
    ] {
        let asked = register(&mut staff, place, &fields).await.with_status(409);
        let known = asked.one("#resident-form .panel[role=alert] li");
        assert!(known.contains(why) && known.contains('*'), "{known}");
        assert_eq!(asked.attributes("#resident-form .panel[role=alert] a", "href"), [record(&app, other).await]);
        assert!(!asked.one("#resident-form .panel[role=alert]").contains(other));
        assert!(fields.iter().all(|(name, value)| held(&asked, "#resident-form")[*name] == *value), "{why}");
        staff.submit("#resident-form", &[]).await.with_status(409);
        assert_eq!(everything(&app).await, before, "{why}");
    }
    let people = count(&app, RECORDS).await;
    staff.submit("#resident-form", &[("different", "1")]).await.with_status(303);
    assert_eq!(count(&app, RECORDS).await, people + 1);
    // The same name behind another door is nobody alike.
    register(&mut staff, "锦苑东区 4栋", &same_name).await.with_status(303);
}

#[tokio::test]
async fn who_is_alike_is_said_while_somebody_types_and_nothing_is_written() {
    let (app, mut staff) = start().await;
    let building = open_new(&mut staff, EAST_1).await;
    let url = staff.get(NEW).await.ok().attributes("#resident-form", "data-alike").remove(0);
    let before = everything(&app).await;
    let mut ask = async |fields: &[(&str, &str)]| {
        let body = serde_html_form::to_string(fields).expect("pairs");
        staff.forge(&url, &body).await.ok()
    };
    let part = ask(&[("phone", "139-0001-0012")]).await;
    assert_eq!((part.count("nav, h1, form"), part.count("li")), (0, 1), "no page, a part of one");
    assert!(part.one("li").contains("何**") && part.one("li").contains("手机号一样"));
    assert!(!part.text().contains("何凤霞") && !part.text().contains("13900010012"));
    let door = [("building", building.as_str()), ("unit", "1"), ("room", "103"), ("name", "马德明")];
    assert!(ask(&door).await.one("li").contains("同一户，姓名一样"));
    for nobody in [&door[1..], &[("phone", "1390001001")], &[("phone", "13911112222")], &[]] {
        assert_eq!(ask(nobody).await.count("li"), 0, "{nobody:?}");
    }
    assert_eq!(everything(&app).await, before);
}

#[tokio::test]
async fn what_is_masked_and_left_empty_stays_and_a_number_goes_when_it_is_said_so() {
    let (app, mut staff) = start().await;
    let person = record(&app, "马德明").await;
    let hidden =
        "concat_ws(' ', r.name, encode(r.phone_hmac, 'hex'), encode(r.phone_sealed, 'hex') is null, r.birth_year)";
    let (before, keys) = (value(&app, &person, hidden).await, count(&app, "select count(*) from resident_key").await);
    let page = staff.get(&person).await.ok();
    assert_eq!(page.attributes("#resident-form #name, #phone, #birth_year", "value"), ["", "", ""]);
    let changed = [("relation", "parent"), ("note", "耳背"), ("tag", "alone")];
    staff.submit("#resident-form", &changed).await.with_status(303);
    assert_eq!(value(&app, &person, hidden).await, before);
    assert_eq!(value(&app, &person, "concat_ws(' ', r.relation, r.note, r.tags)").await, "parent 耳背 {alone}");
    assert_eq!(count(&app, "select count(*) from resident_key").await, keys);
    staff.get(&person).await.ok();
    for (field, wrong) in [("name", "马"), ("phone", "12"), ("birth_year", "1800"), ("room", "")] {
        let refused = staff.submit("#resident-form", &[(field, wrong)]).await.with_status(422);
        assert_eq!(refused.attributes("#resident-form [aria-invalid=true]", "name"), [field]);
        assert_eq!(held(&refused, "#resident-form")[field], wrong);
        staff.get(&person).await.ok();
    }
    staff.submit("#resident-form", &[("no_phone", "1")]).await.with_status(303);
    let kept =
        "concat_ws(' ', r.name, r.phone_sealed is null, r.phone_hmac is null, r.phone_masked is null, r.birth_year)";
    assert_eq!(value(&app, &person, kept).await, "马德明 t t t 1943");
    let page = staff.get(&person).await.ok();
    assert!(page.one("section[aria-labelledby=facts]").contains("没留手机号"));
    assert_eq!(page.count("#resident-form input[name=no_phone]"), 0, "there is none to drop");
    // While it is open an empty field means none.
    look(&mut staff, &person, "check").await.with_status(303);
    let page = staff.get(&person).await.ok();
    assert_eq!(held(&page, "#resident-form")["birth_year"], "1943");
    staff.submit("#resident-form", &[("birth_year", "")]).await.with_status(303);
    assert_eq!(value(&app, &person, "r.birth_year").await, "");
    staff.get(&person).await.ok();
    staff.submit("#resident-form", &[("name", "")]).await.with_status(422);
}

#[tokio::test]
async fn of_two_editors_the_second_sees_what_the_first_saved_masked_and_keeps_what_was_typed() {
    let (app, mut one) = start().await;
    let mut two = app.sign_in(phones::STAFF).await;
    let person = record(&app, "马德明").await;
    one.get(&person).await.ok();
    two.get(&person).await.ok();
    let saved = [("name", "马得明"), ("phone", "13911114444"), ("note", "耳背"), ("relation", "parent")];
    one.submit("#resident-form", &saved).await.with_status(303);
    let mine = [("name", "马德铭"), ("birth_year", "1944"), ("note", "住在一楼"), ("relation", "other")];
    let late = two.submit("#resident-form", &mine).await.with_status(409);
    let theirs = late.one("#conflict");
    assert!(["马**", "139****4444", "耳背", "父母"].iter().all(|text| theirs.contains(text)), "{theirs}");
    assert!(!late.text().contains("马得明") && !late.text().contains("13911114444"));
    let held = held(&late, "#resident-form");
    assert!(mine.iter().all(|(name, value)| held[*name] == *value), "{held:?}");
    let kept = "concat_ws(' ', r.name, r.phone_masked, r.birth_year, r.note)";
    assert_eq!(value(&app, &person, kept).await, "马得明 139****4444 1943 耳背", "and none of it is saved");
    two.submit("#resident-form", &[]).await.with_status(303);
    assert_eq!(value(&app, &person, kept).await, "马德铭 139****4444 1944 住在一楼");
}

#[tokio::test]
async fn a_move_to_another_door_and_a_new_name_are_found_as_they_are_now() {
    let (app, mut staff) = start().await;
    let person = record(&app, "马德明").await;
    let page = staff.get(&person).await.ok();
    let old_home = page.attributes(".page__lead a", "href").remove(0);
    let building = of(&page, "#building option", "和风里 3栋", "value");
    let doors = count(&app, HOUSEHOLDS).await;
    let moved = [("building", building.as_str()), ("unit", "2"), ("room", "1105"), ("name", "佟博文")];
    staff.submit("#resident-form", &moved).await.with_status(303);
    assert_eq!(count(&app, HOUSEHOLDS).await, doors + 1);
    assert!(staff.get(&person).await.ok().one(".page__lead").contains("和风里 3栋 2单元1105室"));
    assert!(!rows(&staff.get(&old_home).await.ok()).contains(&person));
    for (typed, found) in [("佟博文", 1), ("tbw", 1), ("马德明", 0), ("deming", 0), ("0006", 1), ("3-2-1105", 1)]
    {
        let hit = finding::find(&mut staff, typed).await.contains(&person);
        assert_eq!(hit, found == 1, "{typed}");
    }
    let building = format!("/c/shangjin/staff/buildings/{building}");
    let doors = staff.get(&building).await.ok().texts("ul.doors a");
    assert!(doors.iter().any(|door| door.starts_with("1105") && door.ends_with("1 人")), "{doors:?}");
}

#[tokio::test]
async fn whoever_moved_out_is_in_another_list_until_they_are_back() {
    let (app, mut staff) = start().await;
    let person = record(&app, "赵文忠").await;
    let home = staff.get(&person).await.ok().attributes(".page__lead a", "href").remove(0);
    app.pass_days(2).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&person).await.ok();
    for wrong in ["2026-11-22", "2026-11-26", "昨天"] {
        let refused = staff.submit("#departure-form", &[("left_on", wrong)]).await.with_status(422);
        assert_eq!(refused.attributes("#departure-form [aria-invalid=true]", "name"), ["left_on"], "{wrong}");
        assert_eq!(refused.attributes("#left_on", "value"), [wrong]);
    }
    for flash in ["saved", "already-done"] {
        staff.submit("#departure-form", &[("left_on", "2026-11-24")]).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    let here = async |staff: &mut Browser| {
        let lists = [LIST.to_owned(), format!("{LIST}?left=1")];
        let mut held = Vec::new();
        for list in lists {
            held.push(finding::all(staff, &list).await.contains(&person));
        }
        (held, staff.get(&home).await.ok().texts("table[aria-labelledby=left] tbody tr").len())
    };
    assert_eq!(here(&mut staff).await, (vec![false, true], 1));
    let page = staff.get(&person).await.ok();
    assert!(page.one("section[aria-labelledby=facts]").contains("2026年11月24日 搬走"));
    staff.submit("#code-form", &[]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("already-done"), "who left gets no code");
    assert_eq!(count(&app, "select count(*) from sign_in_code").await, 0);
    staff.get(&person).await.ok();
    staff.submit("#return-form", &[]).await.with_status(303);
    assert_eq!(here(&mut staff).await, (vec![true, false], 0));
}

#[tokio::test]
async fn doors_are_added_by_the_building_and_a_household_says_how_it_came_there() {
    let (app, mut staff) = start().await;
    let path = format!("/c/shangjin/staff/buildings/{}", new_building(&mut staff).await);
    let doors = count(&app, HOUSEHOLDS).await;
    staff.get(&path).await.ok();
    for (fields, marked) in [
        (vec![("units", "0"), ("floors", "3"), ("per_floor", "2")], vec!["units"]),
        (vec![("units", "20"), ("floors", "60"), ("per_floor", "30")], vec!["units"]),
        (vec![("rooms", "101、10/2")], vec!["rooms"]),
    ] {
        let refused = staff.submit("#doors-form", &fields).await.with_status(422);
        assert_eq!(refused.attributes("#doors-form [aria-invalid=true]", "name"), marked);
        assert!(fields.iter().all(|(name, value)| held(&refused, "#doors-form")[*name] == *value));
        staff.get(&path).await.ok();
    }
    let counted = [("units", "2"), ("floors", "3"), ("per_floor", "2"), ("kind", "rented")];
    for (fields, flash, added) in [
        (&counted[..], "saved", 12),
        (&counted[..], "already-done", 12),
        (&[("unit", "3"), ("rooms", "101，102室")], "saved", 14),
    ] {
        staff.submit("#doors-form", fields).await.with_status(303);
        assert_eq!((staff.cookie("flash"), count(&app, HOUSEHOLDS).await), (Some(flash), doors + added));
    }
    let page = staff.get(&path).await.ok();
    assert_eq!(page.texts("ul.doors .door__no")[..4], ["101", "102", "201", "202"]);
    let home = page.attributes("ul.doors a", "href").remove(0);
    let mut other = app.sign_in(phones::STAFF).await;
    other.get(&home).await.ok();
    staff.get(&home).await.ok();
    staff.submit("#household-form", &[("kind", "bought")]).await.with_status(303);
    let late = other.submit("#household-form", &[("kind", "resettled")]).await.with_status(409);
    assert!(late.one(".error-summary__list").contains("商品房"), "what the first saved");
    other.submit("#household-form", &[("kind", "resettled")]).await.with_status(303);
    assert!(staff.get(&home).await.ok().one(".page__lead").contains("回迁"));
}

#[tokio::test]
async fn nobody_but_community_staff_registers_changes_merges_or_hands_over() {
    let (app, mut staff) = start().await;
    let (person, other) = (record(&app, "马德明").await, record(&app, "杨春梅").await);
    looks::appoint_steward(&mut staff).await;
    let page = staff.get(&person).await.ok();
    let home = page.attributes(".page__lead a", "href").remove(0);
    let building = of(&page, "#building option", EAST_1, "value");
    let key = Uuid::now_v7();
    let fields = format!("key={key}&building={building}&unit=1&room=103&name=柳青&relation=head&revision=1");
    let posts = [
        (NEW.to_owned(), fields.clone()),
        (format!("{LIST}/alike"), fields.clone()),
        (person.clone(), fields.clone()),
        (format!("{person}/departure"), "left_on=2026-11-23".to_owned()),
        (format!("{person}/code"), format!("key={key}")),
        (format!("{person}/merge"), format!("key={key}&gone={}&revision=1&gone_revision=1", id(&other))),
        (format!("{person}/merges/{key}/undo"), String::new()),
        (home.clone(), "revision=1&kind=bought".to_owned()),
        (format!("/c/shangjin/staff/buildings/{building}"), "rooms=999&kind=bought".to_owned()),
    ];
    let before = everything(&app).await;
    for (phone, looking) in [(LEADER, 200), (looks::STEWARD, 404), (phones::YUNQI_STAFF, 403), (phones::RESIDENT, 403)]
    {
        let mut somebody = app.sign_in(phone).await;
        let forms = "form[method=post]:not(#search-form):not(#reveal-form):not([action*=sign-out])";
        for path in [&person, &home] {
            assert_eq!(somebody.get(path).await.with_status(looking).count(&format!("main {forms}")), 0, "{phone}");
        }
        for path in [NEW, &format!("{person}/merge?gone={}", id(&other))] {
            somebody.get(path).await.with_status(403);
        }
        for (path, body) in &posts {
            somebody.forge(path, body).await.with_status(403);
        }
    }
    assert_eq!(everything(&app).await, before);
    // Staff of another community has such pages, where these are not.
    let mut yunqi = app.sign_in(phones::YUNQI_STAFF).await;
    for (path, body) in posts.iter().skip(2) {
        yunqi.forge(&path.replace("/c/shangjin/", "/c/yunqi/"), body).await.with_status(404);
    }
    yunqi.forge("/c/yunqi/staff/residents/new", &fields).await.with_status(404);
    assert_eq!(everything(&app).await, before);
}
