//! Bringing a sheet of household workers in.

use super::plan::{Plan, PlannedWorker};
use crate::db::{CertificateId, HouseholdWorkerId, WriteTx};
use crate::error::AppResult;
use crate::household_workers::keep::{Origin, keep, keep_certificate};
use crate::household_workers::queries::records::Values;
use crate::residents::keys;
use crate::residents::queries::KeptPhone;
use crate::sheets::meaning::Bringing;
use crate::values::Trade;

/// Records between two words about how far the work is.
const CHUNK: usize = 50;

/// Adds what is missing, each with the consent on paper that the row names.
pub(super) async fn bring_in(tx: &mut WriteTx, bringing: &mut Bringing<'_>, plan: &Plan) -> AppResult<()> {
    for chunk in plan.workers.chunks(CHUNK) {
        for worker in chunk {
            add(tx, bringing, worker).await?;
        }
        bringing.advance(chunk.len()).await?;
    }
    Ok(())
}

async fn add(tx: &mut WriteTx, bringing: &Bringing<'_>, worker: &PlannedWorker) -> AppResult<()> {
    let (here, id) = (bringing.here, HouseholdWorkerId::generate());
    let (tenant, secrets) = (here.tenant.id, here.secrets());
    let phone = worker.phone.as_ref().map(|phone| KeptPhone::of(secrets, id.uuid(), phone)).transpose()?;
    let trades: Vec<&str> = worker.trades.iter().copied().map(Trade::code).collect();
    let values = Values {
        name: worker.name.as_str(),
        phone: phone.as_ref(),
        birth_year: worker.birth_year,
        keys: &keys(&worker.name, worker.phone.as_ref()),
        resident: None,
        org: worker.org,
        employer: &worker.employer,
        trades: &trades,
        status: worker.status.code(),
        note: &worker.note,
        areas: &worker.areas,
    };
    let origin = Origin {
        paper_kept: &worker.paper_kept,
        by_name: bringing.by_name,
        import: Some(bringing.import),
        at: here.now,
    };
    keep(tx, tenant, id, &values, &origin).await?;
    for certificate in &worker.certificates {
        keep_certificate(tx, secrets, tenant, (id, CertificateId::generate()), certificate).await?;
    }
    Ok(())
}
