//! Sheets: looked at, brought in as a whole, and taken out again. Those of residents are here, the rest stands beside.

mod killed;
mod more;
mod sums;

use chrono::TimeDelta;
use rust_xlsxwriter::Workbook;

use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones};

const SHEETS: &str = "/c/shangjin/staff/sheets";
const PEOPLE: &str = "select count(*) from resident r join tenant t on t.id = r.tenant_id where t.slug = 'shangjin'";
const HOMES: &str = "select count(*) from household h join tenant t on t.id = h.tenant_id where t.slug = 'shangjin'";
/// As communities have them: a title, other words, cells merged over a family, numbers in two spellings, a person twice.
const MESSY: &str = "尚锦社区2026年居民信息登记表\n\
    序号,小区名称,楼号,单元号,房间号,户主姓名*,联系电话,出生年月,与户主关系,房屋性质,重点人群\n\
    1,锦苑东区,3号楼,1单元,1701室,周海涛,139-0002-0001,1950.3,本人,回迁,独居老人\n\
    2,锦苑东区,3号楼,1单元,1702室,孟凡,+86 13900020002,1988年,户主,租住,\n\
    3,,,,,孟小雨,无,2025,女儿,,婴幼儿\n\
    4,锦苑东区,3栋,1,301,秦建军,13800000002,1957,户主,回迁,低保\n\
    5,新苑,1,,101,石磊,,,,商品房,\n";

async fn start() -> (TestApp, Browser) {
    let app = TestApp::new().await;
    let staff = app.sign_in(phones::STAFF).await;
    (app, staff)
}

async fn send(staff: &mut Browser, name: &str, bytes: &[u8]) -> Answer {
    send_of(staff, "residents", name, bytes).await
}

/// Sends a sheet of a kind.
pub async fn send_of(staff: &mut Browser, kind: &str, name: &str, bytes: &[u8]) -> Answer {
    staff.get(SHEETS).await.ok();
    let answer = staff.upload("#sheet-form", &[("kind", kind)], name, bytes).await;
    if answer.status() == 303 { staff.get(answer.location()).await.ok() } else { answer }
}

/// Brings in the sheet whose page is open.
pub async fn bring_in(app: &TestApp, staff: &mut Browser) -> Answer {
    let url = staff.submit("#apply-form", &[]).await.with_status(303).location().to_owned();
    app.run_tasks().await;
    let failed: Option<String> = sqlx::query_scalar("select last_error from task where last_error is not null limit 1")
        .fetch_optional(&mut app.superuser().await)
        .await
        .expect("an answer");
    assert_eq!(failed, None);
    staff.get(&url).await.ok()
}

/// Takes out the sheet whose page is open.
pub async fn undo(staff: &mut Browser) -> Answer {
    let url = staff.submit("#undo-form", &[]).await.with_status(303).location().to_owned();
    staff.get(&url).await.ok()
}

/// Everything that a sheet may change.
async fn everything(app: &TestApp) -> String {
    let sql = "select md5(concat((select array_agg(r order by resident_id) from resident r),
        (select array_agg(k order by key, resident_id) from resident_key k),
        (select array_agg(h order by household_id) from household h), (select array_agg(b order by building_id) from building b),
        (select array_agg(e order by estate_id) from estate e), (select array_agg(g) from building_grid g)))";
    sqlx::query_scalar(sql).fetch_one(&mut app.superuser().await).await.expect("a value")
}

#[tokio::test]
async fn a_messy_sheet_is_understood_looked_at_and_brought_in() {
    let (app, mut staff) = start().await;
    let before = (count(&app, PEOPLE).await, count(&app, HOMES).await, everything(&app).await);
    let page = send(&mut staff, "居民.csv", MESSY.as_bytes()).await;
    let text = page.text();
    assert!(text.contains("共 5 行：新增 4 人、1 户、1 栋楼、1 个小区；1 人已经登记过"), "{text}");
    assert!(text.contains("有 1 行的标记这里不保存"), "{text}");
    assert_eq!(everything(&app).await, before.2, "a look changes nothing");
    let done = bring_in(&app, &mut staff).await;
    assert!(done.text().contains("导入。"), "{}", done.text());
    assert_eq!((count(&app, PEOPLE).await, count(&app, HOMES).await), (before.0 + 4, before.1 + 1));
    let home = "select count(*) from resident r join household h on h.household_id = r.household_id
        where h.unit_no = '1' and h.room_no = '1702' and r.name in ('孟凡', '孟小雨')";
    assert_eq!(count(&app, home).await, 2, "merged cells mean the home above");
    let kept = "select count(*) from sheet_import where content_sealed is not null";
    assert_eq!(count(&app, kept).await, 0, "its rows are not kept longer than needed");
    // They are found as others are.
    staff.get("/c/shangjin/staff/residents").await.ok();
    let found = staff.submit("#search-form", &[("typed", "zhouhaitao")]).await.with_status(303).location().to_owned();
    assert!(staff.get(&found).await.ok().text().contains("139****0001"));
}

#[tokio::test]
async fn a_sheet_with_faults_names_each_line_and_changes_nothing() {
    let (app, mut staff) = start().await;
    let before = everything(&app).await;
    let sheet = "小区,楼栋,单元,房号,姓名,手机号\n锦苑东区,3栋,1,1701,周海涛,139\n锦苑西区,,1,1701,孟凡,\n";
    let page = send(&mut staff, "x.csv", sheet.as_bytes()).await;
    assert_eq!(page.texts("[aria-labelledby=problems] li").len(), 2);
    let told = page.texts("[aria-labelledby=problems] li").concat();
    assert!(told.contains("第 2 行 手机号不对") && told.contains("第 3 行 没有楼栋"), "{told}");
    assert_eq!(page.count("#apply-form"), 0);
    // Whoever forges the button gets no further.
    let url = page.path.clone();
    assert_eq!(staff.forge(&format!("{url}/apply"), "").await.status(), 303);
    app.run_tasks().await;
    assert_eq!(everything(&app).await, before);
}

#[tokio::test]
async fn what_is_no_sheet_is_refused_where_it_was_chosen() {
    let (_app, mut staff) = start().await;
    for (name, bytes) in [("x.csv", &b""[..]), ("x.csv", b"1,2\n3,4\n"), ("x.xlsx", b"PK\x03\x04broken")] {
        let page = send(&mut staff, name, bytes).await.with_status(422);
        assert_eq!(page.attributes("[aria-invalid=true]", "name"), ["file"], "{name}");
    }
}

#[tokio::test]
async fn so_many_sheets_are_read_for_one_person_and_the_next_one_waits_for_none_of_them() {
    let (app, mut staff, mut colleague) = crate::exports::office().await;
    for _ in 0..20 {
        send_of(&mut staff, "talents", "x.csv", b"1,2\n3,4\n").await.with_status(422);
    }
    let sheet = "姓名,手机号,特长,同意书\n冯玉珍,13900010003,教广场舞,2 号柜\n";
    let refused = send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await.with_status(429);
    let retry: i64 = refused.headers["retry-after"].to_str().expect("a header").parse().expect("seconds");
    assert!((1..=15).contains(&retry) && refused.one("h1").contains("太频繁"), "{retry}: {}", refused.text());
    assert_eq!(count(&app, "select count(*) from sheet_import").await, 0);
    assert!(send_of(&mut colleague, "talents", "能人.csv", sheet.as_bytes()).await.text().contains("共 1 行"));
    app.advance(TimeDelta::seconds(retry));
    let page = send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
    assert!(page.text().contains("共 1 行"), "{}", page.text());
    // To have its columns read anew is to have it read anew.
    staff.submit("#columns-form", &[]).await.with_status(429);
    app.advance(TimeDelta::seconds(15));
    staff.get(&page.path).await.ok();
    staff.submit("#columns-form", &[]).await.with_status(303);
}

#[tokio::test]
async fn a_column_that_was_taken_for_another_is_put_right() {
    let (_app, mut staff) = start().await;
    let sheet = "楼栋,房间,姓名,地址\n锦苑东区,甲,周海涛,3-1-1701\n";
    let page = send(&mut staff, "x.csv", sheet.as_bytes()).await;
    assert!(page.text().contains("有 1 行要改"));
    let wrong: Vec<(&str, &str)> = vec![("column", "none"), ("column", "none"), ("column", "none"), ("column", "none")];
    let refused = staff.submit("#columns-form", &wrong).await.with_status(422);
    assert!(refused.text().contains("至少要有楼栋"));
    staff.get(&page.path).await.ok();
    let right = [("column", "estate"), ("column", "none"), ("column", "name"), ("column", "door")];
    let url = staff.submit("#columns-form", &right).await.with_status(303).location().to_owned();
    assert!(staff.get(&url).await.ok().text().contains("新增 1 人、0 户"));
}

#[tokio::test]
async fn an_import_is_taken_out_again_but_for_what_was_used() {
    let (app, mut staff) = start().await;
    let before = everything(&app).await;
    let url = send(&mut staff, "居民.csv", MESSY.as_bytes()).await.path;
    bring_in(&app, &mut staff).await;
    let page = undo(&mut staff).await;
    assert!(page.text().contains("撤销。"), "{}", page.text());
    assert_eq!(everything(&app).await, before, "everything is as it was");
    // Once more, and somebody is looked at meanwhile.
    send(&mut staff, "居民.csv", MESSY.as_bytes()).await;
    bring_in(&app, &mut staff).await;
    let again = "select resident_id::text from resident where name = '周海涛'";
    let id: String = sqlx::query_scalar(again).fetch_one(&mut app.superuser().await).await.expect("an id");
    staff.get(&format!("/c/shangjin/staff/residents/{id}")).await.ok();
    staff.submit("#reveal-form", &[("reason", "visit")]).await.with_status(303);
    let sheets = staff.get(SHEETS).await.ok();
    let latest = sheets.attributes("[aria-labelledby=recent] a", "href").remove(0);
    assert_ne!(latest, url);
    staff.get(&latest).await.ok();
    let page = undo(&mut staff).await;
    assert!(page.text().contains("有 1 份记录已经有人用过"), "{}", page.text());
    assert_eq!(count(&app, "select count(*) from resident where name in ('孟凡', '孟小雨', '石磊')").await, 0);
}

#[tokio::test]
async fn after_a_day_a_sheet_stays_in_and_an_unused_one_is_gone() {
    let (app, mut staff) = start().await;
    let unused = send(&mut staff, "一.csv", MESSY.as_bytes()).await.path;
    send(&mut staff, "二.csv", MESSY.as_bytes()).await;
    let applied = bring_in(&app, &mut staff).await.path;
    app.advance(TimeDelta::hours(25));
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(staff.get(&applied).await.ok().count("#undo-form"), 0);
    send(&mut staff, "三.csv", MESSY.as_bytes()).await;
    let gone = staff.get(&unused).await.ok();
    assert!(gone.text().contains("已经删除，请重新上传") && gone.count("#apply-form") == 0);
}

#[tokio::test]
async fn a_sheet_is_brought_in_once_however_often_it_is_sent() {
    let (app, mut staff) = start().await;
    let before = count(&app, PEOPLE).await;
    let url = send(&mut staff, "居民.csv", MESSY.as_bytes()).await.path;
    for _ in 0..2 {
        assert_eq!(staff.forge(&format!("{url}/apply"), "").await.status(), 303);
    }
    assert_eq!(count(&app, "select count(*) from task where name = 'apply_sheet'").await, 1);
    app.run_tasks().await;
    // The same sheet again has nothing left to add.
    let again = send(&mut staff, "居民.csv", MESSY.as_bytes()).await;
    assert!(again.text().contains("没有要新增的"), "{}", again.text());
    assert_eq!(count(&app, PEOPLE).await, before + 4);
}

#[tokio::test]
async fn twenty_thousand_rows_of_a_workbook_come_in() {
    let (app, mut staff) = start().await;
    let mut book = Workbook::new();
    let table = book.add_worksheet();
    for (at, heading) in (0_u16..).zip(["小区", "楼栋", "单元", "房号", "姓名", "手机号", "出生年份", "与户主关系"])
    {
        table.write_string(0, at, heading).expect("a cell");
    }
    for row in 0..20_000_u32 {
        let (home, building) = (row / 3, row / 3 / 200);
        let cells = [
            "大苑".to_owned(),
            format!("{}栋", building + 1),
            format!("{}", home % 4 + 1),
            format!("{}{:02}", home % 200 / 8 + 1, home % 8 / 4 + 1),
            format!("王{}", ["秀英", "建国", "小明"][(row % 3) as usize]),
            if row % 3 == 0 { format!("139{row:08}") } else { String::new() },
            format!("{}", 1940 + row % 80),
            String::new(),
        ];
        for (at, cell) in (0_u16..).zip(&cells) {
            table.write_string(row + 1, at, cell).expect("a cell");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let before = count(&app, PEOPLE).await;
    let page = send(&mut staff, "大.xlsx", &bytes).await;
    assert!(page.text().contains("共 20000 行"), "{}", page.text());
    bring_in(&app, &mut staff).await;
    let added = count(&app, PEOPLE).await - before;
    assert_eq!(added, count(&app, "select (counts->>'residents')::bigint from sheet_import").await);
    assert!(added > 15_000, "{added}");
    undo(&mut staff).await;
    assert_eq!(count(&app, PEOPLE).await, before);
}
