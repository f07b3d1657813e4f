//! The program is killed in the middle of signing: the certificates are signed as a whole or not at all, and whoever signs again
//! loses nothing and doubles nothing.

use super::{finished, prepare};
use crate::exports::{COLLEAGUE, office};
use crate::support::Browser;
use crate::support::companies::count;
use crate::support::program::{Moment, cut_off};

/// Signing writes in several tables: before the first is written, in the middle, at the end, and when all is committed.
const MOMENTS: [Moment; 4] = [
    Moment::Before("update on certificate_batch", "true"),
    Moment::Before("update on course_certificate", "new.number like '%-0002'"),
    Moment::Before("insert on task", "new.payload::text like '%陪诊实务%'"),
    Moment::Commit("update on course_certificate", "true"),
];
/// The batch, and two certificates.
const SIGNED: (&str, i64) = (
    "select (select count(*) from certificate_batch where signed_at is not null)
        + (select count(*) from course_certificate where number is not null)",
    3,
);

#[tokio::test]
async fn killed_in_the_middle_of_signing_it_has_signed_all_or_nothing() {
    let (app, mut staff, _) = office().await;
    finished(&app).await;
    let batch = prepare(&mut staff, "24").await;
    let sign = async |colleague: &mut Browser| colleague.submit("#sign-form", &[]).await;
    let (_program, mut colleague) = cut_off(&app, &MOMENTS, (COLLEAGUE, &batch), &sign, SIGNED).await;
    for _ in 0..2 {
        sign(&mut colleague).await.with_status(303);
        assert_eq!(colleague.cookie("flash"), Some("already-done"));
    }
    // The numbers have no hole.
    let numbers: Vec<String> = sqlx::query_scalar("select right(number, 4) from course_certificate order by number")
        .fetch_all(&mut app.superuser().await)
        .await
        .expect("numbers");
    assert_eq!(numbers, ["0001", "0002"]);
    // Whoever holds one hears of it once.
    app.until("select not exists (select from task where payload::text like '%陪诊实务%')").await;
    let told =
        "select count(*) from inbox_message m join phone_identity p using (person_id) join resident r using (person_id)
        where r.name = '林晓梅' and m.news->>'kind' = 'certificate_issued' and m.news->>'title' = '陪诊实务'";
    assert_eq!(count(&app, told).await, 1);
}
