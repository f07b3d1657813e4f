//! SQL of an organization's files. The transaction must be in the organization's scope.

use chrono::{DateTime, Utc};

use super::{Document, DocumentKind};
use crate::db::{DocumentId, MembershipId, OrgId, Tx, WriteTx};
use crate::error::AppResult;
use crate::web::Messages;

/// The most files an organization keeps.
const MOST_FILES: i64 = 200;
/// The most bytes they hold together.
const MOST_BYTES: i64 = 200 << 20;

/// A file's columns without its content.
struct Row {
    id: DocumentId,
    kind: String,
    file_name: String,
    media_type: String,
    size: i32,
    uploaded_at: DateTime<Utc>,
}

impl From<Row> for Document {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            // A kind that a newer program knows is still a file.
            kind: DocumentKind::parse(&row.kind).unwrap_or(DocumentKind::Other),
            file_name: row.file_name,
            media_type: row.media_type,
            size: row.size,
            uploaded_at: row.uploaded_at,
        }
    }
}

/// A file to keep.
pub struct NewDocument<'a> {
    /// Its id, from the form: the idempotency key.
    pub id: DocumentId,
    /// What it shows.
    pub kind: DocumentKind,
    /// What `check` made of it.
    pub file: &'a super::check::Accepted,
    /// Who puts it there.
    pub by: MembershipId,
    /// When.
    pub now: DateTime<Utc>,
}

/// Why no more files are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// There are as many as there may be.
    Files,
    /// Together they would be too large.
    Space,
}

impl Full {
    /// What to do about it, in words.
    pub fn message(self, t: &Messages) -> &'static str {
        match self {
            Self::Files => t.documents.error_full_files,
            Self::Space => t.documents.error_full_space,
        }
    }
}

/// Keeps a file; once, however often it is sent. The inner error says that there is no room for it.
pub async fn insert(tx: &mut WriteTx, org: OrgId, new: &NewDocument<'_>) -> AppResult<Result<(), Full>> {
    // Two uploads at the same time are counted one after the other.
    sqlx::query_scalar!("select 1 as one from organization where org_id = $1 for no key update", org.uuid())
        .fetch_optional(tx.conn())
        .await?;
    let kept = sqlx::query!(
        r#"select count(*) filter (where removed_at is null) as "files!",
            coalesce(sum(size) filter (where removed_at is null), 0) as "bytes!",
            coalesce(bool_or(document_id = $2), false) as "is_here!"
        from document where org_id = $1"#,
        org.uuid(),
        new.id.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    if kept.is_here {
        return Ok(Ok(()));
    }
    if kept.files >= MOST_FILES {
        return Ok(Err(Full::Files));
    }
    let Ok(size) = i32::try_from(new.file.bytes.len()) else { return Ok(Err(Full::Space)) };
    if kept.bytes + i64::from(size) > MOST_BYTES {
        return Ok(Err(Full::Space));
    }
    sqlx::query!(
        "insert into document (org_id, document_id, kind, file_name, media_type, bytes, size, uploaded_by, uploaded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (org_id, document_id) do nothing",
        org.uuid(),
        new.id.uuid(),
        new.kind.code(),
        new.file.file_name,
        new.file.media_type,
        &new.file.bytes[..],
        size,
        new.by.uuid(),
        new.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(Ok(()))
}

/// The newest files of an organization, or those before one.
pub async fn list(tx: &mut impl Tx, org: OrgId, before: Option<DocumentId>, limit: i64) -> AppResult<Vec<Document>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select document_id as "id: DocumentId", kind, file_name, media_type, size, uploaded_at from document
        where org_id = $1 and removed_at is null and ($2::uuid is null or document_id < $2) order by document_id desc limit $3"#,
        org.uuid(),
        before.map(DocumentId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Document::from).collect())
}

/// An organization's files of some kinds, newest first: there are at most as many as an organization keeps.
pub async fn of_kinds(tx: &mut impl Tx, org: OrgId, kinds: &[DocumentKind]) -> AppResult<Vec<Document>> {
    let codes: Vec<String> = kinds.iter().map(|kind| kind.code().to_owned()).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"select document_id as "id: DocumentId", kind, file_name, media_type, size, uploaded_at from document
        where org_id = $1 and removed_at is null and kind = any($2) order by document_id desc"#,
        org.uuid(),
        &codes[..],
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Document::from).collect())
}

/// One file of an organization; none once it is removed.
pub async fn one(tx: &mut impl Tx, org: OrgId, document: DocumentId) -> AppResult<Option<Document>> {
    let row = sqlx::query_as!(
        Row,
        r#"select document_id as "id: DocumentId", kind, file_name, media_type, size, uploaded_at from document
        where org_id = $1 and document_id = $2 and removed_at is null"#,
        org.uuid(),
        document.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(Document::from))
}

/// A file's content, as it is served.
pub struct Content {
    /// `image/jpeg` or `application/pdf`.
    pub media_type: String,
    /// The name under which it is saved.
    pub file_name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// The content of one file; none once it is removed.
pub async fn content(tx: &mut impl Tx, org: OrgId, document: DocumentId) -> AppResult<Option<Content>> {
    let content = sqlx::query_as!(
        Content,
        "select media_type, file_name, bytes from document where org_id = $1 and document_id = $2 and removed_at is null",
        org.uuid(),
        document.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(content)
}

/// Takes a file away: that it was there stays on record, its content does not. False when there is no such file.
pub async fn remove(tx: &mut WriteTx, org: OrgId, document: DocumentId, now: DateTime<Utc>) -> AppResult<bool> {
    let done = sqlx::query!(
        "update document set removed_at = $3, bytes = '' where org_id = $1 and document_id = $2 and removed_at is null",
        org.uuid(),
        document.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}
