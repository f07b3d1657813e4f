//! Several sheets of able residents that say something of the same people, and one of them is undone.

use jiamenkou::db;

use super::more::said_by;
use super::{bring_in, send_of, start, undo};
use crate::support::companies::count;
use crate::support::{Browser, TestApp, phones};

const TALENTS: &str = "select count(*) from talent";
const FIRST: &str = "姓名,手机号,特长,同意书\n\
    何俊杰,13900010001,理发、捏面人,2 号柜\n\
    林桂兰,13900010002,剪纸、做饭,2 号柜\n";

/// Brings in a sheet; gives its page.
async fn add(app: &TestApp, staff: &mut Browser, sheet: &str) -> String {
    send_of(staff, "talents", "能人.csv", sheet.as_bytes()).await;
    bring_in(app, staff).await.path
}

#[tokio::test]
async fn undoing_a_sheet_leaves_what_a_later_one_says_as_well() {
    let (app, mut staff) = start().await;
    let (before, his) = (count(&app, TALENTS).await, said_by(&app, "何俊杰").await);
    let first = add(&app, &mut staff, FIRST).await;
    // Of her it says nothing new.
    let second = "姓名,手机号,特长,同意书\n\
        何俊杰,13900010001,理发、会计,2 号柜\n\
        林桂兰,13900010002,剪纸,2 号柜\n\
        冯玉珍,13900010003,教广场舞,2 号柜\n";
    let second = add(&app, &mut staff, second).await;
    staff.get(&first).await.ok();
    let page = undo(&mut staff).await;
    assert!(page.text().contains("撤销。") && !page.text().contains("已经有人用过"), "{}", page.text());
    let (he, lin) = (said_by(&app, "何俊杰").await, said_by(&app, "林桂兰").await);
    assert!(he.contains("specialty:hair") && he.contains("specialty:law") && !he.contains("捏面人"), "{he}");
    assert!(lin.contains("specialty:crafts") && !lin.contains("specialty:cooking"), "{lin}");
    assert_eq!(count(&app, TALENTS).await, before + 2, "hers is the second sheet's by now");
    staff.get(&second).await.ok();
    let page = undo(&mut staff).await;
    assert!(!page.text().contains("已经有人用过"), "{}", page.text());
    assert_eq!((count(&app, TALENTS).await, said_by(&app, "何俊杰").await), (before, his));
}

#[tokio::test]
async fn undoing_the_later_sheet_first_comes_to_the_same() {
    let (app, mut staff) = start().await;
    let (before, his) = (count(&app, TALENTS).await, said_by(&app, "何俊杰").await);
    let first = add(&app, &mut staff, FIRST).await;
    let between = (said_by(&app, "何俊杰").await, said_by(&app, "林桂兰").await);
    let second = "姓名,手机号,特长,同意书\n何俊杰,13900010001,会计,2 号柜\n林桂兰,13900010002,裁缝,2 号柜\n";
    let second = add(&app, &mut staff, second).await;
    staff.get(&second).await.ok();
    undo(&mut staff).await;
    assert_eq!((said_by(&app, "何俊杰").await, said_by(&app, "林桂兰").await), between);
    staff.get(&first).await.ok();
    let page = undo(&mut staff).await;
    assert!(!page.text().contains("已经有人用过"), "{}", page.text());
    assert_eq!((count(&app, TALENTS).await, said_by(&app, "何俊杰").await), (before, his));
}

#[tokio::test]
async fn what_somebody_changed_between_two_sheets_is_left_and_counted() {
    let (app, mut staff) = start().await;
    let row = |skill| {
        format!("姓名,手机号,特长,同意书\n何俊杰,13900010001,{skill},2 号柜\n林晓梅,13800000001,{skill},2 号柜\n")
    };
    let first = add(&app, &mut staff, &row("理发")).await;
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get("/me/talent").await.ok();
    lin.submit("#talent-form", &[("hobbies", "看书")]).await.with_status(303);
    let second = add(&app, &mut staff, &row("会计")).await;
    staff.get(&first).await.ok();
    assert!(undo(&mut staff).await.text().contains("有 1 份记录已经有人用过"));
    let (his, hers) = (said_by(&app, "何俊杰").await, said_by(&app, "林晓梅").await);
    assert!(!his.contains("specialty:hair") && his.contains("specialty:law"), "{his}");
    assert!(hers.contains("specialty:hair") && hers.contains("specialty:law"), "{hers}");
    // Since the later sheet nobody has.
    staff.get(&second).await.ok();
    assert!(!undo(&mut staff).await.text().contains("已经有人用过"));
    let hers = said_by(&app, "林晓梅").await;
    assert!(hers.contains("specialty:hair") && hers.contains("看书") && !hers.contains("specialty:law"), "{hers}");
}

#[tokio::test]
async fn what_an_older_server_kept_is_taken_back_after_the_upgrade() {
    let (app, mut staff) = start().await;
    let before = said_by(&app, "何俊杰").await;
    let url = add(&app, &mut staff, "姓名,手机号,特长,同意书\n何俊杰,13900010001,理发,2 号柜\n").await;
    app.behind(
        "update talent t set added_import_id = a.import_id, added_at = a.added_at, added_revision = a.revision,
            before_added = a.before
        from talent_addition a where a.tenant_id = t.tenant_id and a.talent_id = t.talent_id;
        drop table talent_addition;
        delete from _sqlx_migrations where version = 20261130150100",
    )
    .await;
    db::migrate(&app.database().owner).await.expect("the migration runs");
    staff.get(&url).await.ok();
    assert!(!undo(&mut staff).await.text().contains("已经有人用过"));
    assert_eq!(said_by(&app, "何俊杰").await, before);
}
