//! The program is killed while it brings in a sheet: all of its rows are there, once, or none.

use super::{send_of, start};
use crate::support::companies::count;
use crate::support::program::{Moment, cut_off_task};

#[tokio::test]
async fn killed_while_a_sheet_is_brought_in_it_has_brought_in_all_of_it_or_nothing() {
    let moments = [
        Moment::Before("insert on talent", "true"),
        Moment::Before("insert on consent", "new.paper_kept = '2 号柜'"),
        Moment::Before("update on sheet_import", "new.state = 'applied'"),
        Moment::Commit("update on sheet_import", "new.state = 'applied'"),
    ];
    let (app, mut staff) = start().await;
    let sheet = "姓名,手机号,特长,同意书\n\
        林桂兰,13900010002,剪纸,2 号柜\n\
        冯玉珍,13900010003,教广场舞,2 号柜\n";
    let page = send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
    assert!(page.text().contains("共 2 行：新增 2 份登记"), "{}", page.text());
    staff.submit("#apply-form", &[]).await.with_status(303);
    let brought = "select (select count(*) from talent where import_id is not null)
        + (select count(*) from consent where purpose = 'talent' and paper_kept = '2 号柜'
            and resident_id in (select resident_id from talent where import_id is not null))
        + (select count(*) from sheet_import where state = 'applied')";
    let _program = cut_off_task(&app, &moments, (brought, 5)).await;
    app.until("select not exists (select from task where payload::text like '%能人.csv%')").await;
    assert_eq!(count(&app, brought).await, 5);
    let told = "select count(*) from inbox_message where news::text like '%能人.csv%'";
    assert_eq!(count(&app, told).await, 1, "whoever sent it hears of it once");
    // The same once more adds nothing.
    let page = send_of(&mut staff, "talents", "能人.csv", sheet.as_bytes()).await;
    assert!(page.text().contains("没有要新增的"), "{}", page.text());
}
