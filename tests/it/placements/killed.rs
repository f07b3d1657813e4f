//! The program is killed while the last hours are signed, or while somebody confirms that they are done: it is so once, and told
//! of once, or not at all.

use super::{line, practising};
use crate::support::companies::count;
use crate::support::program::{Moment, cut_off};
use crate::support::training::before_anybody_learned;
use crate::support::{Browser, phones};

const IS_TOLD: &str = "select not exists (select from task where payload::text like '%居家照护%')";

#[tokio::test]
async fn killed_while_the_last_hours_are_signed_it_has_signed_them_once_or_not_at_all() {
    let moments = [
        Moment::Before("update on placement_entry", "true"),
        Moment::Before("insert on task", "new.payload::text like '%居家照护%'"),
        Moment::Commit("update on placement_entry", "true"),
    ];
    let app = before_anybody_learned().await;
    let [mine, ..] = practising(&app).await;
    // What the company wrote down of one day is all that was agreed.
    app.behind("update placement set agreed_minutes = 240").await;
    let page = line(&mut app.sign_in(phones::RESIDENT).await, &mine, "11月20日").await;
    let signed = "select count(*) from placement_entry where learner_signed_at is not null";
    let sign = async |browser: &mut Browser| browser.submit("#sign-form", &[]).await;
    let (_program, mut lin) = cut_off(&app, &moments, (phones::RESIDENT, &page), &sign, (signed, 1)).await;
    for _ in 0..2 {
        sign(&mut lin).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some("already-done"));
    }
    assert_eq!(count(&app, signed).await, 1);
    app.until(IS_TOLD).await;
    let told =
        "select count(*) from org_message where news::text like '%居家照护%' and news::text like '%\"reached\"%'";
    assert_eq!(count(&app, told).await, 1, "the company hears of it once");
}

#[tokio::test]
async fn killed_while_hours_are_confirmed_it_has_confirmed_them_once_or_not_at_all() {
    let moments = [
        Moment::Before("update on placement", "new.status = 'completed'"),
        Moment::Before("insert on task", "new.payload::text like '%居家照护%'"),
        Moment::Commit("update on placement", "new.status = 'completed'"),
    ];
    let app = before_anybody_learned().await;
    let [_, theirs, _] = practising(&app).await;
    app.behind(
        "update placement set agreed_minutes = 240;
        update placement_entry set learner_signed_at = '2026-11-21T03:00:00Z', learner_signer = '林晓梅' where disputed_at is null",
    )
    .await;
    let done =
        "select count(*) from placement where status = 'completed' and completed_on is not null and done_minutes = 240";
    let confirm = async |browser: &mut Browser| browser.submit("#complete-form", &[]).await;
    let (_program, mut owner) = cut_off(&app, &moments, (phones::VENDOR_OWNER, &theirs), &confirm, (done, 1)).await;
    for _ in 0..2 {
        confirm(&mut owner).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some("already-done"));
    }
    assert_eq!(count(&app, done).await, 1);
    app.until(IS_TOLD).await;
    let told = "select count(*) from inbox_message m join resident r using (person_id)
        where r.name = '林晓梅' and m.news::text like '%居家照护%' and m.news::text like '%\"completed\"%'";
    assert_eq!(count(&app, told).await, 1, "she hears of it once");
}
