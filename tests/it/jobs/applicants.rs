//! The list of who applied, and who is put on record for having read what they share.

use jiamenkou::db::Scope;

use super::hiring::{application, applications, applied, start, take, withdrawal};
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
    let (mut next, mut pages) = (Some(applications(&app, nanny).await), Vec::new());
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

#[tokio::test]
async fn an_applicant_reads_who_read_what_they_share() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let attendant = id_of(&app, "便民站值班员").await;
    apply(&mut lin, nanny, &["name", "phone"], "").await.with_status(303);
    apply(&mut lin, attendant, &["phone"], "").await.with_status(303);
    let looks = "select count(*) from resident_view where reason = 'application'";
    let one = application(&app, &mut owner, nanny).await;
    assert_eq!(count(&app, looks).await, 0, "the list shows no number");
    // Once a day for each who does, however often they open it and whatever they send from there.
    owner.get(&one).await.ok();
    assert!(owner.submit("#invite-form", &[]).await.with_status(422).text().contains("138 0000 0001"));
    app.sign_in(phones::VENDOR_EDITOR).await.get(&one).await.ok();
    assert_eq!(count(&app, looks).await, 2);
    app.advance(TimeDelta::days(1));
    app.sign_in(phones::VENDOR_OWNER).await.get(&one).await.ok();
    assert_eq!(count(&app, looks).await, 3);
    // The community does not hire here: it sees a masked name.
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&format!("{DESK}/{nanny}/applications")).await.ok();
    let theirs = one.rsplit('/').next().expect("an id");
    let masked = staff.get(&format!("{DESK}/{nanny}/applications/{theirs}")).await.ok();
    // The page's foot has a number of its own: the community's.
    let shown = masked.one("section[aria-labelledby=shown]");
    assert!(shown.contains("林**") && !shown.contains("0001"), "{shown}");
    assert!(["0000 0001", "****0001", "林晓梅"].iter().all(|told| !masked.text().contains(told)));
    assert_eq!(count(&app, looks).await, 3);
    // Where it does it is put on record, too: as a look at the application, not at the resident's record.
    let page = staff.get(&format!("{DESK}/{attendant}/applications")).await.ok();
    for url in page.attributes("main .rows__item a", "href") {
        staff.get(&url).await.ok();
        // A form that is not taken is no deed.
        staff.submit("#invite-form", &[]).await.with_status(422);
    }
    let deeds = "select count(*) from audit_event where address like '%/staff/jobs/%'";
    assert_eq!((count(&app, looks).await, count(&app, deeds).await), (5, 0), "two have applied there");
    assert!(!staff.get(&record(&app, "林晓梅").await).await.ok().text().contains("138 0000 0001"));
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let said = lin.get("/me/records").await.ok().texts("section[aria-labelledby=looks] .rows__item");
    let of = |word: &str| said.iter().filter(|line| line.contains("求职报名") && line.contains(word)).count();
    assert_eq!((of("白班保姆"), of("晴扫家政"), of("用人单位"), of("便民站值班员")), (3, 3, 3, 1), "{said:?}");
    // What is taken back is not there to be read.
    lin.get("/me/applications").await.ok();
    lin.submit(&withdrawal(nanny), &[]).await.with_status(303);
    app.advance(TimeDelta::days(1));
    app.sign_in(phones::VENDOR_OWNER).await.get(&one).await.ok();
    assert_eq!(count(&app, looks).await, 5);
}

#[tokio::test]
async fn an_application_is_read_and_decided_though_all_connections_but_one_are_taken() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = applied(&app, &mut owner, &mut lin, nanny).await;
    let mut taken = Vec::new();
    while let Ok(tx) = app.state.db().read(&Scope::default()).await {
        taken.push(tx);
    }
    drop(taken.pop().expect("a connection"));
    take(&mut owner, &one, &["view"]).await;
    assert_eq!(state(&owner.get(&one).await.ok()), "对方看过了");
}
