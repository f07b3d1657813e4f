//! What an employer prints of a posting.

use jiamenkou::links::qr::Symbol;

use super::*;

#[tokio::test]
async fn an_employer_prints_a_poster_as_long_as_residents_can_apply() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let made = format!("{}/shangjin/{nanny}", workspace(&app).await);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let url = owner.get(&made).await.ok().attributes("main a[href$='/poster']", "href").remove(0);
    let poster = owner.get(&url).await.ok();
    assert_eq!(poster.one(".poster__title"), "白班保姆");
    assert_eq!(poster.one(".poster__amount"), "3,800–5,200");
    let about = poster.one(".poster__about");
    for part in ["和风里", "招到 2026年12月23日", "不住家", "8:00–17:30"] {
        assert!(about.contains(part), "{part}: {about}");
    }
    assert!(poster.one(".poster__community").contains("尚锦"));
    // The code leads to the posting; what is typed, to the list in which it stands.
    let code = Symbol::new(&format!("http://localhost:8080{LIST}/{nanny}")).expect("a code");
    assert_eq!(poster.attributes(".poster .qr path", "d"), [code.path()]);
    assert_eq!(poster.one(".poster__address"), format!("http://localhost:8080{LIST}"));
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
