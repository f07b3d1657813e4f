//! For the person: what I agreed to, and where I agree or withdraw, each in one step.

use axum::response::Response;
use serde::Deserialize;

use super::model::{Ending, How, Purpose, Standing, Subject, Withdrawn};
use super::pages::{Card, MinePage, Place, receipt};
use super::{Giving, urls};
use crate::access::Member;
use crate::accounts;
use crate::db::{ConsentId, ResidentId};
use crate::error::{AppError, AppResult};
use crate::residents::{self, Home};
use crate::web::extract::Form;
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect};

pub(super) async fn show(member: Member) -> AppResult<Response> {
    show_mine(&member, Errors::default()).await
}

async fn show_mine(member: &Member, errors: Errors) -> AppResult<Response> {
    let t = member.context().t();
    let mut places = Vec::new();
    for home in residents::homes(member).await? {
        places.push(place(member, &home).await?);
    }
    let page =
        Page::new(member.state(), member.context(), Some(member.me()), member.flash(), t.consents.mine).unlisted();
    let template = MinePage { page, me_url: accounts::urls::ME, places, errors };
    flashed(member.flash(), form_status(&template.errors, false), &template)
}

async fn place(member: &Member, home: &Home) -> AppResult<Place> {
    let (t, locale, now) = (member.context().t(), member.context().locale, member.now());
    let mut tx = member.read_home(home.tenant.id).await?;
    let receipts = super::of(&mut tx, home.tenant.id, Subject::Resident(home.record)).await?;
    drop(tx);
    let card = |purpose: Purpose| {
        let standing = Standing::of(&receipts, purpose);
        let held = standing.given();
        Card {
            code: purpose.code(),
            words: purpose.words(t),
            version: purpose.version(),
            key: ConsentId::generate().to_string(),
            state: match standing {
                Standing::NeverAsked => t.consents.state_none,
                Standing::Given(_) => t.consents.state_given,
                Standing::Refused => t.consents.state_withdrawn,
            },
            is_given: held.is_some(),
            earlier: held.filter(|held| !held.is_current()).map(|held| t.consents.earlier(held.version)),
        }
    };
    Ok(Place {
        record: home.record.to_string(),
        community: home.tenant.name.clone(),
        place: home.place.clone(),
        is_child: residents::is_child_at(home, now),
        cards: Purpose::OF_RESIDENTS.into_iter().map(card).collect(),
        receipts: receipts.iter().map(|one| receipt(one, t, locale, now, home.tenant.time_zone)).collect(),
    })
}

/// The form that agrees.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct GiveForm {
    /// The receipt's id: sent twice, it is still one.
    key: Option<ConsentId>,
    record: Option<ResidentId>,
    purpose: String,
    /// Which wording was on the page.
    version: i32,
}

pub(super) async fn give(member: Member, Form(form): Form<GiveForm>) -> AppResult<Response> {
    let t = member.context().t();
    let id = form.key.ok_or(AppError::BadRequest)?;
    let purpose = Purpose::of_resident(&form.purpose).ok_or(AppError::BadRequest)?;
    let home = residents::home(&member, form.record).await?;
    if residents::is_child_at(&home, member.now()) {
        return show_mine(&member, Errors::of("consent", t.consents.child)).await;
    }
    if form.version != purpose.version() {
        return show_mine(&member, Errors::of("consent", t.consents.error_version)).await;
    }
    let new = Giving { id, purpose, how: How::Own, at: member.now() };
    let mut tx = member.write_home(home.tenant.id, urls::MINE).await?;
    let done = super::give(&mut tx, home.tenant.id, Subject::Resident(home.record), &new).await?;
    if done {
        tx.commit().await?;
    }
    Ok(redirect(urls::MINE, Some(if done { Flash::ConsentGiven } else { Flash::AlreadyDone })))
}

/// The form that withdraws.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WithdrawForm {
    record: Option<ResidentId>,
    purpose: String,
}

pub(super) async fn withdraw(member: Member, Form(form): Form<WithdrawForm>) -> AppResult<Response> {
    let purpose = Purpose::of_resident(&form.purpose).ok_or(AppError::BadRequest)?;
    let home = residents::home(&member, form.record).await?;
    let end = Withdrawn { at: member.now(), how: Ending::Own, by_name: String::new() };
    let mut tx = member.write_home(home.tenant.id, urls::WITHDRAWAL).await?;
    let done = super::withdraw(&mut tx, home.tenant.id, Subject::Resident(home.record), purpose, &end).await?;
    if done {
        tx.commit().await?;
    }
    Ok(redirect(urls::MINE, Some(if done { Flash::ConsentWithdrawn } else { Flash::AlreadyDone })))
}
