//! What becomes of placements when the company leaves the community: nobody is asked any more, and with whoever practises there
//! the community goes on by itself.

use super::{DESK, MINE, line, passed, standing, write};
use crate::support::companies::{count, step};
use crate::support::training::{before_anybody_learned, practise, put};
use crate::support::{TestApp, phones};

/// What somebody was told.
async fn inbox(app: &TestApp, phone: &str) -> String {
    app.run_due_tasks().await;
    app.sign_in(phone).await.get("/me/inbox").await.ok().one("main")
}

#[tokio::test]
async fn the_community_goes_on_with_what_runs_and_what_is_proposed_comes_to_nothing() {
    let app = before_anybody_learned().await;
    let (of, own) = passed(&app, 40).await;
    let other = put(&app, &of, "秦建军", "passed").await;
    let (running, proposed) = (practise(&app, own, "running").await, practise(&app, other, "proposed").await);
    let (mine, desk) = (format!("{MINE}/{running}"), format!("{DESK}/{running}"));
    let (mut lin, mut staff) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::STAFF).await);
    write(&mut lin, &mine, "2026-11-19", "4").await.with_status(303);
    let day = line(&mut staff, &desk, "11月19日").await;
    assert_eq!(staff.get(&day).await.ok().count("#settle-form"), 0, "the company signs that");
    let refused = staff.forge(&format!("{day}/steps"), "step=settle&revision=1&counts=yes&note=x").await;
    assert!(refused.with_status(422).one(".error-summary").contains("没有人提出异议"));
    // Whoever decides about it reads what will become of them.
    let record = format!("/c/shangjin/staff/vendors/{}", of.org);
    let theirs = format!("/org/{}/communities/shangjin", of.org);
    for page in [staff.get(&record).await.ok(), app.sign_in(phones::VENDOR_OWNER).await.get(&theirs).await.ok()] {
        let outlook = page.one("#outlook");
        assert!(outlook.contains("实习安排有 1 份") && outlook.contains("实习的学员有 1 位"), "{outlook}");
    }
    step(&mut staff, &record, "exit", "合同到期").await.with_status(303);
    // The one that was proposed is over, and keeps no whole name.
    let page = staff.get(&format!("{DESK}/{proposed}")).await.ok();
    assert!(standing(&page).starts_with("已中止") && page.one("h1") == "秦**", "{}", page.one(".page__head"));
    let news = inbox(&app, phones::TWO_IDENTITIES).await;
    assert!(news.contains("在晴扫家政的实习中止了") && news.contains("实习单位退出了社区"), "{news}");
    assert!(inbox(&app, phones::RESIDENT).await.contains("的实习由社区接着办，签过的工时照算"));
    assert!(inbox(&app, phones::STAFF).await.contains("要社区接着办"));
    let left = staff.get(&record).await.ok();
    let links = left.attributes("section[aria-labelledby=left-behind] a[href*='/placements/']", "href");
    assert_eq!(links, [desk.as_str()]);
    assert!(left.one("section[aria-labelledby=left-behind]").contains("林晓梅（居家照护）"));
    let above = app.sign_in(phones::STREET_STAFF).await.get(&record).await.ok();
    assert!(!above.text().contains("林晓梅"), "the street has nothing to do with who practises");
    // Nobody of the company signs: the community looks into it, and says what counts.
    assert_eq!((lin.get(&mine).await.ok().count("#left"), staff.get(&desk).await.ok().count("#left")), (1, 1));
    staff.get(&day).await.ok();
    staff.submit("#settle-form", &[("counts", "yes"), ("note", "问过带教人")]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("hours-settled"));
    assert!(lin.get(&mine).await.ok().one("section[aria-labelledby=progress]").contains("双方已签 4 小时"));
    // And confirms it, once it has agreed to fewer hours.
    staff.get(&format!("{desk}/plan")).await.ok();
    staff.submit("#change-form", &[("hours", "4")]).await.with_status(303);
    staff.get(&desk).await.ok();
    staff.submit("#complete-form", &[]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("placement-completed"));
    let done = format!("select done_minutes::bigint from placement where placement_id = '{running}'");
    assert_eq!(count(&app, &done).await, 240);
    assert_eq!(staff.get(&record).await.ok().count("section[aria-labelledby=left-behind]"), 0);
}

#[tokio::test]
async fn the_learner_is_reminded_of_their_own_and_the_community_of_what_the_company_will_not_sign() {
    let app = before_anybody_learned().await;
    let (of, own) = passed(&app, 40).await;
    let running = practise(&app, own, "running").await;
    let (mine, desk) = (format!("{MINE}/{running}"), format!("{DESK}/{running}"));
    let mut lin = app.sign_in(phones::RESIDENT).await;
    for day in ["2026-11-18", "2026-11-19"] {
        write(&mut lin, &mine, day, "4").await.with_status(303);
    }
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &format!("/c/shangjin/staff/vendors/{}", of.org), "exit", "合同到期").await.with_status(303);
    app.pass_days(8).await;
    let (learner, community) = (inbox(&app, phones::RESIDENT).await, inbox(&app, phones::STAFF).await);
    assert!(learner.contains("有 1 天的工时等签字超过一周"), "the day that the company wrote: {learner}");
    assert!(community.contains("有 2 天的工时等社区认定超过一周"), "the days that the learner did: {community}");
    assert!(!inbox(&app, phones::VENDOR_OWNER).await.contains("的工时"), "who left reads no more of it");
    // Staff may break it off as before.
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&desk).await.ok();
    staff.submit("#end-form", &[("reason", "单位退出了")]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("placement-ended"));
}

#[tokio::test]
async fn staff_hear_in_the_company_s_place_of_what_is_written_anew_after_it_left() {
    let app = before_anybody_learned().await;
    let (of, own) = passed(&app, 40).await;
    let mine = format!("{MINE}/{}", practise(&app, own, "running").await);
    let (mut lin, mut staff) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::STAFF).await);
    let url = line(&mut lin, &mine, "11月20日").await;
    lin.get(&url).await.ok();
    lin.submit("#sign-form", &[]).await.with_status(303);
    step(&mut staff, &format!("/c/shangjin/staff/vendors/{}", of.org), "exit", "合同到期").await.with_status(303);
    lin.get(&url).await.ok();
    lin.submit("#entry-form", &[("hours", "3")]).await.with_status(303);
    let told = inbox(&app, phones::STAFF).await;
    assert!(told.contains("11月20日的工时重新记过，请社区认定"), "{told}");
    assert!(!inbox(&app, phones::VENDOR_OWNER).await.contains("重新记过"));
}

#[tokio::test]
async fn a_company_that_has_left_hears_nothing_of_what_becomes_of_a_learner() {
    let app = before_anybody_learned().await;
    let (of, own) = passed(&app, 40).await;
    let running = practise(&app, own, "running").await;
    let (mine, desk) = (format!("{MINE}/{running}"), format!("{DESK}/{running}"));
    let (mut lin, mut staff) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::STAFF).await);
    step(&mut staff, &format!("/c/shangjin/staff/vendors/{}", of.org), "exit", "合同到期").await.with_status(303);
    let url = line(&mut lin, &mine, "11月20日").await;
    lin.get(&url).await.ok();
    lin.submit("#dispute-form", &[("note", "只做了三小时")]).await.with_status(303);
    // The community decides, agrees to what is done, and confirms it.
    let day = line(&mut staff, &desk, "11月20日").await;
    staff.get(&day).await.ok();
    staff.submit("#settle-form", &[("counts", "yes"), ("note", "问过带教人")]).await.with_status(303);
    staff.get(&format!("{desk}/plan")).await.ok();
    staff.submit("#change-form", &[("hours", "4")]).await.with_status(303);
    staff.get(&desk).await.ok();
    staff.submit("#complete-form", &[]).await.with_status(303);
    let (community, learner) = (inbox(&app, phones::STAFF).await, inbox(&app, phones::RESIDENT).await);
    assert!(community.contains("只做了三小时") && community.contains("可以确认完成"), "{community}");
    for says in ["社区认定2026年11月20日的工时算数", "时长改为 4 小时", "实习完成了，共 4 小时"]
    {
        assert!(learner.contains(says), "{says}: {learner}");
    }
    let theirs = app.sign_in(phones::VENDOR_OWNER).await.get("/me/inbox").await.ok().texts("main li");
    assert!(!theirs.iter().any(|text| text.contains("居家照护") && text.contains("实习")), "{theirs:?}");
}
