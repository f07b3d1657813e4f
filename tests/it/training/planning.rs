//! Sessions: planned by both sides, and never in one room, or by one teacher, twice at once.

use super::{DESK, MARCH, at_desk, begin, course, link, open_run, option, plan, step, workspace};
use crate::support::companies::count;
use crate::support::training::{self, Plan, before_anybody_learned, put};
use crate::support::{TestApp, phones};

#[tokio::test]
async fn of_two_who_want_a_room_at_the_same_time_one_gets_it() {
    let app = TestApp::new().await;
    let (mut one, mut two) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::OTHER_OWNER).await);
    let mut runs = Vec::new();
    for owner in [&mut one, &mut two] {
        let org = workspace(owner).await;
        let course = course(owner, &org).await;
        runs.push(begin(owner, &course, "12").await);
    }
    let sessions =
        "select count(*) from course_session join course_run using (tenant_id, run_id) where title = '收纳入门'";
    for (round, starts) in
        ["2027-03-01T09:00", "2027-03-02T09:00", "2027-03-03T09:00", "2027-03-04T09:00"].iter().enumerate()
    {
        let mut forms = Vec::new();
        for (owner, run) in [(&mut one, &runs[0]), (&mut two, &runs[1])] {
            let page = owner.get(run).await.ok();
            forms.push((option(&page, "#room", "实操教室"), option(&page, "#teacher", "岑老师")));
        }
        let fields = |at: usize| {
            let (room, teacher) = &forms[at];
            [("starts", *starts), ("room", room.as_str()), ("teacher", teacher.as_str())]
        };
        let (first, second) = (fields(0), fields(1));
        let (first, second) = tokio::join!(one.submit("#session-form", &first), two.submit("#session-form", &second));
        let mut statuses = [first.status(), second.status()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422], "{starts}");
        let late = if first.status() == 422 { first } else { second };
        // The other's run is a draft: that somebody is there is all there is to know.
        assert!(late.one(".error-summary").contains("已有安排"), "{}", late.one(".error-summary"));
        assert!(!late.one(".error-summary").contains("收纳入门"));
        assert_eq!(late.attributes("#starts", "value"), [*starts], "nothing is lost");
        assert_eq!(count(&app, sessions).await, i64::try_from(round + 1).expect("a number"));
    }
}

#[tokio::test]
async fn of_two_runs_that_want_a_teacher_at_the_same_time_one_gets_them() {
    let app = TestApp::new().await;
    let (mut one, mut two) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_EDITOR).await);
    let org = workspace(&mut one).await;
    let course = course(&mut one, &org).await;
    let (first_run, second_run) = (begin(&mut one, &course, "12").await, begin(&mut two, &course, "12").await);
    let (page, other) = (one.get(&first_run).await.ok(), two.get(&second_run).await.ok());
    let teacher = option(&page, "#teacher", "岑老师");
    let (room, hall) = (option(&page, "#room", "实操教室"), option(&other, "#room", "二楼多功能厅"));
    let (first, second) = (
        [("starts", MARCH), ("room", room.as_str()), ("teacher", teacher.as_str())],
        [("starts", "2027-03-01T11:59"), ("room", hall.as_str()), ("teacher", teacher.as_str())],
    );
    let (first, second) = tokio::join!(one.submit("#session-form", &first), two.submit("#session-form", &second));
    let mut statuses = [first.status(), second.status()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    let late = if first.status() == 422 { first } else { second };
    assert_eq!(late.attributes(".error-summary a", "href"), ["#teacher"]);
    assert!(late.one(".error-summary").contains("收纳入门"), "their own: it is named");
    // Where one ends, the other may begin.
    plan(&mut one, &first_run, "2027-03-02T09:00", ("实操教室", "岑老师")).await.with_status(303);
    plan(&mut two, &second_run, "2027-03-02T12:00", ("实操教室", "岑老师")).await.with_status(303);
}

#[tokio::test]
async fn staff_learn_that_a_teacher_is_in_another_community_and_no_more() {
    let app = TestApp::new().await;
    let run = open_run(&app).await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let course = link(&owner.get(&run).await.ok(), ".breadcrumbs__link", "收纳入门");
    owner.get(&format!("{course}/runs/new")).await.ok();
    let terms = [("community", "yunqi"), ("enrol_until", "2027-02-20")];
    let elsewhere = owner.submit("#run-form", &terms).await.with_status(303).location().to_owned();
    plan(&mut owner, &elsewhere, "2027-03-08T09:00", ("邻里讲堂", "岑老师")).await.with_status(303);
    let busy = plan(&mut staff, &at_desk(&run), "2027-03-08T10:00", ("实操教室", "岑老师")).await.with_status(422);
    let told = busy.one(".error-summary");
    assert!(told.contains("已有安排") && !told.contains("收纳入门") && !told.contains("云栖"), "{told}");
    let named = plan(&mut owner, &run, "2027-03-08T10:00", ("实操教室", "岑老师")).await.with_status(422);
    assert!(named.one(".error-summary").contains("收纳入门"));
    // In their own rooms staff are told all of it.
    let own = plan(&mut staff, &at_desk(&run), MARCH, ("实操教室", "岑老师")).await.with_status(422);
    assert!(own.one(".error-summary").contains("收纳入门"), "{}", own.one(".error-summary"));
}

#[tokio::test]
async fn several_sessions_are_planned_at_once_or_none() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    let run = begin(&mut owner, &course, "12").await;
    let sessions =
        "select count(*) from course_session join course_run using (tenant_id, run_id) where title = '收纳入门'";
    plan(&mut owner, &run, "2027-03-15T10:00", ("实操教室", "岑老师")).await.with_status(303);
    let page = owner.get(&run).await.ok();
    let (room, teacher) = (option(&page, "#room", "实操教室"), option(&page, "#teacher", "岑老师"));
    let series = [("starts", MARCH), ("room", &room), ("teacher", &teacher), ("times", "3")];
    // The third one meets the one that is there.
    let refused = owner.submit("#session-form", &series).await.with_status(422);
    assert!(refused.one(".error-summary").contains("3月15日"), "{}", refused.one(".error-summary"));
    assert_eq!((count(&app, sessions).await, refused.attributes("#times", "value")), (1, vec!["3".to_owned()]));
    owner.submit("#session-form", &[("times", "2")]).await.with_status(303);
    assert_eq!(count(&app, sessions).await, 3);
    owner.submit("#session-form", &[("times", "2")]).await.with_status(303);
    assert_eq!((count(&app, sessions).await, owner.cookie("flash")), (3, Some("already-done")), "sent twice");
    let facts = owner.get(&run).await.ok().one("section[aria-labelledby=facts]");
    assert!(facts.contains("3月1日") && facts.contains("3月15日"), "{facts}");
    // Of what nobody was told nothing stays.
    let change = owner.get(&run).await.ok().attributes(".session-link", "href").remove(0);
    owner.get(&change).await.ok();
    owner.submit("#cancellation-form", &[]).await.with_status(303);
    assert_eq!(count(&app, sessions).await, 2);
    assert!(!owner.get(&run).await.ok().text().contains("3月1日"));
}

#[tokio::test]
async fn of_two_who_move_a_session_the_second_sees_where_it_is_now() {
    let app = TestApp::new().await;
    let run = open_run(&app).await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let theirs = staff.get(&at_desk(&run)).await.ok().attributes(".session-link", "href").remove(0);
    let own = owner.get(&run).await.ok().attributes(".session-link", "href").remove(0);
    let page = staff.get(&theirs).await.ok();
    owner.get(&own).await.ok();
    // Staff give it another room.
    staff.submit("#session-form", &[("room", &option(&page, "#room", "二楼多功能厅"))]).await.with_status(303);
    let late = owner.submit("#session-form", &[("starts", "2027-03-02T09:00")]).await.with_status(409);
    assert!(late.one("#conflict").contains("二楼多功能厅"), "{}", late.one("#conflict"));
    assert_eq!(late.attributes("#starts", "value"), ["2027-03-02T09:00"]);
    owner.submit("#session-form", &[]).await.with_status(303);
    app.run_due_tasks().await;
    assert!(staff.get("/me/inbox").await.ok().text().contains("课表有变动"));
    // The room and the hour that it left are free again.
    let course = link(&owner.get(&run).await.ok(), ".breadcrumbs__link", "收纳入门");
    let next = begin(&mut owner, &course, "12").await;
    plan(&mut owner, &next, MARCH, ("二楼多功能厅", "岑老师")).await.with_status(303);
    // Cancelled, it stays on the page.
    owner.get(&own).await.ok();
    owner.submit("#cancellation-form", &[]).await.with_status(303);
    let page = owner.get(&run).await.ok();
    assert!(page.one("section[aria-labelledby=sessions]").contains("已取消"));
    assert_eq!(page.count(".session-link"), 0);
    owner.get(&own).await.with_status(303);
    plan(&mut owner, &next, "2027-03-02T09:00", ("实操教室", "岑老师")).await.with_status(303);
}

#[tokio::test]
async fn what_was_typed_for_a_run_that_is_over_is_given_back() {
    let app = TestApp::new().await;
    let run = open_run(&app).await;
    let (mut one, mut two) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_EDITOR).await);
    let page = one.get(&run).await.ok();
    let (room, teacher) = (option(&page, "#room", "实操教室"), option(&page, "#teacher", "岑老师"));
    let series = [
        ("starts", "2027-03-08T09:00"),
        ("room", &*room),
        ("teacher", &*teacher),
        ("topic", "移位和防跌倒"),
        ("times", "2"),
    ];
    let own = two.get(&run).await.ok().attributes(".session-link", "href").remove(0);
    two.get(&own).await.ok();
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &at_desk(&run), "cancel", "报名人数不够").await.with_status(303);
    let before = count(&app, "select sum(sequence) + count(*) from course_session").await;
    let late = one.submit("#session-form", &series).await.with_status(409);
    assert!(late.one("#conflict").contains("已取消"), "{}", late.one("#conflict"));
    let typed = "什么时候开始 2027-03-08 09:00 · 上多久 180 分钟 · 教室 实操教室 · 授课老师 岑老师 \
        · 这次讲什么 移位和防跌倒 · 连排几次 2 次 · 隔多久一次 每周一次";
    assert!(late.one("#unsaved").contains(typed), "{}", late.one("#unsaved"));
    assert_eq!(late.count("#session-form"), 0);
    // Where a session was to be moved, too; as it was, there is nothing to give back.
    two.submit("#session-form", &[]).await.with_status(303);
    assert_eq!(two.cookie("flash"), Some("already-done"));
    let late = two.submit("#session-form", &[("starts", "2027-03-02T14:30")]).await.with_status(409);
    assert!(late.one("#conflict").contains("已取消") && late.one("#unsaved").contains("2027-03-02 14:30"));
    assert_eq!(count(&app, "select sum(sequence) + count(*) from course_session").await, before);
}

#[tokio::test]
async fn a_session_that_was_planned_before_its_run_was_over_is_not_given_back() {
    let app = TestApp::new().await;
    let run = open_run(&app).await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    plan(&mut owner, &run, "2027-03-08T09:00", ("实操教室", "岑老师")).await.with_status(303);
    step(&mut staff, &at_desk(&run), "cancel", "报名人数不够").await.with_status(303);
    owner.submit("#session-form", &[("starts", "2027-03-08T09:00")]).await.with_status(303);
    assert_eq!(owner.cookie("flash"), Some("already-done"), "sent twice");
}

#[tokio::test]
async fn what_was_typed_for_a_session_that_is_off_or_has_begun_is_given_back() {
    let app = TestApp::new().await;
    let run = open_run(&app).await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let own = owner.get(&run).await.ok().attributes(".session-link", "href").remove(0);
    owner.get(&own).await.ok();
    let theirs = staff.get(&at_desk(&run)).await.ok().attributes(".session-link", "href").remove(0);
    staff.get(&theirs).await.ok();
    staff.submit("#cancellation-form", &[]).await.with_status(303);
    let late = owner.submit("#session-form", &[("starts", "2027-03-02T09:00")]).await.with_status(409);
    assert!(late.one("#conflict").contains("3月1日") && late.one("#conflict").contains("已取消"));
    assert!(late.one("#unsaved").contains("2027-03-02 09:00"));
    // It is ten o'clock.
    let course = link(&late, ".breadcrumbs__link", "收纳入门");
    let next = begin(&mut owner, &course, "12").await;
    plan(&mut owner, &next, "2026-11-23T10:10", ("实操教室", "岑老师")).await.with_status(303);
    let own = owner.get(&next).await.ok().attributes(".session-link", "href").remove(0);
    owner.get(&own).await.ok();
    app.advance(chrono::TimeDelta::minutes(20));
    let late = owner.submit("#session-form", &[("starts", "2026-11-24T09:00")]).await.with_status(409);
    assert!(late.one("#conflict").contains("已经开始"), "{}", late.one("#conflict"));
    assert!(late.one("#unsaved").contains("2026-11-24 09:00"));
}

#[tokio::test]
async fn a_make_up_session_says_for_which_one_and_counts_no_hours() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    let run = begin(&mut owner, &course, "12").await;
    plan(&mut owner, &run, MARCH, ("实操教室", "岑老师")).await.with_status(303);
    let page = owner.get(&run).await.ok();
    let missed = option(&page, "#makes_up", "3月1日");
    let (room, teacher) = (option(&page, "#room", "实操教室"), option(&page, "#teacher", "岑老师"));
    let make_up = [("starts", "2027-03-03T09:00"), ("room", &room), ("teacher", &teacher), ("makes_up", &missed)];
    owner.submit("#session-form", &make_up).await.with_status(303);
    let page = owner.get(&run).await.ok();
    assert!(page.one("section[aria-labelledby=sessions]").contains("补 2027年3月1日"));
    assert!(page.one("section[aria-labelledby=checks]").contains("排了 1 次课"));
    // One run's session makes up for none of another's.
    let other = begin(&mut owner, &course, "12").await;
    plan(&mut owner, &other, "2027-03-05T09:00", ("实操教室", "岑老师")).await.with_status(303);
    owner.get(&other).await.ok();
    let forged = format!(
        "key={}&starts=2027-03-06T09:00&minutes=180&room={room}&teacher={teacher}&times=1&makes_up={missed}",
        uuid::Uuid::now_v7()
    );
    let refused = owner.forge(&format!("{other}/sessions"), &forged).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#makes_up"]);
}

#[tokio::test]
async fn learners_are_told_of_sessions_that_are_added_once_and_for_which_one_they_make_up() {
    let app = before_anybody_learned().await;
    let run = training::open_run(&app, &Plan::default()).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    put(&app, &run, "秦建军", "waiting").await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let told = async |phone: &str| -> Vec<String> {
        app.run_due_tasks().await;
        let texts = app.sign_in(phone).await.get("/me/inbox").await.ok().texts("main li");
        texts.into_iter().filter(|text| text.contains("次课：") || text.contains("次补课：")).collect()
    };
    let page = staff.get(&run.desk()).await.ok();
    let (room, teacher) = (option(&page, "#room", "实操教室"), option(&page, "#teacher", "郭启程"));
    let series = [("starts", MARCH), ("room", &*room), ("teacher", &*teacher), ("times", "3")];
    staff.submit("#session-form", &series).await.with_status(303);
    let first = told(phones::RESIDENT).await;
    assert_eq!(first.len(), 1, "three at once are told of once: {first:?}");
    assert!(
        first[0].contains("“家务基础”新增 3 次课：2027年3月1日 09:00 起") && first[0].contains("实操教室"),
        "{first:?}"
    );
    // Sent twice they are told of no more.
    staff.submit("#session-form", &series).await.with_status(303);
    assert_eq!((staff.cookie("flash"), told(phones::RESIDENT).await.len()), (Some("already-done"), 1));
    let page = staff.get(&run.desk()).await.ok();
    let missed = option(&page, "#makes_up", "11月24日");
    let make_up = [("starts", "2027-03-30T14:00"), ("room", &*room), ("teacher", &*teacher), ("makes_up", &*missed)];
    staff.submit("#session-form", &make_up).await.with_status(303);
    let both = told(phones::RESIDENT).await;
    assert_eq!(both.len(), 2);
    assert!(
        both.iter().any(|text| text.contains("1 次补课：2027年3月30日 14:00 起")
            && text.contains("2026年11月24日 09:00 那次课没上的")),
        "{both:?}"
    );
    assert!(
        told(phones::TWO_IDENTITIES).await.is_empty(),
        "whoever waits for a seat learns the times when they have it"
    );
}

#[tokio::test]
async fn nobody_can_enrol_after_the_last_session_that_is_planned() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    let run = begin(&mut owner, &course, "12").await;
    // Without sessions there is no last one.
    owner.get(&run).await.ok();
    owner.submit("#terms-form", &[("enrol_until", "2027-03-20")]).await.with_status(303);
    plan(&mut owner, &run, MARCH, ("实操教室", "岑老师")).await.with_status(303);
    owner.get(&run).await.ok();
    let late = owner.submit("#terms-form", &[("seats", "14"), ("enrol_until", "2027-03-02")]).await.with_status(422);
    assert_eq!(late.attributes(".error-summary a", "href"), ["#enrol_until"]);
    assert!(late.one(".error-summary").contains("2027年3月1日"), "{}", late.one(".error-summary"));
    assert_eq!(late.attributes("#terms-form #seats", "value"), ["14"], "nothing is lost");
    owner.submit("#terms-form", &[("enrol_until", "2027-03-01")]).await.with_status(303);
}

#[tokio::test]
async fn whoever_has_no_business_with_a_run_finds_none() {
    let app = TestApp::new().await;
    let run = open_run(&app).await;
    let desk = at_desk(&run);
    let before = count(&app, "select sum(sequence) + count(*) from course_session").await;
    for (phone, status) in [(phones::RESIDENT, 403), ("13800000003", 403), (phones::YUNQI_STAFF, 403)] {
        let mut somebody = app.sign_in(phone).await;
        somebody.get(DESK).await.with_status(status);
        somebody.forge(&format!("{desk}/steps"), "step=cancel&seen=open&reason=x").await.with_status(status);
    }
    let mut other = app.sign_in(phones::OTHER_OWNER).await;
    let org = workspace(&mut other).await;
    let id = run.rsplit('/').next().expect("an id");
    other.get(&format!("{org}/runs/{id}")).await.with_status(404);
    other.forge(&format!("{org}/runs/{id}/steps"), "step=cancel&seen=open&reason=x").await.with_status(404);
    // A trainer does not approve their own.
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let org = workspace(&mut owner).await;
    let course = link(&owner.get(&run).await.ok(), ".breadcrumbs__link", "收纳入门");
    let draft = begin(&mut owner, &course, "12").await;
    step(&mut owner, &draft, "propose", "").await.with_status(303);
    owner.forge(&format!("{draft}/steps"), "step=approve&seen=proposed").await.with_status(403);
    assert_eq!(count(&app, "select count(*) from course_run where title = '收纳入门' and status = 'open'").await, 1);
    assert!(draft.starts_with(&org));
    assert_eq!(count(&app, "select sum(sequence) + count(*) from course_session").await, before);
}
