//! Whoever hires reads certificates of the community in applications; where one is taken back, they are told.

use chrono::{DateTime, Utc};

use super::news::What;
use super::queries;
use super::side::employer;
use crate::db::{JobApplicationId, ResidentId, WriteTx};
use crate::error::AppResult;
use crate::inbox::announce;
use crate::residents;
use crate::tenancy::Tenant;

/// Tells whoever hires of each application that is alive and names a certificate, or is among those that were recommended with
/// it; of what they read no more, they are told nothing.
pub(crate) async fn certificate_revoked(
    tx: &mut WriteTx,
    tenant: &Tenant,
    holder: ResidentId,
    (number, recommended): (&str, &[JobApplicationId]),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let family = residents::queries::family(tx, tenant.id, holder).await?;
    for one in queries::mine(tx, tenant.id, &family).await? {
        let is_named = recommended.contains(&one.id) || one.snapshot.numbers().iter().any(|known| known == number);
        if !is_named || one.is_over() || one.snapshot.is_forgotten {
            continue;
        }
        let Some(posting) = queries::posting(tx, tenant.id, None, one.posting).await? else { continue };
        let what = What::CertificateRevoked { application: one.id };
        let news = super::news_of(tenant.id, posting.org, posting.id, &posting.content.title, what);
        announce(tx, employer(tenant, posting.org), news, now).await?;
    }
    Ok(())
}
