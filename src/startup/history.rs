//! Where an organization came from: the founder's case with its milestones, and the certificates of theirs that hold. Whoever
//! founded it sees what the community keeps of that today, and may have the organization keep a copy of its own, which stays
//! when the community erases its records. Its owners read the copy; the founder takes it away again, and it goes with them
//! when they leave.

use axum::response::Response;

use super::forms::HistoryForm;
use super::model::{Done, Kept, Origin, Proof, Reached};
use super::pages::{History, ProofLine};
use super::{queries, urls};
use crate::access::{Member, MemberRole, OrgMember};
use crate::certificates;
use crate::certificates::queries::valid::{self, Valid};
use crate::consents::{self, Giving, How, Purpose};
use crate::db::{CaseId, ConsentId};
use crate::error::{AppError, AppResult};
use crate::vendors;
use crate::vendors::members::queries as members;
use crate::web::extract::Form;
use crate::web::{Flash, Messages, redirect, text};

/// What communities keep today of how the organization began, where the viewer began it.
async fn there(member: &OrgMember) -> AppResult<Vec<(CaseId, Origin)>> {
    let mut tx = member.read_org().await?;
    let cases = queries::of_org(&mut tx, member.org(), member.me().id).await?;
    drop(tx);
    let mut there = Vec::new();
    for case in cases {
        let Some(tenant) = member.state().platform().by_id(case.tenant) else { continue };
        let today = member.now().with_timezone(&tenant.time_zone).date_naive();
        let mut tx = member.read_at(tenant.id).await?;
        let reached = queries::milestones(&mut tx, tenant.id, case.id).await?;
        let valid = valid::of_resident(&mut tx, tenant.id, case.founder, today).await?;
        drop(tx);
        let done = |one: Reached| Some(Done { milestone: one.milestone, on: one.done_on? });
        let proof = |one: Valid| Proof {
            title: one.title,
            number: one.number,
            code: one.code,
            issued_on: one.issued_on,
            issuer: if one.issuer.is_empty() { tenant.name.clone() } else { one.issuer },
        };
        let origin = Origin {
            community: tenant.id,
            community_name: tenant.name.clone(),
            founder: member.me().name.clone(),
            content: case.content,
            began_on: case.created_at.with_timezone(&tenant.time_zone).date_naive(),
            milestones: reached.into_iter().filter_map(done).collect(),
            certificates: valid.into_iter().map(proof).collect(),
        };
        there.push((case.id, origin));
    }
    Ok(there)
}

/// Where the organization came from, for its owners: what it keeps itself, and to whoever founded it what it might keep.
pub async fn history(member: &OrgMember) -> AppResult<Vec<History>> {
    if member.membership().role != MemberRole::Owner {
        return Ok(Vec::new());
    }
    let (t, locale) = (member.context().t(), member.context().locale);
    let mut tx = member.read_org().await?;
    let kept = queries::kept_by(&mut tx, member.org()).await?;
    drop(tx);
    let mut there = there(member).await?;
    let mut histories = Vec::new();
    for one in kept {
        let is_mine = one.person == member.me().id;
        let now = there.iter().position(|(case, _)| *case == one.case).map(|at| there.remove(at).1);
        let anew = now.and_then(|now| why_anew(&one, is_mine, &now, t));
        let receipt = |consent| consents::receipt(consent, t, locale, member.now(), chrono_tz::Asia::Shanghai);
        histories.push(History {
            kept: Some(text::date(locale, one.kept_on)),
            receipts: one.consent.iter().filter(|_| is_mine).map(receipt).collect(),
            may_keep: anew.is_some(),
            anew,
            may_remove: is_mine,
            ..view(member, one.case, one.origin)
        });
    }
    histories.extend(there.into_iter().map(|(case, origin)| view(member, case, origin)));
    Ok(histories)
}

/// Why the founder is asked again about what is kept; none where they are not.
fn why_anew(kept: &Kept, is_mine: bool, now: &Origin, t: &Messages) -> Option<String> {
    if !is_mine || *now != kept.origin {
        return Some(t.startup.history_changed.to_owned());
    }
    match &kept.consent {
        None => Some(t.startup.history_unasked.to_owned()),
        Some(consent) if !consent.is_current() => Some(t.consents.earlier(consent.version)),
        Some(_) => None,
    }
}

/// A history as a community has it.
fn view(member: &OrgMember, case: CaseId, origin: Origin) -> History {
    let (t, locale) = (member.context().t(), member.context().locale);
    let community = member.state().platform().by_id(origin.community);
    let line = |one: Proof| ProofLine {
        verify_url: community.as_ref().map(|tenant| certificates::urls::verify(tenant, &one.code)),
        title: one.title,
        number: one.number,
        issuer: one.issuer,
        issued: text::date(locale, one.issued_on),
    };
    History {
        case: case.to_string(),
        founder: origin.founder,
        community: origin.community_name,
        kind: origin.content.kind.label(t),
        idea: origin.content.idea,
        mentor: origin.content.mentor,
        since: text::date(locale, origin.began_on),
        milestones: origin.milestones.iter().map(|one| (one.milestone.label(t), text::date(locale, one.on))).collect(),
        certificates: origin.certificates.into_iter().map(line).collect(),
        kept: None,
        receipts: Vec::new(),
        words: Purpose::History.words(t),
        version: Purpose::History.version(),
        key: ConsentId::generate().to_string(),
        anew: None,
        may_keep: true,
        may_remove: false,
        keep_action: urls::history(member.org()),
        remove_action: urls::history_removal(member.org()),
    }
}

pub(super) async fn keep(member: OrgMember, Form(form): Form<HistoryForm>) -> AppResult<Response> {
    let (case, id) = form.case.zip(form.key).ok_or(AppError::BadRequest)?;
    let (org, me, today) = (member.org(), member.me().id, member.today());
    let found = there(&member).await?.into_iter().find(|(id, _)| *id == case);
    let mut tx = member.write().await?;
    // Nothing stays of whoever is being sent away.
    if !members::hold_owner(&mut tx, org, me, today).await? {
        return Err(AppError::NotFound);
    }
    let url = vendors::urls::home(org);
    let Some((_, origin)) = found else {
        // Sent twice, and the community has erased it meanwhile; else it is not theirs.
        let kept = queries::kept_by(&mut tx, org).await?;
        let is_kept = kept.iter().any(|one| (one.case, one.person) == (case, me));
        return if is_kept { Ok(redirect(&url, Some(Flash::AlreadyDone))) } else { Err(AppError::NotFound) };
    };
    if form.version != Purpose::History.version() {
        return Ok(redirect(&url, Some(Flash::WordingChanged)));
    }
    let consent = Giving { id, purpose: Purpose::History, how: How::Own, at: member.now() };
    let is_new = queries::keep(&mut tx, org, (case, me), (&origin, &consent), today).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(if is_new { Flash::Saved } else { Flash::AlreadyDone })))
}

pub(super) async fn remove(member: OrgMember, Form(form): Form<HistoryForm>) -> AppResult<Response> {
    let case = form.case.ok_or(AppError::BadRequest)?;
    let org = member.org();
    let mut tx = member.write().await?;
    let is_done = queries::remove(&mut tx, org, (case, member.me().id)).await?;
    // Whoever else owns the organization reads it, and that is all.
    if !is_done && queries::kept_by(&mut tx, org).await?.iter().any(|one| one.case == case) {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    let flash = if is_done { Flash::Removed } else { Flash::AlreadyDone };
    Ok(redirect(&vendors::urls::home(org), Some(flash)))
}

/// What organizations keep of how the person founded them, for a copy that they take: in which community, and what.
pub async fn entries(member: &Member) -> AppResult<Vec<(String, String)>> {
    let t = member.context().t();
    let mut tx = member.read().await?;
    let kept = queries::kept_of(&mut tx, member.me().id).await?;
    drop(tx);
    let entry = |one: Kept| {
        let origin = one.origin;
        let mut parts = vec![
            one.kept_on.to_string(),
            origin.founder,
            origin.content.kind.label(t).to_owned(),
            origin.content.idea,
            origin.content.mentor,
            origin.began_on.to_string(),
        ];
        parts.extend(one.consent.map(|consent| {
            let at = consent.given_at.with_timezone(&chrono_tz::Asia::Shanghai).format("%Y-%m-%d %H:%M");
            format!("{} {}", t.consents.given_self(at), t.consents.version(consent.version))
        }));
        parts.extend(origin.milestones.iter().map(|done| format!("{} {}", done.milestone.label(t), done.on)));
        let proof = |one: &Proof| format!("{} {} {} {}", one.title, one.number, one.issuer, one.issued_on);
        parts.extend(origin.certificates.iter().map(proof));
        (origin.community_name, parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
    };
    Ok(kept.into_iter().map(entry).collect())
}
