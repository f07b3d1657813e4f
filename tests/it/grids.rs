//! Grids: who looks after which building and since when, what is vacant, and how residents reach them.

use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones, selector};

pub const BOARD: &str = "/c/shangjin/staff/grids";
const ESTATES: &str = "/c/shangjin/staff/estates";
const CARE: &str = "/c/shangjin/care";
pub const ASKED: &str = "/c/shangjin/asked";
pub const OPEN: &str = "select count(*) from care_message where done_at is null";
/// The grid leader of SJ-01, 赵春生, and a volunteer.
pub const LEADER: &str = "13800000003";
const VOLUNTEER: &str = "13800000006";
pub const STEWARD: (&str, &str) = ("kind", "property_steward");
pub const LIN: [(&str, &str); 2] = [("holder", "林晓梅"), ("phone", phones::RESIDENT)];

pub async fn start() -> (TestApp, Browser) {
    let app = TestApp::new().await;
    let staff = app.sign_in(phones::STAFF).await;
    (app, staff)
}

fn words(element: scraper::ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn of(page: &Answer, css: &str, text: &str, attribute: &str) -> String {
    let html = page.html();
    let found = html.select(&selector(css)).find(|element| words(*element).contains(text));
    found.unwrap_or_else(|| panic!("{}: no {css} {text}", page.path)).attr(attribute).expect("the attribute").to_owned()
}

/// The values on a grid's card: leader, officer, steward, building leaders.
pub async fn card(staff: &mut Browser, code: &str) -> Vec<String> {
    let html = staff.get(BOARD).await.ok().html();
    let card = html.select(&selector(".grid-card")).find(|card| words(*card).starts_with(code)).expect("a card");
    card.select(&selector(".facts__value")).map(words).collect()
}

pub async fn open(staff: &mut Browser, code: &str) -> Answer {
    let board = staff.get(BOARD).await.ok();
    staff.get(&of(&board, ".grid-card h2 a", code, "href")).await.ok()
}

/// Gives a post; one of a building for the grid's last.
pub async fn appoint(staff: &mut Browser, code: &str, fields: &[(&str, &str)]) -> Answer {
    let last = open(staff, code).await.attributes("#building option", "value").pop().expect("a building");
    let building = if fields.contains(&("kind", "building_leader")) { last.as_str() } else { "" };
    staff.submit("#post-form", &[fields, &[("building", building)]].concat()).await
}

/// Gives it instead of whoever the row's link names: 交接：… or 请假代班：…
pub async fn instead(staff: &mut Browser, code: &str, link: &str, fields: &[(&str, &str)]) -> Answer {
    let page = open(staff, code).await;
    staff.get(&of(&page, "table[aria-labelledby=posts] a", link, "href")).await.ok();
    staff.submit("#post-form", fields).await
}

pub async fn end(staff: &mut Browser, code: &str, holder: &str, last: &str) -> Answer {
    let html = open(staff, code).await.html();
    let rows = selector("table[aria-labelledby=posts] tbody tr");
    let row = html.select(&rows).find(|row| words(*row).contains(holder)).expect("their row");
    let action = row.select(&selector("form")).next().and_then(|form| form.attr("action")).expect("an address");
    staff.submit(&format!("form[action='{action}']"), &[("last", last)]).await
}

pub async fn row(app: &TestApp, code: &str, table: &str, holder: &str) -> String {
    let page = open(&mut app.sign_in(phones::STAFF).await, code).await;
    let rows = page.texts(&format!("table[aria-labelledby={table}] tbody tr"));
    rows.into_iter().find(|row| row.contains(&format!("姓名{holder}"))).unwrap_or_default()
}

pub async fn care(browser: &mut Browser, building: &str) -> Answer {
    let id = of(&browser.get(CARE).await.ok(), "#building option", building, "value");
    browser.submit("#care-form", &[("building", &id)]).await.ok()
}

/// Who leads a grid today: as the board says, and as residents of a building read.
async fn leader(app: &TestApp, code: &str, building: &str) -> [String; 2] {
    let board = card(&mut app.sign_in(phones::STAFF).await, code).await;
    [board[0].clone(), care(&mut app.browser(), building).await.texts(".person-card h3")[0].clone()]
}

fn says(page: &Answer, phone: &str) -> bool {
    page.text().chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().contains(phone)
}

async fn everything(app: &TestApp) -> String {
    let sql = "select md5(concat((select array_agg(r) from role_grant r), (select array_agg(g) from grid g),
        (select array_agg(b) from building_grid b), (select array_agg(m) from care_message m), (select count(*) from person)))";
    sqlx::query_scalar(sql).fetch_one(&mut app.superuser().await).await.expect("a value")
}

#[tokio::test]
async fn the_board_shows_what_is_vacant_until_somebody_is_appointed() {
    let (_app, mut staff) = start().await;
    assert_eq!(card(&mut staff, "SJ-02").await, ["钱伟", "梁静怡", "空缺", "5 人"]);
    assert_eq!(card(&mut staff, "SJ-03").await, ["孙玉梅", "白露", "吴敏", "3 人 缺 3栋"]);
    assert_eq!(open(&mut staff, "SJ-02").await.texts("[aria-labelledby=vacant] li"), ["物业管家空缺"]);
    appoint(&mut staff, "SJ-02", &[STEWARD, ("holder", "孟夏")]).await.with_status(303);
    assert_eq!(card(&mut staff, "SJ-02").await[2], "孟夏");
    let building = of(&open(&mut staff, "SJ-03").await, "#building option", "和风里 3栋", "value");
    let leader = [("kind", "building_leader"), ("building", building.as_str()), ("holder", "邹平")];
    staff.submit("#post-form", &leader).await.with_status(303);
    assert_eq!(card(&mut staff, "SJ-03").await[3], "4 人");
}

#[tokio::test]
async fn an_appointment_needs_a_name_a_day_to_come_and_a_post_that_is_free() {
    let (_app, mut staff) = start().await;
    let wrong = "holder= phone=12 call=1 from=2026-02-30 from=2026-11-22 until=2026-11-22 kind=mayor kind=grid_leader";
    for (field, value) in wrong.split(' ').filter_map(|typed| typed.split_once('=')) {
        let others = [STEWARD, ("holder", "孟夏")].into_iter().filter(|(name, _)| *name != field);
        let fields: Vec<_> = others.chain([(field, value)]).collect();
        let refused = appoint(&mut staff, "SJ-02", &fields).await.with_status(422);
        let marked = refused.attributes("#post-form [aria-invalid=true]", "name");
        assert_eq!(marked, [if field == "call" { "phone" } else { field }]);
        let kept = refused.attributes(&format!("#post-form input[name={field}]"), "value");
        assert!(kept.iter().all(|kept| kept == value), "{field}: {kept:?}");
    }
    appoint(&mut staff, "SJ-02", &[STEWARD, LIN[0], ("from", "2026-12-01")]).await.with_status(303);
    for (until, status) in [("", 422), ("2026-12-01", 422), ("2026-11-30", 303)] {
        appoint(&mut staff, "SJ-02", &[STEWARD, ("holder", "邹平"), ("until", until)]).await.with_status(status);
    }
    assert_eq!(card(&mut staff, "SJ-02").await[2], "邹平");
}

#[tokio::test]
async fn a_hand_over_changes_the_holder_on_its_day_and_the_record_keeps_both() {
    let (app, mut staff) = start().await;
    instead(&mut staff, "SJ-01", "交接：赵春生", &[LIN[0], LIN[1], ("from", "2026-11-25")]).await.with_status(303);
    assert!(row(&app, "SJ-01", "posts", "林晓梅").await.contains("还没开始 2026年11月25日 起"));
    app.run_tasks().await;
    let mut new = app.sign_in(phones::RESIDENT).await;
    assert!(new.get("/me/inbox").await.ok().one("main").contains("担任SJ-01的网格长"));
    for (name, masked, old, new) in [("赵春生", "赵**", 200, 403), ("林晓梅", "林**", 403, 200)] {
        app.pass_days(1).await;
        assert_eq!(leader(&app, "SJ-01", "锦苑东区 1栋").await, [name, masked]);
        app.sign_in(LEADER).await.get(BOARD).await.with_status(old);
        app.sign_in(phones::RESIDENT).await.get(BOARD).await.with_status(new);
    }
    assert!(row(&app, "SJ-01", "history", "赵春生").await.contains("已结束 2026年5月7日 到 2026年11月24日"));
}

#[tokio::test]
async fn a_leave_is_covered_on_its_days_and_the_post_goes_back_by_itself() {
    let (app, mut staff) = start().await;
    for (until, status) in [("", 422), ("2026-11-23", 422), ("2026-11-25", 303), ("2026-11-28", 422)] {
        let fields = [("holder", "贾宁"), ("from", "2026-11-24"), ("until", until)];
        instead(&mut staff, "SJ-01", "请假代班：赵春生", &fields).await.with_status(status);
    }
    assert_eq!(leader(&app, "SJ-01", "锦苑东区 1栋").await, ["赵春生", "赵**"]);
    for holder in [["贾宁", "贾*"], ["贾宁", "贾*"], ["赵春生", "赵**"]] {
        app.pass_days(1).await;
        assert_eq!(leader(&app, "SJ-01", "锦苑东区 1栋").await, holder);
        let (state, is_away) = if holder[0] == "贾宁" { ("请假，有人代班", true) } else { ("在岗", false) };
        assert!(row(&app, "SJ-01", "posts", "赵春生").await.contains(state));
        let page = care(&mut app.browser(), "锦苑东区 1栋").await;
        assert_eq!(page.one("main").contains("代班到 2026年11月25日"), is_away);
    }
    assert!(row(&app, "SJ-01", "history", "贾宁").await.contains("代 赵春生"));
}

#[tokio::test]
async fn one_person_holds_several_posts_and_one_that_ends_is_vacant_on_the_next_day() {
    let (app, mut staff) = start().await;
    for (code, kind) in [("SJ-02", STEWARD), ("SJ-04", ("kind", "community_staff"))] {
        appoint(&mut staff, code, &[kind, LIN[0], LIN[1]]).await.with_status(303);
    }
    for (last, status) in [("", 422), ("2026-11-22", 422), ("2026-11-31", 422), ("2026-11-24", 303)] {
        end(&mut staff, "SJ-02", "林晓梅", last).await.with_status(status);
    }
    for (steward, links) in [("林晓梅", 4), ("空缺", 3)] {
        app.pass_days(1).await;
        let mut staff = app.sign_in(phones::STAFF).await;
        let held = [card(&mut staff, "SJ-02").await.remove(2), card(&mut staff, "SJ-04").await.remove(1)];
        assert_eq!(held, [steward, "林晓梅"], "the other goes on");
        let shown = care(&mut app.browser(), "锦苑西区 6栋").await;
        assert_eq!((shown.count(".person-card"), shown.count(".person-card a")), (4, links), "nobody to write to");
    }
}

#[tokio::test]
async fn a_building_moves_to_another_grid_on_its_day_with_its_leader() {
    let (app, mut staff) = start().await;
    let page = open(&mut staff, "SJ-02").await;
    let labels = page.texts("#move-form label");
    let at = labels.iter().position(|label| label == "锦苑东区 5栋 SJ-01").expect("the building");
    let id = page.attributes("#move-form input[name=building]", "value").remove(at);
    staff.submit("#move-form", &[("move_from", "2026-11-24")]).await.with_status(422);
    for day in ["2026-11-22", "2026-11-31", ""] {
        let past = staff.submit("#move-form", &[("building", &id), ("move_from", day)]).await.with_status(422);
        assert_eq!(past.attributes("#move-form input[checked]", "value"), [id.as_str()], "still ticked");
    }
    staff.submit("#move-form", &[("building", &id), ("move_from", "2026-11-24")]).await.with_status(303);
    let action = page.attributes("#move-form", "action").remove(0);
    for (code, leaders) in [("SJ-01", ["5 人", "5 人"]), ("SJ-02", ["4 人", "6 人"]), ("SJ-02", ["4 人", "6 人"])]
    {
        let mut today = app.sign_in(phones::STAFF).await;
        assert_eq!([card(&mut today, "SJ-01").await.remove(3), card(&mut today, "SJ-02").await.remove(3)], leaders);
        assert!(care(&mut app.browser(), "锦苑东区 5栋").await.one("main").contains(&format!("属于 {code} 网格")));
        // A tab of before the move, sent again: the building is there from its day, and stays there.
        today.forge(&action, &format!("building={id}&move_from=2026-11-24")).await.with_status(303);
        app.pass_days(u32::from(code == "SJ-01")).await;
    }
}

#[tokio::test]
async fn a_planned_move_is_shown_in_both_grids_and_can_be_taken_back() {
    let (app, mut staff) = start().await;
    let page = open(&mut staff, "SJ-02").await;
    let at =
        page.texts("#move-form label").iter().position(|label| label == "锦苑东区 5栋 SJ-01").expect("the building");
    let id = page.attributes("#move-form input[name=building]", "value").remove(at);
    staff.submit("#move-form", &[("building", &id), ("move_from", "2026-11-25")]).await.with_status(303);
    for (code, lines) in [("SJ-01", 1), ("SJ-02", 1), ("SJ-03", 0)] {
        let planned = open(&mut staff, code).await.texts("[aria-labelledby=planned] .rows__title");
        assert_eq!(planned.len(), lines, "{code}");
        assert!(
            planned.iter().all(|line| line.contains("11月25日") && line.contains("锦苑东区 5栋划入 SJ-02")),
            "{planned:?}"
        );
    }
    open(&mut staff, "SJ-01").await;
    staff.submit("[aria-labelledby=planned] form", &[]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("saved"));
    staff.submit("[aria-labelledby=planned] form", &[]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("already-done"), "a second tab");
    app.pass_days(3).await;
    assert!(care(&mut app.browser(), "锦苑东区 5栋").await.one("main").contains("属于 SJ-01 网格"));
}

#[tokio::test]
async fn a_number_that_goes_by_another_name_is_asked_about_and_nobody_leads_a_building_twice() {
    let (app, mut staff) = start().await;
    let held = "select count(*) from role_grant where scope_id is not null";
    let before = count(&app, held).await;
    let fields = [STEWARD, ("holder", "林小妹"), LIN[1]];
    let asked = appoint(&mut staff, "SJ-02", &fields).await.with_status(422);
    assert!(asked.one("#same .field__error").contains("林**") || asked.one("#same .field__error").contains("林*"));
    assert!(!asked.text().contains("林晓梅") && count(&app, held).await == before);
    staff.submit("#post-form", &[("same", "1")]).await.with_status(303);
    assert_eq!(count(&app, held).await, before + 1);
    let leader = ("kind", "building_leader");
    appoint(&mut staff, "SJ-03", &[leader, LIN[0], LIN[1]]).await.with_status(303);
    for (name, phone) in [("林晓梅", phones::RESIDENT), ("林晓梅", "")] {
        let twice = appoint(&mut staff, "SJ-03", &[leader, ("holder", name), ("phone", phone)]).await.with_status(422);
        assert_eq!(twice.attributes("#post-form [aria-invalid=true]", "name"), ["holder"], "{phone}");
    }
    assert_eq!(count(&app, held).await, before + 2);
}

#[tokio::test]
async fn whoever_lives_here_sees_their_own_home_first() {
    let app = TestApp::new().await;
    let mut resident = app.sign_in(phones::RESIDENT).await;
    let page = resident.get(CARE).await.ok();
    assert!(page.one("#carers").starts_with("我家：锦苑西区 8栋"), "{}", page.one("#carers"));
    assert_eq!(page.count(".person-card"), 4);
    assert_eq!(app.browser().get(CARE).await.ok().count("#carers"), 0, "nobody knows where");
    assert!(!care(&mut resident, "和风里 3栋").await.one("#carers").contains("我家"), "what is chosen comes first");
}

#[tokio::test]
async fn the_database_knows_no_building_in_two_grids_on_one_day() {
    let app = TestApp::new().await;
    let sql = "insert into building_grid (tenant_id, building_id, grid_id, valid)
        select tenant_id, building_id, g.grid_id, $1::daterange from building b join grid g using (tenant_id)
        where b.name = '5栋' and g.code = 'SJ-02'";
    for (days, expected) in [("[2026-11-23,)", Err(())), ("[2027-01-01,)", Err(())), ("[,2020-01-01)", Ok(1))] {
        let placed = sqlx::query(sql).bind(days).execute(&mut app.superuser().await).await;
        let refused = |error: sqlx::Error| assert!(error.to_string().contains("exclusion constraint"), "{error}");
        assert_eq!(placed.map(|done| done.rows_affected()).map_err(refused), expected, "{days}");
    }
}

#[tokio::test]
async fn a_code_that_is_taken_comes_back_with_what_was_typed() {
    let (_app, mut staff) = start().await;
    let typed = [("code", "sj-01"), ("name", "新网格")];
    for path in [BOARD, &open(&mut staff, "SJ-03").await.path] {
        let branch = staff.get(path).await.attributes("#branch option", "value").pop().expect("a branch");
        let fields = [&typed[..], &[("branch", branch.as_str())]].concat();
        let taken = staff.submit("#grid-form", &fields).await.with_status(422);
        assert_eq!(taken.attributes("#branch option[selected]", "value"), [branch]);
        assert_eq!(taken.attributes("#grid-form [aria-invalid=true]", "name"), ["code"]);
        let kept = taken.attributes("#grid-form input:not([type=hidden])", "value");
        assert_eq!(kept, typed.map(|(_, value)| value));
    }
    let page = staff.get(ESTATES).await.ok();
    let estate = of(&page, "#estate option", "锦苑东区", "value");
    let grid = of(&page, "#grid option", "SJ-01", "value");
    for flash in ["saved", "already-done"] {
        let fields = [("estate", &*estate), ("names", "1栋-6栋"), ("grid", &*grid)];
        staff.submit("#buildings-form", &fields).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash), "6栋 alone is new");
    }
}

#[tokio::test]
async fn residents_see_masked_names_and_only_the_numbers_that_holders_give() {
    let (app, mut staff) = start().await;
    let mut resident = app.browser();
    let lines = include_str!("../../demo/accounts.toml").lines();
    let numbers: Vec<&str> = lines.filter_map(|line| line.strip_prefix("phone = \"")?.strip_suffix('"')).collect();
    let places = resident.get(CARE).await.ok().texts("#building option").split_off(1);
    assert!(numbers.contains(&LEADER) && places.len() == 16, "{numbers:?} {places:?}");
    for place in &places {
        let page = care(&mut resident, place).await;
        assert_eq!((page.count(".person-card"), page.count(".person-card a[href^='tel:']")), (4, 0), "{place}");
        assert_eq!(numbers.iter().find(|number| says(&page, number)), None, "{place}");
        assert!(page.texts(".person-card h3").iter().all(|name| name.contains('*') || name == "暂时空缺"), "{place}");
        assert!(!["赵春生", "秦建军", "钱伟", "梁静怡"].iter().any(|name| page.text().contains(name)), "{place}");
    }
    appoint(&mut staff, "SJ-02", &[STEWARD, LIN[0], LIN[1], ("call", "1")]).await.with_status(303);
    let page = care(&mut resident, "锦苑西区 6栋").await;
    assert!(says(&page, phones::RESIDENT) && page.count(".person-card a[href^='tel:']") == 1);
}

#[tokio::test]
async fn a_message_reaches_the_holder_alone_and_comes_back_when_it_is_empty_or_endless() {
    let app = TestApp::new().await;
    let (mut resident, mut holder) = (app.browser(), app.sign_in(phones::TWO_IDENTITIES).await);
    let page = care(&mut resident, "锦苑东区 3栋").await;
    let form = resident.get(&of(&page, ".person-card a[href*='/care/']", "楼栋长", "href")).await.ok();
    assert!(form.one("h1").contains("秦**") && !says(&form, phones::TWO_IDENTITIES));
    for length in [0, 301, 5_000, 300, 300] {
        let body = "灯".repeat(length);
        let typed = [("name", "柳青"), ("phone", "13911112222"), ("body", body.as_str())];
        let answer = resident.submit("#ask-form", &typed).await.with_status(if length == 300 { 303 } else { 422 });
        if length != 300 {
            let kept = answer.attributes("#ask-form #name, #ask-form #phone", "value");
            assert_eq!((kept, answer.one("#body")), (vec!["柳青".to_owned(), "13911112222".to_owned()], body));
        }
        assert_eq!(count(&app, OPEN).await, i64::from(length == 300), "sent twice, it is one");
    }
    app.run_tasks().await;
    let inbox = holder.get("/me/inbox").await.ok().texts("main .rows__item strong");
    assert_eq!(inbox, ["柳青（锦苑东区3栋）有事找您，请回电"]);
    let asked = holder.get(ASKED).await.ok();
    assert!(["柳青", "灯灯灯", "139 1111 2222"].iter().all(|text| asked.one("main li.card").contains(text)));
    let id = asked.attributes("main input[name=message]", "value").remove(0);
    for other in [LEADER, phones::RESIDENT, phones::STAFF] {
        let mut other = app.sign_in(other).await;
        assert_eq!(other.get(ASKED).await.ok().count("main li.card"), 0);
        other.forge(ASKED, &format!("message={id}")).await;
        assert_eq!(count(&app, OPEN).await, 1, "only the holder marks it");
    }
    for flash in ["saved", "already-done"] {
        holder.submit(&format!("main form[action='{ASKED}']"), &[]).await.with_status(303);
        assert_eq!((holder.cookie("flash"), count(&app, OPEN).await), (Some(flash), 0));
    }
}

async fn ids(app: &TestApp, code: &'static str) -> (String, String, String) {
    let sql = "select grid_id::text, grant_id::text, building_id::text from building_grid join grid using (grid_id)
        join role_grant on scope_id = grid_id where role = 'grid_leader' and code = $1 limit 1";
    sqlx::query_as(sql).bind(code).fetch_one(&mut app.superuser().await).await.expect("ids")
}

fn changes(grid: &str, grant: &str, building: &str) -> [(String, String); 5] {
    let post = format!("key={}&kind=building_leader&name=孟夏&from=2026-12-01&until=2026-12-02", uuid::Uuid::now_v7());
    [
        (format!("{BOARD}/{grid}"), "revision=1&code=SJ-09&name=新".to_owned()),
        (format!("{BOARD}/{grid}/posts"), format!("{post}&building={building}")),
        (format!("{BOARD}/{grid}/posts"), format!("{post}&how=stand_in&instead={grant}")),
        (format!("{BOARD}/{grid}/posts/{grant}/end"), "last=2026-12-03".to_owned()),
        (format!("{BOARD}/{grid}/buildings"), format!("building={building}&move_from=2026-12-01")),
    ]
}

#[tokio::test]
async fn ids_of_another_community_lead_nowhere_and_change_nothing() {
    let (app, mut staff) = start().await;
    let ((grid, grant, building), (theirs, held, there)) = (ids(&app, "SJ-01").await, ids(&app, "YQ-01").await);
    let before = everything(&app).await;
    staff.get(&format!("{BOARD}/{theirs}")).await.with_status(404);
    let foreign = changes(&theirs, &held, &there).map(|change| (change, 404)).into_iter();
    let mixed = changes(&grid, &held, &there).into_iter().zip([0, 422, 404, 404, 404]).skip(1);
    for ((path, body), status) in foreign.chain(mixed) {
        staff.forge(&path, &body).await.with_status(status);
    }
    let body = format!("key={}&name=柳青&phone=13911112222&body=灯", uuid::Uuid::now_v7());
    for (post, place) in [(&held, &there), (&held, &building), (&grant, &there)] {
        staff.forge(&format!("{CARE}/{post}?building={place}"), &body).await.with_status(404);
    }
    staff.get(&format!("{CARE}?building={there}")).await.with_status(404);
    assert_eq!(everything(&app).await, before);
}

#[tokio::test]
async fn only_community_staff_change_grids() {
    let app = TestApp::new().await;
    let (grid, grant, building) = ids(&app, "SJ-01").await;
    let before = everything(&app).await;
    for (phone, looking) in [(phones::RESIDENT, 403), (VOLUNTEER, 403), (phones::YUNQI_STAFF, 403), (LEADER, 200)] {
        let mut somebody = app.sign_in(phone).await;
        for path in [BOARD, &format!("{BOARD}/{grid}"), ESTATES] {
            assert_eq!(somebody.get(path).await.with_status(looking).count("main form"), 0, "{phone}");
        }
        for (path, body) in changes(&grid, &grant, &building) {
            somebody.forge(&path, &body).await.with_status(403);
        }
    }
    assert_eq!(everything(&app).await, before);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_changes_nothing_twice() {
    let (app, mut staff) = start().await;
    let held = "select count(*) from role_grant where scope_id is not null";
    let before = count(&app, held).await;
    for (code, kind, given) in [("SJ-02", STEWARD, 1), ("SJ-03", ("kind", "building_leader"), 2)] {
        let last = open(&mut staff, code).await.attributes("#building option", "value").pop().expect("a building");
        let fields = [kind, ("holder", "孟夏"), ("building", last.as_str())];
        staff.submit("#post-form", &fields).await.with_status(303);
        staff.submit("#post-form", &fields).await.with_status(303);
        assert_eq!((staff.cookie("flash"), count(&app, held).await), (Some("already-done"), before + given));
    }
    for (last, flash) in [("24", "post-ended"), ("24", "already-done"), ("30", "already-done")] {
        end(&mut staff, "SJ-04", "李广田", &format!("2026-11-{last}")).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash), "{last}");
    }
    assert!(row(&app, "SJ-04", "posts", "李广田").await.contains("到 2026年11月24日"));
}

#[tokio::test]
async fn of_two_editors_the_second_sees_what_the_first_saved() {
    let (app, mut one) = start().await;
    let mut two = app.sign_in(phones::STAFF).await;
    let before = [open(&mut one, "SJ-03").await, open(&mut two, "SJ-03").await];
    assert_eq!(before[0].path, before[1].path);
    one.submit("#grid-form", &[("name", "和风里东网格")]).await.with_status(303);
    let late = two.submit("#grid-form", &[("name", "和风里西网格")]).await.with_status(409);
    assert!(late.one("#conflict").contains("和风里东网格"));
    assert_eq!(late.attributes("#grid-form input[name=name]", "value"), ["和风里西网格"], "what was typed");
    two.submit("#grid-form", &[]).await.with_status(303);
    assert!(open(&mut one, "SJ-03").await.one("h1").contains("和风里西网格"));
}
