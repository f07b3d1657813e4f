//! SQL of administrators, and of those who are to be one.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::{GrantId, PersonId, ProposalId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// Lets one transaction at a time make and end administrators of a community, so that counting them and changing them is
/// one step.
pub(in crate::people) async fn lock(tx: &mut WriteTx, tenant: TenantId) -> AppResult<()> {
    sqlx::query!(
        "select from role_grant where tenant_id = $1 and role in ('community_admin', 'community_staff') and scope_id is null
        order by grant_id for no key update",
        tenant.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Who administers a community on a day.
pub(in crate::people) async fn admins(
    tx: &mut impl Tx,
    tenant: TenantId,
    today: NaiveDate,
) -> AppResult<BTreeSet<PersonId>> {
    let people = sqlx::query_scalar!(
        r#"select person_id as "person: PersonId" from role_grant
        where tenant_id = $1 and role = 'community_admin' and scope_id is null and valid_from <= $2
            and (valid_to is null or valid_to >= $2)"#,
        tenant.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(people.into_iter().collect())
}

/// Somebody who is to be an administrator.
pub(in crate::people) struct Proposal {
    pub id: ProposalId,
    /// Their grant as community staff.
    pub grant: GrantId,
    pub person: PersonId,
    pub name: String,
    pub proposed_by: PersonId,
    pub proposer: String,
    pub proposed_at: DateTime<Utc>,
    /// Whether somebody has decided.
    pub is_decided: bool,
}

/// Adds a proposal; false when it was made before, or another one about the person waits.
pub(in crate::people) async fn propose(tx: &mut WriteTx, tenant: TenantId, new: &Proposal) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into admin_proposal (tenant_id, proposal_id, grant_id, person_id, name, proposed_by, proposer, proposed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.grant.uuid(),
        new.person.uuid(),
        new.name,
        new.proposed_by.uuid(),
        new.proposer,
        new.proposed_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The proposals that wait.
pub(in crate::people) async fn open_proposals(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Proposal>> {
    let rows = sqlx::query_as!(
        Proposal,
        r#"select proposal_id as "id: ProposalId", grant_id as "grant: GrantId", person_id as "person: PersonId", name,
            proposed_by as "proposed_by: PersonId", proposer, proposed_at, decided_at is not null as "is_decided!"
        from admin_proposal where tenant_id = $1 and decided_at is null order by proposal_id limit 100"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// One proposal.
pub(in crate::people) async fn proposal(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: ProposalId,
) -> AppResult<Option<Proposal>> {
    let row = sqlx::query_as!(
        Proposal,
        r#"select proposal_id as "id: ProposalId", grant_id as "grant: GrantId", person_id as "person: PersonId", name,
            proposed_by as "proposed_by: PersonId", proposer, proposed_at, decided_at is not null as "is_decided!"
        from admin_proposal where tenant_id = $1 and proposal_id = $2"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// The proposal about a person that waits.
pub(in crate::people) async fn proposal_for(
    tx: &mut impl Tx,
    tenant: TenantId,
    person: PersonId,
) -> AppResult<Option<ProposalId>> {
    let id = sqlx::query_scalar!(
        r#"select proposal_id as "id: ProposalId" from admin_proposal
        where tenant_id = $1 and person_id = $2 and decided_at is null"#,
        tenant.uuid(),
        person.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id)
}

/// Decides on a proposal; false when somebody has.
pub(in crate::people) async fn decide(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ProposalId,
    is_approved: bool,
    (by, name): (PersonId, &str),
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update admin_proposal set approved = $3, decided_by = $4, decider = $5, decided_at = $6
        where tenant_id = $1 and proposal_id = $2 and decided_at is null",
        tenant.uuid(),
        id.uuid(),
        is_approved,
        by.uuid(),
        name,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
