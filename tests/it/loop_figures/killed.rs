//! The program is killed while a community counts itself: the day's figures stand whole, or those of before do.

use crate::support::TestApp;
use crate::support::companies::count;
use crate::support::program::{Moment, cut_off_task};

const OF_SHANGJIN: &str = "from metric_snapshot s join tenant t on t.id = s.tenant_id where t.slug = 'shangjin'";
const TODAY: &str = "s.period = '2026-11-23'";

#[tokio::test]
async fn killed_while_a_community_counts_itself_it_has_the_days_figures_whole_or_those_of_before() {
    let moments = [
        Moment::Before("insert on metric_snapshot", "new.part = ''"),
        Moment::Before("delete on metric_snapshot", "old.part <> ''"),
        Moment::Before("insert on metric_snapshot", "new.part <> ''"),
        Moment::Commit("insert on metric_snapshot", "new.part <> ''"),
    ];
    let app = TestApp::new().await;
    app.run_tasks().await;
    let rows = count(&app, &format!("select count(*) {OF_SHANGJIN} and {TODAY}")).await;
    let parts = count(&app, &format!("select count(*) {OF_SHANGJIN} and {TODAY} and s.part <> ''")).await;
    assert!(0 < parts && parts < rows, "{parts} of {rows}");
    // They are those of the day before, and this day is to be counted.
    app.behind(
        "delete from metric_snapshot where period between '2026-11-01' and '2026-11-22';
        update metric_snapshot set period = '2026-11-22' where period = '2026-11-23';
        insert into task (task_id, name, payload, tenant_id, run_at) select gen_random_uuid(), 'count_figures',
            jsonb_build_object('tenant', id, 'day', '2026-11-23'), id, '2026-11-23T02:00:00Z' from tenant where slug = 'shangjin'",
    )
    .await;
    // Of a month the parts of one day stay.
    let counted = format!(
        "select count(*) filter (where {TODAY})
            + {parts} - count(*) filter (where s.period = '2026-11-22' and s.part <> '') {OF_SHANGJIN}"
    );
    let _program = cut_off_task(&app, &moments, (&counted, rows + parts)).await;
    app.until("select not exists (select from task where name = 'count_figures')").await;
    assert_eq!(count(&app, &counted).await, rows + parts);
}
