//! The file that a tenant's data is exported to: a zip with a file of JSON lines for each table, the files that are kept in
//! tables beside them, and a manifest of what there is.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::queries::exports;
use crate::db::WriteTx;
use crate::tenancy::Tenant;

/// Rows read at a time.
const STEP: i32 = 500;
/// Rows that carry a file, of some megabytes, read at a time.
const STEP_OF_FILES: i32 = 4;
/// Columns that hold a file: table, column, the row's id.
const FILES: [(&str, &str, &str); 2] = [("notice_file", "bytes", "file_id"), ("worker_card", "photo", "worker_id")];
/// Said once in every export.
const SEALED_NOTE: &str = "Columns listed under `sealed` are encrypted or hashed with the server's key and are exported as they \
    are stored; without the key file they cannot be read. 列在 sealed 里的列由服务器密钥加密或散列，按原样导出，没有密钥文件无法读取。";

/// A file of the export.
#[derive(Serialize)]
struct Entry {
    file: String,
    /// Of a table, how many there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<u64>,
    bytes: u64,
    sha256: String,
}

#[derive(Serialize)]
struct Manifest<'a> {
    tenant: String,
    slug: &'a str,
    name: &'a str,
    made_at: DateTime<Utc>,
    program: &'static str,
    tables: Vec<Entry>,
    files: Vec<Entry>,
    sealed: Vec<String>,
    note: &'static str,
}

/// The zip while it is written, on a thread that may wait for the disk.
struct Archive {
    /// Some ten kilobytes, which are not to be moved about.
    zip: Box<ZipWriter<fs::File>>,
    /// Of the file at hand.
    sha: Sha256,
    bytes: u64,
}

impl Archive {
    fn create(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
        Ok(Self { zip: Box::new(ZipWriter::new(file)), sha: Sha256::new(), bytes: 0 })
    }

    fn begin(&mut self, name: &str) -> Result<()> {
        let options = SimpleFileOptions::default().large_file(true).unix_permissions(0o600);
        self.zip.start_file(name, options)?;
        (self.sha, self.bytes) = (Sha256::new(), 0);
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.sha.update(bytes);
        self.bytes += bytes.len() as u64;
        self.zip.write_all(bytes)?;
        Ok(())
    }

    fn end(&mut self, name: String, rows: Option<u64>) -> Entry {
        let sha256 = hex::encode(std::mem::take(&mut self.sha).finalize());
        Entry { file: name, rows, bytes: self.bytes, sha256 }
    }

    /// Does something with it where waiting is no harm.
    async fn on_disk<T: Send + 'static>(
        mut self,
        work: impl FnOnce(&mut Self) -> Result<T> + Send + 'static,
    ) -> Result<(Self, T)> {
        tokio::task::spawn_blocking(move || work(&mut self).map(|done| (self, done))).await?
    }
}

/// Writes everything of a tenant, in whose scope the transaction is; the size of the file.
pub(super) async fn write(tx: &mut WriteTx, tenant: &Tenant, path: &Path, made_at: DateTime<Utc>) -> Result<i64> {
    let sealed = exports::sealed_columns(tx).await?;
    let at = path.to_owned();
    let mut archive = tokio::task::spawn_blocking(move || Archive::create(&at)).await??;
    let (mut tables, mut files) = (Vec::new(), Vec::new());
    for table in exports::tables(tx).await? {
        let entry;
        (archive, entry) = match FILES.iter().find(|(name, ..)| *name == table) {
            None => write_table(tx, archive, &table).await?,
            Some((_, column, id)) => write_files(tx, archive, &table, (column, id), &mut files).await?,
        };
        tables.push(entry);
    }
    let manifest = Manifest {
        tenant: tenant.id.to_string(),
        slug: &tenant.slug,
        name: &tenant.name,
        made_at,
        program: env!("CARGO_PKG_VERSION"),
        tables,
        files,
        sealed,
        note: SEALED_NOTE,
    };
    let manifest = serde_json::to_vec_pretty(&manifest)?;
    let size = archive.on_disk(move |archive| {
        archive.begin("manifest.json")?;
        archive.put(&manifest)
    });
    let (archive, ()) = size.await?;
    let size = tokio::task::spawn_blocking(move || -> Result<u64> {
        let file = archive.zip.finish()?;
        file.sync_all()?;
        Ok(file.metadata()?.len())
    });
    Ok(i64::try_from(size.await??)?)
}

fn line(row: &Value) -> Result<Vec<u8>> {
    let mut line = serde_json::to_vec(row)?;
    line.push(b'\n');
    Ok(line)
}

async fn write_table(tx: &mut WriteTx, archive: Archive, table: &str) -> Result<(Archive, Entry)> {
    let name = format!("tables/{table}.jsonl");
    let started = name.clone();
    let (mut archive, ()) = archive.on_disk(move |archive| archive.begin(&started)).await?;
    let cursor = exports::open_rows(tx, table).await?;
    let mut count = 0;
    loop {
        let rows = exports::next_rows(tx, &cursor, STEP).await?;
        if rows.is_empty() {
            break;
        }
        count += rows.len() as u64;
        (archive, ()) = archive
            .on_disk(move |archive| {
                for row in &rows {
                    archive.put(&line(row)?)?;
                }
                Ok(())
            })
            .await?;
    }
    let entry = archive.end(name, Some(count));
    Ok((archive, entry))
}

/// A table whose rows carry a file each: the files beside, their names in the rows.
async fn write_files(
    tx: &mut WriteTx,
    mut archive: Archive,
    table: &str,
    (column, id): (&'static str, &'static str),
    files: &mut Vec<Entry>,
) -> Result<(Archive, Entry)> {
    let cursor = exports::open_rows(tx, table).await?;
    let (mut lines, mut count) = (Vec::new(), 0);
    loop {
        let rows = exports::next_rows(tx, &cursor, STEP_OF_FILES).await?;
        if rows.is_empty() {
            break;
        }
        count += rows.len() as u64;
        for mut row in rows {
            if let Some(bytes) = content(&row, column)? {
                let name = format!("files/{table}/{}", row[id].as_str().context("a file without an id")?);
                row[column] = Value::String(name.clone());
                let entry;
                (archive, entry) = archive
                    .on_disk(move |archive| {
                        archive.begin(&name)?;
                        archive.put(&bytes)?;
                        Ok(archive.end(name, None))
                    })
                    .await?;
                files.push(entry);
            }
            lines.extend(line(&row)?);
        }
    }
    let name = format!("tables/{table}.jsonl");
    archive
        .on_disk(move |archive| {
            archive.begin(&name)?;
            archive.put(&lines)?;
            Ok(archive.end(name, Some(count)))
        })
        .await
}

/// What a column of bytes holds; PostgreSQL writes them into JSON as `\x` and hexadecimal digits.
fn content(row: &Value, column: &str) -> Result<Option<Vec<u8>>> {
    let Some(text) = row[column].as_str() else { return Ok(None) };
    let digits = text.strip_prefix("\\x").context("bytes in another form")?;
    Ok(Some(hex::decode(digits)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_as_they_were() {
        let row = serde_json::json!({ "bytes": "\\x00ff10", "photo": null, "name": "x" });
        assert_eq!(content(&row, "bytes").unwrap(), Some(vec![0, 255, 16]));
        assert_eq!(content(&row, "photo").unwrap(), None);
        assert!(content(&row, "name").is_err());
    }
}
