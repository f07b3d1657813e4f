//! SQL of the certificates that hold on a day: what somebody may be recommended with, and who has one of a trade.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::db::{CourseCertificateId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::values::Trade;

/// A certificate that was signed, is not taken back and has not expired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Valid {
    /// Its id.
    pub id: CourseCertificateId,
    /// The course.
    pub title: String,
    /// Its number.
    pub number: String,
    /// What whoever verifies it types.
    pub code: String,
    /// The trade that the course prepares for.
    pub trade: Option<Trade>,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// The community as it was called when it signed; empty, where an older server signed.
    pub issuer: String,
}

/// Those of a resident, the latest first.
pub async fn of_resident(
    tx: &mut impl Tx,
    tenant: TenantId,
    resident: ResidentId,
    today: NaiveDate,
) -> AppResult<Vec<Valid>> {
    let rows = sqlx::query!(
        r#"select course_certificate_id as "id: CourseCertificateId", title, number as "number!", code, trade,
            issued_on as "issued_on!", issuer_name
        from course_certificate
        where tenant_id = $1 and resident_id = $2 and number is not null and revoked_at is null
            and (expires_on is null or expires_on >= $3)
        order by issued_on desc, course_certificate_id desc limit 100"#,
        tenant.uuid(),
        resident.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    let valid = rows.into_iter().map(|row| Valid {
        id: row.id,
        title: row.title,
        number: row.number,
        code: row.code,
        trade: row.trade.as_deref().and_then(Trade::parse),
        issued_on: row.issued_on,
        issuer: row.issuer_name,
    });
    Ok(valid.collect())
}

/// One of theirs, which goes on holding until the transaction ends; none where it holds no longer.
pub async fn hold(
    tx: &mut WriteTx,
    tenant: TenantId,
    resident: ResidentId,
    id: CourseCertificateId,
    today: NaiveDate,
) -> AppResult<Option<Valid>> {
    sqlx::query!(
        "select from course_certificate where tenant_id = $1 and course_certificate_id = $2 for share",
        tenant.uuid(),
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(of_resident(tx, tenant, resident, today).await?.into_iter().find(|valid| valid.id == id))
}

/// The trades of which some residents hold a certificate.
pub async fn trades(
    tx: &mut impl Tx,
    tenant: TenantId,
    residents: &[Uuid],
    today: NaiveDate,
) -> AppResult<Vec<(ResidentId, Trade)>> {
    let rows = sqlx::query!(
        r#"select distinct resident_id as "resident!: ResidentId", trade as "trade!" from course_certificate
        where tenant_id = $1 and resident_id = any($2) and trade is not null and number is not null and revoked_at is null
            and (expires_on is null or expires_on >= $3)"#,
        tenant.uuid(),
        residents,
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.resident, Trade::parse(&row.trade)?))).collect())
}

/// Who holds one of a trade, whoever was issued theirs last on top.
pub async fn holders(
    tx: &mut impl Tx,
    tenant: TenantId,
    trade: Trade,
    today: NaiveDate,
    limit: i64,
) -> AppResult<Vec<ResidentId>> {
    let rows = sqlx::query_scalar!(
        r#"select resident_id as "resident!: ResidentId" from course_certificate
        where tenant_id = $1 and trade = $2 and issued_on is not null and revoked_at is null and resident_id is not null
            and (expires_on is null or expires_on >= $3)
        order by issued_on desc limit $4"#,
        tenant.uuid(),
        trade.code(),
        today,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
