//! A record goes to the person it is about, by a code from staff.

use super::merges::merge;
use super::{LIST, record, value};
use crate::grids::start;
use crate::support::companies::count;
use crate::support::{Answer, Browser, TestApp, phones};

const MINE: &str = "/me/records";
/// 乔亚楠 has an account and no record.
const QIAO: &str = "13800000010";

/// Issues a code that hands over a record; gives its digits.
pub async fn code(staff: &mut Browser, record: &str) -> String {
    staff.get(record).await.ok();
    let slip = staff.submit("#code-form", &[]).await.with_status(303).location().to_owned();
    staff.get(&slip).await.ok().one(".slip__code")
}

pub async fn enter(browser: &mut Browser, code: &str) -> Answer {
    browser.get("/c/shangjin/code").await.ok();
    browser.submit("form.form", &[("code", code)]).await
}

/// How often the person whose record it is may call themselves a resident of 尚锦.
async fn grants(app: &TestApp, record: &str) -> String {
    value(app, record, "select count(*) from role_grant g where g.person_id = r.person_id and g.tenant_id = r.tenant_id and g.role = 'resident'").await
}

#[tokio::test]
async fn a_code_signs_in_whoever_is_new_and_makes_the_record_theirs() {
    let (app, mut staff) = start().await;
    let person = record(&app, "林桂兰").await;
    staff.get(&person).await.ok();
    let slips: Vec<String> = [
        staff.submit("#code-form", &[]).await.with_status(303).location().to_owned(),
        staff.submit("#code-form", &[]).await.with_status(303).location().to_owned(),
    ]
    .into();
    assert_eq!((&slips[0], count(&app, "select count(*) from sign_in_code").await), (&slips[1], 1), "sent twice");
    let code = staff.get(&slips[0]).await.ok().one(".slip__code");
    assert_eq!(value(&app, &person, "r.person_id").await, "", "until it is used");
    let mut browser = app.browser();
    enter(&mut browser, &code).await.with_status(303);
    let own = browser.get(MINE).await.ok().one("main section.card");
    assert!(["林桂兰", "139 0001 0002", "1955", "腿脚不便"].iter().all(|text| own.contains(text)), "{own}");
    assert_eq!(grants(&app, &person).await, "1");
    let page = staff.get(&person).await.ok();
    assert!(page.one("section[aria-labelledby=facts]").contains("本人已认领"));
    assert_eq!(super::finding::all(&mut staff, &format!("{LIST}?account=1")).await.len(), 3);
    enter(&mut app.browser(), &code).await.with_status(422);
    // Another code for the same person brings them back to it.
    let again = self::code(&mut staff, &person).await;
    let mut browser = app.browser();
    enter(&mut browser, &again).await.with_status(303);
    assert!(browser.get(MINE).await.ok().one("main section.card").contains("林桂兰"));
    assert_eq!(grants(&app, &person).await, "1", "a resident once");
}

#[tokio::test]
async fn whoever_is_signed_in_takes_the_record_into_their_account() {
    let (app, mut staff) = start().await;
    // One is a resident here already, the other a volunteer alone.
    for (phone, name) in [(QIAO, "林桂兰"), (super::looks::STEWARD, "何俊杰")] {
        let person = record(&app, name).await;
        let code = code(&mut staff, &person).await;
        let mut browser = app.sign_in(phone).await;
        let session = browser.cookie("session").map(str::to_owned);
        assert!(session.is_some() && browser.get(MINE).await.ok().count("main section.card") == 0);
        let taken = enter(&mut browser, &code).await.with_status(303);
        assert_eq!((taken.location(), browser.cookie("session")), (MINE, session.as_deref()));
        assert!(browser.get(MINE).await.ok().one("main section.card").contains(name));
        assert_eq!(grants(&app, &person).await, "1", "{name}");
        assert!(
            app.sign_in(phone).await.get(MINE).await.ok().one("main section.card").contains(name),
            "and so it stays"
        );
    }
    // People who were to be entered on paper and never came are nobody.
    assert_eq!(
        count(
            &app,
            "select count(*) from role_grant g join person p using (person_id) where p.name in ('林桂兰', '何俊杰')"
        )
        .await,
        0
    );
}

#[tokio::test]
async fn a_second_code_ends_the_first() {
    let (app, mut staff) = start().await;
    let (person, other) = (record(&app, "林桂兰").await, record(&app, "何俊杰").await);
    let codes = [code(&mut staff, &person).await, code(&mut staff, &other).await, code(&mut staff, &person).await];
    for (code, status) in codes.iter().zip([422, 303, 303]) {
        enter(&mut app.browser(), code).await.with_status(status);
    }
}

#[tokio::test]
async fn a_record_that_is_somebody_elses_is_refused_and_the_code_is_not_used_up() {
    let (app, mut staff) = start().await;
    // While the slip is on its way the record turns out to be somebody's.
    let (paper, lin) = (record(&app, "林桂兰").await, record(&app, "林晓梅").await);
    let code = code(&mut staff, &paper).await;
    merge(&mut staff, &lin, &paper, &[]).await.with_status(303);
    let before = value(&app, &lin, "r.person_id").await;
    let mut other = app.sign_in(phones::TWO_IDENTITIES).await;
    let refused = enter(&mut other, &code).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#code"]);
    assert!(!other.get(MINE).await.ok().one("main").contains("林晓梅"));
    assert_eq!(value(&app, &lin, "r.person_id").await, before);
    let mut own = app.sign_in(phones::RESIDENT).await;
    enter(&mut own, &code).await.with_status(303);
    assert!(own.get(MINE).await.ok().one("main section.card").contains("林晓梅"));
}
