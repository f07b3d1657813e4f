//! SQL of party branches and what they do.

use chrono::NaiveDate;

use super::model::Measure;
use crate::db::{ActivityId, BranchId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A branch.
pub struct Branch {
    /// Its id.
    pub id: BranchId,
    /// What it is called.
    pub name: String,
    /// Its secretary, as residents may read it; may be empty.
    pub secretary: String,
    /// What it is there for; may be empty.
    pub about: String,
    /// Whether it is the community's committee, above the branches.
    pub is_committee: bool,
    /// How often it was changed.
    pub revision: i32,
}

/// A community's branches, the committee first.
pub async fn branches(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Branch>> {
    let rows = sqlx::query_as!(
        Branch,
        r#"select branch_id as "id: BranchId", name, secretary, about, is_committee, revision from party_branch
        where tenant_id = $1 order by is_committee desc, position, name"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// One branch.
pub async fn branch(tx: &mut impl Tx, tenant: TenantId, id: BranchId) -> AppResult<Option<Branch>> {
    let row = sqlx::query_as!(
        Branch,
        r#"select branch_id as "id: BranchId", name, secretary, about, is_committee, revision from party_branch
        where tenant_id = $1 and branch_id = $2"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// What a branch is to be.
pub struct NewBranch {
    /// What it is called.
    pub name: String,
    /// Its secretary; may be empty.
    pub secretary: String,
    /// What it is there for; may be empty.
    pub about: String,
    /// Whether it is the community's committee.
    pub is_committee: bool,
}

/// Adds a branch; false when there is one of this name or id, or another committee.
pub(super) async fn add(tx: &mut WriteTx, tenant: TenantId, id: BranchId, new: &NewBranch) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into party_branch (tenant_id, branch_id, name, secretary, about, is_committee, position)
        values ($1, $2, $3, $4, $5, $6, (select coalesce(max(position), 0) + 1 from party_branch where tenant_id = $1))
        on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        new.name,
        new.secretary,
        new.about,
        new.is_committee,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// The branch of a name, added where there is none.
pub async fn ensure(tx: &mut WriteTx, tenant: TenantId, name: &str, is_committee: bool) -> AppResult<BranchId> {
    let new = NewBranch { name: name.to_owned(), secretary: String::new(), about: String::new(), is_committee };
    add(tx, tenant, BranchId::generate(), &new).await?;
    let id = sqlx::query_scalar!(
        r#"select branch_id as "id: BranchId" from party_branch where tenant_id = $1 and name = $2"#,
        tenant.uuid(),
        name
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(id)
}

/// Whether another branch has the name, and whether another is the committee.
pub(super) async fn taken(
    tx: &mut impl Tx,
    tenant: TenantId,
    but: Option<BranchId>,
    name: &str,
) -> AppResult<(bool, bool)> {
    let row = sqlx::query!(
        r#"select coalesce(bool_or(name = $3), false) as "name!", coalesce(bool_or(is_committee), false) as "committee!"
        from party_branch where tenant_id = $1 and branch_id is distinct from $2"#,
        tenant.uuid(),
        but.map(BranchId::uuid),
        name
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((row.name, row.committee))
}

/// Changes a branch; false when somebody else did so first.
pub async fn update(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: BranchId,
    revision: i32,
    new: &NewBranch,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update party_branch set name = $4, secretary = $5, about = $6, is_committee = $7, revision = revision + 1
        where tenant_id = $1 and branch_id = $2 and revision = $3",
        tenant.uuid(),
        id.uuid(),
        revision,
        new.name,
        new.secretary,
        new.about,
        new.is_committee,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// Takes a branch away that stands behind no grid and has done nothing; false when it is needed.
pub(super) async fn remove(tx: &mut WriteTx, tenant: TenantId, id: BranchId) -> AppResult<bool> {
    let done = sqlx::query!(
        "delete from party_branch where tenant_id = $1 and branch_id = $2
            and not exists (select from grid g where g.tenant_id = $1 and g.branch_id = $2)
            and not exists (select from party_activity a where a.tenant_id = $1 and a.branch_id = $2)",
        tenant.uuid(),
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// Something that a branch did.
pub struct Activity {
    /// Its id.
    pub id: ActivityId,
    /// Whose it is.
    pub branch: BranchId,
    /// Which of the four tasks it serves, as its code.
    pub measure: String,
    /// What it is called.
    pub title: String,
    /// The day.
    pub held_on: NaiveDate,
    /// Where; may be empty.
    pub place: String,
    /// What happened; may be empty.
    pub body: String,
    /// How many took part, where somebody counted.
    pub people: Option<i32>,
    /// How often it was changed.
    pub revision: i32,
}

/// What the branches of a community did, or one of them, the latest first; from the one after `after` on.
pub async fn activities(
    tx: &mut impl Tx,
    tenant: TenantId,
    branch: Option<BranchId>,
    after: Option<(NaiveDate, ActivityId)>,
    limit: i64,
) -> AppResult<Vec<Activity>> {
    let (day, id) = after.unzip();
    let rows = sqlx::query_as!(
        Activity,
        r#"select activity_id as "id: ActivityId", branch_id as "branch: BranchId", measure, title, held_on, place, body, people, revision
        from party_activity where tenant_id = $1 and ($2::uuid is null or branch_id = $2)
            and ($3::date is null or (held_on, activity_id) < ($3, $4))
        order by held_on desc, activity_id desc limit $5"#,
        tenant.uuid(),
        branch.map(BranchId::uuid),
        day,
        id.map(ActivityId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// One activity.
pub(super) async fn activity(tx: &mut impl Tx, tenant: TenantId, id: ActivityId) -> AppResult<Option<Activity>> {
    let row = sqlx::query_as!(
        Activity,
        r#"select activity_id as "id: ActivityId", branch_id as "branch: BranchId", measure, title, held_on, place, body, people, revision
        from party_activity where tenant_id = $1 and activity_id = $2"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// What is told of an activity.
pub struct NewActivity {
    /// What it is called.
    pub title: String,
    /// Which of the four tasks it serves.
    pub measure: Measure,
    /// The day.
    pub held_on: NaiveDate,
    /// Where; may be empty.
    pub place: String,
    /// How many took part, where somebody counted.
    pub people: Option<i32>,
    /// What happened; may be empty.
    pub body: String,
}

/// Adds an activity; false when it was sent before.
pub async fn add_activity(
    tx: &mut WriteTx,
    tenant: TenantId,
    (branch, id): (BranchId, ActivityId),
    new: &NewActivity,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into party_activity (tenant_id, activity_id, branch_id, measure, title, held_on, place, body, people)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        branch.uuid(),
        new.measure.code(),
        new.title,
        new.held_on,
        new.place,
        new.body,
        new.people,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// Changes an activity; false when somebody else did so first.
pub(super) async fn update_activity(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ActivityId,
    revision: i32,
    new: &NewActivity,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update party_activity set measure = $4, title = $5, held_on = $6, place = $7, body = $8, people = $9, revision = revision + 1
        where tenant_id = $1 and activity_id = $2 and revision = $3",
        tenant.uuid(),
        id.uuid(),
        revision,
        new.measure.code(),
        new.title,
        new.held_on,
        new.place,
        new.body,
        new.people,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// Takes an activity away; false when it is gone.
pub(super) async fn remove_activity(tx: &mut WriteTx, tenant: TenantId, id: ActivityId) -> AppResult<bool> {
    let done =
        sqlx::query!("delete from party_activity where tenant_id = $1 and activity_id = $2", tenant.uuid(), id.uuid())
            .execute(tx.conn())
            .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}
