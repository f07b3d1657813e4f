//! How an organization comes of a case that works: the person founds one here and applies to the community; once it is
//! admitted, staff hear of it and find it among all others.

use chrono::{DateTime, NaiveDate, Utc};

use super::model::Case;
use super::pages::{Founding, Organizations};
use super::queries;
use crate::access::{Member, MemberRole, Staff};
use crate::admissions;
use crate::db::{OrgId, PersonId, TenantId, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, News, announce};
use crate::tenancy::{Feature, Tenant};
use crate::ui::SelectOption;
use crate::vendors::members::queries as members;

/// What the person does next; nothing, where the community takes no applications.
pub(super) async fn ahead(member: &Member, tenant: &Tenant) -> AppResult<Option<Founding>> {
    if !tenant.has(Feature::Join) {
        return Ok(None);
    }
    let today = member.now().with_timezone(&tenant.time_zone).date_naive();
    let mut tx = member.write().await?;
    let places = members::places(&mut tx, member.me().id, today).await?;
    drop(tx);
    let owned = places.into_iter().filter(|place| place.role == MemberRole::Owner);
    let applications = owned.map(|place| (place.org_name, admissions::urls::application(place.org, tenant)));
    Ok(Some(Founding { applications: applications.collect() }))
}

/// The organizations from which staff choose the one that came of a case: the person's own first, and the one to begin with.
pub(super) async fn choices(
    staff: &Staff,
    case: &Case,
    admitted: &[(OrgId, String)],
) -> AppResult<(Organizations, Option<OrgId>)> {
    let (tenant, t) = (staff.tenant()?, &staff.context().t().startup);
    let owned = match case.person {
        Some(person) => owned(staff, person).await?,
        None => Vec::new(),
    };
    let (theirs, others): (Vec<_>, Vec<_>) = admitted.iter().partition(|(org, _)| owned.contains(org));
    let mut options = vec![SelectOption::new("", t.choose_organization)];
    options.extend(theirs.iter().map(|(org, name)| SelectOption::new(org.to_string(), t.organization_of_theirs(name))));
    options.extend(others.iter().map(|(org, name)| SelectOption::new(org.to_string(), name)));
    let takes_applications = tenant.has(Feature::Join);
    let advice = match case.person {
        None => Some(t.error_no_account),
        Some(_) => (theirs.is_empty() && takes_applications).then_some(t.founding_by_them),
    };
    let join_url = takes_applications.then(|| admissions::urls::join(tenant));
    Ok((Organizations { options, advice, join_url }, theirs.first().map(|(org, _)| *org)))
}

/// The organizations that a person answers for.
async fn owned(staff: &Staff, person: PersonId) -> AppResult<Vec<OrgId>> {
    let mut tx = staff.write_look().await?;
    tx.enter_person(person).await?;
    members::owned(&mut tx, person, staff.today()?).await
}

/// An organization is admitted: where somebody whose business works answers for it, staff hear that it is theirs. The
/// transaction is in the scopes of both.
pub async fn admitted(
    tx: &mut WriteTx,
    tenant: TenantId,
    (org, name): (OrgId, &str),
    (today, now): (NaiveDate, DateTime<Utc>),
) -> AppResult<()> {
    for case in queries::of_owners(tx, tenant, org, today).await? {
        let news = News::StartupFounded { tenant, case, org_name: name.to_owned() };
        announce(tx, Audience::Staff(tenant), news, now).await?;
    }
    Ok(())
}
