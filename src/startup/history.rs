//! Where an organization came from, for whoever founded it: their case with its milestones, as the community kept it.

use super::model::Reached;
use super::pages::History;
use super::queries;
use crate::access::{MemberRole, OrgMember};
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
    for (id, case, content, created_at) in cases {
        let Some(tenant) = member.state().platform().by_id(id) else { continue };
        let mut tx = member.read_at(id).await?;
        let milestones = queries::milestones(&mut tx, id, case).await?;
        let reached = |one: &Reached| Some((one.milestone.label(t), text::date(locale, one.done_on?)));
        histories.push(History {
            community: tenant.name.clone(),
            kind: content.kind.label(t),
            idea: content.idea,
            mentor: content.mentor,
            since: text::date(locale, created_at.with_timezone(&tenant.time_zone).date_naive()),
            milestones: milestones.iter().filter_map(reached).collect(),
        });
    }
    Ok(histories)
}
