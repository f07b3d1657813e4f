//! What somebody shares of what they can and would like.

use super::hiring::application;
use super::*;
use crate::residents::merges::merge;

#[tokio::test]
async fn whoever_only_would_like_to_work_shares_in_which_trades_and_when() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    app.behind(
        "update talent set specialties = '{}', specialty_other = '', wishes = '{}', hours = ''
        where resident_id in (select resident_id from resident where name = '林晓梅')",
    )
    .await;
    let (mut owner, mut lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::RESIDENT).await);
    let said = ["想做的工种：家庭照护、陪诊、整理收纳", "什么时候有空：周末上午、周末下午"];
    let form = lin.get(&format!("{LIST}/{nanny}/application")).await.ok();
    assert_eq!(form.count("#part input[value=talent]"), 1, "there is something to share");
    assert!(said.iter().all(|line| form.one("#part").contains(line)), "{}", form.one("#part"));
    apply(&mut lin, nanny, &["talent"], "").await.with_status(303);
    let one = application(&app, &mut owner, nanny).await;
    let seen = owner.get(&one).await.ok().one("section[aria-labelledby=shown]");
    assert!(said.iter().all(|line| seen.contains(line)), "{seen}");
    // Kept before they were shared.
    app.behind(&format!(
        "update job_application set talent = jsonb_set(talent - 'trades' - 'times', '{{hours}}', '\"周末\"')
        where posting_id = '{nanny}'"
    ))
    .await;
    let seen = owner.get(&one).await.ok().one("section[aria-labelledby=shown]");
    assert!(seen.contains("什么时候有空：周末") && !seen.contains("想做的工种"), "{seen}");
}

#[tokio::test]
async fn what_somebody_withdrew_on_another_record_of_theirs_is_read_by_nobody_once_the_two_are_one() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    apply(&mut lin, nanny, &["talent"], "").await.with_status(303);
    let shared = format!("select count(*) from job_application where posting_id = '{nanny}' and talent is not null");
    assert_eq!(count(&app, &shared).await, 1);
    app.behind(
        "insert into consent (tenant_id, consent_id, resident_id, purpose, version, how, given_at, withdrawn_at, withdrawn_how)
        select tenant_id, gen_random_uuid(), resident_id, 'talent', 1, 'self', '2026-01-01',
            (select max(given_at) + interval '1 second' from consent), 'self'
        from resident where name = '吴秀英'",
    )
    .await;
    let (kept, gone) = (record(&app, "林晓梅").await, record(&app, "吴秀英").await);
    merge(&mut staff, &kept, &gone, &[]).await.with_status(303);
    assert_eq!(count(&app, &shared).await, 0);
}
