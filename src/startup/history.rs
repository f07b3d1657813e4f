//! Where an organization came from, for whoever founded it: their case with its milestones, as the community kept it, and the
//! certificates of theirs that hold.

use super::model::Reached;
use super::pages::History;
use super::queries;
use crate::access::{MemberRole, OrgMember};
use crate::certificates;
use crate::error::AppResult;
use crate::web::text;

/// What communities keep of how the organization began, to its owner who began it, and to nobody else.
pub async fn history(member: &OrgMember) -> AppResult<Vec<History>> {
    if member.membership().role != MemberRole::Owner {
        return Ok(Vec::new());
    }
    let (t, locale) = (member.context().t(), member.context().locale);
    let mut tx = member.read_org().await?;
    let cases = queries::of_org(&mut tx, member.org(), member.me().id).await?;
    drop(tx);
    let mut histories = Vec::new();
    for case in cases {
        let Some(tenant) = member.state().platform().by_id(case.tenant) else { continue };
        let today = member.now().with_timezone(&tenant.time_zone).date_naive();
        let mut tx = member.read_at(tenant.id).await?;
        let milestones = queries::milestones(&mut tx, tenant.id, case.id).await?;
        let valid = certificates::queries::valid::of_resident(&mut tx, tenant.id, case.founder, today).await?;
        let reached = |one: &Reached| Some((one.milestone.label(t), text::date(locale, one.done_on?)));
        histories.push(History {
            community: tenant.name.clone(),
            kind: case.content.kind.label(t),
            idea: case.content.idea,
            mentor: case.content.mentor,
            since: text::date(locale, case.created_at.with_timezone(&tenant.time_zone).date_naive()),
            milestones: milestones.iter().filter_map(reached).collect(),
            certificates: valid
                .into_iter()
                .map(|one| (one.title, one.number, certificates::urls::verify(&tenant, &one.code)))
                .collect(),
        });
    }
    Ok(histories)
}
