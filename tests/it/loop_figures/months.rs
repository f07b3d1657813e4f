//! The loop month by month: whole for those who see the people anyway; for everybody else no two months that tell of few.

use chrono::TimeDelta;

use super::{STREET, YUNQI, come, nobody_counted, rows};
use crate::support::{Answer, TestApp, phones};

/// Counts in November and, with so many more on file each time, in December and in January.
async fn three_months(more: [usize; 2]) -> TestApp {
    let app = nobody_counted().await;
    app.run_tasks().await;
    for (days, many) in [10, 31].into_iter().zip(more) {
        come(&app, "yunqi", many).await;
        app.advance(TimeDelta::days(days));
        app.run_tasks().await;
    }
    app
}

/// The first two stages of a row: on file, and in a course.
fn begun(page: &Answer, table: &str, row: &str) -> [String; 2] {
    let rows = rows(page, table);
    let (_, cells) = rows.iter().find(|(head, _)| head.starts_with(row)).expect("a row");
    [cells[0].clone(), cells[1].clone()]
}

/// The sum where 云栖里 alone tells of it.
fn alone(told: &str) -> String {
    format!("{told} 不含 2 个社区")
}

#[tokio::test]
async fn staff_choose_a_month_and_read_what_has_changed_since_the_one_before() {
    let app = three_months([3, 8]).await;
    let mut staff = app.sign_in(phones::YUNQI_STAFF).await;
    let page = staff.get(YUNQI).await.ok();
    assert!(page.text().contains("1月3日统计"));
    assert_eq!(page.texts("select[name=month] option"), ["2027年1月", "2026年12月", "2026年11月"]);
    assert_eq!(page.attributes("select[name=month] option[selected]", "value"), ["2027-01"]);
    assert_eq!(begun(&page, "cohorts", "合计"), ["43 比上月 +8", "20 47% 和上月一样"]);
    assert_eq!(rows(&page, "way")["在册能人"], ["43 人 · 比上月 +8"]);
    // The last months, the newest first, and the picture of the same.
    let drawn = page.texts("table[aria-labelledby=trend] tbody th");
    assert_eq!(drawn, ["2027年1月", "2026年12月", "2026年11月"]);
    let trend = rows(&page, "trend");
    assert_eq!([&trend["2026年11月"][0], &trend["2027年1月"][0]], ["32", "43"]);
    let alt = page.attributes("section[aria-labelledby=trend] [role=img]", "aria-label").remove(0);
    assert!(alt.contains("在册能人：11月 32 人、12月 35 人、1月 43 人。"), "{alt}");
    // Everything on the page is of the month that is chosen, and a cohort of it is too.
    let page = staff.submit("#month-form", &[("month", "2026-12")]).await.ok();
    assert!(page.text().contains("2026年12月3日统计"));
    assert_eq!(begun(&page, "cohorts", "合计"), ["35 比上月 +3", "20 57% 和上月一样"]);
    assert_eq!(page.count("table[aria-labelledby=trend] tbody tr"), 2, "nothing of what came after");
    let chips = page.attributes("[aria-labelledby=way] .chip", "href");
    assert_eq!(chips[1], "/c/yunqi/staff/loop?month=2026-12&cohort=2026-10-01");
    let page = staff.get(&chips[1]).await.ok();
    assert_eq!(rows(&page, "way")["在册能人"], ["10 人 · 比上月 +3"]);
    let page = staff.submit("#month-form", &[("month", "2026-11")]).await.ok();
    assert_eq!(rows(&page, "way")["在册能人"], ["7 人"], "the cohort stays, and there is no month before");
    assert_eq!(page.count("section[aria-labelledby=trend]"), 0, "one month is no course of things");
    for strange in ["2026-10", "2031-01", "someday", ""] {
        let page = staff.get(&format!("{YUNQI}?month={strange}")).await.ok();
        assert!(page.text().contains("1月3日统计") && !page.text().contains("2026年12月3日统计"), "{strange}");
    }
}

#[tokio::test]
async fn with_one_month_there_is_nothing_to_choose() {
    let app = nobody_counted().await;
    app.run_tasks().await;
    let page = app.sign_in(phones::YUNQI_STAFF).await.get(YUNQI).await.ok();
    assert_eq!(page.count("#month-form") + page.count("section[aria-labelledby=trend]"), 0);
    assert!(!page.text().contains("比上月") && !page.text().contains("和上月一样"));
}

#[tokio::test]
async fn above_no_two_months_tell_of_few() {
    let app = three_months([3, 8]).await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    // Eight came in a month: both are told, and so is the change. Three came in the month before.
    let page = street.get(YUNQI).await.ok();
    assert_eq!(begun(&page, "cohorts", "合计"), ["43 比上月 +8", "20 47% 和上月一样"]);
    assert!(page.text().contains("每个月留最后一次统计"), "it says so");
    let trend = rows(&page, "trend");
    let on_file = ["2026年11月", "2026年12月", "2027年1月"].map(|month| trend[month][0].as_str());
    assert_eq!(on_file, ["—", "35", "43"]);
    let page = street.submit("#month-form", &[("month", "2026-12")]).await.ok();
    assert_eq!(begun(&page, "cohorts", "合计"), ["35", "20 57% 和上月一样"]);
    assert_eq!(rows(&page, "cohorts").len(), 1, "of a month that is over no cohort is told");
    let page = street.submit("#month-form", &[("month", "2026-11")]).await.ok();
    assert_eq!(begun(&page, "cohorts", "合计"), ["—", "20"]);
    // The same side by side and in the sum.
    let page = street.get(STREET).await.ok();
    let told = ["43 比上月 +8", "20 47% 和上月一样"];
    assert_eq!(begun(&page, "communities", "云栖里社区"), told);
    assert_eq!(begun(&page, "communities", "合计"), told.map(alone));
    let trend = rows(&page, "trend");
    let on_file = ["2026年11月", "2026年12月", "2027年1月"].map(|month| trend[month][0].as_str());
    assert_eq!(on_file, ["—", "35", "43"]);
    let page = street.submit("#month-form", &[("month", "2026-11")]).await.ok();
    assert_eq!(begun(&page, "communities", "云栖里社区"), ["—", "20"]);
    assert!(page.text().contains("最近一次统计：2026年11月23日"));
    assert_eq!(page.count("table[aria-labelledby=cohorts]"), 0);
}

#[tokio::test]
async fn a_month_that_differs_by_few_is_not_told_beside_the_newest() {
    let app = three_months([3, 2]).await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    let page = street.get(YUNQI).await.ok();
    assert_eq!(begun(&page, "cohorts", "合计")[0], "37", "two came, and that is not told");
    let trend = rows(&page, "trend");
    // Five have come since November.
    let on_file = ["2026年11月", "2026年12月", "2027年1月"].map(|month| trend[month][0].as_str());
    assert_eq!(on_file, ["32", "—", "37"]);
    let staff = app.sign_in(phones::YUNQI_STAFF).await.get(YUNQI).await.ok();
    assert_eq!(begun(&staff, "cohorts", "合计")[0], "37 比上月 +2");
}

#[tokio::test]
async fn of_a_community_that_did_not_count_in_a_month_nothing_has_changed_since_the_one_before() {
    let app = three_months([10, 8]).await;
    app.behind(&format!(
        "delete from metric_snapshot where tenant_id = '{}' and part <> '' and period >= '2027-01-01'",
        app.tenant("yunqi").id
    ))
    .await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    let page = street.get(STREET).await.ok();
    assert_eq!(page.attributes("select[name=month] option[selected]", "value"), ["2027-01"], "others did");
    // What it has counted last is of December, and ten more than in November.
    let told = ["42", "20 48%"];
    assert_eq!(begun(&page, "communities", "云栖里社区"), told);
    assert_eq!(begun(&page, "communities", "合计"), told.map(alone));
    assert_eq!(page.count("table[aria-labelledby=cohorts]"), 1);
    let page = street.submit("#month-form", &[("month", "2026-12")]).await.ok();
    let told = ["42 比上月 +10", "20 48% 和上月一样"];
    assert_eq!(begun(&page, "communities", "云栖里社区"), told);
    assert_eq!(begun(&page, "communities", "合计"), told.map(alone));
    assert_eq!(page.count("table[aria-labelledby=cohorts]"), 0, "they would be those of one community alone");
    let text = street.get("/c/xiliu/staff/loop.csv").await.ok().text();
    let lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>()).filter(|line| line[0] == "合计");
    let cohorts: Vec<_> = lines.filter(|line| line[4].contains("季度")).map(|line| line[2]).collect();
    assert!(!cohorts.is_empty() && cohorts.iter().all(|month| *month == "2027-01"), "{cohorts:?}");
}

#[tokio::test]
async fn a_file_has_every_month_that_is_kept() {
    let app = three_months([3, 8]).await;
    // Longer ago than the page goes back.
    app.behind(&format!(
        "insert into metric_snapshot (tenant_id, period, key, part, num, den)
        values ('{}', '2025-06-30', 'loop_archive', '2025-04-01', 9, null)",
        app.tenant("yunqi").id
    ))
    .await;
    let file = async |phone: &str, path: &str| -> Vec<(String, String)> {
        let text = app.sign_in(phone).await.get(path).await.ok().text();
        let lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let lines = lines.filter(|line| line[0] == "云栖里社区" && line[4] == "全部" && line[5] == "在册能人");
        lines.map(|line| (line[2].clone(), line[6].clone())).collect()
    };
    let months = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter().map(|(month, number)| ((*month).to_owned(), (*number).to_owned())).collect()
    };
    // Above as many as the page goes back.
    let own = file(phones::YUNQI_STAFF, "/c/yunqi/staff/loop.csv").await;
    assert_eq!(own, months(&[("2027-01", "43"), ("2026-12", "35"), ("2026-11", "32"), ("2025-06", "9")]));
    let above = months(&[("2027-01", "43"), ("2026-12", "35"), ("2026-11", "—")]);
    assert_eq!(file(phones::STREET_STAFF, "/c/xiliu/staff/loop.csv").await, above);
    let page = app.sign_in(phones::YUNQI_STAFF).await.get(YUNQI).await.ok();
    assert_eq!(page.count("select[name=month] option"), 3);
}
