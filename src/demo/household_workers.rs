//! The demo's household workers.

use anyhow::{Context, Result};
use chrono::TimeDelta;

use super::data::WorkerData;
use super::load::{find_person, today};
use crate::admissions::queries as admissions;
use crate::db::{CertificateId, HouseholdWorkerId, Scope, WriteTx};
use crate::directory::queries::estates;
use crate::household_workers::queries::records::{Values, count};
use crate::household_workers::{CertificateKind, NewCertificate, Origin, Status, keep, keep_certificate, take_over};
use crate::residents::keys;
use crate::residents::queries::KeptPhone;
use crate::state::AppState;
use crate::tenancy::Tenant;
use crate::values::{PersonName, Phone, Trade};

/// Where the papers of the demo lie.
const PAPERS: &str = "便民站文件柜 2 号";
/// Who of the demo's staff took them down.
const BY_NAME: &str = "梁静怡";

/// Adds the household workers of a community, unless it has some.
pub(super) async fn add(state: &AppState, tenant: &Tenant, workers: &[&WorkerData]) -> Result<()> {
    let mut tx = state.db().write(&Scope { tenant: Some(tenant.id), ..Scope::default() }).await?;
    if count(&mut tx, tenant.id).await? > 0 {
        return Ok(());
    }
    for data in workers {
        let id = HouseholdWorkerId::generate();
        add_one(state, &mut tx, tenant, (id, data)).await.with_context(|| data.name.clone())?;
        if let Some(account) = &data.account {
            let person = find_person(state, account).await?.context("a demo worker's account")?;
            take_over(&mut tx, tenant, id, person, state.clock().now()).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn add_one(
    state: &AppState,
    tx: &mut WriteTx,
    tenant: &Tenant,
    (id, data): (HouseholdWorkerId, &WorkerData),
) -> Result<()> {
    let name = PersonName::parse(&data.name)?;
    let phone = Phone::parse_mobile(&data.phone)?;
    let kept = KeptPhone::of(state.secrets(), id.uuid(), &phone)?;
    let orgs = admissions::serving(tx, tenant.id).await?;
    let org = match &data.org {
        Some(name) => Some(orgs.into_iter().find(|(_, known)| known == name).with_context(|| name.clone())?.0),
        None => None,
    };
    let known = estates(tx, tenant.id).await?;
    let estate = |name: &String| Ok(known.iter().find(|one| one.name == *name).with_context(|| name.clone())?.id);
    let trades = data.trades.iter().map(|code| Ok(Trade::parse(code).with_context(|| code.clone())?.code()));
    let values = Values {
        name: name.as_str(),
        phone: Some(&kept),
        birth_year: Some(data.born),
        keys: &keys(&name, Some(&phone)),
        resident: None,
        org,
        employer: &data.employer,
        trades: &trades.collect::<Result<Vec<_>>>()?,
        status: Status::parse(&data.status).with_context(|| data.status.clone())?.code(),
        note: &data.note,
        areas: &data.areas.iter().map(estate).collect::<Result<Vec<_>>>()?,
    };
    let origin = Origin { paper_kept: PAPERS, by_name: BY_NAME, import: None, at: state.clock().now() };
    keep(tx, tenant.id, id, &values, &origin).await?;
    for paper in &data.certificates {
        let certificate = NewCertificate {
            kind: CertificateKind::parse(&paper.kind).with_context(|| paper.kind.clone())?,
            number: paper.number.clone(),
            issuer: paper.issuer.clone(),
            issued_on: None,
            expires_on: paper.expires.map(|days| today(state) + TimeDelta::days(days)),
        };
        keep_certificate(tx, state.secrets(), tenant.id, (id, CertificateId::generate()), &certificate).await?;
    }
    Ok(())
}
