//! What becomes of placements when a resident's record does not stay as it is, and what is told of them in a copy.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::queries;
use super::words;
use crate::access::Member;
use crate::db::{OrgId, PersonId, ResidentId, TenantId, WriteTx};
use crate::error::AppResult;
use crate::residents;

/// Enrolments went from one record to another: what was practised for them goes with them.
pub async fn follow(tx: &mut WriteTx, tenant: TenantId, from: ResidentId) -> AppResult<()> {
    queries::follow(tx, tenant, from).await
}

/// A record says another name by now: so does practice that is not over.
pub async fn rename(tx: &mut WriteTx, tenant: TenantId, resident: ResidentId, name: &str) -> AppResult<()> {
    queries::rename(tx, tenant, resident, name).await
}

/// Records are being deleted, and what they practised with them.
pub async fn forget(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid]) -> AppResult<()> {
    queries::erase(tx, tenant, records).await
}

/// Takes away what was written of practice that has been over since before a time.
pub async fn forget_words(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    queries::forget_words(tx, tenant, before).await
}

/// Somebody leaves a company, and with it whom they showed the work.
pub async fn leave(tx: &mut WriteTx, org: OrgId, person: PersonId) -> AppResult<()> {
    queries::leave(tx, org, person).await
}

/// What is kept of the person's own practice, for a copy: in which community, and what.
pub async fn entries(member: &Member) -> AppResult<Vec<(String, String)>> {
    let t = member.context().t();
    let mut entries = Vec::new();
    for (tenant, records) in residents::by_community(member).await? {
        let mut tx = member.read_home(tenant.id).await?;
        for row in queries::of_records(&mut tx, tenant.id, &records).await? {
            let Some(one) = queries::placement(&mut tx, tenant.id, None, row.id).await? else { continue };
            let book = queries::entries(&mut tx, tenant.id, one.id).await?;
            let days = format!("{} – {}", one.starts_on, one.ends_on);
            let hours = words::progress(row.signed, one.agreed_minutes, t);
            let parts =
                [one.title, one.org_name, one.learner_name, one.mentor_name, one.place, one.duties, days, hours];
            let parts = parts.into_iter().chain([one.status.label(t).to_owned(), one.reason]);
            let lines = book.into_iter().map(|line| {
                let note = line.dispute.map_or_else(String::new, |dispute| dispute.note);
                format!("{} {} {} {note}", line.written.day, words::hours(line.written.minutes), line.written.did)
            });
            let parts = parts.chain(lines.map(|line| line.trim().to_owned()));
            let value = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            entries.push((tenant.name.clone(), value));
        }
    }
    Ok(entries)
}
