//! The program is killed while it is said which organization came of a case, or while that keeps where it came from: all of it is
//! there, once, or nothing.

use super::{hand_over, id, move_on, take_down};
use crate::grids::{of, start};
use crate::support::companies::count;
use crate::support::program::{Moment, cut_off};
use crate::support::{Browser, TestApp, phones};

/// A case of whoever owns 晴扫家政, as far as it goes without it; gives the case, and the organization.
async fn working(app: &TestApp, staff: &mut Browser) -> (String, String) {
    let case = take_down(app, staff, "吴秀英").await;
    hand_over(app, "吴秀英", phones::VENDOR_OWNER).await;
    move_on(staff, &case).await;
    let own = of(&staff.get(&case).await.ok(), "#organization option", "晴扫家政", "value");
    // What was told so far is told.
    app.run_due_tasks().await;
    (case, own)
}

#[tokio::test]
async fn killed_while_an_organization_is_linked_it_has_linked_it_once_or_not_at_all() {
    let moments = [
        Moment::Before("update on startup_case", "new.status = 'admitted'"),
        Moment::Before("insert on startup_event", "new.to_status = 'admitted'"),
        Moment::Before("insert on task", "new.payload::text like '%startup_moved%'"),
        Moment::Before("update on startup_milestone", "new.step = 'admission'"),
        Moment::Commit("update on startup_case", "new.status = 'admitted'"),
    ];
    let (app, mut staff) = start().await;
    let (case, own) = working(&app, &mut staff).await;
    let linked = format!(
        "select (select count(*) from startup_case where case_id = '{0}' and status = 'admitted' and org_id = '{own}')
            + (select count(*) from startup_event where case_id = '{0}' and to_status = 'admitted')
            + (select count(*) from startup_milestone where case_id = '{0}' and step = 'admission' and done_on is not null)",
        id(&case)
    );
    let told = "select count(*) from inbox_message m join resident r using (person_id)
        where r.name = '吴秀英' and m.news->>'kind' = 'startup_moved' and m.news->>'status' = 'admitted'";
    let before = count(&app, told).await;
    let form = [("organization", own.as_str())];
    let link = async |browser: &mut Browser| browser.submit("#organization-form", &form).await;
    let (_program, mut staff) = cut_off(&app, &moments, (phones::STAFF, &case), &link, (&linked, 3)).await;
    for _ in 0..2 {
        link(&mut staff).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some("already-done"));
    }
    assert_eq!(count(&app, &linked).await, 3);
    app.until("select not exists (select from task where payload::text like '%startup_moved%')").await;
    assert_eq!(count(&app, told).await, before + 1, "whoever founded it hears of it once");
}

#[tokio::test]
async fn killed_while_a_history_is_kept_it_has_kept_it_with_its_receipt_once_or_not_at_all() {
    let moments = [Moment::Before("insert on org_history", "true"), Moment::Commit("insert on org_history", "true")];
    let (app, mut staff) = start().await;
    let (case, own) = working(&app, &mut staff).await;
    staff.get(&case).await.ok();
    staff.submit("#organization-form", &[("organization", own.as_str())]).await.with_status(303);
    app.run_due_tasks().await;
    let kept = format!(
        "select count(*) from org_history where case_id = '{}' and consent_id is not null and consented_at is not null",
        id(&case)
    );
    let form = "section[aria-labelledby=history] > form[action$='/history']";
    let keep = async |browser: &mut Browser| browser.submit(form, &[]).await;
    let home = format!("/org/{own}");
    let (_program, mut owner) = cut_off(&app, &moments, (phones::VENDOR_OWNER, &home), &keep, (&kept, 1)).await;
    for _ in 0..2 {
        keep(&mut owner).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some("already-done"));
    }
    assert_eq!(count(&app, &kept).await, 1);
}
