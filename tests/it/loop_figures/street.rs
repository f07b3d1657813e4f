//! What a street is told of small communities together: as much as tells of none of them.

use chrono::TimeDelta;

use super::{CHENGGUANG_STAFF, STREET, come, nobody_counted, rows};
use crate::support::{Answer, phones};

/// Who is on file in 云栖里, 尚锦 and 澄光, and in all together.
fn on_file(page: &Answer) -> [String; 4] {
    let rows = rows(page, "communities");
    ["云栖里", "尚锦", "澄光", "合计"].map(|name| {
        let (_, cells) = rows.iter().find(|(head, _)| head.starts_with(name)).expect("a row");
        cells[0].clone()
    })
}

#[tokio::test]
async fn two_small_communities_are_in_the_sum_and_one_alone_is_left_out() {
    let app = nobody_counted().await;
    come(&app, "chengguang", 4).await;
    app.run_tasks().await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    let page = street.get(STREET).await.ok();
    assert_eq!(on_file(&page), ["32", "<5", "<5", "39"]);
    assert!(page.text().contains("没加进去的，合计旁边写明“不含几个社区”"), "it says so");
    // In one of them two took a course: that is few, and the share is of those that tell both.
    assert_eq!(rows(&page, "communities")["合计"][1], "20 63% 不含 2 个社区");
    assert_eq!(rows(&page, "way")["在册能人"], ["39 人"]);
    assert_eq!(rows(&page, "way")["参加培训"], ["20 人 · 不含 2 个社区"]);
    let file = street.get("/c/xiliu/staff/loop.csv").await.ok().text();
    for line in ["全部,在册能人,39,,,", "全部,参加培训,20,,63%,2"] {
        assert!(file.lines().any(|one| one.starts_with("合计,") && one.ends_with(line)), "{line}: {file}");
    }
    // A month that is over is told by what each tells, and nothing is held against that.
    app.advance(TimeDelta::days(10));
    app.run_tasks().await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    assert_eq!(on_file(&street.get(STREET).await.ok()), ["32 和上月一样", "<5", "<5", "39"]);
    let page = street.submit("#month-form", &[("month", "2026-11")]).await.ok();
    assert_eq!(on_file(&page), ["32", "<5", "<5", "32 不含 2 个社区"]);
    // With a fifth one 澄光 tells it itself, and of 尚锦 alone a sum would tell.
    come(&app, "chengguang", 1).await;
    let mut staff = app.sign_in(CHENGGUANG_STAFF).await;
    staff.get("/c/chengguang/staff/loop").await.ok();
    staff.submit("#count-form", &[]).await.with_status(303);
    app.run_tasks().await;
    let page = street.get(STREET).await.ok();
    assert_eq!(on_file(&page), ["32 和上月一样", "<5", "5", "37 不含 1 个社区"]);
}
