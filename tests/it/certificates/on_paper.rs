//! Learners without an account: they are handed their certificate, and told by staff when it is taken back.

use super::{finished, prepare, sign};
use crate::exports::office;
use crate::support::companies::count;

/// How often whoever was told most of certificates to hand over was told.
const MOST: &str = "select max(told) from (select count(*) as told from inbox_message
    where news->>'kind' = 'certificates_on_paper' group by person_id) person";
const PASSED_ON: &str = "select count(*) from inbox_message
    where news->>'kind' = 'pass_on' and news->'news'->>'title' = '陪诊实务'";

#[tokio::test]
async fn whoever_has_no_account_is_handed_theirs_and_staff_hear_of_all_of_them_at_once() {
    let (app, mut staff, mut colleague) = office().await;
    finished(&app).await;
    let batch = prepare(&mut staff, "none").await;
    sign(&mut colleague, &batch).await.with_status(303);
    assert_eq!(colleague.cookie("flash"), Some("certificates-on-paper"));
    app.run_tasks().await;
    // 林晓梅 reads it for herself; 吴秀英 has no account.
    let page = colleague.get(&batch).await.ok();
    let rows = page.texts("section[aria-labelledby=people] .rows__item");
    let marked: Vec<_> = rows.iter().filter(|row| row.contains("没有账号，打印后交给本人")).collect();
    assert!(rows.len() == 2 && marked.len() == 1 && marked[0].contains("吴秀英"), "{rows:?}");
    assert_eq!((count(&app, MOST).await, count(&app, PASSED_ON).await), (1, 0));
    let inbox = staff.get("/me/inbox").await.ok().text();
    assert!(inbox.contains("陪诊实务：1 位学员没有账号，请打印结业证书交给本人"));
    // One that is taken back has to be said to somebody: staff pass it on.
    let hers = page.attributes("section[aria-labelledby=people] .rows__item:has(.mark--soon) a", "href").remove(0);
    staff.get(&hers).await.ok();
    staff.submit("#revocation-form", &[("reason", "补考成绩录错")]).await.with_status(303);
    app.run_tasks().await;
    let inbox = staff.get("/me/inbox").await.ok().text();
    assert!(inbox.contains("请转告一位没有账号的居民：尚锦社区撤销了您“陪诊实务”的结业证书"), "{inbox}");
    let page = staff.get(&batch).await.ok();
    assert!(!page.text().contains("没有账号，打印后交给本人"), "there is nothing to hand over any more");
}
