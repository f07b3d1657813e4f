//! SQL of workers and their certificates as sheets bring them in.

use uuid::Uuid;

use crate::db::{CredentialId, OrgId, Tx, WorkerId, WriteTx};
use crate::directory::queries::CardCredential;
use crate::error::AppResult;

/// The organization's worker with this number, added if not there.
pub async fn ensure_worker(
    tx: &mut WriteTx,
    org: OrgId,
    work_no: &str,
    name: &str,
    trades: &[String],
    since_year: Option<i32>,
) -> AppResult<WorkerId> {
    let existing = sqlx::query_scalar!(
        r#"select worker_id as "id: WorkerId" from worker where org_id = $1 and work_no = $2"#,
        org.uuid(),
        work_no
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(id) = existing {
        return Ok(id);
    }
    let id = WorkerId::generate();
    sqlx::query!(
        "insert into worker (org_id, worker_id, name, work_no, trades, since_year) values ($1, $2, $3, $4, $5, $6)",
        org.uuid(),
        id.uuid(),
        name,
        work_no,
        trades,
        since_year,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Records a worker's certificate or check: a newer one of the same kind and title replaces the dates.
pub async fn set_credential(
    tx: &mut WriteTx,
    org: OrgId,
    worker: WorkerId,
    credential: &CardCredential,
) -> AppResult<()> {
    let id: Option<Uuid> = sqlx::query_scalar!(
        "select credential_id from credential where org_id = $1 and worker_id = $2 and kind = $3 and title = $4",
        org.uuid(),
        worker.uuid(),
        credential.kind,
        credential.title,
    )
    .fetch_optional(tx.conn())
    .await?;
    sqlx::query!(
        "insert into credential (org_id, credential_id, worker_id, kind, title, issued_on, expires_on) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (org_id, credential_id) do update set issued_on = excluded.issued_on, expires_on = excluded.expires_on
        where (credential.issued_on, credential.expires_on) is distinct from (excluded.issued_on, excluded.expires_on)",
        org.uuid(),
        id.unwrap_or_else(|| CredentialId::generate().uuid()),
        worker.uuid(),
        credential.kind,
        credential.title,
        credential.issued_on,
        credential.expires_on,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
