//! With how many learners a run begins: the trainer says so, the community reads it before it agrees, and changes it later.

use super::{MARCH, at_desk, course, plan, step, workspace};
use crate::support::{TestApp, phones};

const FACTS: &str = "section[aria-labelledby=facts]";

#[tokio::test]
async fn a_run_begins_with_no_more_learners_than_it_has_seats_for() {
    let app = TestApp::new().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    owner.get(&format!("{course}/runs/new")).await.ok();
    let terms = [("community", "shangjin"), ("seats", "12"), ("min_learners", "13"), ("enrol_until", "2027-02-20")];
    let wrong = owner.submit("#run-form", &terms).await.with_status(422);
    assert_eq!(wrong.attributes(".error-summary a", "href"), ["#min_learners"]);
    assert!(wrong.one(".error-summary").contains("不能多于名额（12 人）"));
    assert_eq!(wrong.attributes("#min_learners", "value"), ["13"], "nothing is lost");
    for typed in ["几个", "-1", "501"] {
        let wrong = owner.submit("#run-form", &[("min_learners", typed)]).await.with_status(422);
        assert!(wrong.one(".error-summary").contains("0 到 500 的整数"), "{typed}");
    }
    let run = owner.submit("#run-form", &[("min_learners", "8")]).await.with_status(303).location().to_owned();
    assert!(owner.get(&run).await.ok().one(FACTS).contains("开班人数满 8 人开班"));
    // With any number, and with eight after all.
    owner.submit("#terms-form", &[("min_learners", " ")]).await.with_status(303);
    assert!(!owner.get(&run).await.ok().one(FACTS).contains("开班人数"));
    owner.submit("#terms-form", &[("min_learners", "8")]).await.with_status(303);
    plan(&mut owner, &run, MARCH, ("实操教室", "岑老师")).await.with_status(303);
    step(&mut owner, &run, "propose", "").await.with_status(303);
    let desk = at_desk(&run);
    assert!(staff.get(&desk).await.ok().one(FACTS).contains("满 8 人开班"));
    step(&mut staff, &desk, "approve", "").await.with_status(303);
    assert_eq!(staff.get(&desk).await.ok().attributes("#min_learners", "value"), ["8"]);
    let wrong = staff.submit("#seats-form", &[("seats", "7")]).await.with_status(422);
    assert_eq!(wrong.attributes(".error-summary a", "href"), ["#min_learners"]);
    assert!(wrong.one(".error-summary").contains("不能多于名额（7 人）"));
    staff.submit("#seats-form", &[("min_learners", "7")]).await.with_status(303);
    app.run_due_tasks().await;
    let inbox = owner.get(&format!("{org}/inbox")).await.ok().text();
    assert!(inbox.contains("名额 7 人，报名截止 2027年2月20日，满 7 人开班"));
}
