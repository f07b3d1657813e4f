//! A certificate is taken back: whoever relied on it is told that it holds no longer, and no more than that.

use chrono::{DateTime, Utc};

use super::{What, news_of, queries};
use crate::db::{CourseCertificateId, ResidentId, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, announce};
use crate::jobs;
use crate::tenancy::Tenant;

/// Tells staff who recommended somebody with a certificate, and employers who read it in an application that is alive: with a
/// recommendation, or because the applicant shared it.
pub async fn certificate_revoked(
    tx: &mut WriteTx,
    tenant: &Tenant,
    (certificate, number): (CourseCertificateId, &str),
    holder: ResidentId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let mut applications = Vec::new();
    for one in queries::with_certificate(tx, tenant.id, certificate).await? {
        if one.status.is_relied_on() {
            let news = news_of(tx, tenant.id, &one, What::CertificateRevoked { recommendation: one.id }).await?;
            announce(tx, Audience::Staff(tenant.id), news, now).await?;
            applications.extend(one.application);
        }
    }
    jobs::certificate_revoked(tx, tenant, holder, (number, &applications), now).await
}
