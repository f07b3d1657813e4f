//! Whoever shares no part with the employer has said yes all the same: to their word, and to who vouches for them.

use super::ends::asked;
use super::revoked::{TOLD, revoke};
use super::*;

const VOUCH: &str = "section[aria-labelledby=vouch]";
const LOOKS: &str = "select count(*) from resident_view where reason = 'application'";

/// 林晓梅 is recommended and says yes with a word alone; gives the employer's page of her application, not opened yet.
async fn given(app: &TestApp, owner: &mut Browser, posting: Uuid) -> String {
    recommend(app, &mut app.sign_in(phones::STAFF).await, posting).await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    asked(&mut lin).await;
    lin.submit("#yes-form", &[("note", "下周能上班")]).await.with_status(303);
    let list = owner.get(&applications(app, posting).await).await.ok();
    assert!(list.one("main .rows__item").contains("物业公司推荐"));
    list.attributes("main .rows__item a", "href").remove(0)
}

#[tokio::test]
async fn an_employer_reads_who_vouches_though_no_part_is_shared_and_is_told_when_it_holds_no_longer() {
    let app = app().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let one = given(&app, &mut owner, job(&app, "白班保姆").await).await;
    let page = owner.get(&one).await.ok();
    let vouch = page.one(VOUCH);
    assert!(page.one("h1") == "林**" && !page.text().contains("晓梅"), "{}", page.one("h1"));
    assert!(vouch.contains("锦里物业") && vouch.contains("做事踏实") && vouch.contains("今天有效"), "{vouch}");
    assert_eq!(page.count(&format!("{VOUCH} a")), 1, "anybody may verify the number");
    assert!(page.one("section[aria-labelledby=shown]").contains("下周能上班"));
    assert_eq!(count(&app, LOOKS).await, 1, "whoever reads a word reads something");
    assert_eq!(count(&app, TOLD).await, 0);
    revoke(&app, &mut app.sign_in(phones::STAFF).await).await;
    app.run_tasks().await;
    assert_eq!(count(&app, TOLD).await, 1);
}

#[tokio::test]
async fn a_neighbour_who_refers_is_read_though_no_part_is_shared() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let link = pass_on(&app, nanny, &[("word", "信得过的老邻居")]).await;
    let mut qin = app.sign_in(phones::TWO_IDENTITIES).await;
    let apply = qin.get(&link).await.ok().attributes("main a.btn--primary", "href").remove(0);
    qin.get(&apply).await.ok();
    qin.submit("#apply-form", &[]).await.with_status(303);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let list = owner.get(&applications(&app, nanny).await).await.ok();
    let page = owner.get(&list.attributes("main .rows__item a", "href")[0]).await.ok();
    assert!(page.one(VOUCH).contains("信得过的老邻居") && !page.text().contains("秦建军"), "{}", page.one("main"));
}

#[tokio::test]
async fn what_was_taken_back_or_is_gone_with_the_time_is_read_by_nobody() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let one = given(&app, &mut owner, nanny).await;
    let hired = |rest: &str| {
        format!(
            "update job_application set status = 'hired', hired_on = '2026-11-20', note = '下周能上班', is_forgotten = false {rest}
            where posting_id = '{nanny}'"
        )
    };
    run(&app, &hired("")).await;
    assert_eq!(owner.get(&one).await.ok().count(VOUCH), 1, "she works there, and has taken nothing back");
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/applications").await.ok();
    let unshare = format!("section:has(a[href$='{nanny}']) form[action$='/withdrawal']");
    lin.submit(&unshare, &[]).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("job-unshared"));
    assert_eq!(lin.get("/me/applications").await.ok().count(&unshare), 0, "there is nothing more to take back");
    let looks = count(&app, LOOKS).await;
    let nothing = |page: &Answer, case: &str| {
        assert!(page.count(VOUCH) == 0 && !page.text().contains("下周能上班"), "{case}: {}", page.one("main"));
    };
    nothing(&owner.get(&one).await.ok(), "taken back");
    // As a server leaves it that knows of no mark.
    run(&app, &hired(", shared = '{name}'").replace("note = '下周能上班'", "note = ''")).await;
    nothing(&owner.get(&one).await.ok(), "by another server");
    run(&app, &hired(", shared = '{}'").replace("2026-11-20", "2026-07-26")).await;
    app.pass_days(1).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    nothing(&owner.get(&one).await.ok(), "120 days later");
    assert_eq!(count(&app, LOOKS).await, looks, "and nobody is put on record for it");
}
