//! What is left of a case that has long been over.

use chrono::TimeDelta;

use super::{nobody, state, take_down};
use crate::grids::start;
use crate::support::companies::count;
use crate::support::phones;

/// What staff and people wrote: notes, why it ended, what somebody had in mind.
const WORDS: &str =
    "select (select count(*) from startup_note) + (select count(*) from startup_event where reason <> '')
    + (select count(*) from startup_case where idea <> '')";

#[tokio::test]
async fn two_years_after_a_case_was_closed_its_words_are_gone_and_its_steps_are_not() {
    let (app, mut staff) = start().await;
    nobody(&app).await;
    let mut cases = Vec::new();
    for name in ["吴秀英", "林桂兰"] {
        let case = take_down(&app, &mut staff, name).await;
        staff.get(&case).await.ok();
        staff.submit("#note-form", &[("body", "家里意见不一。")]).await.with_status(303);
        cases.push(case);
    }
    staff.get(&cases[0]).await.ok();
    staff.submit("#closure-form", &[("reason", "找到工作了")]).await.with_status(303);
    let steps = count(&app, "select count(*) from startup_event").await;
    // The other one goes on.
    for (days, words) in [(730, 5), (2, 2)] {
        app.advance(TimeDelta::days(days));
        app.run_tasks().await;
        assert_eq!(count(&app, WORDS).await, words, "{days} days later");
    }
    assert_eq!(count(&app, "select count(*) from startup_event").await, steps);
    let mut staff = app.sign_in(phones::STAFF).await;
    let page = staff.get(&cases[0]).await.ok();
    assert_eq!((state(&page), page.texts(".timeline__item").len()), ("已结束".to_owned(), 2), "{}", page.one("main"));
    assert!(page.one("section[aria-labelledby=facts]").contains("内容已经清空"));
    let page = staff.get(&cases[1]).await.ok();
    assert!(page.one("section[aria-labelledby=notes]").contains("家里意见不一。"));
}
