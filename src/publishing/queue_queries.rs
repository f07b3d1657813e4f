//! SQL of the staff's queue: everything that waits, oldest first.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::db::{GrantId, OrgId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A thing that waits.
pub(super) struct Waiting {
    pub kind: String,
    pub id: Uuid,
    pub org: OrgId,
    pub org_name: String,
    pub title: String,
    /// The state of an application, the kind of a change, the last day of a paper.
    pub detail: String,
    pub since: DateTime<Utc>,
    pub assignee: Option<Uuid>,
    pub assignee_name: Option<String>,
}

/// What to look for.
pub(super) struct Search<'a> {
    /// One kind, or all.
    pub kind: Option<&'a str>,
    /// What this grant looks after, or all.
    pub assignee: Option<GrantId>,
    /// Papers that run out by this day wait.
    pub papers_by: NaiveDate,
    /// Offers that nobody confirmed since this day wait.
    pub fresh_since: NaiveDate,
    /// A public notice that ended before this day waits.
    pub today: NaiveDate,
    /// Those after this one.
    pub after: Option<(DateTime<Utc>, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

/// What waits in a community.
pub(super) async fn waiting(tx: &mut impl Tx, tenant: TenantId, search: &Search<'_>) -> AppResult<Vec<Waiting>> {
    let (after, after_id) = search.after.map_or((None, None), |(at, id)| (Some(at), Some(id)));
    let rows = sqlx::query_as!(
        Waiting,
        r#"with waiting as (
            select 'application' as kind, a.org_id as id, a.org_id, a.org_name, a.org_name as title, a.status as detail,
                case when a.status = 'public_notice' then (a.notice_until + 1)::timestamptz
                    else coalesce(a.submitted_at, a.status_since::timestamptz) end as since
            from admission a where a.tenant_id = $1
                and (a.status in ('submitted', 'material_check', 'site_visit') or (a.status = 'public_notice' and a.notice_until < $2))
            union all
            select 'change', c.request_id, c.org_id, a.org_name, c.title, c.subject, c.submitted_at
            from change_request c join admission a on a.tenant_id = c.tenant_id and a.org_id = c.org_id
            where c.tenant_id = $1 and a.tenant_id = $1 and c.status = 'pending'
            union all
            select 'paper', a.org_id, a.org_id, a.org_name, a.org_name,
                case when a.licence_until <= coalesce(a.insurance_until, a.licence_until) then 'licence ' else 'insurance ' end
                    || least(a.licence_until, a.insurance_until)::text,
                (least(a.licence_until, a.insurance_until) - 30)::timestamptz
            from admission a where a.tenant_id = $1 and a.status in ('admitted', 'suspended')
                and least(a.licence_until, a.insurance_until) <= $3
            union all
            select 'credential', k.worker_id, k.org_id, v.name, k.label || ' ' || k.work_no, k.papers_until::text,
                (k.papers_until - 30)::timestamptz
            from worker_card k join vendor_profile v on v.tenant_id = k.tenant_id and v.org_id = k.org_id
            where k.tenant_id = $1 and v.tenant_id = $1 and k.status = 'published' and k.papers_until <= $3
            union all
            select 'stale', l.listing_id, l.org_id, v.name, l.name, coalesce(greatest(l.confirmed_on, l.checked_on), l.updated_at::date)::text,
                (coalesce(greatest(l.confirmed_on, l.checked_on), l.updated_at::date) + 90)::timestamptz
            from listing l join vendor_profile v on v.tenant_id = l.tenant_id and v.org_id = l.org_id
            where l.tenant_id = $1 and v.tenant_id = $1 and l.status = 'published'
                and coalesce(greatest(l.confirmed_on, l.checked_on), l.updated_at::date) < $4
        )
        select w.kind as "kind!", w.id as "id!", w.org_id as "org!: OrgId", w.org_name as "org_name!", w.title as "title!", w.detail as "detail!",
            w.since as "since!", q.assignee as "assignee?", q.assignee_name as "assignee_name?"
        from waiting w left join queue_assignment q on q.tenant_id = $1 and q.kind = w.kind and q.item_id = w.id
        where ($5::text is null or w.kind = $5) and ($6::uuid is null or q.assignee = $6)
            and ($7::timestamptz is null or (w.since, w.id) > ($7, $8::uuid))
        order by w.since, w.id limit $9"#,
        tenant.uuid(),
        search.today,
        search.papers_by,
        search.fresh_since,
        search.kind,
        search.assignee.map(GrantId::uuid),
        after,
        after_id,
        search.limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// How many of each kind wait: applications, changes, papers, workers' papers, offers grown old.
pub(super) struct Counts {
    pub applications: i64,
    pub changes: i64,
    pub papers: i64,
    pub credentials: i64,
    pub stale: i64,
}

impl Counts {
    /// All of them.
    pub fn total(&self) -> i64 {
        self.applications + self.changes + self.papers + self.credentials + self.stale
    }
}

/// The counts of a community's queue.
pub(super) async fn counts(tx: &mut impl Tx, tenant: TenantId, search: &Search<'_>) -> AppResult<Counts> {
    let row = sqlx::query_as!(
        Counts,
        r#"select (select count(*) from admission where tenant_id = $1
                and (status in ('submitted', 'material_check', 'site_visit') or (status = 'public_notice' and notice_until < $2)))
                as "applications!",
            (select count(*) from change_request where tenant_id = $1 and status = 'pending') as "changes!",
            (select count(*) from admission where tenant_id = $1 and status in ('admitted', 'suspended')
                and least(licence_until, insurance_until) <= $3) as "papers!",
            (select count(*) from worker_card where tenant_id = $1 and status = 'published' and papers_until <= $3) as "credentials!",
            (select count(*) from listing where tenant_id = $1 and status = 'published'
                and coalesce(greatest(confirmed_on, checked_on), updated_at::date) < $4) as "stale!""#,
        tenant.uuid(),
        search.today,
        search.papers_by,
        search.fresh_since,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(row)
}

/// Nobody has to look after a thing any more.
pub async fn done(tx: &mut WriteTx, tenant: TenantId, kind: &str, item: Uuid) -> AppResult<()> {
    sqlx::query!(
        "delete from queue_assignment where tenant_id = $1 and kind = $2 and item_id = $3",
        tenant.uuid(),
        kind,
        item
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Those who may be asked to look after a thing: the community's staff.
pub(super) async fn colleagues(
    tx: &mut impl Tx,
    tenant: TenantId,
    today: NaiveDate,
) -> AppResult<Vec<(GrantId, PersonId)>> {
    let rows = sqlx::query!(
        r#"select grant_id as "id: GrantId", person_id as "person: PersonId" from role_grant
        where tenant_id = $1 and role = 'community_staff' and scope_id is null and valid_from <= $2 and (valid_to is null or valid_to >= $2)
        order by grant_id limit 50"#,
        tenant.uuid(),
        today
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.person)).collect())
}

/// Says who looks after a thing; none: nobody any more.
pub(super) async fn assign(
    tx: &mut WriteTx,
    tenant: TenantId,
    kind: &str,
    item: Uuid,
    to: Option<(GrantId, &str)>,
    now: DateTime<Utc>,
) -> AppResult<()> {
    match to {
        Some((grant, name)) => {
            sqlx::query!(
                "insert into queue_assignment (tenant_id, kind, item_id, assignee, assignee_name, assigned_at) values ($1, $2, $3, $4, $5, $6)
                on conflict (tenant_id, kind, item_id) do update set assignee = excluded.assignee,
                    assignee_name = excluded.assignee_name, assigned_at = excluded.assigned_at",
                tenant.uuid(),
                kind,
                item,
                grant.uuid(),
                name,
                now,
            )
            .execute(tx.conn())
            .await?;
        }
        None => done(tx, tenant, kind, item).await?,
    }
    Ok(())
}
