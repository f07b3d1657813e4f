//! What is masked, for whom, and who looked: reveals, territories, and what the database holds apart.

use std::collections::{BTreeSet, VecDeque};

use chrono::TimeDelta;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

use super::finding::{all, find, search};
use super::merges::merge;
use super::{LIST, id, look, record, value};
use crate::grids::{LEADER, STEWARD as POST, appoint, open, start};
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, demo_password, phones};

const LOOKS: &str = "select count(*) from resident_view";
const LOG: &str = "/c/shangjin/staff/audit";
const MINE: &str = "/me/records";
/// 崔文娟, a volunteer, whom [`appoint_steward`] makes 物业管家 of SJ-02.
pub const STEWARD: &str = "13800000006";
/// 钱伟 leads SJ-02.
const OTHER_LEADER: &str = "13800000005";

pub async fn appoint_steward(staff: &mut Browser) {
    appoint(staff, "SJ-02", &[POST, ("holder", "崔文娟"), ("phone", STEWARD)]).await.with_status(303);
}

/// What nobody is to read of the demo's residents before they said why: names, numbers, and years of birth.
pub struct Secrets {
    names: BTreeSet<String>,
    numbers: BTreeSet<String>,
    years: BTreeSet<String>,
}

impl Secrets {
    pub fn of_the_demo() -> Self {
        let data: toml::Table = include_str!("../../../demo/residents.toml").parse().expect("the demo");
        let households = data["households"].as_array().expect("households");
        let members = || households.iter().flat_map(|household| household["members"].as_array().expect("members"));
        let texts = |field: &str| members().filter_map(|m| Some(m.get(field)?.as_str()?.to_owned())).collect();
        let years = members().filter_map(|member| member["born"].as_integer());
        let mut numbers: BTreeSet<String> = texts("phone");
        numbers.append(&mut texts("account"));
        // This year stands on every page, and 1954 in the hint of the form.
        Self {
            names: texts("name"),
            numbers,
            years: years.filter(|year| *year < 2026 && *year != 1954).map(|y| y.to_string()).collect(),
        }
    }

    /// Those that a page says.
    pub fn on(&self, page: &Answer) -> Vec<&String> {
        let text = page.text();
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        // An id's groups are no years.
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').collect();
        let names = self.names.iter().filter(|name| text.contains(*name));
        let numbers = self.numbers.iter().filter(|number| digits.contains(*number));
        names.chain(numbers).chain(self.years.iter().filter(|year| words.contains(year.as_str()))).collect()
    }
}

/// Every page on residents that links lead to from the list, but for the form of a new one and doors without people.
async fn crawl(browser: &mut Browser) -> Vec<Answer> {
    let mut seen: BTreeSet<String> = [LIST.to_owned()].into();
    let mut ahead: VecDeque<String> = seen.iter().cloned().collect();
    let mut pages = Vec::new();
    while let Some(path) = ahead.pop_front() {
        let page = browser.get(&path).await.ok();
        for href in page.attributes("main a[href]:not(.door--empty)", "href") {
            let is_ours = ["residents", "households", "buildings"]
                .iter()
                .any(|part| href.starts_with(&format!("/c/shangjin/staff/{part}")));
            if is_ours && !href.contains("/new") && seen.insert(href.clone()) {
                ahead.push_back(href);
            }
        }
        pages.push(page);
    }
    pages
}

#[tokio::test]
async fn no_page_says_a_full_name_number_or_year_of_birth_to_whoever_has_not_said_why() {
    let (app, mut staff) = start().await;
    appoint_steward(&mut staff).await;
    let secrets = Secrets::of_the_demo();
    assert!(secrets.names.len() > 70 && secrets.numbers.len() > 60 && secrets.years.len() > 40);
    // Deeds of every kind stand in the log.
    let person = record(&app, "马德明").await;
    staff.get(&person).await.ok();
    staff.submit("#resident-form", &[("note", "耳背")]).await.with_status(303);
    staff.get(&person).await.ok();
    staff.submit("#departure-form", &[]).await.with_status(303);
    for (phone, least, sees_merges) in [(phones::STAFF, 180, true), (LEADER, 50, false), (STEWARD, 60, false)] {
        let mut browser = app.sign_in(phone).await;
        let mut pages = crawl(&mut browser).await;
        assert!(pages.len() >= least, "{phone}: {}", pages.len());
        let has = |part: &str| pages.iter().any(|page| page.path.contains(part));
        assert!(has("/households/") && has("/residents/") && has("residents?"), "{phone}");
        assert_eq!((has("/merge?"), has("/buildings/")), (sees_merges, true), "{phone}");
        for typed in ["吴", "wx", "lxm", "7777", "0030", "101", "8-1-502"] {
            pages.push(search(&mut browser, typed).await);
        }
        if sees_merges {
            pages.push(browser.get(LOG).await.ok());
            assert!(pages.last().is_some_and(|log| log.count("tbody tr") >= 4));
        }
        for page in pages {
            assert_eq!(secrets.on(&page), Vec::<&String>::new(), "{phone}: {}", page.path);
            assert_eq!(page.headers["cache-control"], "no-store");
        }
    }
}

#[tokio::test]
async fn a_record_is_open_for_five_minutes_to_whoever_says_why_and_no_other_with_it() {
    let (app, mut staff) = start().await;
    let secrets = Secrets::of_the_demo();
    let (ma, wu) = (record(&app, "马德明").await, record(&app, "吴长顺").await);
    staff.get(&ma).await.ok();
    for (fields, marked) in [
        (vec![("reason", "")], "reason"),
        (vec![("reason", "curious")], "reason"),
        (vec![("reason", "other")], "detail"),
        (vec![("reason", "other"), ("detail", "  ")], "detail"),
    ] {
        let refused = staff.submit("#reveal-form", &fields).await.with_status(422);
        assert_eq!(refused.attributes("#reveal-form [aria-invalid=true]", "name"), [marked]);
        assert_eq!(secrets.on(&refused), Vec::<&String>::new());
    }
    let long = "因".repeat(61);
    let refused = staff.submit("#reveal-form", &[("reason", "visit"), ("detail", &long)]).await.with_status(422);
    assert_eq!(refused.attributes("#detail", "value"), [long]);
    assert_eq!(refused.attributes("#reason option[selected]", "value"), ["visit"]);
    assert_eq!((count(&app, LOOKS).await, count(&app, "select count(*) from audit_event").await), (0, 0));

    // Sent twice, it is one look.
    for _ in 0..2 {
        let fields = [("reason", "other"), ("detail", "送钥匙")];
        assert_eq!(staff.submit("#reveal-form", &fields).await.with_status(303).location(), ma);
        assert_eq!(count(&app, LOOKS).await, 1);
    }
    let open = staff.get(&ma).await.ok();
    assert_eq!((open.one("h1"), open.count("#reveal-form")), ("马德明".to_owned(), 0));
    assert_eq!(open.headers["cache-control"], "no-store");
    let facts = open.one("section[aria-labelledby=facts]");
    assert!(facts.contains("139 0001 0006") && facts.contains("1943"), "{facts}");
    assert!(open.one(".notice-line").contains("10:05"));
    assert_eq!(secrets.on(&open), ["马德明", "13900010006", "1943"], "and of nobody else");
    assert!(open.one("section[aria-labelledby=looks]").contains("梁静怡 社区工作者 · 今天 10:00其他：送钥匙"));
    let deed = staff.get(LOG).await.ok();
    assert_eq!(deed.texts("tbody th"), ["查看居民完整信息"]);
    assert_eq!(deed.attributes("tbody th a", "href"), [format!("{ma}/reveal")]);
    // Nobody else sees it so: a colleague's page, other pages of the same person.
    let mut leader = app.sign_in(LEADER).await;
    assert_eq!(secrets.on(&leader.get(&ma).await.ok()), Vec::<&String>::new());
    assert_eq!(secrets.on(&staff.get(LIST).await.ok()), Vec::<&String>::new());

    app.advance(TimeDelta::seconds(1));
    look(&mut staff, &wu, "visit").await.with_status(303);
    assert_eq!(staff.get(&wu).await.ok().one("h1"), "吴长顺");
    assert_eq!(staff.get(&ma).await.ok().one("h1"), "马**", "one at a time");
    for (seconds, shown) in [(299, "吴长顺"), (1, "吴**")] {
        app.advance(TimeDelta::seconds(seconds));
        let page = staff.get(&wu).await.ok();
        assert_eq!(page.one("h1"), shown);
        assert_eq!(secrets.on(&page).is_empty(), shown == "吴**");
    }
}

#[tokio::test]
async fn so_many_looks_in_an_hour_and_no_more() {
    let (app, mut staff) = start().await;
    let both = [record(&app, "马德明").await, record(&app, "吴长顺").await];
    for turn in 0..30 {
        look(&mut staff, &both[turn % 2], "visit").await.with_status(303);
        app.advance(TimeDelta::seconds(2));
    }
    let refused = look(&mut staff, &both[0], "visit").await.with_status(429);
    let retry: i64 = refused.headers["retry-after"].to_str().expect("a header").parse().expect("seconds");
    assert_eq!(retry, 3_600 - 60);
    assert!(!refused.text().contains("马德明"));
    assert_eq!(staff.get(&both[0]).await.ok().one("h1"), "马**");
    let deeds = "select count(*) from audit_event where action = 'residents/{resident}/reveal'";
    assert_eq!((count(&app, LOOKS).await, count(&app, deeds).await), (30, 30));
    // Whoever else looks has looks of their own; and with time they come back.
    look(&mut app.sign_in(LEADER).await, &both[0], "visit").await.with_status(303);
    app.advance(TimeDelta::seconds(retry));
    let mut staff = app.sign_in(phones::STAFF).await;
    look(&mut staff, &both[0], "visit").await.with_status(303);
    app.advance(TimeDelta::seconds(1));
    look(&mut staff, &both[1], "visit").await.with_status(429);
}

#[tokio::test]
async fn whoever_signed_in_some_time_ago_proves_anew_who_they_are() {
    let (app, mut staff) = start().await;
    let ma = record(&app, "马德明").await;
    assert_eq!(staff.get(&ma).await.ok().count("#reveal-form input[type=password]"), 0);
    app.advance(TimeDelta::minutes(6));
    // The page of before: it did not ask yet.
    let asked = staff.submit("#reveal-form", &[("reason", "visit")]).await.with_status(422);
    assert_eq!(asked.attributes("#reveal-form [aria-invalid=true]", "name"), ["proof_password"]);
    for wrong in ["", "nicht das richtige"] {
        let refused = staff.submit("#reveal-form", &[("proof_password", wrong)]).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#proof_password"]);
        assert_eq!(refused.attributes("#reason option[selected]", "value"), ["visit"], "the reason stays");
        assert!(refused.one("h1") == "马**" && !refused.text().contains("马德明"));
    }
    let password = demo_password(phones::STAFF);
    let refused = staff.submit("#reveal-form", &[("reason", ""), ("proof_password", &password)]).await.with_status(422);
    assert!(!refused.text().contains(&password), "a password is never filled in");
    assert_eq!(count(&app, LOOKS).await, 0);
    let fields = [("reason", "visit"), ("proof_password", password.as_str())];
    staff.submit("#reveal-form", &fields).await.with_status(303);
    assert_eq!(staff.get(&ma).await.ok().one("h1"), "马德明");
    app.advance(TimeDelta::minutes(4));
    look(&mut staff, &record(&app, "吴长顺").await, "visit").await.with_status(303);
}

#[tokio::test]
async fn the_person_reads_who_looked_why_and_when_and_nobody_else_does() {
    let (app, mut staff) = start().await;
    let (lin, qin) = (record(&app, "林晓梅").await, record(&app, "秦建军").await);
    look(&mut staff, &lin, "contact").await.with_status(303);
    app.advance(TimeDelta::minutes(2));
    let mut leader = app.sign_in(LEADER).await;
    look(&mut leader, &qin, "emergency").await.with_status(303);
    for (phone, name, number, seen) in [
        (phones::RESIDENT, "林晓梅", "138 0000 0001", Some("梁静怡 尚锦社区 · 社区工作者联系本人今天 10:00")),
        (phones::TWO_IDENTITIES, "秦建军", "138 0000 0002", Some("赵春生 尚锦社区 · 网格长紧急情况今天 10:02")),
        (phones::VENDOR_OWNER, "", "", None),
    ] {
        let mut browser = app.sign_in(phone).await;
        let me = browser.get("/me").await.ok();
        assert_eq!(me.count(&format!("main a[href='{MINE}']")), 1);
        let page = browser.get(MINE).await.ok();
        let looks: Vec<String> = page.texts("section[aria-labelledby=looks] li");
        assert_eq!(looks, seen.into_iter().collect::<Vec<_>>(), "{phone}");
        let own = page.one("main");
        assert!(own.contains(name) && own.contains(number), "{phone}: {own}");
        for other in ["林晓梅", "何俊杰", "秦建军", "冯玉珍"] {
            assert_eq!(own.contains(other), other == name, "{phone} reads of {other}");
        }
    }
    let mut browser = app.browser();
    browser.get(MINE).await.with_status(303);
}

/// What a grid leader can reach of somebody: list, name, number, door, building, household, record.
async fn reached(browser: &mut Browser, person: &str, home: &str, building: &str, typed: [&str; 3]) -> Vec<bool> {
    let mut reached = vec![all(browser, LIST).await.iter().any(|one| one == person)];
    for typed in typed {
        reached.push(find(browser, typed).await.iter().any(|one| one == person));
    }
    let filtered = format!("{LIST}?building={building}");
    for path in [person, home, &format!("/c/shangjin/staff/buildings/{building}"), &filtered] {
        let status = browser.get(path).await.status();
        assert!([200, 404].contains(&status), "{path}: {status}");
        reached.push(status == 200);
    }
    reached
}

#[tokio::test]
async fn a_grid_leader_reaches_the_buildings_of_the_grid_and_from_its_day_no_other() {
    let (app, mut staff) = start().await;
    let (near, far) = (record(&app, "王素琴").await, record(&app, "黄彩云").await);
    let typed = [["wangsuqin", "0027", "5-1-403"], ["黄彩云", "13900010033", "6-1-403"]];
    let mut places = Vec::new();
    for person in [&near, &far] {
        let home = format!("/c/shangjin/staff/households/{}", value(&app, person, "h.household_id").await);
        places.push((home, value(&app, person, "h.building_id").await));
    }
    let mut leader = app.sign_in(LEADER).await;
    for ((person, at), (typed, reach)) in
        [&near, &far].into_iter().zip(&places).zip(typed.into_iter().zip([true, false]))
    {
        assert_eq!(reached(&mut leader, person, &at.0, &at.1, typed).await, [reach; 8], "{}", typed[0]);
    }
    let page = leader.get(LIST).await.ok();
    let options = page.texts("#building option").split_off(1);
    assert_eq!(options, (1..=5).map(|n| format!("锦苑东区 {n}栋")).collect::<Vec<_>>());
    let body = format!("key={}&reason=visit", Uuid::now_v7());
    leader.forge(&format!("{far}/reveal"), &body).await.with_status(404);
    assert_eq!(count(&app, LOOKS).await, 0);
    look(&mut leader, &near, "visit").await.with_status(303);
    assert_eq!(leader.get(&near).await.ok().one("h1"), "王素琴");

    // 5栋 goes to SJ-02 tomorrow; the look of today does not last until then, nor would it help.
    open(&mut staff, "SJ-02").await;
    let move_in = [("building", places[0].1.as_str()), ("move_from", "2026-11-24")];
    staff.submit("#move-form", &move_in).await.with_status(303);
    // Nothing else happens at midnight, 14 hours on.
    for (minutes, holder) in [(14 * 60 - 1, LEADER), (1, OTHER_LEADER)] {
        app.advance(TimeDelta::minutes(minutes));
        for phone in [LEADER, OTHER_LEADER] {
            let mut browser = app.sign_in(phone).await;
            let reach = reached(&mut browser, &near, &places[0].0, &places[0].1, typed[0]).await;
            assert_eq!(reach, [phone == holder; 8], "{phone}");
            let status = browser.forge(&format!("{near}/reveal"), &body).await.status();
            assert_eq!(status, if phone == holder { 303 } else { 404 }, "{phone}");
        }
    }
}

#[tokio::test]
async fn a_steward_sees_masked_records_of_the_grid_and_cannot_look() {
    let (app, mut staff) = start().await;
    appoint_steward(&mut staff).await;
    let (near, far) = (record(&app, "黄彩云").await, record(&app, "王素琴").await);
    let mut steward = app.sign_in(STEWARD).await;
    let page = steward.get(&near).await.ok();
    assert_eq!((page.one("h1"), page.count("#reveal-form")), ("黄**".to_owned(), 0));
    assert_eq!(page.count("section[aria-labelledby=looks]"), 0, "who looked is for the person and staff");
    steward.get(&far).await.with_status(404);
    let body = format!("key={}&reason=visit", Uuid::now_v7());
    for person in [&near, &far] {
        steward.forge(&format!("{person}/reveal"), &body).await.with_status(403);
    }
    assert_eq!((count(&app, LOOKS).await, steward.get(&near).await.ok().one("h1")), (0, "黄**".to_owned()));
    assert!(find(&mut steward, "hcy").await.contains(&near) && find(&mut steward, "王素琴").await.is_empty());
}

#[tokio::test]
async fn everybody_else_is_turned_away() {
    let app = TestApp::new().await;
    let person = record(&app, "秦建军").await;
    let home = format!("/c/shangjin/staff/households/{}", value(&app, &person, "h.household_id").await);
    let building = format!("/c/shangjin/staff/buildings/{}", value(&app, &person, "h.building_id").await);
    let before = super::everything(&app).await;
    // A building leader among them: it is his own building.
    for phone in [phones::TWO_IDENTITIES, STEWARD, phones::RESIDENT, phones::STREET_STAFF, phones::OPERATOR] {
        let mut somebody = app.sign_in(phone).await;
        for path in [LIST, &person, &home, &building, super::NEW] {
            assert!(!somebody.get(path).await.with_status(403).text().contains("秦*"), "{phone}: {path}");
        }
        for (path, body) in [
            (format!("{person}/reveal"), format!("key={}&reason=visit", Uuid::now_v7())),
            (format!("{LIST}/search"), "typed=秦建军".to_owned()),
            (format!("{LIST}/views"), format!("key={}&view_name=x&query=left%3D1", Uuid::now_v7())),
        ] {
            somebody.forge(&path, &body).await.with_status(403);
        }
    }
    for path in [LIST, &person, &home, &building] {
        app.browser().get(path).await.with_status(303);
    }
    assert_eq!(super::everything(&app).await, before);
    assert_eq!(count(&app, "select count(*) from resident_search").await, 0);
}

const TABLES: [&str; 7] = [
    "household",
    "resident",
    "resident_key",
    "resident_view",
    "resident_merge",
    "resident_search",
    "resident_saved_view",
];

async fn fetch(connection: &mut PgConnection, sql: String) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql.clone())).fetch_one(connection).await.unwrap_or_else(|e| panic!("{sql}: {e}"))
}

async fn connect(app: &TestApp) -> PgConnection {
    PgConnection::connect_with(&app.database().app).await.expect("the application role connects")
}

async fn enter(connection: &mut PgConnection, scope: &str, id: Uuid) {
    connection.execute(AssertSqlSafe(format!("set app.{scope} = '{id}'"))).await.expect("a scope");
}

/// The code of the error that a statement ends with.
async fn refusal(connection: &mut PgConnection, sql: &str) -> String {
    let error = connection.execute(AssertSqlSafe(sql.to_owned())).await.expect_err(sql);
    error.as_database_error().and_then(|error| error.code()).unwrap_or_default().into_owned()
}

#[tokio::test]
async fn the_database_holds_communities_and_people_apart() {
    let (app, mut staff) = start().await;
    // A row in each table.
    let (lin, qin) = (record(&app, "林晓梅").await, record(&app, "秦建军").await);
    for person in [&lin, &qin] {
        look(&mut staff, person, "visit").await.with_status(303);
        app.advance(TimeDelta::seconds(1));
    }
    search(&mut staff, "吴").await;
    staff.get(&format!("{LIST}?tag=elder")).await.ok();
    staff.submit("#view-form", &[("view_name", "老人")]).await.with_status(303);
    merge(&mut staff, &record(&app, "吴秀英").await, &record(&app, "吴秀瑛").await, &[]).await.with_status(303);

    let (tenant, other) = (app.tenant("shangjin").id.uuid(), app.tenant("yunqi").id.uuid());
    let (mut behind, mut own) = (app.superuser().await, connect(&app).await);
    let mut foreign = connect(&app).await;
    enter(&mut own, "tenant_id", tenant).await;
    enter(&mut foreign, "tenant_id", other).await;
    for table in TABLES {
        let theirs = format!("select count(*) from {table} where tenant_id = '{tenant}'");
        let all = fetch(&mut behind, theirs.clone()).await;
        assert!(all > 0, "{table} has nothing to hide");
        assert_eq!(fetch(&mut own, theirs.clone()).await, all, "{table}");
        assert_eq!(fetch(&mut foreign, theirs).await, 0, "{table}");
        let sql = format!("select to_jsonb(t)::text from {table} t where tenant_id = '{tenant}' limit 1");
        let row: String = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut behind).await.expect("a row");
        let insert = format!("insert into {table} select (jsonb_populate_record(null::{table}, '{row}')).*");
        assert_eq!(refusal(&mut foreign, &insert).await, "42501", "{table}");
    }
    for sql in [
        "update household set kind = 'rented'",
        "update resident set note = 'x'",
        "update resident_merge set undone_at = now()",
        "delete from resident",
        "delete from resident_key",
        "delete from resident_search",
        "delete from resident_saved_view",
    ] {
        let done = foreign.execute(AssertSqlSafe(format!("{sql} where tenant_id = '{tenant}'"))).await.expect(sql);
        assert_eq!(done.rows_affected(), 0, "{sql}");
    }
    // A look is added, and never changed.
    for sql in ["update resident_view set reason = 'visit'", "delete from resident_view"] {
        assert_eq!(refusal(&mut own, sql).await, "42501", "{sql}");
    }

    let person: Uuid = value(&app, &lin, "r.person_id").await.parse().expect("an account");
    let mut somebody = connect(&app).await;
    enter(&mut somebody, "person_id", person).await;
    for table in TABLES {
        let seen = fetch(&mut somebody, format!("select count(*) from {table}")).await;
        assert_eq!(seen, i64::from(matches!(table, "resident" | "resident_view")), "{table}");
    }
    for table in ["resident", "resident_view"] {
        let sql = format!("select count(*) from {table} where resident_id = '{}'", id(&lin));
        assert_eq!(fetch(&mut somebody, sql).await, 1, "{table}");
    }
    for sql in ["update resident set note = 'x'", "delete from resident"] {
        assert_eq!(somebody.execute(sql).await.expect(sql).rows_affected(), 0, "{sql}");
    }
}
