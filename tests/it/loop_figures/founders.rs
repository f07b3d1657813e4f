//! Residents who begin a business, in the figures of the loop.

use chrono::TimeDelta;

use super::{STREET, YUNQI, nobody_counted, rows};
use crate::support::{TestApp, phones};

/// Lets as many residents of 云栖里 be on their way as are given, and as many have come to serve it.
async fn found(app: &TestApp, open: i64, founded: i64) {
    app.behind(&format!(
        "delete from startup_note; delete from startup_event; delete from startup_milestone; delete from startup_case;
        insert into startup_case (tenant_id, case_id, resident_id, kind, idea, status, org_id, created_at, updated_at)
        select tenant_id, gen_random_uuid(), resident_id, 'studio', '缝补',
            case when n <= {open} then 'plan' when n <= {open} + {founded} then 'admitted' else 'closed' end,
            case when n > {open} and n <= {open} + {founded} then (select org_id from organization limit 1) end, now(), now()
        from (select *, row_number() over (order by resident_id) as n from resident
            where tenant_id = '{}' and merged_into is null) r where n <= {open} + {founded} + 2",
        app.tenant("yunqi").id
    ))
    .await;
}

#[tokio::test]
async fn who_begins_a_business_is_counted_and_few_are_told_to_staff_alone() {
    let app = nobody_counted().await;
    found(&app, 6, 4).await;
    app.run_tasks().await;
    let (mut staff, mut street) = (app.sign_in(phones::YUNQI_STAFF).await, app.sign_in(phones::STREET_STAFF).await);
    assert_eq!(rows(&staff.get(YUNQI).await.ok(), "founders")["云栖里社区"], ["6", "4"]);
    assert_eq!(rows(&street.get(YUNQI).await.ok(), "founders")["云栖里社区"], ["6", "<5"]);
    let above = rows(&street.get(STREET).await.ok(), "founders");
    assert_eq!(
        (&above["云栖里社区"][..], &above["合计"][..]),
        (&["6", "<5"].map(String::from)[..], &["6 不含 2 个社区", "—"].map(String::from)[..])
    );
    let file = street.get("/c/xiliu/staff/loop.csv").await.ok().text();
    assert!(file.contains("创业的居民,正在创业,6,,"), "{file}");
    assert!(!app.browser().get("/c/yunqi/loop").await.ok().text().contains("办起了"));
    // Five are enough to tell everybody. A public page is kept to the end of the minute.
    found(&app, 0, 5).await;
    app.advance(TimeDelta::minutes(1));
    staff.get(YUNQI).await.ok();
    staff.submit("#count-form", &[]).await.with_status(303);
    app.run_tasks().await;
    let said = app.browser().get("/c/yunqi/loop").await.ok().texts(".bullets li");
    assert_eq!(said.last().expect("a sentence"), "5 位居民办起了自己的公司或工作室，通过了入驻审核。");
}

#[tokio::test]
async fn a_day_on_which_nobody_counted_them_yet_says_so() {
    let app = TestApp::new().await;
    app.run_tasks().await;
    app.behind("delete from metric_snapshot where part = 'startup'").await;
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    let (here, above) = (street.get(YUNQI).await.ok(), street.get(STREET).await.ok());
    for cells in [&rows(&here, "founders")["云栖里社区"], &rows(&above, "founders")["合计"]] {
        assert_eq!(cells[..], ["还没统计", "还没统计"]);
    }
}
