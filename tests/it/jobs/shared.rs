//! What somebody shares of what they can and would like.

use super::hiring::application;
use super::*;

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
