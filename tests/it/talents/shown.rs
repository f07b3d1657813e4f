//! Whom everybody may see is found without knowing the address; where there is nobody, no more than the footer leads there.

use super::*;

const HOME: &str = "/c/shangjin";

/// How many links lead there from the home and from the sitemap.
async fn leads(anybody: &mut Browser, home: &str) -> (usize, usize) {
    let shown = format!("{home}/talents");
    let of_home = anybody.get(home).await.ok().count(&format!("main a[href='{shown}']"));
    let sitemap = anybody.get(&format!("{home}/sitemap.xml")).await.ok().text();
    (of_home, sitemap.matches(&format!("{shown}</loc>")).count())
}

#[tokio::test]
async fn whoever_is_shown_is_found_from_the_home_and_their_own_page() {
    let (app, mut staff) = start().await;
    let (mut lin, mut anybody) = (app.sign_in(phones::RESIDENT).await, app.browser());
    assert_eq!(leads(&mut anybody, HOME).await, (1, 1));
    let link = anybody.get(HOME).await.ok().attributes("main a.community[href$='/talents']", "href").remove(0);
    assert_eq!(anybody.get(&link).await.ok().count("main article"), 2);
    let own = lin.get(MINE).await.ok().attributes("section[aria-labelledby=use-badge] a", "href");
    assert_eq!(own, [SHOWN]);
    assert!(lin.get(&own[0]).await.ok().text().contains("林**"));
    assert_eq!(leads(&mut lin, HOME).await, (1, 1), "to who is signed in, too");
    assert_eq!(leads(&mut anybody, "/c/yunqi").await, (0, 0), "nobody is shown there");
    // One of the two no longer agrees, and then the other is no longer recognised.
    lin.get(MINE).await.ok();
    lin.submit("#end-badge-form", &[]).await.with_status(303);
    assert_eq!(leads(&mut anybody, HOME).await, (1, 1));
    let qin = page_of(&app, &mut staff, "秦建军").await;
    staff.get(&qin).await.ok();
    staff.submit("#recognition-form", &[]).await.with_status(303);
    assert_eq!(leads(&mut anybody, HOME).await, (0, 0));
    lin.get(MINE).await.ok();
    lin.submit("#give-badge-form", &[]).await.with_status(303);
    assert_eq!(leads(&mut anybody, HOME).await, (1, 1), "and again");
}

#[tokio::test]
async fn where_the_last_one_moved_out_nothing_leads_there_within_a_minute() {
    let app = TestApp::new().await;
    let mut anybody = app.browser();
    assert_eq!(leads(&mut anybody, HOME).await, (1, 1));
    app.superuser()
        .await
        .execute("update resident set left_on = '2026-11-22' where name in ('林晓梅', '秦建军')")
        .await
        .expect("both");
    app.advance(TimeDelta::minutes(1));
    assert_eq!(leads(&mut anybody, HOME).await, (0, 0));
}
