//! What a trainer sees, and prints, of the certificates of its own runs.

use uuid::Uuid;

use super::{DESK, sign};
use crate::exports::office;
use crate::guards::check_page;
use crate::support::training::{Plan, Run, open_run, put};
use crate::support::{Answer, Browser, TestApp, phones};

/// The certificates of a run in its trainer's workspace.
fn page_of(run: &Run) -> String {
    format!("{}/certificates", run.trainer())
}

/// The trainer prepares certificates for everybody who passed; gives the batch, which waits for a signature.
async fn prepare(app: &TestApp, owner: &mut Browser, run: &Run) -> Uuid {
    owner.get(&page_of(run)).await.ok();
    owner.submit("#prepare-form", &[("term", "12")]).await.with_status(303);
    let batch = sqlx::query_scalar("select batch_id from certificate_batch where run_id = $1").bind(run.id);
    batch.fetch_one(&mut app.superuser().await).await.expect("a batch")
}

/// What stands in the list of those that were issued.
fn issued(page: &Answer) -> Vec<String> {
    page.texts("section[aria-labelledby=issued] .rows__item")
}

#[tokio::test]
async fn a_trainer_prints_what_was_issued_of_its_run_as_the_community_prints_it() {
    let (app, mut staff, mut colleague) = office().await;
    let run = open_run(&app, &Plan { title: "居家收纳", ..Plan::default() }).await;
    for name in ["林晓梅", "秦建军"] {
        put(&app, &run, name, "passed").await;
    }
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let list = owner.get(&format!("{}/learners", run.trainer())).await.ok();
    assert_eq!(list.count(&format!("main a[href='{}']", page_of(&run))), 1, "the class list leads there");
    let batch = prepare(&app, &mut owner, &run).await;
    let waiting = owner.get(&page_of(&run)).await.ok();
    assert!(issued(&waiting).is_empty(), "nobody has signed them");
    assert_eq!(waiting.count("main a[href$='/sheets']"), 0);
    let sheets = format!("{}/batches/{batch}/sheets", page_of(&run));
    owner.get(&sheets).await.with_status(404);
    let desk = format!("{DESK}/batches/{batch}");
    sign(&mut colleague, &desk).await.with_status(303);
    let page = owner.get(&page_of(&run)).await.ok();
    check_page(&page, "zh-Hans", false);
    let rows = issued(&page);
    assert_eq!(rows.len(), 2, "{rows:?}");
    for (row, name) in rows.iter().zip(["林晓梅", "秦建军"]) {
        assert!(row.contains(name) && row.contains("SHANGJIN-2026-") && row.ends_with("有效"), "{row}");
    }
    // One, and all of the batch: what staff print of them.
    let one = page.attributes("section[aria-labelledby=issued] a", "href").remove(0);
    let printed = owner.get(&one).await.ok();
    check_page(&printed, "zh-Hans", false);
    let hers = staff.get(&desk).await.ok().attributes("section[aria-labelledby=people] a", "href").remove(0);
    let theirs = staff.get(&hers).await.ok().attributes("a[href$='/sheet']", "href").remove(0);
    let paper = "article.certificate";
    assert_eq!(printed.one(paper), staff.get(&theirs).await.ok().one(paper));
    assert_eq!(page.attributes("main a[href$='/sheets']", "href"), [&*sheets]);
    let all = owner.get(&sheets).await.ok();
    check_page(&all, "zh-Hans", false);
    assert_eq!(all.count(paper), 2);
    assert_eq!(all.texts(paper), staff.get(&format!("{desk}/sheets")).await.ok().texts(paper));
    // One that is taken back says so, and is handed to nobody; why is not the trainer's to read.
    staff.get(&hers).await.ok();
    staff.submit("#revocation-form", &[("reason", "补考成绩录错")]).await.with_status(303);
    let page = owner.get(&page_of(&run)).await.ok();
    assert!(issued(&page)[0].ends_with("已撤销") && !page.text().contains("补考成绩录错"), "{:?}", issued(&page));
    assert_eq!(owner.get(&one).await.ok().one(".certificate__stamp"), "已撤销");
    let left = owner.get(&sheets).await.ok().texts(paper);
    assert!(left.len() == 1 && left[0].contains("秦建军"), "{left:?}");
}

#[tokio::test]
async fn whoever_did_not_teach_a_run_or_has_left_the_community_finds_no_certificate_of_it() {
    let (app, _, mut colleague) = office().await;
    let run = open_run(&app, &Plan { title: "居家收纳", ..Plan::default() }).await;
    let other = open_run(&app, &Plan { title: "衣物洗护", ..Plan::default() }).await;
    put(&app, &run, "林晓梅", "passed").await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let batch = prepare(&app, &mut owner, &run).await;
    sign(&mut colleague, &format!("{DESK}/batches/{batch}")).await.with_status(303);
    let page = owner.get(&page_of(&run)).await.ok();
    let one = page.attributes("section[aria-labelledby=issued] a", "href").remove(0);
    let all = page.attributes("main a[href$='/sheets']", "href").remove(0);
    // 暖灯照护 serves the community, too.
    let stranger: Uuid = sqlx::query_scalar("select org_id from organization where name like '暖灯照护%'")
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("another organization");
    let (mut editor, mut worker) = (app.sign_in(phones::VENDOR_EDITOR).await, app.sign_in(phones::VENDOR_WORKER).await);
    let mut theirs = app.sign_in(phones::CARE_OWNER).await;
    for path in [&one, &all] {
        editor.get(path).await.ok();
        worker.get(path).await.with_status(403);
        theirs.get(path).await.with_status(404);
        theirs.get(&path.replace(&run.org.to_string(), &stranger.to_string())).await.with_status(404);
        // Nor does what was issued of one run stand at another's address, or in another community.
        owner.get(&path.replace(&run.id.to_string(), &other.id.to_string())).await.with_status(404);
        owner.get(&path.replace("shangjin", "yunqi")).await.with_status(404);
        owner.get(path).await.ok();
    }
    app.behind(&format!("update admission set status = 'exited' where org_id = '{}'", run.org)).await;
    for path in [&page_of(&run), &one, &all] {
        owner.get(path).await.with_status(404);
    }
}
