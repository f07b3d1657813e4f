//! What becomes of a posting's form that is sent twice, or too late.

use super::*;

#[tokio::test]
async fn a_form_that_is_sent_twice_is_saved_once_though_it_hands_the_posting_in() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let made = format!("{}/shangjin/{nanny}", workspace(&app).await);
    let revision = format!("select revision::bigint from job_posting where posting_id = '{nanny}'");
    let before = count(&app, &revision).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    for (field, first) in [(("openings", "4"), "saved"), (("pay_max", "9000"), "job-sent")] {
        owner.get(&made).await.ok();
        for flash in [first, "already-done"] {
            owner.submit("#job-form", &[field]).await.with_status(303);
            assert_eq!(owner.cookie("flash"), Some(flash));
        }
    }
    assert_eq!(count(&app, &revision).await, before + 2);
}

#[tokio::test]
async fn what_comes_too_late_for_a_posting_is_given_back_whole() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let made = format!("{}/shangjin/{nanny}", workspace(&app).await);
    let (mut owner, mut editor) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_EDITOR).await);
    let read = editor.get(&made).await.ok();
    owner.get(&made).await.ok();
    owner.submit("#job-form", &[("openings", "4")]).await.with_status(303);
    // It may still be written on: each field that the other one saved, and all that was typed in the form.
    let typed = [("hours", "6:00–14:00"), ("pay_max", "8000"), ("certificate", "insurance"), ("openings", "5")];
    let late = editor.submit("#job-form", &typed).await.with_status(409);
    assert!(late.one("#conflict").contains("4 人") && late.one("#conflict").contains("8:00–17:30"));
    assert_eq!(late.attributes("#pay_max", "value"), ["8000"]);
    owner.get(&made).await.ok();
    owner.submit("#job-form", &[("pay_max", "9000")]).await.with_status(303);
    // It may not: nothing of what was typed has a field to stand in.
    let late = editor.submit("#job-form", &[]).await.with_status(409);
    let said = late.one("#conflict");
    for part in ["上班时间：6:00–14:00", "工资：3800–8000 按月", "招几个人：5", "需要的证书："]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(late.count("#job-form") == 0 && !said.contains("做两顿饭"), "and not what stands there anyway: {said}");
    assert!(read.one("main").contains("做两顿饭"));
}
