//! Who vouches for an applicant, as whoever hires reads it.

use std::collections::BTreeMap;

use super::queries;
use crate::certificates;
use crate::db::{JobApplicationId, Tx};
use crate::error::AppResult;
use crate::tenancy::Tenant;
use crate::web::Messages;

/// Somebody vouches for an applicant.
pub struct VouchView {
    /// What they are to them.
    pub source: &'static str,
    /// Who; may be empty.
    pub name: String,
    /// What they say; may be empty.
    pub word: String,
    /// A certificate: the course, its number, and where anybody verifies it.
    pub certificate: Option<(String, String, String)>,
}

/// Who vouches, by application: the community with a certificate, or a neighbour.
pub async fn of_applications(
    tx: &mut impl Tx,
    tenant: &Tenant,
    applications: &[JobApplicationId],
    t: &'static Messages,
) -> AppResult<BTreeMap<JobApplicationId, VouchView>> {
    let recommended = queries::by_application(tx, tenant.id, applications).await?;
    let referred = queries::vouching(tx, tenant.id, applications).await?;
    let neighbour = referred.into_iter().map(|(application, referral)| {
        let name = if referral.is_named { referral.name_masked } else { String::new() };
        let source = t.recommendations.source_neighbours;
        (application, VouchView { source, name, word: referral.word, certificate: None })
    });
    // What was taken back vouches for nobody.
    let standing = recommended.into_iter().filter(|one| one.status.was_given());
    let community = standing.filter_map(|one| {
        let verify_url = certificates::urls::verify(tenant, &one.certificate_code);
        let certificate = (one.certificate_title, one.certificate_number, verify_url);
        let vouch = VouchView {
            source: one.source.label(t),
            name: one.source_name,
            word: one.word,
            // Of a record that was deleted none is left.
            certificate: Some(certificate).filter(|(_, number, _)| !number.is_empty()),
        };
        Some((one.application?, vouch))
    });
    Ok(neighbour.chain(community).collect())
}
