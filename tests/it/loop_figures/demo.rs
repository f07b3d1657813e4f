//! The months before that the demo brings along: they grow, they add up, and above they tell of no few.

use std::collections::{BTreeMap, BTreeSet};

use super::{STREET, YUNQI, number, rows};
use crate::support::{Answer, Browser, TestApp, phones};

const MONTHS: [&str; 6] = ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"];

/// The course of things as its table has it: of each month, the last first, who is on file, certified and hired.
fn trend(page: &Answer) -> Vec<Vec<String>> {
    let (months, rows) = (page.texts("table[aria-labelledby=trend] tbody th"), rows(page, "trend"));
    months.iter().map(|month| rows[month].clone()).collect()
}

fn cell(page: &Answer, table: &str, row: &str, column: usize) -> String {
    let rows = rows(page, table);
    let (_, cells) = rows.iter().find(|(head, _)| head.starts_with(row)).expect("a row");
    cells[column].clone()
}

#[tokio::test]
async fn staff_read_how_the_demo_has_grown() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    let mut staff = app.sign_in(phones::YUNQI_STAFF).await;
    let page = staff.get(YUNQI).await.ok();
    let months = page.attributes("select[name=month] option", "value");
    assert_eq!(months, MONTHS.into_iter().rev().collect::<Vec<_>>());
    let grown = [
        ["32", "14", "8"],
        ["25", "14", "8"],
        ["25", "14", "6"],
        ["25", "11", "6"],
        ["17", "11", "6"],
        ["17", "11", "4"],
    ];
    assert_eq!(trend(&page), grown);
    assert_eq!(cell(&page, "cohorts", "合计", 0), "32 比上月 +7");
    // In summer five learned it, and too few were ready for what was open.
    let page = staff.submit("#month-form", &[("month", "2026-08")]).await.ok();
    let trades = rows(&page, "trades");
    assert_eq!(trades["家务"][3..], ["5 比上月 +5", "5 和上月一样", "3 和上月一样", "0 比上月 −3"]);
    assert_eq!(cell(&page, "cohorts", "合计", 1), "20 80% 比上月 +5");
    // 尚锦社区 has begun later.
    let page = app.sign_in(phones::STAFF).await.get("/c/shangjin/staff/loop").await.ok();
    let on_file: Vec<String> = trend(&page).into_iter().map(|mut cells| cells.remove(0)).collect();
    assert_eq!(on_file, ["3", "3", "2", "1", "1", "0"]);
    let page = app.browser().get("/c/yunqi/loop").await.ok();
    assert!(page.text().contains("11月23日统计") && !page.text().contains("比上月"), "residents read the last one");
}

#[tokio::test]
async fn above_the_demos_months_tell_of_no_few() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    let mut told = [
        ["32", "14", "8"],
        ["25", "14", "8"],
        ["25", "14", "—"],
        ["25", "—", "—"],
        ["17", "—", "—"],
        ["17", "—", "<5"],
    ];
    assert_eq!(trend(&street.get(YUNQI).await.ok()), told);
    let page = street.get(STREET).await.ok();
    told[5][2] = "—";
    assert_eq!(trend(&page), told, "every community counted in each of them");
    for (row, told) in [("云栖里社区", "32 比上月 +7"), ("合计", "32 比上月 +7 不含 2 个社区")] {
        assert_eq!(cell(&page, "communities", row, 0), told, "{row}");
    }
    assert_eq!(page.attributes("select[name=month] option", "value").len(), MONTHS.len());
}

/// A line of the file: its part, its item, the number and what it is divided by.
type Line = (String, String, i64, Option<i64>);

/// A community's file by month.
async fn file(staff: &mut Browser, slug: &str) -> BTreeMap<String, Vec<Line>> {
    let text = staff.get(&format!("/c/{slug}/staff/loop.csv")).await.ok().text();
    let mut months: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [part, item] = [cells[4], cells[5]].map(str::to_owned);
        let line = (part, item, number(cells[6]).expect("a number"), number(cells[7]));
        months.entry(cells[2].to_owned()).or_default().push(line);
    }
    months
}

#[tokio::test]
async fn the_demos_months_add_up() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    for (slug, phone) in
        [("shangjin", phones::STAFF), ("yunqi", phones::YUNQI_STAFF), ("chengguang", super::CHENGGUANG_STAFF)]
    {
        let months = file(&mut app.sign_in(phone).await, slug).await;
        assert_eq!(months.keys().collect::<Vec<_>>(), MONTHS.iter().collect::<Vec<_>>(), "{slug}");
        let mut before: BTreeMap<&str, i64> = BTreeMap::new();
        for (month, lines) in &months {
            let of = |part: &str, item: &str| {
                let found = lines.iter().find(|line| line.0 == part && line.1 == item);
                found.unwrap_or_else(|| panic!("{slug} {month}: no {item} of {part}")).2
            };
            assert!(lines.iter().all(|(_, _, part, whole)| whole.is_none_or(|whole| *part <= whole)), "{slug} {month}");
            for (_, item, number, _) in lines.iter().filter(|line| line.0 == "全部") {
                let cohorts = lines.iter().filter(|line| line.0.contains("季度") && line.1 == *item);
                assert_eq!(cohorts.map(|line| line.2).sum::<i64>(), *number, "{slug} {month} {item}");
                let earlier = before.insert(item, *number).unwrap_or(0);
                assert!(earlier <= *number, "{slug} {month} {item}: {number} after {earlier}");
            }
            let trades: BTreeSet<&str> = lines.iter().filter(|line| line.1 == "缺口").map(|line| &*line.0).collect();
            assert_eq!(trades.len(), 11, "{slug} {month}");
            for trade in trades {
                let missing = of(trade, "招人名额") - of(trade, "能上岗");
                assert_eq!(of(trade, "缺口"), missing.max(0), "{slug} {month} {trade}");
                let later = missing - of(trade, "在学");
                assert_eq!(of(trade, "学完后缺口"), later.max(0), "{slug} {month} {trade}");
            }
        }
        assert!(before["在册能人"] > 0 || slug == "chengguang");
    }
}
