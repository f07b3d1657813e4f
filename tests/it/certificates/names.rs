//! Under which name a certificate is issued: the one that the record says by then, whatever was copied from it before.

use uuid::Uuid;

use super::{DESK, finished, prepare, sign};
use crate::exports::office;
use crate::residents::record;
use crate::support::{Browser, TestApp};

/// Staff put a name right on a record.
async fn rename(staff: &mut Browser, record: &str, name: &str) {
    staff.get(record).await.ok();
    staff.submit("#resident-form", &[("name", name)]).await.with_status(303);
}

/// What 林晓梅 is called on the class list.
async fn on_list(app: &TestApp, run: Uuid) -> String {
    sqlx::query_scalar("select name from enrolment where run_id = $1 and score = 88")
        .bind(run)
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a name")
}

/// The names in a batch.
async fn names(colleague: &mut Browser, batch: &str) -> Vec<String> {
    colleague.get(batch).await.ok().texts("section[aria-labelledby=people] .rows__item a")
}

#[tokio::test]
async fn it_is_issued_under_the_name_that_the_record_says_and_says_that_one_for_good() {
    let (app, mut staff, mut colleague) = office().await;
    let run = finished(&app).await;
    let lin = record(&app, "林晓梅").await;
    // Put right on the record by an older server, after she enrolled.
    app.behind(&format!("update enrolment set name = '林小梅' where run_id = '{run}' and score = 88")).await;
    let page = staff.get(&format!("{DESK}/runs/{run}")).await.ok().one("#enrolment");
    assert!(page.contains("林晓梅（88 分）") && !page.contains("林小梅"), "{page}");
    let batch = prepare(&mut staff, "none").await;
    assert_eq!(names(&mut colleague, &batch).await, ["林晓梅", "吴秀英"]);
    assert_eq!(on_list(&app, run).await, "林晓梅");
    // Put right while it waits for a signature.
    rename(&mut staff, &lin, "欧阳晓梅").await;
    assert_eq!(names(&mut colleague, &batch).await, ["欧阳晓梅", "吴秀英"]);
    assert_eq!(on_list(&app, run).await, "欧阳晓梅");
    sign(&mut colleague, &batch).await.with_status(303);
    let masked = "select name_masked from course_certificate where name = '欧阳晓梅'";
    let masked: String = sqlx::query_scalar(masked).fetch_one(&mut app.superuser().await).await.expect("a name");
    assert_eq!(masked, "欧阳**");
    // What was issued stays, and the class list says the same.
    rename(&mut staff, &lin, "欧阳小梅").await;
    assert_eq!(names(&mut colleague, &batch).await, ["欧阳晓梅", "吴秀英"]);
    assert_eq!(on_list(&app, run).await, "欧阳晓梅");
    // Taken back, the next one is right.
    let first = staff.get(&batch).await.ok();
    staff.get(&first.attributes("section[aria-labelledby=people] a", "href")[0]).await.ok();
    staff.submit("#revocation-form", &[("reason", "姓名写错")]).await.with_status(303);
    let again = staff.get(&format!("{DESK}/runs/{run}")).await.ok();
    assert!(again.one("#enrolment").contains("欧阳小梅"));
    let enrolment = again.attributes("#prepare-form [name=enrolment]", "value").remove(0);
    let next = staff.submit("#prepare-form", &[("enrolment", &enrolment)]).await.with_status(303);
    sign(&mut colleague, next.location()).await.with_status(303);
    assert_eq!(names(&mut colleague, next.location()).await, ["欧阳小梅"]);
    assert_eq!(on_list(&app, run).await, "欧阳小梅");
    assert_eq!(names(&mut colleague, &batch).await, ["欧阳晓梅", "吴秀英"]);
}
