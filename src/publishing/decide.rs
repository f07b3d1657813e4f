//! A community's decision on a change, and its publication, in one transaction: killed in between, neither happened.

use super::apply::{Place, Target};
use super::queries::{self, Change, Verdict};
use super::queue_queries;
use super::settings;
use super::snapshot::{ProfileSnapshot, ServiceSnapshot, Snapshot, WorkerSnapshot};
use crate::access::Staff;
use crate::db::{ChangeId, OrgId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::vendors;

/// What staff say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is published.
    Approve,
    /// It goes back, with the reason.
    Return(String),
}

/// What became of it.
pub(super) enum Decided {
    /// As decided.
    Done,
    /// Somebody had decided it before.
    Before,
    /// The organization changed it since it was looked at.
    Changed,
}

/// Decides a change in the revision that was seen.
pub(super) async fn decide(staff: &Staff, id: ChangeId, revision: i32, decision: &Decision) -> AppResult<Decided> {
    let tenant = staff.tenant()?.clone();
    let now = staff.now();
    let mut tx = staff.write().await?;
    let change = queries::change(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    refuse_own(&mut tx, staff, change.org).await?;
    let (status, reason) = match decision {
        Decision::Approve => ("approved", ""),
        Decision::Return(reason) => ("returned", reason.as_str()),
    };
    let verdict =
        Verdict { status, by: staff.grant().id.uuid(), decider: staff.viewer().map_or("", |v| &v.name), reason, now };
    if !queries::decide(&mut tx, tenant.id, id, revision, &verdict).await? {
        return Ok(if change.status == "pending" { Decided::Changed } else { Decided::Before });
    }
    queue_queries::done(&mut tx, tenant.id, "change", id.uuid()).await?;
    if *decision == Decision::Approve {
        let settings = settings::of(&mut tx, tenant.id).await?;
        let place = Place {
            state: staff.state(),
            tenant: &tenant,
            org: change.org,
            now,
            notice: settings.notice(),
            checker: Some(verdict.decider),
        };
        publish(&mut tx, &place, &change).await?;
    }
    let from = match &change.subject[..] {
        ServiceSnapshot::SUBJECT if *decision == Decision::Approve => {
            let shown = queries::shown_service(&mut tx, tenant.id, change.org, change.subject_id.into()).await?;
            shown.and_then(|shown| shown.next).map(|(from, _)| from)
        }
        _ => None,
    };
    let news = News::ChangeDecided {
        tenant: tenant.id,
        org: change.org,
        subject: change.subject,
        id: change.subject_id,
        from,
        title: change.title,
        approved: *decision == Decision::Approve,
        reason: reason.to_owned(),
    };
    announce(&mut tx, Audience::Org(change.org), news, now).await?;
    tx.commit().await?;
    Ok(Decided::Done)
}

async fn publish(tx: &mut WriteTx, place: &Place<'_>, change: &Change) -> AppResult<()> {
    tx.enter_org(change.org).await?;
    match change.subject.as_str() {
        ServiceSnapshot::SUBJECT => apply_json::<ServiceSnapshot>(tx, place, change).await,
        ProfileSnapshot::SUBJECT => apply_json::<ProfileSnapshot>(tx, place, change).await,
        WorkerSnapshot::SUBJECT => apply_json::<WorkerSnapshot>(tx, place, change).await,
        other => Err(AppError::Internal(anyhow::anyhow!("a change of an unknown kind {other}"))),
    }
}

async fn apply_json<S: Target>(tx: &mut WriteTx, place: &Place<'_>, change: &Change) -> AppResult<()> {
    let snapshot: Option<S> =
        change.proposed.clone().map(serde_json::from_value).transpose().map_err(anyhow::Error::from)?;
    S::apply(tx, place, change.subject_id, snapshot.as_ref()).await
}

/// Whether the viewer belongs to the organization, and so has nothing to decide about it.
pub(super) async fn is_own(staff: &Staff, org: OrgId) -> AppResult<bool> {
    let Some(viewer) = staff.viewer() else { return Ok(false) };
    let mut tx = staff.read_with_org(org).await?;
    vendors::queries::is_member(&mut tx, org, viewer.id, staff.today()?).await
}

/// Nobody decides about the organization they belong to. Enters its scope.
pub(crate) async fn refuse_own(tx: &mut WriteTx, staff: &Staff, org: OrgId) -> AppResult<()> {
    tx.enter_org(org).await?;
    let today = staff.today()?;
    let person = staff.viewer().map(|viewer| viewer.id).ok_or(AppError::Forbidden)?;
    if vendors::queries::is_member(tx, org, person, today).await? {
        return Err(AppError::Forbidden);
    }
    Ok(())
}
