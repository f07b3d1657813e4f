//! Certificates that others have issued (外部证书), such as 职业技能等级证书: staff have seen them and recorded them in the
//! archive of able residents.
//!
//! They are never shown as ours: they have no number or code of ours and no public page. Each is recorded because the person
//! showed it and agreed; the person takes it away again in one step, and it goes with the archive's record. Its number is
//! masked for everybody but the person and whoever looks at the person's record in full.

mod desk;
mod form;
pub mod queries;
mod view;

use chrono::{DateTime, NaiveDate, Utc};

pub(crate) use form::RecordForm;
pub(crate) use view::{ExternalForm, ExternalLine, Shown};

pub(super) use desk::{add, remove, remove_own};

use crate::db::{ExternalCertificateId, TalentId, TenantId, WriteTx};
use crate::error::AppResult;
use crate::household_workers::CertificateKind;
use crate::secrets::Secrets;
use crate::values::Trade;
use crate::vendors::workers::masked_number;

crate::values::coded! {
    /// What staff have seen of a certificate.
    pub enum Seen in certificates {
        /// 原件
        Original "original" seen_original,
        /// Its entry with whoever issued it (联网查询).
        Register "register" seen_register,
        /// 复印件或照片
        Copy "copy" seen_copy,
    }
}

/// A certificate to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExternal {
    /// What it is.
    pub kind: CertificateKind,
    /// What it says it is for; may be empty.
    pub title: String,
    /// The trade that it is of, if any.
    pub trade: Option<Trade>,
    /// Its number; may be empty.
    pub number: String,
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
}

/// Records a certificate in somebody's archive; false when it was recorded before (the form was sent twice).
pub async fn record(
    tx: &mut WriteTx,
    (secrets, tenant): (&Secrets, TenantId),
    (talent, id): (TalentId, ExternalCertificateId),
    new: &NewExternal,
    (by_name, at): (&str, DateTime<Utc>),
) -> AppResult<bool> {
    let number = Some(new.number.as_str()).filter(|number| !number.is_empty());
    let number = match number {
        Some(number) => Some((secrets.seal(id.uuid(), number)?, masked_number(number))),
        None => None,
    };
    queries::insert(tx, tenant, (talent, id), new, number, (by_name, at)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        assert!(Seen::ALL.into_iter().all(|seen| Seen::parse(seen.code()) == Some(seen)));
    }
}
