//! SQL of what hangs on notices.

use chrono::{DateTime, Utc};

use crate::db::{NoticeFileId, NoticeId, TenantId, Tx, WriteTx};
use crate::documents::check::Accepted;
use crate::documents::queries::Content;
use crate::error::AppResult;
use crate::web::Messages;

/// The most files of one notice.
const MOST_FILES: i64 = 5;
/// The most bytes that a community's notices hold together.
const MOST_BYTES: i64 = 1 << 30;

/// A file without its content.
pub(in crate::notices) struct File {
    pub id: NoticeFileId,
    pub file_name: String,
    /// In bytes.
    pub size: i32,
}

/// A notice's files, in the order in which they were added.
pub(in crate::notices) async fn files(tx: &mut impl Tx, tenant: TenantId, notice: NoticeId) -> AppResult<Vec<File>> {
    let rows = sqlx::query_as!(
        File,
        r#"select file_id as "id: NoticeFileId", file_name, size from notice_file
        where tenant_id = $1 and notice_id = $2 order by added_at, file_id"#,
        tenant.uuid(),
        notice.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// The content of one.
pub(in crate::notices) async fn content(
    tx: &mut impl Tx,
    tenant: TenantId,
    notice: NoticeId,
    file: NoticeFileId,
) -> AppResult<Option<Content>> {
    let row = sqlx::query_as!(
        Content,
        "select media_type, file_name, bytes from notice_file where tenant_id = $1 and notice_id = $2 and file_id = $3",
        tenant.uuid(),
        notice.uuid(),
        file.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// A file to add.
pub(in crate::notices) struct NewFile<'a> {
    /// Its id, from the form: sent twice, it is still one.
    pub id: NoticeFileId,
    /// What the check made of it.
    pub file: &'a Accepted,
    pub now: DateTime<Utc>,
}

/// Why no more files are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::notices) enum Full {
    /// The notice has as many as it may.
    Notice,
    /// The community's notices hold as much as they may.
    Community,
}

impl Full {
    /// What to do about it, in words.
    pub fn message(self, t: &Messages) -> &'static str {
        match self {
            Self::Notice => t.notices.error_full_notice,
            Self::Community => t.notices.error_full_community,
        }
    }
}

/// Hangs a file on a notice that the transaction has locked. The inner error says that there is no room for it.
pub(in crate::notices) async fn insert_file(
    tx: &mut WriteTx,
    tenant: TenantId,
    notice: NoticeId,
    new: &NewFile<'_>,
) -> AppResult<Result<(), Full>> {
    let kept = sqlx::query!(
        r#"select count(*) filter (where notice_id = $2) as "files!", coalesce(sum(size), 0) as "bytes!",
            coalesce(bool_or(notice_id = $2 and file_id = $3), false) as "is_here!"
        from notice_file where tenant_id = $1"#,
        tenant.uuid(),
        notice.uuid(),
        new.id.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    if kept.is_here {
        return Ok(Ok(()));
    }
    if kept.files >= MOST_FILES {
        return Ok(Err(Full::Notice));
    }
    let Ok(size) = i32::try_from(new.file.bytes.len()) else { return Ok(Err(Full::Community)) };
    if kept.bytes + i64::from(size) > MOST_BYTES {
        return Ok(Err(Full::Community));
    }
    sqlx::query!(
        "insert into notice_file (tenant_id, notice_id, file_id, file_name, media_type, bytes, size, added_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        tenant.uuid(),
        notice.uuid(),
        new.id.uuid(),
        new.file.file_name,
        new.file.media_type,
        &new.file.bytes[..],
        size,
        new.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(Ok(()))
}

/// Takes a file away; false when there is no such file.
pub(in crate::notices) async fn remove_file(
    tx: &mut WriteTx,
    tenant: TenantId,
    notice: NoticeId,
    file: NoticeFileId,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "delete from notice_file where tenant_id = $1 and notice_id = $2 and file_id = $3",
        tenant.uuid(),
        notice.uuid(),
        file.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
