//! A certificate is taken back that somebody relied on: they read it where they read the certificate, and are told.

use super::*;

/// How often organizations were told.
pub(super) const TOLD: &str = "select count(*) from org_message where news->'what'->>'what' = 'certificate_revoked'";

/// Staff take her certificate back by its page.
pub(super) async fn revoke(app: &TestApp, staff: &mut Browser) {
    let number: String = sqlx::query_scalar(
        "select number from course_certificate where revoked_at is null and resident_id in
            (select resident_id from resident where name = '林晓梅')",
    )
    .fetch_one(&mut app.superuser().await)
    .await
    .expect("a certificate");
    staff.get("/c/shangjin/staff/certificates").await.ok();
    let found = staff.submit("#number-form", &[("number", &number)]).await.ok();
    let certificate = found.attributes("section[aria-labelledby=issued] th a", "href").remove(0);
    staff.get(&certificate).await.ok();
    staff.submit("#revocation-form", &[("reason", "补考成绩录错")]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("certificate-revoked"));
}

/// She applies by herself, and shares this.
async fn apply(app: &TestApp, posting: Uuid, parts: &[(&str, &str)]) {
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(&format!("/c/shangjin/jobs/{posting}/application")).await.ok();
    lin.submit("#apply-form", parts).await.with_status(303);
}

#[tokio::test]
async fn after_the_yes_the_employer_and_the_desk_read_where_the_certificate_stands_and_are_told() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    let one = recommend(&app, &mut staff, nanny).await;
    let answer = lin.get(MINE).await.ok().attributes("main a.btn--primary", "href").remove(0);
    lin.get(&answer).await.ok();
    lin.submit("#yes-form", &[("part", "name"), ("part", "certificates")]).await.with_status(303);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let list = owner.get(&applications(&app, nanny).await).await.ok();
    let application = list.attributes("main .rows__item a", "href").remove(0);
    let (vouch, shared) = ("section[aria-labelledby=vouch] .mark", "section[aria-labelledby=shown]");
    let at_desk = application.split("/jobs/shangjin").nth(1).expect("a path");
    let at_desk = format!("/c/shangjin/staff/jobs{at_desk}");
    let page = owner.get(&application).await.ok();
    let taken = page.one(shared);
    assert!(page.one(vouch) == "今天有效" && taken.matches("今天有效").count() == 1, "{taken}");
    // Its last day is over; what was shared stays as it was taken.
    run(&app, "update course_certificate set expires_on = '2026-11-22'").await;
    let page = owner.get(&application).await.ok();
    assert_eq!(page.one(vouch), "已在2026年11月22日过期");
    assert_eq!(page.one(shared), taken.replace("今天有效", "已在2026年11月22日过期"));
    assert_eq!(count(&app, TOLD).await, 0);
    revoke(&app, &mut staff).await;
    for (browser, page) in [(&mut owner, &application), (&mut staff, &at_desk)] {
        assert_eq!(browser.get(page).await.ok().one(vouch), "已在2026年11月23日撤销");
    }
    let page = owner.get(&application).await.ok();
    assert_eq!(page.one(shared), taken.replace("今天有效", "已在2026年11月23日撤销"));
    assert!(!page.text().contains("补考成绩录错"), "why is for staff and the holder");
    let masked = staff.get(&at_desk).await.ok().one(shared);
    assert!(!masked.contains("撤销"), "who does not hire reads nothing of what was shared: {masked}");
    assert_eq!(staff.get(&one).await.ok().one("section[aria-labelledby=facts] .mark"), "已在2026年11月23日撤销");
    // Each is told once, and of nobody by name.
    let news = told(&app, phones::VENDOR_OWNER).await;
    let of_job: Vec<_> = news.iter().filter(|text| text.contains("白班保姆") && text.contains("撤销")).collect();
    assert!(of_job.len() == 1 && !of_job[0].contains('林') && !of_job[0].contains("补考"), "{news:?}");
    assert_eq!(count(&app, TOLD).await, 1);
    let news = told(&app, phones::STAFF).await;
    assert!(news.iter().any(|text| text.contains("结业证书已经撤销") && text.contains("白班保姆")), "{news:?}");
    assert!(told(&app, phones::RESIDENT).await.iter().any(|text| text.contains("补考成绩录错")), "she is told why");
}

#[tokio::test]
async fn whoever_was_shown_it_without_a_recommendation_is_told_too_and_nobody_else() {
    for (parts, times) in
        [(&[("part", "name"), ("part", "certificates")][..], 1), (&[("part", "name"), ("part", "phone")][..], 0)]
    {
        let app = app().await;
        apply(&app, job(&app, "白班保姆").await, parts).await;
        revoke(&app, &mut app.sign_in(phones::STAFF).await).await;
        app.run_tasks().await;
        assert_eq!(count(&app, TOLD).await, times, "{parts:?}");
    }
}

#[tokio::test]
async fn of_what_is_over_nobody_is_told() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    apply(&app, nanny, &[("part", "certificates")]).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let list = owner.get(&applications(&app, nanny).await).await.ok();
    owner.get(&list.attributes("main .rows__item a", "href")[0]).await.ok();
    owner.submit("#reject-form", &[("reason", "时间合不上")]).await.with_status(303);
    revoke(&app, &mut app.sign_in(phones::STAFF).await).await;
    app.run_tasks().await;
    assert_eq!(count(&app, TOLD).await, 0);
}

#[tokio::test]
async fn who_has_not_answered_yet_is_no_employers_business_but_the_desks() {
    let app = app().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    recommend(&app, &mut staff, job(&app, "白班保姆").await).await;
    revoke(&app, &mut staff).await;
    let news = told(&app, phones::STAFF).await;
    assert!(news.iter().any(|text| text.contains("推荐时用的结业证书已经撤销")), "{news:?}");
    assert_eq!(count(&app, TOLD).await, 0);
}
