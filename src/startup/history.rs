//! Where an organization came from: the founder's case with its milestones, and what else the community keeps of them.
//! Whoever founded it sees what that is today, and may have the organization keep a copy of its own with the parts that they
//! choose, which stays when the community erases its records. Its owners read the copy, and staff of communities where the
//! founder shows it to them; the founder takes it away again, and it goes with them when they leave.

use axum::response::Response;

use super::forms::HistoryForm;
use super::model::{Done, Kept, Origin, Reached};
use super::pages::{Founder, History, PartTick};
use super::past::{self, Part, Past, Proof};
use super::{queries, urls};
use crate::access::{Member, MemberRole, OrgMember};
use crate::consents::{self, Giving, How, Purpose};
use crate::db::{CaseId, ConsentId, OrgId, Tx};
use crate::error::{AppError, AppResult};
use crate::placements::in_hours;
use crate::tenancy::PlatformData;
use crate::vendors;
use crate::vendors::members::queries as members;
use crate::web::extract::Form;
use crate::web::{Context, Flash, Messages, redirect, text};

/// What is chosen of a founder's past as long as they have chosen nothing.
const AT_FIRST: [Part; 1] = [Part::Certificates];

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
        let past = past::of(&mut tx, &tenant, case.founder, today).await?;
        drop(tx);
        let done = |one: Reached| Some(Done { milestone: one.milestone, on: one.done_on? });
        let origin = Origin {
            community: tenant.id,
            community_name: tenant.name.clone(),
            founder: member.me().name.clone(),
            content: case.content,
            began_on: case.created_at.with_timezone(&tenant.time_zone).date_naive(),
            milestones: reached.into_iter().filter_map(done).collect(),
            past,
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
    let (context, platform) = (member.context(), member.state().platform());
    let mut tx = member.read_org().await?;
    let kept = queries::kept_by(&mut tx, member.org()).await?;
    drop(tx);
    let mut there = there(member).await?;
    let mut histories = Vec::new();
    for one in kept {
        let now = there.iter().position(|(case, _)| *case == one.case).map(|at| there.remove(at).1);
        let (kept, own) = (Some(text::date(context.locale, one.kept_on)), of_mine(member, &one, now.as_ref()));
        histories.push(History { kept, own, ..view(context, &platform, one.origin) });
    }
    for (case, origin) in there {
        let own = Some(Founder { may_keep: true, ..offer(member, case, &origin.past, &AT_FIRST) });
        histories.push(History { own, ..view(context, &platform, origin) });
    }
    Ok(histories)
}

/// What an organization keeps of where it came from and its founders show to staff of communities; in its scope.
pub async fn shown(
    tx: &mut impl Tx,
    org: OrgId,
    context: &Context,
    platform: &PlatformData,
) -> AppResult<Vec<History>> {
    let kept = queries::kept_by(tx, org).await?;
    let seen = |one: Kept| {
        let kept = Some(text::date(context.locale, one.kept_on));
        History { kept, ..view(context, platform, one.origin) }
    };
    Ok(kept.into_iter().filter(|one| one.is_shown).map(seen).collect())
}

/// What the viewer may do about something that is kept: where it is of them, or of a case that is theirs by now.
fn of_mine(member: &OrgMember, kept: &Kept, now: Option<&Origin>) -> Option<Founder> {
    let (t, locale, is_mine) = (member.context().t(), member.context().locale, kept.person == member.me().id);
    if !is_mine && now.is_none() {
        return None;
    }
    let receipt = |consent| consents::receipt(consent, t, locale, member.now(), chrono_tz::Asia::Shanghai);
    let nothing = Past::default();
    let chosen: &[Part] = if is_mine { &kept.parts } else { &AT_FIRST };
    Some(Founder {
        receipts: kept.consent.iter().filter(|_| is_mine).map(receipt).collect(),
        anew: now.and_then(|now| why_anew(kept, is_mine, now, t)),
        may_keep: now.is_some(),
        is_kept: is_mine,
        is_shown: kept.is_shown,
        ..offer(member, kept.case, now.map_or(&nothing, |now| &now.past), chosen)
    })
}

/// What may be kept of a case, where some parts of the founder's past are chosen.
fn offer(member: &OrgMember, case: CaseId, past: &Past, chosen: &[Part]) -> Founder {
    let (t, org) = (member.context().t(), member.org());
    let tick = |part: Part| PartTick { code: part.code(), label: part.label(t), is_on: chosen.contains(&part) };
    Founder {
        case: case.to_string(),
        receipts: Vec::new(),
        words: Purpose::History.words(t),
        version: Purpose::History.version(),
        key: ConsentId::generate().to_string(),
        anew: None,
        may_keep: false,
        ticks: Part::ALL.into_iter().filter(|part| past.has(*part)).map(tick).collect(),
        is_kept: false,
        is_shown: false,
        keep_action: urls::history(org),
        show_action: urls::history_showing(org),
        remove_action: urls::history_removal(org),
    }
}

/// Why the founder is asked again about what is kept; none where they are not.
fn why_anew(kept: &Kept, is_mine: bool, now: &Origin, t: &Messages) -> Option<String> {
    if !is_mine || now.clone().only(&kept.parts) != kept.origin {
        return Some(t.startup.history_changed.to_owned());
    }
    match &kept.consent {
        None => Some(t.startup.history_unasked.to_owned()),
        Some(consent) if !consent.is_current() => Some(t.consents.earlier(consent.version)),
        Some(_) => None,
    }
}

/// A history as somebody reads it.
fn view(context: &Context, platform: &PlatformData, origin: Origin) -> History {
    let (t, locale) = (context.t(), context.locale);
    let community = platform.by_id(origin.community);
    History {
        founder: origin.founder,
        community: origin.community_name,
        kind: origin.content.kind.label(t),
        idea: origin.content.idea,
        mentor: origin.content.mentor,
        since: text::date(locale, origin.began_on),
        milestones: origin.milestones.iter().map(|one| (one.milestone.label(t), text::date(locale, one.on))).collect(),
        certificates: origin.past.proofs(community.as_deref(), locale),
        past: origin.past.lines(locale),
        kept: None,
        own: None,
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
    let parts = Part::among(&form.part);
    let is_new = queries::keep(&mut tx, org, (case, me), (&origin.only(&parts), &parts, &consent), today).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(if is_new { Flash::Saved } else { Flash::AlreadyDone })))
}

/// Says whether staff of communities read it.
pub(super) async fn show(member: OrgMember, Form(form): Form<HistoryForm>) -> AppResult<Response> {
    let case = form.case.ok_or(AppError::BadRequest)?;
    let org = member.org();
    let mut tx = member.write().await?;
    if !queries::set_shown(&mut tx, org, (case, member.me().id), form.shown == "1").await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(redirect(&vendors::urls::home(org), Some(Flash::Saved)))
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
        let past = &origin.past;
        parts.extend(past.certificates.iter().map(proof));
        parts.extend(past.practice.iter().map(|one| {
            format!("{} {} {} {}", one.course, one.company, t.placements.hours(in_hours(one.minutes)), one.ended_on)
        }));
        parts.extend(past.external.iter().map(|one| {
            let days = [one.issued_on, one.expires_on].map(|day| day.map_or_else(String::new, |day| day.to_string()));
            format!("{} {} {} {}", one.title, one.issuer, days[0], days[1]).trim().to_owned()
        }));
        parts.extend(past.jobs.iter().map(|one| {
            let until = one.until.map(|day| day.to_string());
            let until = until.or_else(|| one.has_left.then(|| t.jobs.application_left.to_owned()));
            format!("{} {} {} {}", one.employer, one.title, one.since, until.unwrap_or_default()).trim_end().to_owned()
        }));
        parts.extend(one.is_shown.then(|| t.startup.history_shown.to_owned()));
        (origin.community_name, parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
    };
    Ok(kept.into_iter().map(entry).collect())
}
