//! What a learner is called by the company: as the record says, until the practice is over.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{MINE, passed};
use crate::residents::merges::merge;
use crate::residents::record;
use crate::support::training::{Run, before_anybody_learned, practise, put};
use crate::support::{Browser, TestApp, phones};

/// Staff put a name right on a record.
async fn rename(staff: &mut Browser, record: &str, name: &str) {
    staff.get(record).await.ok();
    staff.submit("#resident-form", &[("name", name)]).await.with_status(303);
}

/// The names at the heads of some placements' pages, for the company.
async fn called(app: &TestApp, run: &Run, placements: &[Uuid]) -> Vec<String> {
    let (mut owner, mut names) = (app.sign_in(phones::VENDOR_OWNER).await, Vec::new());
    for id in placements {
        names.push(owner.get(&format!("/org/{}/placements/shangjin/{id}", run.org)).await.ok().one("h1"));
    }
    names
}

#[tokio::test]
async fn a_name_that_is_put_right_is_told_while_the_practice_is_proposed_or_goes_on_and_not_afterwards() {
    let app = before_anybody_learned().await;
    let (run, own) = passed(&app, 40).await;
    let (second, again) = passed(&app, 40).await;
    let [over, running] = [practise(&app, own, "completed").await, practise(&app, own, "running").await];
    let proposed = practise(&app, again, "proposed").await;
    let other = practise(&app, put(&app, &second, "秦建军", "passed").await, "running").await;
    let (mut staff, lin) = (app.sign_in(phones::STAFF).await, record(&app, "林晓梅").await);
    rename(&mut staff, &lin, "欧阳晓梅").await;
    let all = [over, running, proposed, other];
    assert_eq!(called(&app, &run, &all).await, ["林晓梅", "欧阳晓梅", "欧阳晓梅", "秦建军"]);
    // Of whoever has not stayed the company keeps the masked name, whatever the record says later.
    let mut learner = app.sign_in(phones::RESIDENT).await;
    learner.get(&format!("{MINE}/{running}")).await.ok();
    learner.submit("#end-form", &[("reason", "公司搬走了")]).await.with_status(303);
    rename(&mut staff, &lin, "林小梅").await;
    assert_eq!(called(&app, &run, &all).await, ["林晓梅", "欧阳**", "林小梅", "秦建军"]);
}

#[tokio::test]
async fn practice_goes_by_the_name_that_is_chosen_where_two_turn_out_to_be_one_and_by_its_own_where_they_do_not() {
    let app = before_anybody_learned().await;
    let (run, _) = passed(&app, 40).await;
    let placement = practise(&app, put(&app, &run, "吴秀英", "passed").await, "running").await;
    let (kept, gone) = (record(&app, "吴秀瑛").await, record(&app, "吴秀英").await);
    let mut staff = app.sign_in(phones::STAFF).await;
    for (chosen, name) in [("kept", "吴秀瑛"), ("gone", "吴秀英")] {
        merge(&mut staff, &kept, &gone, &[("name", chosen)]).await.with_status(303);
        assert_eq!(called(&app, &run, &[placement]).await, [name]);
        staff.get(&kept).await.ok();
        staff.submit("section[aria-labelledby=merges] form", &[]).await.with_status(303);
        assert_eq!(called(&app, &run, &[placement]).await, ["吴秀英"]);
        app.advance(TimeDelta::minutes(1));
    }
}
