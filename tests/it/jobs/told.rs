//! What an applicant says at the station or on the telephone: staff write it down, and nobody who hires does.

use super::hiring::{applications, applied, invited, offered, start, take};
use super::*;

const FORM: &str = "#word-form";
const ACCEPT: &str = "button[value='offer:accepted']";

/// Where staff find the application that the company finds there.
fn at_desk(one: &str) -> String {
    format!("{DESK}{}", one.split("/jobs/shangjin").nth(1).expect("a path"))
}

/// What stands beside the steps, without the history.
fn steps(page: &Answer) -> String {
    page.one("section[aria-labelledby=steps]")
}

#[tokio::test]
async fn whoever_accepts_an_offer_on_the_telephone_is_hired_and_told_that_it_was_noted() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = offered(&app, &mut owner, &mut lin, nanny).await;
    let page = owner.get(&one).await.ok();
    assert!(page.count(FORM) == 0 && page.one("main").contains("由社区工作人员代为记下"), "{}", page.one("main"));
    let desk = at_desk(&one);
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&desk).await.ok();
    let refused = staff.press(FORM, ACCEPT, &[]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#word"], "nobody answers whom nobody asked");
    for flash in ["job-told", "already-done"] {
        staff.press(FORM, ACCEPT, &[("word", "phone")]).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    let page = owner.get(&one).await.ok();
    let said = steps(&page);
    assert!(said.contains("本人答复：接受录用") && said.contains("社区 梁静怡，本人电话里说的"), "{said}");
    owner.press("#step-form", "button[value=hire]", &[]).await.with_status(303);
    assert_eq!(state(&owner.get(&one).await.ok()), "已上岗");
    assert!(told(&app, phones::VENDOR_OWNER, "白班保姆").await.iter().any(|text| text.contains("接受了录用")));
    let news = told(&app, phones::RESIDENT, "白班保姆").await;
    let noted = news.iter().filter(|text| text.contains("社区照您电话里说的") && text.contains("接受录用"));
    assert_eq!(noted.count(), 1, "once: {news:?}");
    let mine = lin.get("/me/applications").await.ok().one(&format!("section:has(a[href$='{nanny}']) .timeline"));
    assert!(mine.contains("社区 梁静怡，您电话里说的"), "{mine}");
    let deeds = "select count(*) from audit_event where action = 'jobs/{posting}/applications/{application}/word'";
    assert_eq!(count(&app, deeds).await, 1);
}

#[tokio::test]
async fn what_somebody_says_of_an_interview_is_noted_and_they_may_say_otherwise_themselves() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = invited(&app, &mut owner, &mut lin, nanny, "2026-11-26T09:00").await;
    let desk = at_desk(&one);
    let mut staff = app.sign_in(phones::STAFF).await;
    let page = staff.get(&desk).await.ok();
    assert_eq!(page.count(ACCEPT), 0, "nobody has offered anything");
    let (other, in_person) = ("button[value='meets:other']", ("word", "in_person"));
    let refused = staff.press(FORM, other, &[in_person]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#instead"]);
    // What is written beside another answer is neither sent nor thrown away.
    let beside = staff.press(FORM, "button[value='meets:comes']", &[in_person, ("instead", "星期三")]).await;
    let beside = beside.with_status(422);
    assert_eq!(beside.attributes(".error-summary__list a", "href"), ["#instead"]);
    assert_eq!(beside.attributes(&format!("{FORM} [name=instead]"), "value"), ["星期三"]);
    for flash in ["job-told", "already-done"] {
        staff.press(FORM, other, &[in_person, ("instead", "星期四下午")]).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    let said = steps(&owner.get(&one).await.ok());
    assert!(said.contains("这个时间不行 星期四下午") && said.contains("本人当面说的"), "{said}");
    assert!(told(&app, phones::VENDOR_OWNER, "白班保姆").await[0].contains("这个时间不行"));
    let mine = format!("section:has(a[href$='{nanny}'])");
    assert!(lin.get("/me/applications").await.ok().one(&mine).contains("社区 梁静怡，您当面说的"));
    // Who has the page of before in front of them answers nothing that has changed meanwhile.
    staff.get(&desk).await.ok();
    lin.submit(&format!("{mine} form[id^='comes-']"), &[]).await.with_status(303);
    let late = staff.press(FORM, other, &[in_person, ("instead", "星期五上午")]).await.with_status(409);
    assert!(late.one("#conflict").contains("星期五上午"), "nothing is lost");
    let said = steps(&owner.get(&one).await.ok());
    assert!(said.contains("本人答复：能去") && !said.contains("当面说的"), "their own word is theirs: {said}");
}

#[tokio::test]
async fn staff_take_back_what_somebody_applied_for_in_their_account() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = applied(&app, &mut owner, &mut lin, nanny).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&at_desk(&one)).await.ok();
    staff.press(FORM, "button[value=withdraw]", &[("word", "paper")]).await.with_status(303);
    let page = owner.get(&one).await.ok();
    assert!(state(&page) == "本人撤回" && page.one("h1") == "林**", "{}", page.one("main"));
    assert!(page.one(".timeline").contains("社区 梁静怡，本人纸上写的"), "{}", page.one(".timeline"));
    assert!(told(&app, phones::VENDOR_OWNER, "白班保姆").await[0].contains("撤回了"));
    assert!(told(&app, phones::RESIDENT, "白班保姆").await[0].contains("社区照您纸上写的，撤回了您在"));
    let taken = "select count(*) from job_application where status = 'withdrawn' and name = ''";
    assert_eq!(count(&app, taken).await, 1);
}

#[tokio::test]
async fn neither_whoever_hires_nor_the_applicant_writes_it_down_from_the_desk() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = offered(&app, &mut owner, &mut lin, nanny).await;
    let desk = at_desk(&one);
    let mut staff = app.sign_in(phones::STAFF).await;
    let page = staff.get(&desk).await.ok();
    let revision = page.attributes(&format!("{FORM} input[name=revision]"), "value").remove(0);
    let body = format!("says=offer:accepted&word=phone&revision={revision}");
    owner.forge(&format!("{desk}/word"), &body).await.with_status(403);
    owner.forge(&format!("{one}/word"), &body).await.with_status(404);
    app.sign_in(phones::YUNQI_STAFF).await.forge(&format!("{desk}/word"), &body).await.with_status(403);
    // One of the staff who belongs to the company.
    let hash = app.state.secrets().phone_hash(phones::STAFF);
    let sql = "insert into membership (org_id, membership_id, person_id, role, valid_from)
        select p.org_id, gen_random_uuid(), i.person_id, 'editor', '2026-01-01' from job_posting p, phone_identity i
        where p.posting_id = $2 and i.phone_hmac = $1";
    sqlx::query(sql).bind(&hash[..]).bind(nanny).execute(&mut app.superuser().await).await.expect("a membership");
    assert_eq!(staff.get(&desk).await.ok().count(FORM), 0);
    staff.forge(&format!("{desk}/word"), &body).await.with_status(403);
    app.behind("delete from membership where role = 'editor' and valid_from = '2026-01-01'").await;
    // And their own.
    let sql = "update resident set person_id =
        (select person_id from phone_identity where phone_hmac = $1) where name = '林晓梅'";
    sqlx::query(sql).bind(&hash[..]).execute(&mut app.superuser().await).await.expect("their own record");
    assert_eq!(staff.get(&desk).await.ok().count(FORM), 0);
    staff.forge(&format!("{desk}/word"), &body).await.with_status(403);
    assert_eq!(count(&app, "select count(*) from job_application where accepted is not null").await, 0);
}

#[tokio::test]
async fn whoever_has_no_account_says_it_the_same_way_and_is_sent_nothing() {
    let app = TestApp::new().await;
    let nanny = id_of(&app, "白班保姆").await;
    let list = on_paper(&app, "吴秀英", nanny, &["name"]).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let at_company = owner.get(&applications(&app, nanny).await).await.ok();
    let one = at_company.attributes("main .rows__item a", "href").remove(0);
    take(&mut owner, &one, &["view", "offer"]).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let desk = staff.get(&list).await.ok().attributes("main .rows__item a", "href").remove(0);
    staff.get(&desk).await.ok();
    staff.press(FORM, ACCEPT, &[("word", "in_person")]).await.with_status(303);
    let page = owner.get(&one).await.ok();
    assert!(steps(&page).contains("本人当面说的") && page.count("#agreed") == 0, "{}", steps(&page));
    let news = told(&app, phones::STAFF, "白班保姆").await;
    assert!(!news.iter().any(|text| text.contains("社区照您")), "they wrote it themselves: {news:?}");
}

#[tokio::test]
async fn where_the_community_hires_it_writes_down_nothing_of_whoever_has_an_account() {
    let (app, nanny, mut owner, mut lin) = start().await;
    let one = offered(&app, &mut owner, &mut lin, nanny).await;
    for table in ["job_posting", "job_application"] {
        app.behind(&format!("update {table} set org_id = null where posting_id = '{nanny}'")).await;
    }
    let desk = at_desk(&one);
    let mut staff = app.sign_in(phones::STAFF).await;
    let page = staff.get(&desk).await.ok();
    assert_eq!(page.count(FORM), 0, "she says it in her account");
    let revision = page.attributes("#reject-form input[name=revision]", "value").remove(0);
    let body = format!("says=offer:accepted&word=phone&revision={revision}");
    staff.forge(&format!("{desk}/word"), &body).await.with_status(403);
    // Whoever has none can say it nowhere else.
    app.behind("update resident set person_id = null where name = '林晓梅'").await;
    staff.get(&desk).await.ok();
    staff.press(FORM, ACCEPT, &[("word", "phone")]).await.with_status(303);
}
