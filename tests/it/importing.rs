//! Sheets as communities really have them.

use jiamenkou::import::apply::Outcome;
use jiamenkou::import::problems::Problem;
use jiamenkou::import::{How, import};
use jiamenkou::web::Locale;
use rust_xlsxwriter::Workbook;

use crate::support::TestApp;

const HEADINGS: &str = "收费标准（元）,服务项目,公司名称,营业时间,服务类别,服务小区,联系电话";

async fn run(
    app: &TestApp,
    slug: &str,
    name: &str,
    bytes: impl Into<Vec<u8>>,
    how: How,
) -> Result<Outcome, Vec<Problem>> {
    import(&app.state, &app.tenant(slug), name, bytes.into(), how).await.expect("the import runs")
}

fn texts(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| problem.text(Locale::ZhHans.messages())).collect()
}

fn sheet(rows: &[&str]) -> String {
    format!("{HEADINGS}\n{}\n", rows.join("\n"))
}

#[tokio::test]
async fn a_second_import_changes_nothing() {
    let app = TestApp::new().await;
    let bytes = std::fs::read("demo/services-chengguang.csv").expect("the demo's sheet, in GB18030");
    let outcome = run(&app, "chengguang", "services.csv", bytes, How::default()).await.expect("in order");
    assert_eq!((outcome.services.added, outcome.services.changed), (0, 0));
    assert_eq!(outcome.services.same + outcome.services.held, 35);
}

#[tokio::test]
async fn encodings_and_formats_are_told_apart() {
    let app = TestApp::new().await;
    let text = sheet(&[
        "４０－５５元／小时,灯具擦洗,新安家政,周一至周五8:30-18:00，周末9-17点,家居保洁,锦苑东区、和风里,029-00008888",
    ]);
    let gb18030 = encoding_rs::GB18030.encode(&text).0.into_owned();
    let with_bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    assert_eq!(run(&app, "shangjin", "a.csv", gb18030, How::default()).await.expect("GB18030").services.added, 1);
    assert_eq!(
        run(&app, "shangjin", "b.csv", with_bom, How::default()).await.expect("UTF-8 with BOM").services.same,
        1
    );
    let mut book = Workbook::new();
    let table = book.add_worksheet();
    for (row, line) in text.lines().enumerate() {
        let cells = if row == 0 {
            line.split(',').map(str::to_owned).collect::<Vec<_>>()
        } else {
            line.split(',').map(str::to_owned).collect()
        };
        for (column, cell) in cells.iter().enumerate() {
            table
                .write(u32::try_from(row).expect("small"), u16::try_from(column).expect("small"), cell)
                .expect("a cell");
        }
    }
    let xlsx = book.save_to_buffer().expect("a workbook");
    assert_eq!(run(&app, "shangjin", "c.xlsx", xlsx, How::default()).await.expect("XLSX").services.same, 1);
    let mut browser = app.browser();
    let page = browser.get("/c/shangjin/services?q=%E7%81%AF%E5%85%B7").await.ok();
    assert_eq!(page.texts(".price__amount"), ["40–55"]);
    assert!(page.one(".listing-card__facts").contains("锦苑东区、和风里"));
}

#[tokio::test]
async fn every_mistake_is_told_with_its_line_and_column_and_nothing_is_written() {
    let app = TestApp::new().await;
    let text = sheet(&[
        "45元/小时,灯具擦洗,新安家政,每天8:00-20:00,家居保洁,全部小区,029-00008888",
        "很便宜,吊扇擦洗,新安家政,每天8:00-20:00,家居保洁,全部小区,029-00008888",
        "45元/小时,地毯清洗,新安家政,18:00-8:00,家居保洁,不存在的小区,123",
        "55-45元/小时,墙面清洗,新安家政,每天8:00-20:00,家庭教师,全部小区,029-00008888",
        "45元/小时,灯具擦洗,新安家政,每天8:00-20:00,家居保洁,全部小区,029-00008888",
        "45元/小时,,新安家政,每天8:00-20:00,家居保洁,全部小区,029-00008888",
    ]);
    let problems = run(&app, "shangjin", "错.csv", text, How::default()).await.expect_err("the sheet has mistakes");
    let told = texts(&problems);
    for (line, column) in
        [(3, "收费标准"), (4, "营业时间"), (4, "联系电话"), (5, "服务类别"), (5, "收费标准"), (7, "服务项目")]
    {
        assert!(
            told.iter().any(|text| text.contains(&format!("第 {line} 行“{column}”"))),
            "line {line} {column}: {told:#?}"
        );
    }
    assert!(told.iter().any(|text| text.contains("第 6 行") && text.contains("第 2 行重复")), "{told:#?}");
    assert_eq!(app.browser().get("/c/shangjin/services?q=%E7%81%AF%E5%85%B7").await.ok().count(".listing-card"), 0);
}

#[tokio::test]
async fn an_unknown_estate_is_a_slip_unless_it_is_said_to_be_new() {
    let app = TestApp::new().await;
    let text = sheet(&["45元/小时,灯具擦洗,新安家政,每天8:00-20:00,家居保洁,新苑,029-00008888"]);
    let problems = run(&app, "shangjin", "a.csv", text.clone(), How::default()).await.expect_err("no such estate");
    assert!(texts(&problems)[0].contains("新苑"));
    let how = How { new_estates: true, dry_run: true };
    assert_eq!(run(&app, "shangjin", "a.csv", text.clone(), how).await.expect("in order").services.added, 1);
    run(&app, "shangjin", "a.csv", text.clone(), How::default()).await.expect_err("a dry run adds nothing");
    run(&app, "shangjin", "a.csv", text, How { new_estates: true, dry_run: false }).await.expect("in order");
    assert!(app.browser().get("/c/shangjin/services").await.ok().text().contains("新苑"));
}

#[tokio::test]
async fn a_new_price_begins_today_and_the_old_one_stays_on_record() {
    let app = TestApp::new().await;
    let row =
        |price: &str| sheet(&[&format!("{price},灯具擦洗,新安家政,每天8:00-20:00,家居保洁,全部小区,029-00008888")]);
    run(&app, "shangjin", "a.csv", row("45元/小时"), How::default()).await.expect("in order");
    app.advance(chrono::TimeDelta::days(10));
    let outcome = run(&app, "shangjin", "a.csv", row("48元/小时"), How::default()).await.expect("in order");
    assert_eq!((outcome.services.added, outcome.services.changed), (0, 1));
    let mut connection = app.superuser().await;
    let prices: Vec<(i64, String)> = sqlx::query_as(
        "select min_fen, valid::text from price join service using (org_id, service_id) where name = '灯具擦洗' order by lower(valid)",
    )
    .fetch_all(&mut connection)
    .await
    .expect("the prices");
    assert_eq!(prices, [(4500, "[2026-11-23,2026-12-03)".to_owned()), (4800, "[2026-12-03,)".to_owned())]);
}

#[tokio::test]
async fn one_company_serves_two_communities_under_one_code_with_prices_of_its_own() {
    let app = TestApp::new().await;
    let mut connection = app.superuser().await;
    let (orgs, communities, prices): (i64, i64, i64) = sqlx::query_as(
        "select count(distinct o.org_id), count(distinct v.tenant_id), count(distinct l.min_fen) filter (where l.name = '日常保洁')
        from organization o join vendor_profile v using (org_id) join listing l on l.tenant_id = v.tenant_id and l.org_id = v.org_id
        where o.uscc = '91000000MADEM00112'",
    )
    .fetch_one(&mut connection)
    .await
    .expect("counts");
    assert_eq!((orgs, communities), (1, 3));
    assert!(prices >= 1);
}

#[tokio::test]
async fn files_that_are_no_sheets_are_refused_in_words() {
    let app = TestApp::new().await;
    for (name, bytes) in [
        ("empty.csv", Vec::new()),
        ("photo.xlsx", vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 2, 3]),
        ("broken.xlsx", b"PK\x03\x04 and then nothing".to_vec()),
        ("words.csv", "这只是一封信。\n没有表格。\n".into()),
    ] {
        let problems = run(&app, "shangjin", name, bytes, How::default()).await.expect_err(name);
        assert!(!texts(&problems)[0].is_empty(), "{name}");
    }
}
