//! What becomes of enrolments when a resident's record does not stay as it is, and what is told of them in a copy.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::Status;
use super::queries::{self, Learner};
use super::queue::Queue;
use super::seats::Held;
use crate::access::Member;
use crate::db::{EnrolmentId, ResidentId, RunId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::residents;
use crate::residents::queries::merges;

/// Whether somebody is in a run, or would like to be, under any of the records that turned out to be theirs.
pub(super) async fn has_place(tx: &mut impl Tx, tenant: TenantId, run: RunId, resident: ResidentId) -> AppResult<bool> {
    let family = residents::queries::family(tx, tenant, resident).await?;
    let family: Vec<Uuid> = family.into_iter().map(ResidentId::uuid).collect();
    queries::has_place(tx, tenant, run, &family).await
}

/// Who somebody is by now whose record may just have turned out to be another: whoever merges or erases it waits until the
/// transaction ends. None: they do not live here any more. The run is held before, and who has a place in it is not held: a merge
/// of two who both have one comes the other way.
pub(super) async fn hold_learner(
    tx: &mut WriteTx,
    tenant: TenantId,
    resident: ResidentId,
) -> AppResult<Option<Learner>> {
    let root = merges::hold_root(tx, tenant, resident).await?;
    queries::record(tx, tenant, root).await
}

/// How far somebody has come in a run: of two enrolments of one person, the one that has come farther stays.
fn standing(queue: &Queue, id: EnrolmentId) -> Option<(u8, Reverse<i64>)> {
    let place = queue.place(id)?;
    let far = match place.status {
        Status::Passed | Status::Failed => 4,
        Status::Enrolled => 3,
        Status::Offered => 2,
        Status::Waiting => 1,
        _ => 0,
    };
    Some((far, Reverse(place.turn)))
}

/// A record turned out to be another: its enrolments go with the person. Nobody is in one run twice: of two, the one that
/// has come farther stays, and the other's seat is offered on.
pub async fn follow(
    tx: &mut WriteTx,
    tenant: TenantId,
    (gone, kept): (ResidentId, ResidentId),
    now: DateTime<Utc>,
) -> AppResult<()> {
    for run in queries::double_runs(tx, tenant, (gone, kept)).await? {
        let Some(mut held) = Held::of(tx, tenant, run, now).await? else { continue };
        let mut both = queries::of_run(tx, tenant, run).await?;
        both.retain(|one| [gone, kept].contains(&one.resident) && !one.status.is_gone());
        if let Some(less) = both.iter().map(|one| one.id).min_by_key(|id| standing(&held.queue, *id)) {
            held.leave(less, "");
        }
        held.keep(tx).await?;
    }
    queries::follow(tx, tenant, gone, kept).await
}

/// And it did not: what came with it goes back.
pub async fn follow_back(tx: &mut WriteTx, tenant: TenantId, gone: ResidentId, kept: ResidentId) -> AppResult<()> {
    let family = residents::queries::family(tx, tenant, gone).await?;
    let family: Vec<Uuid> = family.into_iter().map(ResidentId::uuid).collect();
    queries::follow_back(tx, tenant, (kept, gone), &family).await
}

/// A record says another name by now: lists call the learner by it, but where a certificate that holds says which.
pub async fn rename(tx: &mut WriteTx, tenant: TenantId, resident: ResidentId, name: &str) -> AppResult<()> {
    queries::rename(tx, tenant, resident, name).await
}

/// Erases the enrolments of records that are being deleted; their seats are offered on.
pub async fn forget(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid], now: DateTime<Utc>) -> AppResult<()> {
    for run in queries::runs_of(tx, tenant, records).await? {
        let Some(mut held) = Held::of(tx, tenant, run, now).await? else { continue };
        for one in queries::of_run(tx, tenant, run).await? {
            if records.contains(&one.resident.uuid()) {
                held.leave(one.id, "");
            }
        }
        held.keep(tx).await?;
    }
    queries::erase(tx, tenant, records).await
}

/// Takes away why somebody was not there, or left, where that was before a time.
pub async fn forget_words(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    queries::forget_words(tx, tenant, before).await
}

/// What is kept of the person's own courses, for a copy: in which community, and what.
pub async fn entries(member: &Member) -> AppResult<Vec<(String, String)>> {
    let t = member.context().t();
    let mut entries = Vec::new();
    let mut tenants: Vec<_> = residents::homes(member).await?.into_iter().map(|home| home.tenant).collect();
    tenants.dedup_by_key(|tenant| tenant.id);
    for tenant in tenants {
        let day = |at: DateTime<Utc>| at.with_timezone(&tenant.time_zone).date_naive().to_string();
        let mut tx = member.read_home(tenant.id).await?;
        for one in queries::of_person(&mut tx, tenant.id, member.me().id).await? {
            let Some(run) = queries::run(&mut tx, tenant.id, one.run).await? else { continue };
            let marks = queries::marks_of_run(&mut tx, tenant.id, run.id, Some(one.id)).await?;
            let away = queries::excuses_of(&mut tx, tenant.id, one.id).await?;
            let points = [one.score, one.resit_score].into_iter().flatten().map(|points| t.enrolments.points(points));
            let parts =
                [run.title, run.org_name, one.name, one.status.label(t).to_owned(), day(one.decided_at), one.reason];
            let marks = marks.iter().map(|mark| format!("{} {} {}", day(mark.at), mark.mark.label(t), mark.reason));
            let away = away.iter().map(|said| format!("{} {} {}", day(said.at), t.enrolments.away_said, said.reason));
            let parts = parts.into_iter().chain(one.reopened.map(|reopened| reopened.reason));
            let parts = parts.chain(points).chain(marks.map(|mark| mark.trim().to_owned())).chain(away);
            let value = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            entries.push((tenant.name.clone(), value));
        }
    }
    Ok(entries)
}
