//! Whether a tenant's record is whole.

use super::chain::{Deed, Head};
use super::queries;
use crate::db::{TenantId, Tx};
use crate::error::AppResult;

/// Rows read at a time.
const STEP: i64 = 5_000;

/// What is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A deed is missing, or stands in another's place.
    #[error("deed {expected} is missing")]
    Gap {
        /// The number that should stand there.
        expected: i64,
    },
    /// A deed, or one before it, is not what was written.
    #[error("deed {0} was changed")]
    Changed(i64),
    /// The record ends elsewhere than its head says.
    #[error("the record ends at deed {found}, and should at {expected}")]
    End {
        /// The last deed there is.
        found: i64,
        /// The last deed there should be.
        expected: i64,
    },
    /// A head that was kept elsewhere is not one of this record.
    #[error("deed {0} is not the one whose head was kept")]
    Kept(i64),
}

/// The head of a whole record, or what is wrong with it first. `kept` are heads of earlier days, from outside.
pub async fn verify(tx: &mut impl Tx, tenant: TenantId, kept: &[Head]) -> AppResult<Result<Head, Fault>> {
    let mut head = Head::NONE;
    loop {
        let rows = queries::following(tx, tenant, head.seq, STEP).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let expected = head.seq + 1;
            if row.seq != expected {
                return Ok(Err(Fault::Gap { expected }));
            }
            head = head.after(&Deed {
                tenant,
                person: row.person,
                grant: row.grant,
                name: row.name,
                action: row.action,
                address: row.address,
                changed: row.changed,
                at: row.at,
            });
            if head.hash != queries::hash(&row.hash) {
                return Ok(Err(Fault::Changed(head.seq)));
            }
            if kept.iter().any(|kept| kept.seq == head.seq && kept.hash != head.hash) {
                return Ok(Err(Fault::Kept(head.seq)));
            }
        }
    }
    let stored = queries::head(tx, tenant).await?.unwrap_or(Head::NONE);
    let expected = kept.iter().map(|kept| kept.seq).chain([stored.seq]).max().unwrap_or_default();
    if head.seq != expected {
        return Ok(Err(Fault::End { found: head.seq, expected }));
    }
    Ok(if head == stored { Ok(head) } else { Err(Fault::Changed(head.seq)) })
}
