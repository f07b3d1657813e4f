//! The program is killed in the middle of a step: the step was taken as a whole or not at all, and whoever takes it again
//! loses nothing and doubles nothing.

use sqlx::Executor;

use super::{ISSUED, finished, prepare};
use crate::exports::{COLLEAGUE, office};
use crate::support::companies::count;
use crate::support::demo_password;
use crate::support::program::Program;

/// Signing writes in several tables. The program is killed at the last moment before each: where the first is written, in
/// the middle, at the end, and when all of it is being committed, which it never hears of.
const PLACES: [(&str, &str, i64); 4] = [
    ("before update on certificate_batch for each row", "create trigger", 0),
    ("before update on course_certificate for each row when (new.number like '%-0002')", "create trigger", 0),
    ("before insert on task for each row when (new.payload::text like '%陪诊实务%')", "create trigger", 0),
    ("after update on course_certificate deferrable initially deferred for each row", "create constraint trigger", 2),
];

/// Whether nobody is in the middle of signing.
const IS_OVER: &str =
    "select not exists (select from pg_locks join pg_database on oid = database where datname = current_database()
    and relation = 'certificate_batch'::regclass and mode = 'RowExclusiveLock')";

#[tokio::test]
async fn killed_in_the_middle_of_signing_it_has_signed_all_or_nothing() {
    for (place, create, issued) in PLACES {
        let (app, mut staff, _) = office().await;
        finished(&app).await;
        let batch = prepare(&mut staff, "24").await;
        app.behind(&format!(
            "create function wait_here() returns trigger language plpgsql as
                $$ begin perform pg_advisory_xact_lock(1); return new; end $$;
            {create} wait_here {place} execute function wait_here()"
        ))
        .await;
        let mut gate = app.superuser().await;
        gate.execute("select pg_advisory_lock(1)").await.expect("a closed gate");
        let mut program = Program::start(&app);
        let mut colleague = program.browser();
        colleague.get("/sign-in").await.ok();
        let password = demo_password(COLLEAGUE);
        colleague.submit("form.form", &[("phone", COLLEAGUE), ("password", &password)]).await.with_status(303);
        colleague.get(&batch).await.ok();
        let kill = async {
            app.until("select exists (select from pg_locks where locktype = 'advisory' and not granted)").await;
            program.kill();
        };
        let (answer, ()) = tokio::join!(colleague.submit("#sign-form", &[]), kill);
        answer.with_status(502);
        // What the database was doing it does to its end; then it finds that nobody is there.
        gate.execute("select pg_advisory_unlock(1)").await.expect("an open gate");
        app.until(IS_OVER).await;
        assert_eq!(count(&app, ISSUED).await, issued, "{place}");
        assert_eq!(
            count(&app, "select count(*) from certificate_batch where signed_at is not null").await,
            issued.min(1)
        );
        // It is started anew, and the same form is sent again, by whoever is still signed in.
        let program = Program::start(&app);
        let mut again = program.browser();
        again.set_cookie("session", colleague.cookie("session").expect("a session"));
        let flash = if issued == 0 { "certificates-on-paper" } else { "already-done" };
        for flash in [flash, "already-done"] {
            again.forge(&format!("{batch}/signature"), "").await.with_status(303);
            assert_eq!(again.cookie("flash"), Some(flash), "{place}");
        }
        // The numbers have no hole.
        let numbers: Vec<String> =
            sqlx::query_scalar("select right(number, 4) from course_certificate order by number")
                .fetch_all(&mut app.superuser().await)
                .await
                .expect("numbers");
        assert_eq!(numbers, ["0001", "0002"], "{place}");
        // Whoever holds one hears of it once.
        app.until("select not exists (select from task where payload::text like '%陪诊实务%')").await;
        let told = "select count(*) from inbox_message m join phone_identity p using (person_id) join resident r using (person_id)
            where r.name = '林晓梅' and m.news->>'kind' = 'certificate_issued' and m.news->>'title' = '陪诊实务'";
        assert_eq!(count(&app, told).await, 1, "{place}");
    }
}
