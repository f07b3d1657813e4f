//! My account: identities, sessions, password, deletion.

use axum::http::{StatusCode, header};
use axum::response::Response;
use serde::Deserialize;

use super::forms::{ChangePassword, Claim, Delete, In};
use super::pages::{DeletePage, IdentityView, MePage, PlaceView, SessionView};
use super::queries::{self, StoredPhone};
use super::{Asked, Limited, prove, urls};
use crate::access::{Grant, Member, MemberRole, Role, session};
use crate::db::{GrantId, SessionId, Tx};
use crate::enrolments;
use crate::error::{AppError, AppResult};
use crate::family;
use crate::figures;
use crate::household_workers;
use crate::inbox;
use crate::notices;
use crate::people;
use crate::residents;
use crate::startup;
use crate::tenancy::Feature;
use crate::vendors::members::queries::{Leaving, Place};
use crate::vendors::{self, members};
use crate::web::extract::{Form, Path};
use crate::web::form::{Errors, FormInput};
use crate::web::i18n::Messages;
use crate::web::{Flash, Locale, Page, html, redirect, text};

pub(super) async fn show(member: Member) -> AppResult<Response> {
    show_with(&member, &Claim::default(), Errors::default()).await
}

async fn show_with(member: &Member, claim: &Claim, errors: Errors) -> AppResult<Response> {
    let (me, t, now) = (member.me(), member.context().t(), member.now());
    let mut tx = member.read().await?;
    let sessions = queries::sessions(&mut tx, me.id, now).await?;
    let is_mentor = startup::is_mentor(&mut tx, me.id).await?;
    drop(tx);
    let standing = members::standing(member).await?;
    let owns = standing.places.iter().any(|place| place.role == MemberRole::Owner);
    let locale = member.context().locale;
    let sessions = sessions
        .into_iter()
        .map(|row| SessionView {
            device: device(&row.user_agent, t),
            seen: text::moment(locale, row.seen_at, now, chrono_tz::Asia::Shanghai),
            end_url: urls::session_end(&row.id),
            is_this: row.id == me.session.id,
        })
        .collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(member.state(), member.context(), Some(me), member.flash(), t.accounts.my_account).unlisted();
    let template = MePage {
        page,
        name: &me.name,
        phone: me.phone_masked.as_deref(),
        asked: Asked::always(me),
        has_factor: me.has_factor,
        is_operator: me.is_operator,
        is_mentor,
        is_factor_advised: !me.has_factor && (me.is_staff() || owns),
        identities: me.grants.iter().filter_map(|grant| identity(member, grant, locale)).collect(),
        places: standing.places.into_iter().map(|place| place_view(place, t)).collect(),
        invitations: standing.invitations,
        sessions,
        claim,
        errors,
    };
    let mut response = html(status, &template)?;
    if member.flash().is_some() {
        response.headers_mut().append(header::SET_COOKIE, Flash::clear());
    }
    Ok(response)
}

fn identity(member: &Member, grant: &Grant, locale: Locale) -> Option<IdentityView> {
    let tenant = member.state().platform().by_id(grant.tenant)?;
    let leads = matches!(grant.role, Role::GridLeader | Role::BuildingLeader);
    Some(IdentityView {
        grant: grant.id.to_string(),
        role: role_name(grant.role, locale.messages()).to_owned(),
        place: tenant.name.clone(),
        until: grant.valid_to.map(|day| locale.messages().accounts.identity_until(text::date(locale, day))),
        rounds_url: (leads && tenant.has(Feature::Notices)).then(|| notices::urls::rounds(&tenant)),
        loop_url: leads.then(|| figures::cycle::urls::territory(&tenant)),
        is_acting: member.me().acting().is_some_and(|acting| acting.id == grant.id),
    })
}

fn place_view(place: Place, t: &Messages) -> PlaceView {
    PlaceView {
        role: members::role_label(place.role, t),
        url: vendors::urls::home(place.org),
        end_url: vendors::urls::member_end(place.org, place.membership),
        name: place.org_name,
    }
}

/// What a role is called.
pub fn role_name(role: Role, t: &Messages) -> &'static str {
    let t = &t.accounts;
    match role {
        Role::PlatformAdmin => t.role_platform_admin,
        Role::StreetStaff => t.role_street_staff,
        Role::CommunityAdmin => t.role_community_admin,
        Role::CommunityStaff => t.role_community_staff,
        Role::GridLeader => t.role_grid_leader,
        Role::BuildingLeader => t.role_building_leader,
        Role::PropertySteward => t.role_property_steward,
        Role::Volunteer => t.role_volunteer,
        Role::Resident => t.role_resident,
        Role::Trainee => t.role_trainee,
    }
}

/// The keyed hash of the person's own number, as the account has it; none for people without one.
pub async fn phone_hash(member: &Member, tx: &mut impl Tx) -> AppResult<Option<[u8; 32]>> {
    let (me, secrets) = (member.me().id, member.state().secrets());
    let Some(sealed) = queries::phone_of(tx, me).await? else { return Ok(None) };
    Ok(Some(secrets.phone_hash(&secrets.open(me.uuid(), &sealed)?)))
}

/// Device and program, as far as the browser's own words tell.
fn device(user_agent: &str, t: &Messages) -> String {
    let has = |word: &str| user_agent.contains(word);
    let device = match () {
        () if has("OpenHarmony") => t.accounts.device_harmony,
        () if has("Android") => t.accounts.device_android,
        () if has("iPhone") => t.accounts.device_iphone,
        () if has("iPad") => t.accounts.device_ipad,
        () if has("Windows") => t.accounts.device_windows,
        () if has("Mac OS") => t.accounts.device_mac,
        () if has("Linux") => t.accounts.device_linux,
        () => t.accounts.device_unknown,
    };
    let program = match () {
        () if has("MicroMessenger") => Some(t.accounts.program_wechat),
        () if has("Edg/") => Some("Edge"),
        () if has("Firefox/") => Some("Firefox"),
        () if has("Chrome/") => Some("Chrome"),
        () if has("Safari/") => Some("Safari"),
        () => None,
    };
    program.map_or_else(|| device.to_owned(), |program| format!("{device} · {program}"))
}

/// Which identity to use.
#[derive(Deserialize)]
pub(super) struct Identity {
    grant: GrantId,
}

pub(super) async fn switch_identity(member: Member, Form(form): Form<Identity>) -> AppResult<Response> {
    let me = member.me();
    // Only one's own: another's grant is no grant.
    let grant = me.grants.iter().find(|grant| grant.id == form.grant).ok_or(AppError::NotFound)?;
    let mut tx = member.write().await?;
    queries::choose_identity(&mut tx, me.id, me.session.id, grant.id).await?;
    tx.commit().await?;
    Ok(redirect(urls::ME, Some(Flash::IdentitySwitched)))
}

pub(super) async fn end_session(member: Member, Path(session): Path<SessionId>) -> AppResult<Response> {
    let mut tx = member.write().await?;
    if !queries::end_session(&mut tx, member.me().id, session).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(redirect(urls::ME, Some(Flash::SessionEnded)))
}

pub(super) async fn end_other_sessions(member: Member) -> AppResult<Response> {
    let mut tx = member.write().await?;
    queries::end_sessions(&mut tx, member.me().id, Some(member.me().session.id)).await?;
    tx.commit().await?;
    Ok(redirect(urls::ME, Some(Flash::SessionsEnded)))
}

/// Changes the password and ends all other sessions.
pub(super) async fn change_password(member: Member, Form(form): Form<ChangePassword>) -> AppResult<Response> {
    let t = member.context().t();
    let mut errors = Errors::default();
    let new = In { form: &form, t }.check(&mut errors);
    let is_proved = prove(&member, &form.proof, &mut errors).await?;
    let Some(new) = new.filter(|_| is_proved) else {
        return show_with(&member, &Claim::default(), errors).await;
    };
    let hash = member.state().passwords().hash(new).await?;
    let mut tx = member.write().await?;
    queries::set_password(&mut tx, member.me().id, &hash, member.now()).await?;
    queries::end_sessions(&mut tx, member.me().id, Some(member.me().session.id)).await?;
    tx.commit().await?;
    Ok(redirect(urls::ME, Some(Flash::PasswordChanged)))
}

/// Gives a record that staff made a phone and a password of its own.
pub(super) async fn claim(member: Member, Form(form): Form<Claim>) -> AppResult<Response> {
    let (me, t, state) = (member.me(), member.context().t(), member.state());
    let (phone, password) = match (In { form: &form, t }).validate() {
        Ok(valid) => valid,
        Err(errors) => return show_with(&member, &form, errors).await,
    };
    if me.phone_masked.is_some() {
        return Err(AppError::Conflict);
    }
    let account = crate::secrets::token_hash(me.id.uuid().as_bytes());
    state.throttle().check(Limited::SignUp, &account, std::net::Ipv4Addr::UNSPECIFIED.into())?;
    let hash = state.passwords().hash(password).await?;
    let stored = StoredPhone { sealed: state.secrets().seal(me.id.uuid(), phone.as_str())?, masked: phone.masked() };
    let mut tx = member.write().await?;
    if !queries::claim_phone(&mut tx, &state.secrets().phone_hash(phone.as_str()), me.id).await? {
        return show_with(&member, &form, Errors::of("phone", t.accounts.error_phone_taken)).await;
    }
    queries::set_phone(&mut tx, me.id, &stored).await?;
    queries::set_password(&mut tx, me.id, &hash, member.now()).await?;
    tx.commit().await?;
    Ok(redirect(urls::ME, Some(Flash::AccountClaimed)))
}

pub(super) async fn deletion_page(member: Member) -> AppResult<Response> {
    show_deletion(&member, Errors::default())
}

fn show_deletion(member: &Member, errors: Errors) -> AppResult<Response> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = member.context().t().accounts.delete_title;
    let page = Page::new(member.state(), member.context(), Some(member.me()), None, title).unlisted();
    html(status, &DeletePage { page, asked: Asked::always(member.me()), errors })
}

/// Deletes the account: everything that says who it was goes at once.
pub(super) async fn delete(member: Member, Form(form): Form<Delete>) -> AppResult<Response> {
    let (me, t, now) = (member.me(), member.context().t(), member.now());
    let mut errors = Errors::default();
    if form.sure.is_none() {
        errors.add("sure", t.accounts.error_sure);
    }
    if me.has_password {
        prove(&member, &form.proof, &mut errors).await?;
    }
    if !errors.is_empty() {
        return show_deletion(&member, errors);
    }
    let today = now.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    let mut tx = member.write().await?;
    for place in members::queries::places(&mut tx, me.id, today).await? {
        tx.enter_org(place.org).await?;
        // An organization is not left without anybody who answers for it.
        if members::queries::leave(&mut tx, place.org, me.id, now, today).await? == Leaving::LastOwner {
            drop(tx);
            let errors = Errors::of("sure", t.members.error_last_owner_deletion(place.org_name));
            return show_deletion(&member, errors);
        }
    }
    for grant in &me.grants {
        tx.enter_tenant(grant.tenant).await?;
        // Nor a community without anybody who answers for its people.
        if grant.role == Role::CommunityAdmin
            && people::queries::is_last_admin(&mut tx, grant.tenant, me.id, today).await?
        {
            drop(tx);
            let name = member.state().platform().by_id(grant.tenant).map_or_else(String::new, |t| t.name.clone());
            return show_deletion(&member, Errors::of("sure", t.accounts.error_last_admin_deletion(name)));
        }
        queries::end_grant(&mut tx, grant.tenant, grant.id, today).await?;
    }
    residents::hold(&mut tx, me.id).await?;
    family::forget_person(&mut tx, me.id, now).await?;
    startup::forget_person(&mut tx, me.id, now).await?;
    enrolments::forget_calendar(&mut tx, me.id).await?;
    residents::release(&mut tx, me.id).await?;
    household_workers::release(&mut tx, me.id).await?;
    inbox::forget_person(&mut tx, me.id).await?;
    queries::delete_person(&mut tx, me.id, now).await?;
    tx.commit().await?;
    let mut response = redirect("/", Some(Flash::AccountDeleted));
    response.headers_mut().append(header::SET_COOKIE, session::forget(member.state().config().is_https()));
    Ok(response)
}
