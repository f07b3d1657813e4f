//! Issuing certificates: what one person prepares, another signs.

use chrono::{DateTime, Datelike, Utc};

use super::desk::tell;
use super::model::{Content, Joined, new_code, number};
use super::queries::{self, Batch, Graduate, NewBatch, NewCertificate, Run};
use crate::db::{CertificateBatchId, CourseCertificateId, EnrolmentId, PersonId, TenantId, Tx, WriteTx};
use crate::enrolments::{self, TookPart};
use crate::error::AppResult;
use crate::inbox::{Audience, News, announce};
use crate::placements;
use crate::residents::{self, masked};
use crate::tenancy::Tenant;
use crate::training;
use crate::values::Trade;

/// What a run's certificates say of it as of now; none while it has no days.
pub(super) async fn content(
    tx: &mut impl Tx,
    tenant: TenantId,
    run: &Run,
    now: DateTime<Utc>,
) -> AppResult<Option<Content>> {
    let Some((starts_on, ends_on)) = run.starts_on.zip(run.ends_on) else { return Ok(None) };
    Ok(Some(Content {
        org_name: run.org_name.clone(),
        title: run.title.clone(),
        trade: run.trade.as_deref().and_then(Trade::parse),
        syllabus: queries::syllabus(tx, tenant, run.id).await?,
        starts_on,
        ends_on,
        attendance: None,
        score: None,
        joined: None,
        held_hours: Some(training::held_hours(tx, tenant, run.id, now).await?),
    }))
}

/// Somebody who passed and has yet to practise: minutes that are completed, and those that are signed where it still runs.
pub(super) struct Missing {
    pub graduate: Graduate,
    pub done: i32,
    pub running: i32,
}

/// Who of a run can have a certificate, and who passed and cannot yet: a course that asks for practice asks for it first.
pub(super) async fn graduates(
    tx: &mut impl Tx,
    tenant: TenantId,
    run: &Run,
) -> AppResult<(Vec<Graduate>, Vec<Missing>)> {
    let all = queries::graduates(tx, tenant, run.id).await?;
    if run.internship_hours == 0 {
        return Ok((all, Vec::new()));
    }
    let hours = placements::hours_of_run(tx, tenant, run.id).await?;
    let (mut ready, mut missing) = (Vec::new(), Vec::new());
    for graduate in all {
        let own = hours.iter().find(|hours| hours.enrolment == graduate.enrolment);
        let (done, running) = own.map_or((0, 0), |hours| (hours.done, hours.running));
        if done >= run.internship_hours * 60 {
            ready.push(graduate);
        } else {
            missing.push(Missing { graduate, done, running });
        }
    }
    Ok((ready, missing))
}

/// Whether somebody who passed is this person: nobody prepares or signs their own.
async fn is_of(tx: &mut impl Tx, tenant: TenantId, graduate: &Graduate, person: PersonId) -> AppResult<bool> {
    Ok(residents::queries::person_of(tx, tenant, graduate.resident).await? == Some(person))
}

/// What is said of one of a run: of who joined late, the share is that of all meetings that were held.
fn of_graduate(said: &Content, graduate: &Graduate, part: Option<&TookPart>, tenant: &Tenant) -> Content {
    let joined = part.and_then(|part| part.late).map(|late| Joined::of(late, tenant.time_zone));
    let attendance = match joined {
        Some(joined) => (joined.attended * 100).checked_div(joined.held),
        None => part.and_then(|part| part.share),
    };
    Content { attendance, score: graduate.score, joined, ..said.clone() }
}

/// Prepares certificates for those of a run who passed and are chosen; gives how many there are now.
pub(super) async fn prepare(
    tx: &mut WriteTx,
    tenant: &Tenant,
    batch: &NewBatch<'_>,
    said: &Content,
    is_chosen: impl Fn(EnrolmentId) -> bool,
) -> AppResult<i32> {
    queries::insert_batch(tx, tenant.id, batch).await?;
    let parts = enrolments::took_part(tx, tenant.id, batch.run.id, batch.at).await?;
    let mut count = 0;
    for graduate in graduates(tx, tenant.id, batch.run).await?.0 {
        if !is_chosen(graduate.enrolment) || is_of(tx, tenant.id, &graduate, batch.by).await? {
            continue;
        }
        let part = parts.iter().find(|part| part.enrolment == graduate.enrolment);
        let content = of_graduate(said, &graduate, part, tenant);
        let new = NewCertificate {
            id: CourseCertificateId::generate(),
            name_masked: &masked(&graduate.name),
            graduate: &graduate,
            content: &content,
            code: &new_code(),
        };
        count += i32::from(queries::insert(tx, tenant.id, batch, &new).await?);
    }
    Ok(count)
}

/// Signs what somebody else has prepared, and numbers it; false when it is signed, gone, for nobody any more, or the signer's own.
pub(super) async fn sign(
    tx: &mut WriteTx,
    tenant: &Tenant,
    batch: CertificateBatchId,
    signer: (PersonId, &str),
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let day = |at: DateTime<Utc>| at.with_timezone(&tenant.time_zone).date_naive();
    let Some(prepared) = queries::batch(tx, tenant.id, batch).await? else { return Ok(false) };
    // How long they hold counts from the day on which they are issued.
    let today = day(now);
    let waited = i32::try_from((today - day(prepared.prepared_at)).num_days()).unwrap_or(0);
    if !queries::sign(tx, tenant.id, batch, signer, (now, waited)).await? {
        return Ok(false);
    }
    let certificates = queries::of_batch(tx, tenant.id, batch).await?;
    if certificates.is_empty() {
        return Ok(false);
    }
    let count = i32::try_from(certificates.len()).unwrap_or(i32::MAX);
    let last = queries::take_numbers(tx, tenant.id, today.year(), count).await?;
    for (certificate, place) in certificates.iter().zip(last - count + 1..) {
        let number = number(tenant.slug.as_str(), today.year(), place);
        queries::issue(tx, tenant.id, certificate.id, (&number, &tenant.name), (today, waited)).await?;
    }
    Ok(true)
}

/// Tells whom a batch is for. Those without an account are handed theirs on paper: staff are told of all of them at once, and
/// the batch's page says who they are. Gives how many.
pub(super) async fn tell_holders(
    tx: &mut WriteTx,
    tenant: TenantId,
    batch: &Batch,
    now: DateTime<Utc>,
) -> AppResult<usize> {
    let on_paper = queries::on_paper(tx, tenant, batch.id).await?;
    for certificate in queries::of_batch(tx, tenant, batch.id).await? {
        if on_paper.contains(&certificate.id) {
            continue;
        }
        let resident = queries::holder(tx, tenant, certificate.id).await?;
        let news = News::CertificateIssued { tenant, title: certificate.content.title };
        tell(tx, tenant, resident, news, now).await?;
    }
    if !on_paper.is_empty() {
        let count = i32::try_from(on_paper.len()).unwrap_or(i32::MAX);
        let news = News::CertificatesOnPaper { tenant, batch: batch.id, title: batch.title.clone(), count };
        announce(tx, Audience::Staff(tenant), news, now).await?;
    }
    Ok(on_paper.len())
}
