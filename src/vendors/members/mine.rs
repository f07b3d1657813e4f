//! Invitations and memberships as the invited person sees them.

use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::forms::Answer;
use super::model::adds_to;
use super::pages::{InvitationsPage, OfferView};
use super::queries::{self, Offer, Place};
use super::{role_label, role_note, urls};
use crate::access::Member;
use crate::accounts::{self, Limited};
use crate::db::{InvitationId, OrgId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::secrets::token_hash;
use crate::values::fold;
use crate::vendors::queries::{NewMember, insert_member};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect, text};

/// What ties a person to organizations.
pub struct Standing {
    /// Where they belong.
    pub places: Vec<Place>,
    /// How many invitations wait for their answer.
    pub invitations: usize,
}

/// What ties the signed-in person to organizations.
pub async fn standing(member: &Member) -> AppResult<Standing> {
    // Only a transaction of this kind can enter one organization after the other; nothing is written.
    let mut tx = member.write().await?;
    let places = queries::places(&mut tx, member.me().id, today(member)).await?;
    let invitations = open_offers(member, &mut tx).await?.len();
    Ok(Standing { places, invitations })
}

/// Today where organizations work.
fn today(member: &Member) -> NaiveDate {
    member.now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive()
}

/// The keyed hash of the person's own number, as the account has it; none for people without one.
async fn phone_hash(member: &Member, tx: &mut impl Tx) -> AppResult<Option<[u8; 32]>> {
    let (me, secrets) = (member.me().id, member.state().secrets());
    let Some(sealed) = accounts::queries::phone_of(tx, me).await? else { return Ok(None) };
    Ok(Some(secrets.phone_hash(&secrets.open(me.uuid(), &sealed)?)))
}

/// The invitations that wait for the person's answer.
async fn open_offers(member: &Member, tx: &mut WriteTx) -> AppResult<Vec<(OrgId, InvitationId, Offer)>> {
    let Some(hash) = phone_hash(member, tx).await? else { return Ok(Vec::new()) };
    let mut open = Vec::new();
    for (org, id) in queries::invitations_of(tx, &hash, member.now()).await? {
        tx.enter_org(org).await?;
        let offer = queries::offer(tx, org, id, &hash).await?;
        open.extend(offer.filter(|offer| offer.is_open(member.now())).map(|offer| (org, id, offer)));
    }
    Ok(open)
}

pub(super) async fn invitations(member: Member) -> AppResult<Response> {
    show(&member, None).await
}

/// The invitations; with one of them the code that was typed for it and is not its code.
async fn show(member: &Member, wrong: Option<(InvitationId, String)>) -> AppResult<Response> {
    let (me, t, now) = (member.me(), member.context().t(), member.now());
    let mut tx = member.write().await?;
    let open = open_offers(member, &mut tx).await?;
    drop(tx);
    let mut errors = Errors::default();
    if wrong.is_some() {
        errors.add("code", t.members.error_code);
    }
    let offers = open.into_iter().map(|(org, id, offer)| OfferView {
        id: format!("code-{id}"),
        typed: wrong.as_ref().filter(|(of, _)| *of == id).map(|(_, code)| code.clone()),
        role: role_label(offer.role, t),
        note: role_note(offer.role, t),
        until: text::moment(member.context().locale, offer.expires_at, now, chrono_tz::Asia::Shanghai),
        url: urls::invitation(org, id),
        org_name: offer.org_name,
    });
    let title = t.members.invitations_title;
    let template = InvitationsPage {
        offers: offers.collect(),
        errors: Errors::default(),
        no_errors: Errors::default(),
        phone: me.phone_masked.clone(),
        page: Page::new(member.state(), member.context(), Some(me), member.flash(), title).unlisted(),
    };
    let status = form_status(&errors, false);
    let template = InvitationsPage { errors, ..template };
    flashed(member.flash(), status, &template)
}

/// Counts a try at an invitation's code.
fn count_try(member: &Member, invitation: InvitationId) -> AppResult<()> {
    let account = token_hash(invitation.uuid().as_bytes());
    member.state().throttle().check(Limited::Code, &account, std::net::Ipv4Addr::UNSPECIFIED.into())
}

/// The path of one invitation.
#[derive(Deserialize)]
pub(super) struct OfferPath {
    org: OrgId,
    invitation: InvitationId,
}

/// Accepts or declines. An invitation for another number is none, and what was answered before stays as it is.
pub(super) async fn answer(
    member: Member,
    Path(path): Path<OfferPath>,
    Form(form): Form<Answer>,
) -> AppResult<Response> {
    let OfferPath { org, invitation } = path;
    let (me, now) = (member.me(), member.now());
    let mut tx = member.write().await?;
    let hash = phone_hash(&member, &mut tx).await?.ok_or(AppError::NotFound)?;
    // The address may name any organization: until it turns out to invite this very number, that is all it is asked.
    tx.enter_org(org).await?;
    let offer = queries::offer_to_answer(&mut tx, org, invitation, &hash).await?.ok_or(AppError::NotFound)?;
    // Somebody answers for it by now, and has a say in who else does.
    let is_overtaken = offer.is_from_community && queries::has_owner(&mut tx, org, today(&member)).await?;
    match form.answer.as_str() {
        "accept" if offer.is_accepted => {
            let belongs = !queries::roles_of(&mut tx, org, me.id, today(&member)).await?.is_empty();
            let to = if belongs { urls::home(org) } else { urls::INVITATIONS.to_owned() };
            Ok(redirect(&to, Some(Flash::AlreadyDone)))
        }
        "accept" if offer.is_open(now) && !is_overtaken => {
            // The number was never proven to be this person's; the code, which whoever invited them tells them, is.
            count_try(&member, invitation)?;
            let typed: String = form.code.chars().map(fold::ascii).filter(|c| !c.is_whitespace()).collect();
            if typed != member.state().secrets().invitation_code(org.uuid(), invitation.uuid()) {
                drop(tx);
                return show(&member, Some((invitation, form.code))).await;
            }
            join(&member, &mut tx, org, &offer).await?;
            queries::accept(&mut tx, org, invitation, now).await?;
            tx.commit().await?;
            Ok(redirect(&urls::home(org), Some(Flash::Joined)))
        }
        "accept" => Err(AppError::NotFound),
        "decline" => {
            let is_done = queries::revoke(&mut tx, org, invitation, now).await?;
            tx.commit().await?;
            let flash = if is_done { Flash::Declined } else { Flash::AlreadyDone };
            Ok(redirect(urls::INVITATIONS, Some(flash)))
        }
        _ => Err(AppError::BadRequest),
    }
}

/// Makes the person a member from today on, and says so; whoever holds as strong a role already keeps it.
async fn join(member: &Member, tx: &mut WriteTx, org: OrgId, offer: &Offer) -> AppResult<()> {
    let (me, from) = (member.me(), today(member));
    let held = queries::roles_of(tx, org, me.id, from).await?;
    if !adds_to(&held, offer.role) {
        return Ok(());
    }
    insert_member(tx, org, &NewMember { person: me.id, role: offer.role.code(), from }).await?;
    let news = News::Joined { org, name: me.name.clone() };
    announce(tx, Audience::Org(org), news, member.now()).await
}
