//! Communities side by side in figures: right, dated, and silent about few people.

use chrono::TimeDelta;
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Row};

use crate::support::{Answer, Browser, TestApp, phones};

const FIGURES: &str = "/c/xiliu/staff/figures";
const CSV: &str = "/c/xiliu/staff/figures.csv";

/// The cells of a row of the page, by the name of its community.
fn row(page: &Answer, name: &str) -> Vec<String> {
    let heads = page.texts("tbody th");
    let at = heads.iter().position(|head| head.starts_with(name)).unwrap_or_else(|| panic!("{name}: {heads:?}"));
    let labels = page.texts("thead th").split_off(1);
    let cells = page.texts(&format!("tbody tr:nth-child({}) td", at + 1));
    cells.iter().zip(labels).map(|(cell, label)| cell.trim_start_matches(label.as_str()).to_owned()).collect()
}

/// The rows of the file, without its heading.
async fn sheet(browser: &mut Browser) -> Vec<Vec<String>> {
    let text = browser.get(CSV).await.ok().text();
    let text = text.trim_start_matches('\u{feff}');
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

async fn number(app: &TestApp, sql: &'static str) -> i64 {
    let tenant = app.tenant("shangjin").id.uuid();
    sqlx::query_scalar(sql)
        .bind(tenant)
        .fetch_one(&mut app.superuser().await)
        .await
        .unwrap_or_else(|e| panic!("{sql}: {e}"))
}

/// Gives a community exactly so many residents, each behind a door of their own, the first of them elders.
async fn settle(app: &TestApp, slug: &str, residents: i64, elders: i64) {
    let mut connection = app.superuser().await;
    sqlx::query("update resident set left_on = '2026-01-01' where tenant_id = $1")
        .bind(app.tenant(slug).id.uuid())
        .execute(&mut connection)
        .await
        .expect("they move out");
    sqlx::query(
        "insert into resident (tenant_id, resident_id, household_id, name, relation, tags, lives_since, created_at)
        select h.tenant_id, gen_random_uuid(), h.household_id, '柳青', 'head',
            case when row_number() over (order by h.household_id) <= $3 then array['elder'] else '{}' end, '2026-01-01', now()
        from household h where h.tenant_id = $1 order by h.household_id limit $2",
    )
    .bind(app.tenant(slug).id.uuid())
    .bind(residents)
    .bind(elders)
    .execute(&mut connection)
    .await
    .expect("they move in");
}

async fn count_anew(app: &TestApp, street: &mut Browser) -> Answer {
    street.get(FIGURES).await.ok();
    street.submit("#count-form", &[]).await.with_status(303);
    app.run_tasks().await;
    street.get(FIGURES).await.ok()
}

#[tokio::test]
async fn the_days_work_counts_every_community_and_the_street_reads_it() {
    let app = TestApp::new().await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    assert_eq!(street.get(FIGURES).await.ok().count("table"), 0, "nobody has counted yet");
    app.behind("update listing set confirmed_on = null, checked_on = '2026-01-01' where name = '厨卫日常保洁'").await;
    app.run_tasks().await;
    let page = street.get(FIGURES).await.ok();
    assert_eq!(page.attributes("tbody th a", "href").len(), 3);
    assert!(page.attributes("tbody th a", "href").contains(&"/c/shangjin".to_owned()), "public pages alone");
    let cells = row(&page, "尚锦社区");
    let households = number(&app, "select count(*) from household where tenant_id = $1").await;
    let doors = number(&app, "select count(*) from household h where tenant_id = $1 and exists (select 1 from resident r where r.household_id = h.household_id and r.left_on is null and r.merged_into is null)").await;
    assert!(households > 1_000 && doors >= 5, "{households} {doors}");
    assert!(cells[0].starts_with(&format!("{doors} / {households} ")), "{cells:?}");
    let residents =
        number(&app, "select count(*) from resident where tenant_id = $1 and left_on is null and merged_into is null")
            .await;
    assert_eq!(cells[1], residents.to_string());
    let posts = number(&app, "select (select count(*) from grid where tenant_id = $1) * 3 + (select count(*) from building where tenant_id = $1)").await;
    let held = number(&app, "select count(*) from (select distinct role, scope_id from role_grant where tenant_id = $1 and scope_id is not null and valid_from <= '2026-11-23' and coalesce(valid_to, '2099-01-01') >= '2026-11-23') x").await;
    assert_eq!(cells[3], format!("{held} / {posts} 空缺 {}", posts - held));
    let vendors = number(&app, "select count(*) from admission where tenant_id = $1 and status = 'admitted'").await;
    assert_eq!(cells[4], vendors.to_string());
    let listings = number(&app, "select count(*) from listing l join vendor_profile v using (tenant_id, org_id) where l.tenant_id = $1 and l.status = 'published' and v.status = 'published'").await;
    let stale = number(&app, "select count(*) from listing l join vendor_profile v using (tenant_id, org_id) where l.tenant_id = $1 and l.status = 'published' and v.status = 'published' and '2026-11-23'::date - coalesce(greatest(l.confirmed_on, l.checked_on), l.updated_at::date) > 90").await;
    assert!(stale > 0 && cells[5].starts_with(&format!("{listings} 过期未确认 {stale}（")), "{cells:?}");
    let notices = number(&app, "select count(*) from notice where tenant_id = $1 and state = 'approved' and published_at between '2026-10-24T02:00Z' and '2026-11-23T02:00Z'").await;
    assert!(notices > 0);
    assert_eq!((cells[6].as_str(), cells[7].clone()), ("0", notices.to_string()));
    assert_eq!(street.get(FIGURES).await.ok().texts("tbody th").last().map(String::as_str), Some("合计"));
}

#[tokio::test]
async fn figures_are_of_their_day_and_anew_when_asked() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    app.behind("insert into care_message (tenant_id, message_id, grant_id, place, name, phone_sealed, body, created_at) select tenant_id, gen_random_uuid(), grant_id, '3栋', '柳青', 'x', '灯', '2026-11-21T01:59Z' from role_grant where role = 'building_leader' and tenant_id = (select id from tenant where slug = 'shangjin') limit 1").await;
    app.behind("insert into care_message (tenant_id, message_id, grant_id, place, name, phone_sealed, body, created_at) select tenant_id, gen_random_uuid(), grant_id, '3栋', '柳青', 'x', '灯', '2026-11-21T02:01Z' from role_grant where role = 'building_leader' and tenant_id = (select id from tenant where slug = 'shangjin') limit 1").await;
    assert_eq!(row(&street.get(FIGURES).await.ok(), "尚锦社区")[6], "0", "as it was counted in the morning");
    assert_eq!(row(&count_anew(&app, &mut street).await, "尚锦社区")[6], "1", "one is older than two days");
    assert_eq!(street.cookie("flash"), None);
    let mut second = app.second_node().await.sign_in(phones::STREET_STAFF).await;
    assert_eq!(row(&second.get(FIGURES).await.ok(), "尚锦社区")[6], "1");
    app.advance(TimeDelta::days(1));
    app.run_tasks().await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    let page = street.get(FIGURES).await.ok();
    assert_eq!(row(&page, "尚锦社区")[6], "2");
    assert!(page.texts("tbody th")[0].contains("11月24日统计"));
    let kept = "select count(distinct period) from metric_snapshot where tenant_id = $1 and part = ''";
    let days = number(&app, kept).await;
    assert_eq!(days, 2, "yesterday's are kept");
}

#[tokio::test]
async fn few_people_are_not_told_and_do_not_follow_from_the_sum() {
    let app = TestApp::new().await;
    for (slug, residents, elders) in [("shangjin", 60, 20), ("yunqi", 40, 3), ("chengguang", 30, 9)] {
        settle(&app, slug, residents, elders).await;
    }
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    let page = count_anew(&app, &mut street).await;
    let elders: Vec<String> =
        ["尚锦", "云栖里", "澄光", "合计"].iter().map(|name| row(&page, name)[2].clone()).collect();
    assert_eq!(elders, ["20 / 60 33%", "<5 / 40", "— / 30", "32 / 130 25%"]);
    assert!(!page.text().contains("柳青"), "no names");
    let file = sheet(&mut street).await;
    let column: Vec<&str> = file.iter().map(|row| row[7].as_str()).collect();
    let mut sorted = column.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["20", "32", "<5", "—"], "the file tells no more: {file:?}");
    assert!(file.iter().filter(|row| row[7] == "<5" || row[7] == "—").all(|row| row[8].is_empty()), "nor a share");
    // A community of three; and of the others one where five of five are elders, which three and five would give away.
    settle(&app, "yunqi", 3, 0).await;
    settle(&app, "chengguang", 5, 5).await;
    let page = count_anew(&app, &mut street).await;
    for (column, expected) in [(1, ["60", "<5", "—"]), (2, ["— / 60", "<5 / <5", "— / —"])] {
        let cells: Vec<String> =
            ["尚锦", "云栖里", "澄光"].iter().map(|name| row(&page, name)[column].clone()).collect();
        assert_eq!(cells, expected);
    }
    assert_eq!(row(&page, "合计")[1], "68");
}

#[tokio::test]
async fn another_street_sees_nothing_of_them() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    app.behind("insert into tenant (id, parent_id, level, slug, name, search_key, search_pinyin) select gen_random_uuid(), parent_id, 'street', 'elsewhere', '别处街道', '别处街道', 'bie chu jie dao' from tenant where slug = 'xiliu'").await;
    app.behind("insert into role_grant (tenant_id, grant_id, person_id, role, valid_from) select t.id, gen_random_uuid(), p.person_id, 'street_staff', '2026-01-01' from tenant t, person p where t.slug = 'elsewhere' and p.name = '林晓梅'").await;
    app.state.reload_platform().await.expect("the platform reads");
    let mut other = app.sign_in(phones::RESIDENT).await;
    for path in [FIGURES, CSV, "/c/shangjin/staff/figures"] {
        other.get(path).await.with_status(403);
    }
    other.forge(FIGURES, "").await.with_status(403);
    let page = other.get("/c/elsewhere/staff/figures").await.ok();
    assert!(page.count("table") == 0 && !page.text().contains("尚锦"));
    // The function below the page answers for the transaction's own tenant alone, and the figures themselves for none.
    let mut connection = PgConnection::connect_with(&app.database().app).await.expect("the database connects");
    let below = async |connection: &mut PgConnection, scope: &str, above: &str| -> i64 {
        let mut tx = connection.begin().await.expect("a transaction");
        let scope = format!("set local app.tenant_id = '{}'", app.tenant(scope).id);
        sqlx::raw_sql(sqlx::AssertSqlSafe(scope)).execute(&mut *tx).await.expect("a scope");
        let rows =
            sqlx::query("select count(*), (select count(*) from metric_snapshot) from figures_below($1, '2026-11-23')")
                .bind(app.tenant(above).id.uuid())
                .fetch_one(&mut *tx)
                .await
                .expect("an answer");
        let own: i64 = rows.get(1);
        assert!(own == 0 || above == "shangjin", "the street holds no figures itself");
        rows.get(0)
    };
    assert_eq!(below(&mut connection, "xiliu", "xiliu").await, 27);
    assert_eq!(below(&mut connection, "elsewhere", "xiliu").await, 0);
    assert_eq!(below(&mut connection, "elsewhere", "elsewhere").await, 0);
}

#[tokio::test]
async fn a_community_compares_nobody_and_its_staff_see_no_figures() {
    let app = TestApp::new().await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    street.get("/c/shangjin/staff/figures").await.with_status(404);
    let door = street.get("/c/xiliu").await.ok().attributes("main a.btn", "href");
    assert_eq!(door, ["/c/xiliu/staff"]);
    assert!(street.get("/c/xiliu/staff").await.ok().attributes("a.community", "href").contains(&FIGURES.to_owned()));
    let mut staff = app.sign_in(phones::STAFF).await;
    for path in ["/c/shangjin/staff/figures", FIGURES] {
        staff.get(path).await.with_status(403);
    }
}
