//! The list by door, what narrows it, and the search.

use chrono::TimeDelta;
use sqlx::AssertSqlSafe;

use super::{EAST_1, LIST, LIU, but, id, names, new_building, new_record, open_new, record, rows};
use crate::grids::{LEADER, start};
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones};

/// Searches from the list; gives the page of what was found.
pub async fn search(browser: &mut Browser, typed: &str) -> Answer {
    browser.get(LIST).await.ok();
    let found = browser.submit("#search-form", &[("typed", typed)]).await.with_status(303).location().to_owned();
    browser.get(&found).await.ok()
}

/// The records that a search finds.
pub async fn find(browser: &mut Browser, typed: &str) -> Vec<String> {
    rows(&search(browser, typed).await)
}

/// The records of a list, page by page; with how many each holds.
pub async fn pages(browser: &mut Browser, path: &str) -> (Vec<String>, Vec<usize>) {
    let (mut records, mut sizes) = (Vec::new(), Vec::new());
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = browser.get(&path).await.ok();
        let held = rows(&page);
        sizes.push(held.len());
        records.extend(held);
        next = page.attributes("main a[rel=next]", "href").pop();
    }
    (records, sizes)
}

/// The records of a list on all its pages.
pub async fn all(browser: &mut Browser, path: &str) -> Vec<String> {
    pages(browser, path).await.0
}

/// The records of 尚锦 for which this holds, in the order of doors.
async fn expected(app: &TestApp, condition: &str) -> Vec<String> {
    let sql = format!(
        "select '{LIST}/' || r.resident_id from resident r join household h using (tenant_id, household_id)
        join building b using (tenant_id, building_id) join tenant t on t.id = r.tenant_id
        where t.slug = 'shangjin' and {condition} order by h.door_key, r.resident_id"
    );
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut app.superuser().await).await.expect("a list")
}

#[tokio::test]
async fn each_filter_leaves_those_whom_it_names_and_no_others() {
    let (app, mut staff) = start().await;
    // Ticked, where the year is not known; a known year decides. One household rents, and somebody has left.
    let unknown = but(&LIU, "birth_year", "");
    new_record(&mut staff, EAST_1, &[&unknown[..], &[("tag", "elder")]].concat()).await;
    let young = but(&but(&LIU, "name", "贾宁"), "phone", "");
    let young = new_record(&mut staff, EAST_1, &[&young[..], &[("tag", "infant"), ("tag", "elder")]].concat()).await;
    let home = staff.get(&young).await.ok().attributes(".page__lead a", "href").remove(0);
    staff.get(&home).await.ok();
    staff.submit("#household-form", &[("kind", "rented")]).await.with_status(303);
    let left = record(&app, "王素琴").await;
    staff.get(&left).await.ok();
    staff.submit("#departure-form", &[]).await.with_status(303);
    let building = open_new(&mut staff, EAST_1).await;
    let here = "r.left_on is null";
    for (filter, value, condition) in [
        ("kind", "rented", "h.kind = 'rented' and r.left_on is null"),
        ("kind", "bought", "h.kind = 'bought' and r.left_on is null"),
        ("kind", "registered", "false"),
        (
            "tag",
            "elder",
            "(r.birth_year <= 1966 or r.birth_year is null and 'elder' = any(r.tags)) and r.left_on is null",
        ),
        ("tag", "infant", "r.birth_year >= 2023 and r.left_on is null"),
        ("tag", "alone", "'alone' = any(r.tags) and r.left_on is null"),
        ("phone", "1", "r.phone_hmac is not null and r.left_on is null"),
        ("phone", "0", "r.phone_hmac is null and r.left_on is null"),
        ("account", "1", "r.person_id is not null and r.left_on is null"),
        ("account", "0", "r.person_id is null and r.left_on is null"),
        ("left", "1", "r.left_on is not null"),
        ("building", &building, "b.name = '1栋' and h.building_id::text = '{}' and r.left_on is null"),
        ("kind", "", here),
    ] {
        staff.get(LIST).await.ok();
        let narrowed = staff.submit("#filter-form", &[(filter, value)]).await.ok();
        let wanted = expected(&app, &condition.replace("{}", value)).await;
        assert_eq!(wanted.is_empty(), value == "registered", "{filter}={value}");
        assert_eq!(all(&mut staff, &narrowed.path).await, wanted, "{filter}={value}");
        assert!(narrowed.attributes("#filter-form option[selected]", "value").contains(&value.to_owned()));
    }
    // Together; and a filter that is none is none.
    let both = format!("{LIST}?tag=elder&phone=0&kind=mayor");
    let wanted = expected(&app, &format!("r.birth_year <= 1966 and r.phone_hmac is null and {here}")).await;
    assert_eq!(all(&mut staff, &both).await, wanted);
    for (wrong, status) in [("after=x", 400), ("building=x", 400), ("after=0192aaaa-0000-7000-8000-000000000000", 400)]
    {
        staff.get(&format!("{LIST}?{wrong}")).await.with_status(status);
    }
    staff.get(&format!("{LIST}?building=0192aaaa-0000-7000-8000-000000000000")).await.with_status(404);
}

/// So many people behind each of the doors of a new building.
async fn crowd(app: &TestApp, staff: &mut Browser, doors: &str, people: i32) -> String {
    let building = new_building(staff).await;
    staff.get(&format!("/c/shangjin/staff/buildings/{building}")).await.ok();
    let fields = [("units", "2"), ("floors", doors), ("per_floor", "1")];
    staff.submit("#doors-form", &fields).await.with_status(303);
    sqlx::query(
        "insert into resident (tenant_id, resident_id, household_id, name, relation, lives_since, created_at)
        select h.tenant_id, gen_random_uuid(), h.household_id, '柳青', 'other', '2026-11-23', now()
        from household h, generate_series(1, $2) where h.building_id = $1::uuid",
    )
    .bind(building.parse::<uuid::Uuid>().expect("an id"))
    .bind(people)
    .execute(&mut app.superuser().await)
    .await
    .expect("people");
    format!("{LIST}?building={building}")
}

#[tokio::test]
async fn pages_follow_each_other_without_gaps_or_repeats() {
    let (app, mut staff) = start().await;
    let list = crowd(&app, &mut staff, "10", 7).await;
    let (found, sizes) = pages(&mut staff, &list).await;
    assert_eq!(sizes, [50, 50, 40]);
    assert_eq!(found, expected(&app, "r.name = '柳青'").await);
    let (found, sizes) = pages(&mut staff, LIST).await;
    assert_eq!((found, sizes.len()), (expected(&app, "true").await, 5), "the building stands among the others");
    let leader = all(&mut app.sign_in(LEADER).await, LIST).await;
    let sql = "exists (select from building_grid g join grid using (grid_id) where g.building_id = b.building_id and code = 'SJ-01')";
    assert_eq!(leader, expected(&app, sql).await);
}

#[tokio::test]
async fn filters_are_kept_under_a_name_for_whoever_kept_them() {
    let (app, mut staff) = start().await;
    let mut leader = app.sign_in(LEADER).await;
    let narrow = async |browser: &mut Browser, tag: &str| {
        browser.get(LIST).await.ok();
        browser.submit("#filter-form", &[("tag", tag)]).await.ok()
    };
    assert_eq!(staff.get(LIST).await.ok().count("#view-form"), 0, "there is nothing to keep");
    narrow(&mut staff, "elder").await;
    for (name, kept) in
        [("", ""), ("二十一个字的名字太长了二十一个字的名字太长", "二十一个字的名字太长了二十一个字的名字太长")]
    {
        let refused = staff.submit("#view-form", &[("view_name", name)]).await.with_status(422);
        assert_eq!(refused.attributes("#view-form [aria-invalid=true]", "name"), ["view_name"]);
        assert_eq!(refused.attributes("#view_name", "value"), [kept]);
    }
    for flash in ["saved", "already-done"] {
        let kept = staff.submit("#view-form", &[("view_name", "老人")]).await.with_status(303);
        assert_eq!((kept.location(), staff.cookie("flash")), (&*format!("{LIST}?tag=elder"), Some(flash)));
    }
    narrow(&mut staff, "infant").await;
    let taken = staff.submit("#view-form", &[("view_name", "老人")]).await.with_status(422);
    assert!(taken.one("#view-form .field__error").contains("同名"));
    assert_eq!(taken.attributes("#view_name", "value"), ["老人"]);
    // Everybody has their own.
    assert_eq!(leader.get(LIST).await.ok().count("main nav"), 1, "the crumbs alone");
    narrow(&mut leader, "infant").await;
    leader.submit("#view-form", &[("view_name", "老人")]).await.with_status(303);
    let page = staff.get(LIST).await.ok();
    assert_eq!(page.texts("main nav a.btn"), ["老人"]);
    let end = page.attributes("main form[action$='/end']", "action").remove(0);
    leader.forge(&end, "").await.with_status(404);
    // It outlives the session.
    app.pass_days(1).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let url = staff.get(LIST).await.ok().attributes("main nav a.btn", "href").remove(0);
    let again = staff.get(&url).await.ok();
    assert_eq!(again.texts("main nav a[aria-current=page]").last().map(String::as_str), Some("老人"));
    assert_eq!(again.attributes("#tag option[selected]", "value"), ["elder"]);
    staff.submit("main form[action$='/end']", &[]).await.with_status(303);
    assert_eq!(staff.get(LIST).await.ok().count("main nav a.btn"), 0);
    staff.forge(&end, "").await.with_status(404);
    assert_eq!(count(&app, "select count(*) from resident_saved_view").await, 1, "the leader's");
}

#[tokio::test]
async fn people_are_found_by_name_sound_number_and_door_whichever_way_it_is_typed() {
    let (app, mut staff) = start().await;
    let wu = ["吴秀英", "吴秀瑛"];
    let xiuying = ["吴秀英", "吴秀瑛", "张秀英", "胡秀英"];
    let lin = ["林晓梅", "何俊杰", "何一诺", "林桂兰"];
    for (typed, found) in [
        ("吴秀英", &wu[..1]),
        ("吳秀英", &wu[..1]),
        ("吴秀", &wu),
        ("秀英", &["吴秀英", "张秀英", "胡秀英"]),
        ("xiuying", &xiuying),
        ("XIU YIN", &xiuying),
        ("zhangxiuying", &xiuying[2..3]),
        ("zangxiuyin", &xiuying[2..3]),
        ("zxy", &xiuying[2..3]),
        ("wxy", &wu),
        ("朱凤霞", &[]),
        ("英", &[]),
        ("7777", &wu),
        ("139-0001-7777", &wu),
        ("１３９ ０００１ ００３４", &["张鹏飞"]),
        ("13900010099", &[]),
        ("502", &lin),
        ("8-1-502", &lin),
        ("8栋1单元502室", &lin),
        ("８栋５０２", &lin),
        ("8-2-502", &[]),
        ("3-1-301", &["秦建军", "冯玉珍"]),
        ("3 号楼 1 单元 301", &["秦建军", "冯玉珍"]),
        ("12-1-502", &[]),
    ] {
        let records = find(&mut staff, typed).await;
        let mut hits = names(&app, &records).await;
        let mut wanted: Vec<_> = found.iter().map(|&name| name.to_owned()).collect();
        hits.sort();
        wanted.sort();
        assert_eq!(hits, wanted, "{typed}");
        let ids: Vec<&str> = records.iter().map(|record| id(record)).collect();
        let by_door = expected(&app, &format!("r.resident_id::text = any('{{{}}}')", ids.join(","))).await;
        assert_eq!(records, by_door, "{typed}: in the order of doors");
    }
    // Four digits are a number's end, or a room.
    new_record(&mut staff, EAST_1, &but(&but(&LIU, "room", "0034"), "phone", "")).await;
    assert_eq!(find(&mut staff, "0034").await.len(), 2);
    staff.get(LIST).await.ok();
    for nothing in ["", "  ", "--"] {
        let answer = staff.submit("#search-form", &[("typed", nothing)]).await.with_status(303);
        assert_eq!(answer.location(), LIST);
    }
}

#[tokio::test]
async fn what_is_searched_for_stands_in_no_address_and_is_nobody_elses() {
    let (app, mut staff) = start().await;
    let mut leader = app.sign_in(LEADER).await;
    for typed in ["吴秀英", "13900017777"] {
        staff.get(LIST).await.ok();
        let found = staff.submit("#search-form", &[("typed", typed)]).await.with_status(303).location().to_owned();
        assert!(found.strip_prefix(&format!("{LIST}?search=")).is_some_and(|id| id.parse::<uuid::Uuid>().is_ok()));
        let page = staff.get(&found).await.ok();
        assert_eq!(page.attributes("#typed", "value"), [typed], "it can be typed on");
        assert_eq!(page.attributes("main a, main form", "href").iter().filter(|url| url.contains(typed)).count(), 0);
        let other = leader.get(&found).await.ok();
        assert_eq!((other.attributes("#typed", "value"), other.count(".notice-line")), (vec![String::new()], 1));
        assert!(!other.text().contains(typed));
    }
    let kept = "select count(*) from resident_search where position('吴秀英'::bytea in typed_sealed) > 0";
    assert_eq!((count(&app, kept).await, count(&app, "select count(*) from resident_search").await), (0, 2), "sealed");
    assert_eq!(count(&app, "select count(*) from audit_event where address like '%?%'").await, 0);
}

#[tokio::test]
async fn a_search_is_forgotten_with_the_next_one_a_day_later() {
    let (app, mut staff) = start().await;
    let old = search(&mut staff, "吴秀英").await.path;
    app.advance(TimeDelta::hours(24));
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(staff.get(&old).await.ok().attributes("#typed", "value"), ["吴秀英"]);
    app.advance(TimeDelta::minutes(1));
    let new = search(&mut staff, "wxy").await.path;
    assert_eq!(staff.get(&old).await.ok().count(".notice-line"), 1);
    assert_eq!(staff.get(&new).await.ok().count(".notice-line"), 0);
    assert_eq!(count(&app, "select count(*) from resident_search").await, 1);
}
