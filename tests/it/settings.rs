//! What administrators settle for their community, as everybody sees it on the next request, on every server.

use sqlx::Connection;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::support::{Answer, Browser, TestApp, phones};

const INDEX: &str = "/c/shangjin/staff/settings";
const BRANDING: &str = "/c/shangjin/staff/settings/branding";
const STATION: &str = "/c/shangjin/staff/settings/station";
const SHOWN: &str = "/c/shangjin/staff/settings/shown";
const HOME: &str = "/c/shangjin";

/// Two servers, and a browser at each that has the home in its server's memory.
async fn two_servers() -> (TestApp, TestApp, Browser, Browser) {
    let here = TestApp::new().await;
    let there = here.second_node().await;
    let (mut a, mut b) = (here.browser(), there.browser());
    for browser in [&mut a, &mut b] {
        browser.get(HOME).await.ok();
        browser.get(HOME).await.ok();
    }
    (here, there, a, b)
}

/// Does something at one server and waits until the other has heard of it.
async fn and_heard(there: &TestApp, change: impl Future<Output = Answer>) -> Answer {
    let tenant = there.tenant("shangjin").id;
    let epoch = there.state.db().changes().epoch(tenant).expect("it hears");
    let answer = change.await.with_status(303);
    there.state.db().changes().after(tenant, epoch).await;
    answer
}

#[tokio::test]
async fn a_new_name_and_hue_show_on_the_next_request_on_every_server() {
    let (here, there, mut a, mut b) = two_servers().await;
    let mut staff = here.sign_in(phones::STAFF).await;
    let page = staff.get(BRANDING).await.ok();
    assert_eq!(page.attributes("input[name=brand][checked]", "value"), ["persimmon"]);
    let fields = [("name", "尚锦花园社区"), ("brand", "plum"), ("intro", "一切从家门口开始。")];
    and_heard(&there, staff.submit("#branding-form", &fields)).await;
    for browser in [&mut a, &mut b] {
        let home = browser.get(HOME).await.ok();
        assert_eq!(home.one(".masthead__name"), "尚锦花园社区");
        assert_eq!(home.attributes("html", "class"), ["brand-plum"]);
        assert!(home.one("#about + p").contains("一切从家门口开始"));
        assert!(browser.get("/?q=huayuan").await.ok().text().contains("尚锦花园社区"), "found by its new pinyin");
        assert!(browser.get("/c/yunqi").await.ok().attributes("html", "class") != ["brand-plum"]);
    }
    assert!(staff.get(INDEX).await.ok().text().contains("梅紫"));
    let audit = staff.get("/c/shangjin/staff/audit").await.ok();
    assert!(audit.texts("tbody a").contains(&"改社区名称和颜色".to_owned()));
}

#[tokio::test]
async fn the_station_and_its_hours_are_as_administrators_write_them() {
    let (here, there, mut a, mut b) = two_servers().await;
    let mut staff = here.sign_in(phones::STAFF).await;
    let before = staff.get(STATION).await.ok();
    assert!(before.attributes("#hours", "value")[0].contains("8:30"), "what is saved, in the words that are read");
    // Sent as it stands, nothing changes.
    staff.submit("#station-form", &[]).await.with_status(303);
    assert_eq!(staff.get(STATION).await.ok().attributes("#hours", "value"), before.attributes("#hours", "value"));
    let fields = [
        ("name", "锦苑便民站"),
        ("address", "锦苑东区 2 号楼底商"),
        ("area", "６０"),
        ("hours", "周一至周五9-12点，节假日休息"),
        ("phone", "029-85001234"),
    ];
    and_heard(&there, staff.submit("#station-form", &fields)).await;
    for browser in [&mut a, &mut b] {
        let home = browser.get(HOME).await.ok();
        assert_eq!(home.one("h2#station"), "锦苑便民站");
        assert!(home.one(".station address").contains("60 ㎡") && home.one(".station address").contains("9:00–12:00"));
        assert_eq!(home.attributes(".footer__phone", "href"), ["tel:+862985001234"]);
        assert!(home.one(".station .state").contains("营业中"));
    }
    here.advance(chrono::TimeDelta::hours(3));
    assert!(a.get(HOME).await.ok().one(".station .state").contains("休息中"));
    let mut staff = here.sign_in(phones::STAFF).await;
    staff.get(STATION).await.ok();
    and_heard(&there, staff.submit("#station-form", &[("name", " "), ("hours", "随便")])).await;
    assert_eq!(b.get(HOME).await.ok().count("h2#station"), 0, "no station, and what was said of it does not count");
}

#[tokio::test]
async fn what_cannot_be_is_told_field_by_field_and_kept() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(BRANDING).await.ok();
    let long = "长".repeat(301);
    let wrong = [("name", ""), ("brand", "mauve"), ("intro", long.as_str())];
    let answer = staff.submit("#branding-form", &wrong).await.with_status(422);
    let links = answer.attributes(".error-summary a", "href");
    assert_eq!(links, ["#name", "#brand", "#intro"]);
    assert_eq!(answer.one("#intro"), long);
    staff.get(STATION).await.ok();
    let wrong = [("address", "\u{7}"), ("area", "很大"), ("hours", "周一至周五18:00-9:00"), ("phone", "12")];
    let answer = staff.submit("#station-form", &wrong).await.with_status(422);
    assert_eq!(answer.attributes(".error-summary a", "href"), ["#phone", "#address", "#area", "#hours"]);
    assert_eq!(answer.attributes("#hours", "value"), ["周一至周五18:00-9:00"]);
    staff.get(SHOWN).await.ok();
    let ticked = "revision=1&category=nonsense&feature=care&offered=notices&offered=jobs&offered=training&offered=care\
        &offered=join&offered=codes";
    let none = staff.forge(SHOWN, ticked).await.with_status(422);
    assert_eq!(none.attributes(".error-summary a", "href"), ["#categories"]);
    assert_eq!(none.attributes("input[name=feature][checked]", "value"), ["care"], "what was ticked");
    assert_eq!(app.browser().get(HOME).await.ok().one(".masthead__name"), "尚锦社区");
}

#[tokio::test]
async fn of_two_administrators_the_second_sees_what_the_first_saved() {
    let app = TestApp::new().await;
    let (mut one, mut two) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await);
    for (path, form) in [(BRANDING, "#branding-form"), (STATION, "#station-form")] {
        one.get(path).await.ok();
        two.get(path).await.ok();
        one.submit(form, &[("name", "头一个")]).await.with_status(303);
        let late = two.submit(form, &[("name", "第二个")]).await.with_status(409);
        assert!(late.one("#conflict").contains("头一个"), "{path}");
        assert_eq!(late.attributes(&format!("{form} #name"), "value"), ["第二个"], "what was typed");
        two.submit(form, &[]).await.with_status(303);
        assert_eq!(one.get(path).await.ok().attributes(&format!("{form} #name"), "value"), ["第二个"]);
    }
    one.get(SHOWN).await.ok();
    two.get(SHOWN).await.ok();
    one.forge(SHOWN, "revision=1&category=cleaning&feature=care").await.with_status(303);
    let late = two.submit("#shown-form", &[]).await.with_status(409);
    assert!(late.one("#conflict").contains("家居保洁") && !late.one("#conflict").contains("陪诊"));
    assert!(late.attributes("input[name=category][checked]", "value").len() > 4, "what was ticked");
}

/// What is saved, with some ticks taken away.
async fn untick(staff: &mut Browser, gone: &[&str]) -> Answer {
    let page = staff.get(SHOWN).await.ok();
    let revision = page.attributes("input[name=revision]", "value").remove(0);
    let ticked = ["category", "feature"].into_iter().flat_map(|name| {
        let values = page.attributes(&format!("input[name={name}][checked]"), "value").into_iter();
        values.filter(|value| !gone.contains(&value.as_str())).map(move |value| format!("{name}={value}"))
    });
    let offered = page.attributes("input[name=offered]", "value").into_iter().map(|code| format!("offered={code}"));
    let body = std::iter::once(format!("revision={revision}")).chain(offered).chain(ticked);
    staff.forge(SHOWN, &body.collect::<Vec<_>>().join("&")).await
}

#[tokio::test]
async fn a_part_that_a_form_does_not_show_stays_as_it_is() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let features = |page: &Answer| page.attributes("input[name=feature][checked]", "value");
    // An older server's page knew four parts and did not say so.
    let send = async |staff: &mut Browser, rest: &str| {
        let page = staff.get(SHOWN).await.ok();
        let revision = page.attributes("input[name=revision]", "value").remove(0);
        staff.forge(SHOWN, &format!("revision={revision}&{rest}")).await
    };
    untick(&mut staff, &["training"]).await.with_status(303);
    send(&mut staff, "category=cleaning&feature=notices&feature=join&feature=codes").await.with_status(303);
    let page = staff.get(SHOWN).await.ok();
    assert_eq!(features(&page), ["notices", "jobs", "join", "codes"], "as ticked, and the rest as it was");
    // Nor does such a page take anything away when it comes back as the one of today.
    let wrong = send(&mut staff, "feature=notices").await.with_status(422);
    assert_eq!(features(&wrong), ["notices", "jobs"]);
    staff.submit("#shown-form", &[("category", "cleaning")]).await.with_status(303);
    assert_eq!(features(&staff.get(SHOWN).await.ok()), ["notices", "jobs"]);
    // A page of today that knows a part less than the next server's.
    send(&mut staff, "category=cleaning&offered=notices&offered=care").await.with_status(303);
    assert_eq!(features(&staff.get(SHOWN).await.ok()), ["jobs"]);
}

#[tokio::test]
async fn a_category_that_is_not_offered_is_nowhere() {
    let (here, there, mut a, mut b) = two_servers().await;
    let mut staff = here.sign_in(phones::STAFF).await;
    let list = a.get("/c/shangjin/services?category=escort").await.ok();
    let offers = list.attributes(".listing-card__title a", "href");
    let other = a.get("/c/shangjin/services?category=cleaning").await.ok().attributes(".listing-card__title a", "href");
    assert!(offers.len() > 1 && !other.is_empty(), "{offers:?}");
    let id = |path: &String| path.rsplit('/').next().expect("an id").split('?').next().expect("an id").to_owned();
    let compare = format!("/c/shangjin/compare?id={}&id={}", id(&offers[0]), id(&other[0]));
    a.get(&compare).await.ok();
    let total = a.get("/c/shangjin/services").await.ok().attributes(".listing-card__title a", "href").len();
    assert!(total > 0);
    and_heard(&there, untick(&mut staff, &["escort"])).await;
    for browser in [&mut a, &mut b] {
        let home = browser.get(HOME).await.ok();
        assert!(home.attributes(".tile", "href").iter().all(|url| !url.contains("escort")));
        let directory = browser.get("/c/shangjin/services").await.ok();
        assert!(!directory.attributes("input[name=category]", "value").contains(&"escort".to_owned()));
        browser.get("/c/shangjin/services?category=escort").await.with_status(404);
        let found = browser.get("/c/shangjin/services?q=%E9%99%AA%E8%AF%8A").await.ok();
        assert!(found.attributes(".listing-card__title a", "href").iter().all(|url| !offers.contains(url)));
        browser.get(&offers[0]).await.with_status(404);
        browser.get(&compare).await.with_status(404);
        let sitemap = browser.get("/c/shangjin/sitemap.xml").await.ok().text();
        assert!(!sitemap.contains("escort") && !sitemap.contains(&id(&offers[0])));
        browser.get("/c/yunqi/services?category=escort").await.ok();
    }
    assert!(!staff.get("/c/shangjin/staff/price-list").await.ok().text().contains("陪诊"));
    // Ticked again, it is all back.
    let page = staff.get(SHOWN).await.ok();
    let revision = page.attributes("input[name=revision]", "value").remove(0);
    let all = page.attributes("input[name=category]", "value").join("&category=");
    and_heard(&there, staff.forge(SHOWN, &format!("revision={revision}&category={all}&feature=notices"))).await;
    a.get(&offers[0]).await.ok();
    b.get(&compare).await.ok();
}

#[tokio::test]
async fn a_part_that_is_off_has_no_pages_and_nothing_leads_to_it() {
    let parts = [
        ("notices", &["/c/shangjin/notices", "/c/shangjin/notices.atom"][..], "/c/shangjin/notices"),
        ("jobs", &["/c/shangjin/jobs", "/c/shangjin/jobs.atom"][..], "/c/shangjin/jobs"),
        (
            "training",
            &["/c/shangjin/training", "/c/shangjin/training.ics", "/c/shangjin/training/subscription"][..],
            "/c/shangjin/training",
        ),
        ("care", &["/c/shangjin/care"][..], "/c/shangjin/care"),
        ("join", &["/c/shangjin/join"][..], "/c/shangjin/join"),
        ("codes", &["/c/shangjin/code", "/c/shangjin/staff/codes"][..], "/c/shangjin/code"),
    ];
    let (here, there, _, mut b) = two_servers().await;
    let mut staff = here.sign_in(phones::STAFF).await;
    let doors =
        ["/c/shangjin", "/c/shangjin/vendors", "/c/shangjin/loop", "/sign-in?next=/c/shangjin", "/c/shangjin/services"];
    for (feature, pages, door) in parts {
        let leads = async |browser: &mut Browser| {
            let mut links = 0;
            for path in doors {
                let page = browser.get(path).await.ok();
                links +=
                    page.attributes("a[href], link[href]", "href").iter().filter(|url| url.starts_with(door)).count();
            }
            links
        };
        for page in pages {
            let code = if page.contains("/staff/") { 200 } else { b.get(page).await.status() };
            assert_eq!(code, 200, "{page}");
        }
        assert!(leads(&mut b).await > 0, "{feature}: nothing leads there while it is on");
        and_heard(&there, untick(&mut staff, &[feature])).await;
        for page in pages {
            let browser = if page.contains("/staff/") { &mut staff } else { &mut b };
            browser.get(page).await.with_status(404);
        }
        assert_eq!(leads(&mut b).await, 0, "{feature}");
    }
    let home = b.get(HOME).await.ok();
    assert_eq!((home.count("#notices, #jobs, #courses"), home.count(".mainnav__item")), (0, 2));
    let console = staff.get("/c/shangjin/staff").await.ok();
    assert!(!console.attributes("a.community", "href").contains(&"/c/shangjin/staff/codes".to_owned()));
    // A neighbour's pages are untouched.
    b.get("/c/yunqi/notices").await.ok();
    b.get("/c/yunqi/care").await.ok();
    b.get("/c/yunqi/jobs").await.ok();
}

#[tokio::test]
async fn without_jobs_and_courses_the_desks_stay_and_what_was_begun_goes_on() {
    let app = TestApp::new().await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    let cleaner: Uuid = sqlx::query_scalar("select posting_id from job_posting where title = '日常保洁员（兼职）'")
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a posting");
    let key = cleaner.to_string();
    let (job, desk) = (format!("/c/shangjin/jobs/{cleaner}"), format!("/c/shangjin/staff/jobs/{cleaner}"));
    // Not those that show the same page in another language or size.
    let to_jobs = "main a[href*='for=job']";
    assert!(staff.get("/c/shangjin/staff/links?for=job").await.ok().count(to_jobs) > 0);
    staff.submit("#link-form", &[("key", &*key)]).await.with_status(303);
    let code: String = sqlx::query_scalar("select code from short_link where target_key = $1")
        .bind(&key)
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a link");
    let run = lin.get(HOME).await.ok().attributes("section[aria-labelledby=courses] h3 a", "href").remove(0);
    let enrolment = format!("{run}/enrolment");
    lin.get(&enrolment).await.ok();
    lin.submit("#enrol-form", &[]).await.with_status(303);
    let public = "a[href^='/c/shangjin/jobs'], a[href^='/c/shangjin/training']";
    let leads = async |browser: &mut Browser| {
        let mut links = 0;
        for path in ["/me/applications", "/me/talent", "/c/shangjin/loop"] {
            links += browser.get(path).await.ok().count(public);
        }
        links
    };
    assert!(leads(&mut lin).await > 0 && staff.get(&desk).await.ok().count(public) > 0);

    untick(&mut staff, &["jobs", "training"]).await.with_status(303);
    for below in ["", "/application", "/referral"] {
        lin.get(&format!("{job}{below}")).await.with_status(404);
    }
    for below in ["", "/calendar.ics", "/subscription"] {
        lin.get(&format!("{run}{below}")).await.with_status(404);
    }
    assert_eq!(leads(&mut lin).await, 0);
    let sitemap = lin.get("/c/shangjin/sitemap.xml").await.ok().text();
    assert!(!sitemap.contains("/c/shangjin/jobs") && !sitemap.contains("/c/shangjin/training"));
    assert!(lin.get(&format!("/q/{code}")).await.with_status(303).location().starts_with("/c/shangjin/services"));
    // What they applied and enrolled for is theirs; nobody else begins.
    assert!(lin.get("/me/applications").await.ok().text().contains("日常保洁员"));
    assert_eq!(lin.get("/me/training").await.ok().count(&format!("a[href='{enrolment}']")), 1);
    lin.get(&enrolment).await.ok();
    // It is answered too late, or given up, on a page that is still there and takes nobody new.
    let stand = |status: &str, until: &str| {
        format!(
            "update enrolment set status = '{status}', offered_until = {until}, joined_at = null where name = '林晓梅' and run_id = '{}'",
            run.rsplit('/').next().unwrap_or_default()
        )
    };
    let is_closed = |page: &Answer| {
        assert!(
            page.one("#way").contains("社区现在不开放培训报名") && page.count("#enrol-form") == 0,
            "{}",
            page.text()
        );
    };
    app.behind(&stand("offered", "'2026-11-24T02:00:00Z'")).await;
    lin.get(&enrolment).await.ok();
    app.behind(&stand("offered", "'2026-11-23T01:00:00Z'")).await;
    let late = lin.submit("#accept-form", &[]).await.with_status(422);
    assert!(late.one(".error-summary").contains("没有按时确认"));
    is_closed(&late);
    app.behind(&stand("enrolled", "null")).await;
    lin.get(&enrolment).await.ok();
    let left = lin.submit("#leave-form", &[]).await.with_status(303).location().to_owned();
    is_closed(&lin.get(&left).await.ok());
    let mut other = app.sign_in(phones::TWO_IDENTITIES).await;
    other.get(&enrolment).await.with_status(404);
    other.forge(&enrolment, &format!("key={}", Uuid::now_v7())).await.with_status(404);
    for path in [&*desk, "/c/shangjin/staff/jobs", "/c/shangjin/staff/training", "/c/shangjin/staff/matching"] {
        assert_eq!(staff.get(path).await.ok().count(public), 0, "{path}");
    }
    assert_eq!(staff.get("/c/shangjin/staff/links?for=job").await.ok().count(to_jobs), 0);
}

#[tokio::test]
async fn only_administrators_settle_and_only_for_their_own_community() {
    let app = TestApp::new().await;
    sqlx::query(
        "insert into role_grant (tenant_id, grant_id, person_id, role, valid_from) select t.id, gen_random_uuid(), p.person_id, 'community_staff', '2026-01-01' from tenant t, person p where t.slug = 'shangjin' and p.name = '林晓梅'",
    )
    .execute(&mut app.superuser().await)
    .await
    .expect("a grant");
    let mut colleague = app.sign_in(phones::RESIDENT).await;
    let doors = colleague.get("/c/shangjin/staff").await.ok().attributes("a.community", "href");
    for path in [INDEX, BRANDING, STATION, SHOWN, "/c/shangjin/staff/publishing", "/c/shangjin/staff/people"] {
        colleague.get(path).await.with_status(403);
        assert!(!doors.contains(&path.to_owned()), "{path}");
    }
    colleague.forge(SHOWN, "revision=1&category=cleaning").await.with_status(403);
    let mut neighbour = app.sign_in(phones::YUNQI_STAFF).await;
    neighbour.forge(BRANDING, "revision=1&name=x&brand=plum").await.with_status(403);
    neighbour.get("/c/yunqi/staff/settings").await.ok();
    // The database function, too, knows no tenant but the transaction's own.
    let mut connection = PgConnection::connect_with(&app.database().app).await.expect("the database connects");
    let done: bool = sqlx::query_scalar("select set_tenant_branding($1, 1, 'x', 'x', 'x', 'plum', '')")
        .bind(app.tenant("shangjin").id.uuid())
        .fetch_one(&mut connection)
        .await
        .expect("an answer");
    assert!(!done);
    assert_eq!(app.browser().get(HOME).await.ok().one(".masthead__name"), "尚锦社区");
}
