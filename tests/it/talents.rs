//! Able residents: kept and shown with their consent alone, found by what they can, and gone when they say so.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use sqlx::Executor;

use crate::grids::{LEADER, start};
use crate::residents::merges::merge;
use crate::residents::record;
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones};

mod found;
mod merged;
mod shown;

const LIST: &str = "/c/shangjin/staff/talents";
const NEW: &str = "/c/shangjin/staff/talents/new";
const MINE: &str = "/me/talent";
const TALENTS: &str =
    "select count(*) from talent t join tenant on tenant.id = t.tenant_id where tenant.slug = 'shangjin'";
const WU: [(&str, &str); 5] =
    [("specialty", "tailoring"), ("hobbies", "养兰花"), ("wish", "teach"), ("need", "digital"), ("hours", "周三上午")];

fn id(address: &str) -> &str {
    address.rsplit('/').next().expect("an id")
}

/// Opens the form for somebody of whom nothing is kept; gives the record's address.
async fn open_new(app: &TestApp, staff: &mut Browser, name: &str) -> String {
    let path = record(app, name).await;
    staff.get(&format!("{NEW}?resident={}", id(&path))).await.ok();
    path
}

/// Takes down what 吴秀英 can; gives its address.
async fn take_down(app: &TestApp, staff: &mut Browser) -> String {
    open_new(app, staff, "吴秀英").await;
    let fields = [&WU[..], &[("agree", "1"), ("paper_kept", "2 号柜")]].concat();
    staff.submit("#talent-form", &fields).await.with_status(303).location().to_owned()
}

fn rows(page: &Answer) -> Vec<String> {
    page.attributes("main tbody th a", "href")
}

/// The records that a search finds.
pub async fn find(staff: &mut Browser, typed: &str) -> Vec<String> {
    staff.get(LIST).await.ok();
    let found = staff.submit("#search-form", &[("typed", typed)]).await.with_status(303).location().to_owned();
    assert!(!found.contains(typed), "{found}");
    rows(&staff.get(&found).await.ok())
}

/// Withdraws, as the person.
async fn withdraw(person: &mut Browser) {
    person.get(MINE).await.ok();
    person.submit("#withdraw-form", &[]).await.with_status(303);
}

#[tokio::test]
async fn nothing_is_kept_until_the_person_agrees_and_says_something() {
    let app = TestApp::new().await;
    app.superuser().await.execute("delete from talent; delete from consent").await.expect("nothing yet");
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let page = lin.get(MINE).await.ok();
    assert_eq!(page.count("#talent-form input[checked]"), 0, "nothing is ticked beforehand");
    let long = "花".repeat(101);
    for (fields, marked) in [
        (vec![("agree", "1")], vec!["#specialty"]),
        (vec![("hobbies", "烘焙")], vec!["#agree"]),
        (vec![("hobbies", &*long), ("status", "gone")], vec!["#hobbies", "#status", "#agree"]),
        (vec![("hobbies", "烘焙"), ("agree", "1"), ("version", "0")], vec!["#agree"]),
    ] {
        let refused = lin.submit("#talent-form", &fields).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary__list a", "href"), marked);
        lin.get(MINE).await.ok();
    }
    let kept = "select (select count(*) from talent) + (select count(*) from consent)";
    assert_eq!(count(&app, kept).await, 0);
    let told = [("specialty", "cooking"), ("hobbies", "烘焙"), ("wish", "teach"), ("agree", "1")];
    for flash in ["saved", "already-done"] {
        lin.submit("#talent-form", &told).await.with_status(303);
        assert_eq!((lin.cookie("flash"), count(&app, TALENTS).await), (Some(flash), 1), "sent twice");
    }
    assert_eq!(count(&app, "select count(*) from consent where purpose = 'talent' and how = 'self'").await, 1);
    // From then on it is changed without being asked again.
    let page = lin.get(MINE).await.ok();
    assert_eq!(page.count("#talent-form [name=agree]"), 0);
    assert_eq!(page.attributes("#hobbies", "value"), ["烘焙"]);
    lin.submit("#talent-form", &[("status", "resting")]).await.with_status(303);
    let row = app.sign_in(phones::STAFF).await.get(LIST).await.ok().one("main tbody tr");
    assert!(row.contains("林**") && row.contains("做饭面点") && row.contains("先休息"), "{row}");
}

#[tokio::test]
async fn every_field_says_what_it_is_for() {
    let (app, mut staff) = start().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let new = staff.get(&format!("{NEW}?resident={}", id(&record(&app, "吴秀英").await))).await.ok();
    for page in [new, lin.get(MINE).await.ok()] {
        let inputs = "#talent-form input:not([type=hidden]), #talent-form select";
        let names: BTreeSet<String> = page.attributes(inputs, "name").into_iter().collect();
        assert!(names.len() >= 13, "{names:?}");
        // What is agreed to stands beside its tick, with its purpose.
        for name in names.iter().filter(|name| *name != "agree") {
            let hints = page.texts(&format!("#{name}-hint, fieldset.field:has([name={name}]) > .field__hint"));
            assert!(hints.len() == 1 && hints.iter().all(|hint| hint.chars().count() > 5), "{name}: {hints:?}");
        }
    }
}

#[tokio::test]
async fn withdrawn_it_is_hidden_at_once_back_if_agreed_to_again_and_erased_after_thirty_days() {
    let (app, mut staff) = start().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let (before, all) = (rows(&staff.get(LIST).await.ok()), count(&app, TALENTS).await);
    let mut own = Vec::new();
    for path in &before {
        if staff.get(path).await.ok().one("h1") == "林**" {
            own.push(path.clone());
        }
    }
    let [own] = &own[..] else { panic!("{own:?}") };
    staff.get(own).await.ok();
    withdraw(&mut lin).await;
    assert_eq!(count(&app, TALENTS).await, all, "it is kept");
    assert!(!rows(&staff.get(LIST).await.ok()).contains(own));
    staff.get(own).await.with_status(404);
    staff.forge(own, "revision=1&status=open&hobbies=x").await.with_status(404);
    assert!(!find(&mut staff, "林晓梅").await.contains(own));
    let page = lin.get(MINE).await.ok();
    assert!(page.one(".notice-line").contains("2026年12月23日"), "{}", page.one(".notice-line"));
    assert_eq!(page.attributes("#hobbies", "value"), ["烘焙、摄影"], "the person still reads it");
    // Staff who take it down anew need the paper, and do not read what was.
    let form = staff.get(&format!("{NEW}?resident={}", id(&record(&app, "林晓梅").await))).await.ok();
    assert!(!form.text().contains("烘焙") && form.count("[name=agree]") == 1);
    // Agreed to again it is back as it was.
    app.pass_days(29).await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    lin.get("/me/consents").await.ok();
    lin.submit("#talent-1 form.consent-give", &[]).await.with_status(303);
    assert!(staff.get(own).await.ok().one("section[aria-labelledby=facts]").contains("烘焙、摄影"));
    app.pass_days(2).await;
    assert_eq!(count(&app, TALENTS).await, all);
    // And gone for good where nobody does.
    let mut lin = app.sign_in(phones::RESIDENT).await;
    withdraw(&mut lin).await;
    app.pass_days(29).await;
    assert_eq!(count(&app, TALENTS).await, all, "on the day before");
    app.pass_days(1).await;
    assert_eq!(count(&app, TALENTS).await, all - 1);
    let mut lin = app.sign_in(phones::RESIDENT).await;
    assert_eq!(lin.get(MINE).await.ok().attributes("#hobbies", "value"), [""]);
}

#[tokio::test]
async fn staff_take_it_down_with_a_paper_and_once() {
    let (app, mut staff) = start().await;
    let before = count(&app, TALENTS).await;
    let wu = open_new(&app, &mut staff, "吴秀英").await;
    let refused = staff.submit("#talent-form", &WU).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#agree"]);
    assert_eq!(refused.attributes("#hobbies", "value"), ["养兰花"]);
    assert_eq!(refused.count("input[name=wish][value=teach][checked]"), 1);
    let signed = [&WU[..], &[("agree", "1"), ("paper_kept", "2 号柜")]].concat();
    let mut made = Vec::new();
    for flash in ["saved", "already-done"] {
        made.push(staff.submit("#talent-form", &signed).await.with_status(303).location().to_owned());
        assert_eq!((staff.cookie("flash"), count(&app, TALENTS).await), (Some(flash), before + 1));
    }
    assert_eq!(made[0], made[1]);
    let page = staff.get(&made[0]).await.ok();
    let facts = page.one("section[aria-labelledby=facts]");
    assert!(
        ["缝补裁衣", "养兰花", "教别人", "手机电脑", "周三上午"].iter().all(|text| facts.contains(text)),
        "{facts}"
    );
    assert!(page.one("section[aria-labelledby=receipts] li").contains("纸质件在：2 号柜"));
    assert_eq!(page.one("h1"), "吴**");
    assert!(!page.text().contains("吴秀英"));
    // From the record one comes to it, and to no second one.
    let link = staff.get(&wu).await.ok().attributes("main a[href*='/talents/']", "href").remove(0);
    assert_eq!(staff.get(&link).await.with_status(303).location(), made[0]);
    // For a child a guardian signs.
    open_new(&app, &mut staff, "何一诺").await;
    let refused = staff.submit("#talent-form", &signed).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#guardian"]);
    staff.submit("#talent-form", &[("guardian", "林晓梅")]).await.with_status(303);
    assert_eq!(count(&app, "select count(*) from consent where guardian = '林晓梅' and purpose = 'talent'").await, 1);
}

#[tokio::test]
async fn of_two_editors_the_second_sees_what_the_first_saved_and_keeps_what_was_typed() {
    let (app, mut staff) = start().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let page = staff.get(LIST).await.ok();
    let own = page.html();
    let row =
        own.select(&crate::support::selector("main tbody tr")).find(|row| row.text().any(|text| text.contains("林**")));
    let link = crate::support::selector("th a");
    let path = row.and_then(|row| row.select(&link).next()).and_then(|a| a.attr("href")).expect("a row").to_owned();
    staff.get(&path).await.ok();
    lin.get(MINE).await.ok();
    lin.submit("#talent-form", &[("hobbies", "看书")]).await.with_status(303);
    let late = staff.submit("#talent-form", &[("hobbies", "跳舞")]).await.with_status(409);
    assert!(late.one("#conflict").contains("看书"));
    assert_eq!(late.attributes("#hobbies", "value"), ["跳舞"]);
    staff.submit("#talent-form", &[]).await.with_status(303);
    // The other way round.
    let late = lin.submit("#talent-form", &[("hobbies", "唱歌")]).await.with_status(409);
    assert!(late.one("#conflict").contains("跳舞"));
    lin.submit("#talent-form", &[]).await.with_status(303);
    assert!(staff.get(&path).await.ok().one("section[aria-labelledby=facts]").contains("唱歌"));
}

#[tokio::test]
async fn who_can_what_is_found_by_it_and_by_name() {
    let (app, mut staff) = start().await;
    let wu = take_down(&app, &mut staff).await;
    for (filter, has) in [
        ("specialty=tailoring", true),
        ("specialty=cooking", false),
        ("wish=teach", true),
        ("wish=full_time", false),
        ("need=digital", true),
        ("need=startup", false),
        ("specialty=tailoring&wish=teach&need=digital", true),
        ("specialty=tailoring&wish=part_time", false),
    ] {
        let page = staff.get(&format!("{LIST}?{filter}")).await.ok();
        assert_eq!(rows(&page).contains(&wu), has, "{filter}");
        assert_eq!(page.count("#filter-form option[selected]:not([value=''])"), filter.matches('=').count());
    }
    for (typed, has) in [
        ("吴秀英", true),
        ("wuxiuying", true),
        ("wxy", true),
        ("秀英", true),
        ("7777", true),
        ("林晓梅", false),
        ("马德明", false),
        ("3-1-202", false),
        ("13900017777", false),
    ] {
        assert_eq!(find(&mut staff, typed).await.contains(&wu), has, "{typed}");
    }
    let nobody = staff.get(&format!("{LIST}?search={}", uuid::Uuid::now_v7())).await.ok();
    assert_eq!(nobody.count(".notice-line"), 1, "no search of this person's");
}

#[tokio::test]
async fn a_long_list_is_paged_and_holds_everybody_once() {
    let (app, mut staff) = start().await;
    let everybody = "insert into talent (tenant_id, talent_id, resident_id, hobbies, status, created_at, updated_at)
        select tenant_id, gen_random_uuid(), resident_id, '下棋', 'open', now(), now() from resident
        where tenant_id = (select id from tenant where slug = 'shangjin') on conflict do nothing";
    app.behind(everybody).await;
    app.index_talents().await;
    let (mut path, mut seen, mut pages) = (Some(LIST.to_owned()), Vec::new(), 0);
    while let Some(at) = path {
        let page = staff.get(&at).await.ok();
        seen.extend(rows(&page));
        pages += 1;
        path = page.attributes("a[rel=next]", "href").into_iter().next();
    }
    let all = count(&app, TALENTS).await;
    assert!(pages > 1 && all > 50, "{pages} pages of {all}");
    assert_eq!(
        (seen.len(), seen.iter().collect::<BTreeSet<_>>().len()),
        (usize::try_from(all).expect("a number"), seen.len())
    );
    // Whoever moved out is on none.
    app.superuser()
        .await
        .execute("update resident set left_on = '2026-11-22' where name = '林晓梅'")
        .await
        .expect("one");
    assert!(find(&mut staff, "林晓梅").await.is_empty());
}

#[tokio::test]
async fn nobody_but_community_staff_and_the_person_reads_or_writes_it() {
    let (app, mut staff) = start().await;
    let wu = take_down(&app, &mut staff).await;
    let resident = id(&record(&app, "马德明").await).to_owned();
    let key = uuid::Uuid::now_v7();
    let body = format!("key={key}&record={resident}&status=open&hobbies=x&agree=1&version=1");
    let before = count(&app, TALENTS).await;
    for phone in [LEADER, phones::STREET_STAFF, phones::YUNQI_STAFF, phones::RESIDENT] {
        let mut somebody = app.sign_in(phone).await;
        for path in [LIST, &wu, &format!("{NEW}?resident={resident}")] {
            somebody.get(path).await.with_status(403);
        }
        somebody.forge(&wu, "revision=1&status=open&hobbies=x").await.with_status(403);
        somebody.forge(NEW, &body).await.with_status(403);
    }
    let mut leader = app.sign_in(LEADER).await;
    let page = leader.get(&record(&app, "吴秀英").await).await.ok();
    assert_eq!(page.count("main a[href*='/talents']"), 0);
    // Nobody writes in another's name, or elsewhere.
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.forge(MINE, &body).await.with_status(404);
    lin.get(&format!("{MINE}?record={resident}")).await.with_status(404);
    let mut yunqi = app.sign_in(phones::YUNQI_STAFF).await;
    let there = wu.replace("shangjin", "yunqi");
    yunqi.get(&there).await.with_status(404);
    yunqi.forge(&there, "revision=1&status=open&hobbies=x").await.with_status(404);
    yunqi.forge("/c/yunqi/staff/talents/new", &body).await.with_status(404);
    assert_eq!(count(&app, TALENTS).await, before);
}

#[tokio::test]
async fn it_goes_with_a_record_that_turns_out_to_be_another_and_back() {
    let (app, mut staff) = start().await;
    let wu = take_down(&app, &mut staff).await;
    let (kept, gone) = (record(&app, "吴秀瑛").await, record(&app, "吴秀英").await);
    staff.get(&format!("{kept}/merge?gone={}", id(&gone))).await.ok();
    staff.submit("#merge", &[]).await.with_status(303);
    let page = staff.get(&wu).await.ok();
    assert_eq!(page.attributes("main .with-side a.btn", "href"), [&*kept]);
    assert!(rows(&staff.get(LIST).await.ok()).contains(&wu));
    staff.get(&kept).await.ok();
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
    assert_eq!(staff.get(&wu).await.ok().attributes("main .with-side a.btn", "href"), [&*gone]);
    // Merged once more, a withdrawal concerns it too.
    staff.get(&format!("{kept}/merge?gone={}", id(&gone))).await.ok();
    staff.submit("#merge", &[]).await.with_status(303);
    staff.get(&kept).await.ok();
    staff.submit("#consents form:has([value=talent])", &[]).await.with_status(303);
    staff.get(&wu).await.with_status(404);
}

#[tokio::test]
async fn it_is_part_of_my_data_and_goes_with_the_record() {
    let (app, mut staff) = start().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let copy = lin.get("/me/records/copy.json").await.ok().text();
    assert!(copy.contains("做饭面点、手机电脑") && copy.contains("烘焙、摄影"), "{copy}");
    assert!(!copy.contains("羽毛球"), "not her husband's");
    for page in ["/me", "/me/records"] {
        assert_eq!(lin.get(page).await.ok().count("main a[href='/me/talent']"), 1, "{page}");
    }
    let before = count(&app, TALENTS).await;
    lin.get("/me/records").await.ok();
    lin.submit("#request-form", &[("kind", "delete"), ("body", "")]).await.with_status(303);
    staff.get("/c/shangjin/staff/requests").await.ok();
    staff.submit("main form", &[("outcome", "done"), ("answer", "")]).await.with_status(303);
    assert_eq!(count(&app, TALENTS).await, before - 1);
    assert_eq!(count(&app, "select count(*) from talent where hobbies = '烘焙、摄影'").await, 0);
}

#[tokio::test]
async fn of_several_communities_the_person_chooses_one() {
    let app = TestApp::new().await;
    let sql =
        "update resident set person_id = (select person_id from resident where name = '林晓梅') where name = '邵国强'";
    app.superuser().await.execute(sql).await.expect("two records");
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let page = lin.get(MINE).await.ok();
    let choices = page.attributes("main ul.rows a", "href");
    assert_eq!((choices.len(), page.count("#talent-form")), (2, 0));
    let mut hobbies = Vec::new();
    for choice in &choices {
        hobbies.extend(lin.get(choice).await.ok().attributes("#hobbies", "value"));
    }
    hobbies.sort();
    assert_eq!(hobbies, ["", "烘焙、摄影"]);
    lin.submit("#talent-form", &[("hobbies", "打太极"), ("agree", "1")]).await;
    app.advance(TimeDelta::seconds(1));
    let kept =
        "select count(*) from talent t join resident r using (tenant_id, resident_id) where r.person_id is not null
        and t.hobbies in ('打太极', '烘焙、摄影')";
    assert_eq!(count(&app, kept).await, 2);
}

const SHOWN: &str = "/c/shangjin/talents";

/// The page of somebody's record for staff.
async fn page_of(app: &TestApp, staff: &mut Browser, name: &str) -> String {
    let path = record(app, name).await;
    staff.get(&format!("{NEW}?resident={}", id(&path))).await.with_status(303).location().to_owned()
}

#[tokio::test]
async fn an_expert_is_shown_to_everybody_only_while_the_community_and_they_themselves_agree() {
    let (app, mut staff) = start().await;
    app.superuser().await.execute("update talent set recognised_on = null, recogniser = ''").await.expect("nobody yet");
    let (mut lin, mut anybody) = (app.sign_in(phones::RESIDENT).await, app.browser());
    assert_eq!(anybody.get(SHOWN).await.ok().count("main article"), 0);
    let path = page_of(&app, &mut staff, "林晓梅").await;
    staff.get(&path).await.ok();
    for flash in ["talent-recognised", "already-done"] {
        staff.forge(&format!("{path}/recognition"), "").await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    let card = anybody.get(SHOWN).await.ok().one("main article");
    assert!(
        card.contains("林**") && card.contains("做饭面点") && card.contains("教别人") && !card.contains("林晓梅"),
        "{card}"
    );
    let page = lin.get(MINE).await.ok();
    assert_eq!(page.one("#mine .mark"), "社区能人");
    // In one step they are shown no more, and in one they are again.
    lin.submit("#end-badge-form", &[]).await.with_status(303);
    assert_eq!(anybody.get(SHOWN).await.ok().count("main article"), 0);
    assert!(staff.get(&path).await.ok().text().contains("本人没有同意公开"));
    lin.get(MINE).await.ok();
    lin.submit("#give-badge-form", &[]).await.with_status(303);
    assert_eq!(anybody.get(SHOWN).await.ok().count("main article"), 1);
    // Resting, hidden, or no longer recognised: not shown.
    lin.get(MINE).await.ok();
    lin.submit("#talent-form", &[("status", "resting")]).await.with_status(303);
    assert_eq!(anybody.get(SHOWN).await.ok().count("main article"), 0);
    lin.get(MINE).await.ok();
    lin.submit("#talent-form", &[("status", "open")]).await.with_status(303);
    assert_eq!(anybody.get(SHOWN).await.ok().count("main article"), 1);
    staff.get(&path).await.ok();
    staff.submit("#recognition-form", &[]).await.with_status(303);
    assert_eq!(anybody.get(SHOWN).await.ok().count("main article"), 0);
    staff.get(&path).await.ok();
    staff.submit("#recognition-form", &[]).await.with_status(303);
    withdraw(&mut lin).await;
    assert_eq!(anybody.get(SHOWN).await.ok().count("main article"), 0, "what is not kept is not shown");
}

#[tokio::test]
async fn people_are_found_by_track_work_time_grid_and_whether_they_agree_to_be_suggested() {
    let (app, mut staff) = start().await;
    let names = async |staff: &mut Browser, query: &str| {
        let page = staff.get(&format!("{LIST}?{query}")).await.ok();
        page.texts("main tbody th a").into_iter().collect::<BTreeSet<_>>()
    };
    let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(names(&mut staff, "track=expert").await, set(&["林**", "秦**"]));
    assert_eq!(names(&mut staff, "trade=escort").await, set(&["林**"]));
    assert_eq!(names(&mut staff, "time=weekend_morning&trade=organizing").await, set(&["林**"]));
    assert_eq!(names(&mut staff, "time=weekday_evening").await, set(&[]));
    assert_eq!(names(&mut staff, "matched=1").await, set(&["林**"]));
    let page = staff.get(LIST).await.ok();
    let grids = page.attributes("#grid option:not([value=''])", "value");
    let mut found = BTreeSet::new();
    for grid in &grids {
        let here = names(&mut staff, &format!("grid={grid}")).await;
        assert!(found.is_disjoint(&here), "nobody lives in two grids");
        found.extend(here);
    }
    assert_eq!(found, names(&mut staff, "").await);
    // Who wishes for no work and says no skill is willing.
    take_down(&app, &mut staff).await;
    let path = page_of(&app, &mut staff, "吴秀英").await;
    assert_eq!(names(&mut staff, "track=willing").await, set(&[]));
    staff.get(&path).await.ok();
    staff.submit("#talent-form", &[("specialty", "")]).await.with_status(303);
    assert_eq!(names(&mut staff, "track=willing").await, set(&["吴**"]));
}

#[tokio::test]
async fn what_somebody_wishes_to_earn_is_an_amount_and_for_a_time() {
    let app = TestApp::new().await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(MINE).await.ok();
    let refused = lin.submit("#talent-form", &[("pay", "面议")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#pay", "#pay_unit"]);
    assert_eq!(refused.attributes("#pay", "value"), ["面议"]);
    lin.submit("#talent-form", &[("pay", "3,500.5"), ("pay_unit", "month")]).await.with_status(303);
    let mut staff = app.sign_in(phones::STAFF).await;
    let path = page_of(&app, &mut staff, "林晓梅").await;
    assert!(staff.get(&path).await.ok().one(".facts").contains("每月 3,500.50 元以上"));
    assert_eq!(lin.get(MINE).await.ok().attributes("#pay", "value"), ["3,500.50"]);
}

/// The record of a resident's as it stands in the database, but for what counts its changes.
async fn said(app: &TestApp, path: &str) -> Option<String> {
    sqlx::query_scalar(
        "select (to_jsonb(t) - 'revision' - 'updated_at' - 'talent_id' - 'resident_id' - 'created_at')::text from talent t where resident_id = $1::uuid",
    )
    .bind(id(path))
    .fetch_optional(&mut app.superuser().await)
    .await
    .expect("a look")
}

#[tokio::test]
async fn what_two_records_say_together_may_be_longer_than_anybody_may_write_and_is_still_saved() {
    let (app, mut staff) = start().await;
    take_down(&app, &mut staff).await;
    let wu = record(&app, "吴秀英").await;
    let path = page_of(&app, &mut staff, "吴秀英").await;
    let (own, more) = ("编".repeat(60), "织".repeat(60));
    staff.get(&path).await.ok();
    staff.submit("#talent-form", &[("specialty_other", &*own)]).await.with_status(303);
    let other = open_new(&app, &mut staff, "吴秀瑛").await;
    staff.submit("#talent-form", &[("specialty_other", &*more), ("agree", "1")]).await.with_status(303);
    merge(&mut staff, &wu, &other, &[]).await.with_status(303);
    let sum = format!("{own}、{more}");
    let shorter = format!("{own}、{}", "织".repeat(40));
    // As it is, with another word elsewhere; then shorter; and from then on no longer than that.
    for (fields, status) in [
        ([("status", "resting"), ("note", "先打座机")], 303),
        ([("specialty_other", &*format!("{sum}绣")), ("note", "")], 422),
        ([("specialty_other", &*shorter), ("note", "")], 303),
        ([("specialty_other", &*sum), ("note", "")], 422),
    ] {
        staff.get(&path).await.ok();
        let answer = staff.submit("#talent-form", &fields).await.with_status(status);
        if status == 422 {
            assert_eq!(answer.attributes(".error-summary__list a", "href"), ["#specialty_other"]);
        }
    }
    let kept = staff.get(&path).await.ok();
    assert_eq!(kept.attributes("#specialty_other", "value"), [shorter]);
    assert!(kept.one("section[aria-labelledby=facts]").contains("先休息"));
}

#[tokio::test]
async fn the_person_saves_what_is_longer_than_they_may_write() {
    let app = TestApp::new().await;
    let long = "update talent set hobbies = repeat('棋', 150)
        where resident_id = (select resident_id from resident where name = '林晓梅')";
    app.superuser().await.execute(long).await.expect("a long text");
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(MINE).await.ok();
    lin.submit("#talent-form", &[("status", "resting")]).await.with_status(303);
    let page = lin.get(MINE).await.ok();
    assert_eq!(page.attributes("#hobbies", "value"), ["棋".repeat(150)]);
    let longer = "棋".repeat(151);
    let refused = lin.submit("#talent-form", &[("hobbies", &*longer)]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#hobbies"]);
}

#[tokio::test]
async fn two_records_of_one_person_lose_no_skill_when_they_become_one_and_get_it_back_when_not() {
    let (app, mut staff) = start().await;
    take_down(&app, &mut staff).await;
    let wu = record(&app, "吴秀英").await;
    let other = open_new(&app, &mut staff, "吴秀瑛").await;
    let fields =
        [("specialty", "law"), ("specialty", "tailoring"), ("hobbies", "打拳"), ("trade", "care"), ("agree", "1")];
    staff.submit("#talent-form", &fields).await.with_status(303);
    let before = [said(&app, &wu).await, said(&app, &other).await];
    merge(&mut staff, &wu, &other, &[]).await.with_status(303);
    let sum = said(&app, &wu).await.expect("the sum");
    for part in ["tailoring", "law", "养兰花、打拳", "care", "digital", "周三上午"] {
        assert!(sum.contains(part), "{part}: {sum}");
    }
    staff.get(&wu).await.ok();
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
    assert_eq!([said(&app, &wu).await, said(&app, &other).await], before);
    // What somebody has worked on since stays.
    merge(&mut staff, &wu, &other, &[]).await.with_status(303);
    let path = page_of(&app, &mut staff, "吴秀英").await;
    staff.get(&path).await.ok();
    staff.submit("#talent-form", &[("note", "会裁旗袍")]).await.with_status(303);
    staff.get(&wu).await.ok();
    staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
    let kept = said(&app, &wu).await.expect("it is there");
    assert!(kept.contains("会裁旗袍") && kept.contains("law"), "{kept}");
    assert_eq!(said(&app, &other).await, before[1]);
}
