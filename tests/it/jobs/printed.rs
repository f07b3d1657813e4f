//! What an employer prints of a posting.

use super::*;
use crate::support::scanned;

/// The poster of 白班保姆, as its employer prints it.
async fn poster_of(app: &TestApp, nanny: Uuid) -> String {
    format!("{}/shangjin/{nanny}/poster", workspace(app).await)
}

#[tokio::test]
async fn an_employer_prints_a_poster_as_long_as_residents_can_apply() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let made = format!("{}/shangjin/{nanny}", workspace(&app).await);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let url = owner.get(&made).await.ok().attributes("main a[href$='/poster']", "href").remove(0);
    owner.get(&url).await.ok();
    owner.submit("#code-form", &[]).await.with_status(303);
    let poster = owner.get(&url).await.ok();
    assert_eq!(poster.one(".poster__title"), "白班保姆");
    assert_eq!(poster.one(".poster__amount"), "3,800–5,200");
    let about = poster.one(".poster__about");
    for part in ["和风里", "招到 2026年12月23日", "不住家", "8:00–17:30"] {
        assert!(about.contains(part), "{part}: {about}");
    }
    assert!(poster.one(".poster__community").contains("尚锦"));
    // What is typed is what is scanned.
    assert_eq!(poster.one(".poster__address"), scanned(&poster));
    // Who does not belong to them does not even find it.
    app.sign_in(phones::OTHER_OWNER).await.get(&url).await.with_status(404);
    app.sign_in(phones::VENDOR_WORKER).await.get(&url).await.with_status(403);
    // Nobody hangs up what nobody can apply for.
    let is_printed = async |owner: &mut Browser| {
        let poster = owner.get(&url).await.ok();
        assert_eq!(poster.one("main").contains("现在没有发布"), poster.count(".poster") == 0);
        poster.count(".poster") == 1
    };
    app.behind("update admission set status = 'suspended' where org_name like '晴扫%'").await;
    assert!(!is_printed(&mut owner).await, "the company is suspended here");
    app.behind("update admission set status = 'admitted' where org_name like '晴扫%'").await;
    assert!(is_printed(&mut owner).await);
    step(&mut owner, &made, "pause", "").await.with_status(303);
    assert!(!is_printed(&mut owner).await);
    assert_eq!(owner.get(&made).await.ok().count("main a[href$='/poster']"), 0);
}

#[tokio::test]
async fn whoever_scans_an_employers_poster_is_led_to_the_posting_and_counted_once() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let url = poster_of(&app, nanny).await;
    let (mut owner, mut editor) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_EDITOR).await);
    let mut staff = app.sign_in(phones::STAFF).await;
    for browser in [&mut owner, &mut editor] {
        assert_eq!(browser.get(&url).await.ok().count(".poster"), 0, "its code is yet to be made");
    }
    // One presses the button after the other had seen it: there is one link.
    for (browser, flash) in [(&mut owner, Some("link-made")), (&mut editor, None)] {
        let made = browser.submit("#code-form", &[]).await.with_status(303);
        assert_eq!((made.location(), browser.cookie("flash")), (&*url, flash));
    }
    let poster = owner.get(&url).await.ok();
    let code = scanned(&poster);
    assert_eq!(scanned(&editor.get(&url).await.ok()), code);
    assert_eq!(poster.one("#scans"), "这张海报的二维码：近 30 天扫了 0 次，累计 0 次。");
    assert_eq!(poster.count(".not-on-slip #scans"), 1, "it is not printed");
    let scan = code.strip_prefix("http://localhost:8080").expect("an address of ours");
    let mut passer = app.browser();
    let led = passer.get(scan).await.with_status(303).location().to_owned();
    assert_eq!(led, format!("{LIST}/{nanny}"));
    assert!(passer.get(&led).await.ok().one("h1").contains("白班保姆"));
    app.state.scans().flush(&app.state).await.expect("the scans are written");
    let counted = owner.get(&url).await.ok();
    assert_eq!(counted.one("#scans"), "这张海报的二维码：近 30 天扫了 1 次，累计 1 次。");
    // Staff's poster of the posting is the same one, and says for whom it was made.
    staff.get("/c/shangjin/staff/links?for=job").await.ok();
    let asked = [("key", &*nanny.to_string()), ("medium", "poster")];
    let link = staff.submit("#link-form", &asked).await.with_status(303).location().to_owned();
    assert_eq!(staff.cookie("flash"), Some("already-done"));
    let page = staff.get(&link).await.ok();
    assert!(code.ends_with(&page.one(".link-card__address .nowrap")), "{code}");
    assert!(page.one(".page__lead").contains("晴扫家政"), "{}", page.one(".page__lead"));
    assert!(page.one("section[aria-labelledby=scans]").contains("累计 1 次"));
    // Once it is revoked, what hangs on the walls leads nowhere, and staff alone make another code.
    staff.submit("form[action$='/revocation']", &[]).await.with_status(303);
    assert_eq!(passer.get(scan).await.with_status(303).location(), "/c/shangjin/services");
    let ended = owner.get(&url).await.ok();
    assert_eq!((ended.count(".poster"), ended.count("#code-form")), (0, 0));
    assert!(ended.one("main").contains("被社区停用"), "{}", ended.one("main"));
    // A page of before still shows the button.
    owner.forge(&url, "").await.with_status(303);
    assert_eq!(count(&app, "select count(*) from short_link where revoked_at is null").await, 0);
    staff.get("/c/shangjin/staff/links?for=job").await.ok();
    staff.submit("#link-form", &asked).await.with_status(303);
    assert_ne!(scanned(&owner.get(&url).await.ok()), code);
}

#[tokio::test]
async fn of_what_nobody_can_apply_for_no_code_is_made() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let url = poster_of(&app, nanny).await;
    let (mut owner, mut editor) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_EDITOR).await);
    editor.get(&url).await.ok();
    step(&mut owner, url.strip_suffix("/poster").expect("a posting"), "pause", "").await.with_status(303);
    // Another tab still shows the button.
    editor.submit("#code-form", &[]).await.with_status(303);
    assert!(editor.get(&url).await.ok().one("main").contains("现在没有发布"));
    assert_eq!(count(&app, "select count(*) from short_link").await, 0);
}
