//! SQL of certificates that others have issued.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{NewExternal, Seen};
use crate::db::{ExternalCertificateId, MergeId, ResidentId, TalentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::household_workers::CertificateKind;
use crate::values::Trade;

/// One of them, as it is recorded.
#[derive(Debug, Clone)]
pub struct External {
    /// Its id.
    pub id: ExternalCertificateId,
    /// What it is.
    pub kind: CertificateKind,
    /// What it says it is for; may be empty.
    pub title: String,
    /// The trade that it is of, if any.
    pub trade: Option<Trade>,
    /// Its number, sealed and masked, where it has one.
    pub number: Option<(Vec<u8>, String)>,
    /// Who issued it.
    pub issuer: String,
    /// When.
    pub issued_on: Option<NaiveDate>,
    /// Its last day.
    pub expires_on: Option<NaiveDate>,
    /// What staff have seen of it.
    pub seen: Seen,
    /// Where a copy lies; may be empty.
    pub paper_kept: String,
    /// Who of the staff recorded it.
    pub recorder_name: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

impl External {
    /// Whether it holds on a day; the last day itself still counts.
    pub fn holds_on(&self, today: NaiveDate) -> bool {
        self.expires_on.is_none_or(|last| last >= today)
    }
}

/// Those of an archive's record, those that expire first on top.
pub async fn of(tx: &mut impl Tx, tenant: TenantId, talent: TalentId) -> AppResult<Vec<External>> {
    let rows = sqlx::query!(
        r#"select external_certificate_id as "id: ExternalCertificateId", kind, title, trade, number_sealed, number_masked, issuer,
            issued_on, expires_on, seen, paper_kept, recorder_name, recorded_at
        from external_certificate where tenant_id = $1 and talent_id = $2
        order by expires_on, external_certificate_id limit 100"#,
        tenant.uuid(),
        talent.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let external = rows.into_iter().map(|row| External {
        id: row.id,
        kind: CertificateKind::parse(&row.kind).unwrap_or(CertificateKind::Other),
        title: row.title,
        trade: row.trade.as_deref().and_then(Trade::parse),
        number: row.number_sealed.zip(row.number_masked),
        issuer: row.issuer,
        issued_on: row.issued_on,
        expires_on: row.expires_on,
        seen: Seen::parse(&row.seen).unwrap_or(Seen::Copy),
        paper_kept: row.paper_kept,
        recorder_name: row.recorder_name,
        recorded_at: row.recorded_at,
    });
    Ok(external.collect())
}

/// What one of some residents holds of others' certificates on a day.
pub struct Held {
    /// Who.
    pub resident: ResidentId,
    /// What.
    pub kind: CertificateKind,
    /// The trade that it is of, if any.
    pub trade: Option<Trade>,
}

impl Held {
    /// The trade that they have learned by it, if any: the loop's figures count whoever has as able.
    pub fn learned(&self) -> Option<Trade> {
        self.trade.filter(|_| CertificateKind::LEARNED.contains(&self.kind))
    }
}

/// What some residents hold on a day, where their archive may be seen.
pub async fn held(tx: &mut impl Tx, tenant: TenantId, residents: &[Uuid], today: NaiveDate) -> AppResult<Vec<Held>> {
    let rows = sqlx::query!(
        r#"select t.resident_id as "resident: ResidentId", c.kind, c.trade from talent t
        join external_certificate c on c.tenant_id = t.tenant_id and c.talent_id = t.talent_id
        where t.tenant_id = $1 and c.tenant_id = $1 and t.resident_id = any($2) and t.hidden_at is null
            and (c.expires_on is null or c.expires_on >= $3)"#,
        tenant.uuid(),
        residents,
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    let held = rows.into_iter().filter_map(|row| {
        // A kind that a newer server knows is not just anything else: a trade may not be learned by it.
        let kind = CertificateKind::parse(&row.kind)?;
        Some(Held { resident: row.resident, kind, trade: row.trade.as_deref().and_then(Trade::parse) })
    });
    Ok(held.collect())
}

/// Records one; false when it was recorded before. `number`: sealed, and masked.
pub(super) async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    (talent, id): (TalentId, ExternalCertificateId),
    new: &NewExternal,
    number: Option<(Vec<u8>, String)>,
    (by_name, at): (&str, DateTime<Utc>),
) -> AppResult<bool> {
    let (sealed, masked) = number.unzip();
    let done = sqlx::query!(
        "insert into external_certificate (tenant_id, external_certificate_id, talent_id, kind, title, trade, number_sealed,
            number_masked, issuer, issued_on, expires_on, seen, paper_kept, recorder_name, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        talent.uuid(),
        new.kind.code(),
        new.title,
        new.trade.map(Trade::code),
        sealed,
        masked,
        new.issuer,
        new.issued_on,
        new.expires_on,
        new.seen.code(),
        new.paper_kept,
        by_name,
        at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes one away; false when an archive's record has none such.
pub(super) async fn remove(
    tx: &mut WriteTx,
    tenant: TenantId,
    (talent, id): (TalentId, ExternalCertificateId),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "delete from external_certificate where tenant_id = $1 and talent_id = $2 and external_certificate_id = $3",
        tenant.uuid(),
        talent.uuid(),
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// An archive's record is added to another: its certificates go with it.
pub async fn follow(tx: &mut WriteTx, tenant: TenantId, gone: TalentId, kept: TalentId) -> AppResult<()> {
    sqlx::query!(
        "update external_certificate set talent_id = $3, came_from = coalesce(came_from, $2) where tenant_id = $1 and talent_id = $2",
        tenant.uuid(),
        gone.uuid(),
        kept.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// And it is another after all: they go back; `family`: the residents' records that it is of, itself and those merged into it.
pub async fn follow_back(
    tx: &mut WriteTx,
    tenant: TenantId,
    (kept, gone): (TalentId, TalentId),
    family: &[Uuid],
) -> AppResult<()> {
    sqlx::query!(
        "update external_certificate set talent_id = $3, came_from = nullif(came_from, $3)
        where tenant_id = $1 and talent_id = $2
            and came_from in (select talent_id from talent where tenant_id = $1 and resident_id = any($4))",
        tenant.uuid(),
        kept.uuid(),
        gone.uuid(),
        family,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A merge is taken back whose other record is gone: what came from it alone goes with it.
pub async fn forget_gone(tx: &mut WriteTx, tenant: TenantId, kept: TalentId, merge: MergeId) -> AppResult<()> {
    sqlx::query!(
        "delete from external_certificate where tenant_id = $1 and talent_id = $2
            and came_from in (select other_id from talent_merge where tenant_id = $1 and merge_id = $3)",
        tenant.uuid(),
        kept.uuid(),
        merge.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
