//! Whoever was asked accepts or declines.

use std::net::Ipv4Addr;

use axum::response::Response;

use super::act::deed;
use super::ends::{LinkPath, end_link};
use super::forms::AnswerForm;
use super::held::{community, stand};
use super::mine::{Draft, show_with};
use super::model::{EndedBy, State};
use super::{queries, urls};
use crate::access::Member;
use crate::accounts::{self, Limited};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, FamilyChange, News, announce};
use crate::secrets::token_hash;
use crate::values::fold;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

/// Accepts or declines. An offer to another number is none; one that is over meanwhile says so.
pub(super) async fn answer(
    member: Member,
    Path(path): Path<LinkPath>,
    Form(form): Form<AnswerForm>,
) -> AppResult<Response> {
    let (me, now) = (member.me(), member.now());
    let mut tx = member.write().await?;
    let mut mine = queries::of_person(&mut tx, me.id).await?;
    if let Some(hash) = accounts::phone_hash(&member, &mut tx).await? {
        mine.extend(queries::of_phone(&mut tx, &hash, now).await?);
    }
    let (tenant, _) = mine.into_iter().find(|(_, link)| *link == path.family_link).ok_or(AppError::NotFound)?;
    let tenant = community(&member, tenant)?;
    tx.enter_tenant(tenant.id).await?;
    let link = queries::lock(&mut tx, tenant.id, path.family_link).await?.ok_or(AppError::NotFound)?;
    let (state, record) = stand(&mut tx, &member, &tenant, &link).await?;
    // Nobody acts for themself: the record may have become theirs since it was offered.
    let record = record.filter(|record| record.person != Some(me.id));
    match (form.answer.as_str(), state, record) {
        ("accept" | "decline", State::Living, Some(_)) if link.person == Some(me.id) => {
            Ok(redirect(&urls::link(link.id), Some(Flash::AlreadyDone)))
        }
        ("accept", State::Offered, Some(record)) => {
            // The number was never proven to be this person's; the code, which the resident tells them, is.
            let account = token_hash(link.id.uuid().as_bytes());
            member.state().throttle().check(Limited::Code, &account, Ipv4Addr::UNSPECIFIED.into())?;
            let typed: String = form.code.chars().map(fold::ascii).filter(|c| !c.is_whitespace()).collect();
            if typed != member.state().secrets().code_digits(link.id.uuid()) {
                drop(tx);
                let errors = Errors::of("code", member.context().t().family.error_code);
                let draft = Draft { wrong: Some((link.id, form.code)), errors, ..Draft::default() };
                return show_with(&member, draft).await;
            }
            let mut tx = tx.on_record(deed(&member, &tenant, &record, link.id, urls::ANSWER));
            queries::accept(&mut tx, tenant.id, link.id, me.id, now).await?;
            if let Some(resident) = record.person {
                let name = link.helper_name.clone();
                let news = News::Family { tenant: tenant.id, name, change: FamilyChange::Accepted };
                announce(&mut tx, Audience::Person(resident), news, now).await?;
            }
            tx.commit().await?;
            Ok(redirect(&urls::link(link.id), Some(Flash::FamilyAccepted)))
        }
        ("decline", State::Offered, _) => {
            queries::decline(&mut tx, tenant.id, link.id, me.id).await?;
            end_link(&mut tx, tenant.id, &link, EndedBy::Helper, now).await?;
            tx.commit().await?;
            Ok(redirect(urls::MINE, Some(Flash::Declined)))
        }
        ("accept" | "decline", _, _) => Ok(redirect(urls::MINE, Some(Flash::FamilyOver))),
        _ => Err(AppError::BadRequest),
    }
}
