//! A whole batch on paper.

use super::{finished, prepare, sign};
use crate::exports::office;
use crate::guards::check_page;
use crate::support::Browser;

/// Takes back the certificate of a batch at some place in its list.
async fn revoke(staff: &mut Browser, batch: &str, at: usize) {
    let page = staff.get(batch).await.ok();
    staff.get(&page.attributes("section[aria-labelledby=people] a", "href")[at]).await.ok();
    staff.submit("#revocation-form", &[("reason", "补考成绩录错")]).await.with_status(303);
}

#[tokio::test]
async fn a_batch_is_printed_from_one_page_but_for_what_was_taken_back() {
    let (app, mut staff, mut colleague) = office().await;
    finished(&app).await;
    let batch = prepare(&mut staff, "none").await;
    let sheets = format!("{batch}/sheets");
    assert_eq!(colleague.get(&batch).await.ok().count("#sheets"), 0, "what nobody has signed");
    colleague.get(&sheets).await.with_status(404);
    sign(&mut colleague, &batch).await.with_status(303);
    let page = colleague.get(&batch).await.ok();
    assert_eq!(page.attributes("#sheets", "href"), [&*sheets]);
    let printed = colleague.get(&sheets).await.ok();
    check_page(&printed, "zh-Hans", false);
    assert_eq!(printed.attributes("body", "class"), ["prints-slip prints-certificate"]);
    let names = printed.texts("article.certificate .certificate__text");
    assert!(names.len() == 2 && names[0].contains("林晓梅") && names[1].contains("吴秀英"), "{names:?}");
    assert_eq!(printed.count("article.certificate .qr"), 2);
    // Each is what its own page prints.
    let own = colleague.get(&page.attributes("section[aria-labelledby=people] a", "href")[0]).await.ok();
    let own = colleague.get(&own.attributes("a[href$='/sheet']", "href")[0]).await.ok();
    assert_eq!(own.one("article.certificate"), printed.texts("article.certificate")[0]);
    // What was taken back is handed to nobody.
    revoke(&mut staff, &batch, 0).await;
    let left = staff.get(&sheets).await.ok().texts("article.certificate .certificate__text");
    assert!(left.len() == 1 && left[0].contains("吴秀英"), "{left:?}");
    revoke(&mut staff, &batch, 1).await;
    assert_eq!(staff.get(&batch).await.ok().count("#sheets"), 0);
    staff.get(&sheets).await.with_status(404);
}
