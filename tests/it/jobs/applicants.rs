//! The list of who applied.

use super::*;

#[tokio::test]
async fn however_many_apply_all_of_them_are_listed_once() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    // Three at a time: pages end amid those who came at once.
    app.behind(&format!(
        "insert into job_application (tenant_id, application_id, posting_id, org_id, resident_id, shared, name_masked, how, status,
            created_at, changed_at)
        select p.tenant_id, gen_random_uuid(), p.posting_id, p.org_id, r.resident_id, '{{}}', '第' || n || '位', 'self', 'rejected',
            '2026-11-01'::timestamptz + n / 3 * interval '1 minute', '2026-11-01'
        from job_posting p, generate_series(1, 65) n,
            lateral (select resident_id from resident where tenant_id = p.tenant_id limit 1) r
        where p.posting_id = '{nanny}'"
    ))
    .await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let (mut next, mut pages) = (Some(format!("{}/shangjin/{nanny}/applications", workspace(&app).await)), Vec::new());
    while let Some(url) = next {
        let page = owner.get(&url).await.ok();
        pages.push(page.texts("main .rows__title"));
        next = page.attributes("a[rel=next]", "href").pop();
    }
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [30, 30, 5]);
    assert!(["第63位", "第64位", "第65位"].contains(&&*pages[0][0]), "the latest on top: {}", pages[0][0]);
    let mut all = pages.concat();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 65);
    // The community's side of it is the same list.
    let page = app.sign_in(phones::STAFF).await.get(&format!("{DESK}/{nanny}/applications")).await.ok();
    assert_eq!((page.count("main .rows__title"), page.count("a[rel=next]")), (30, 1));
}
