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
