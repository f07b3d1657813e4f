//! What residents asked me, for whoever holds a post.

use axum::http::StatusCode;
use axum::response::Response;

use super::forms::DoneForm;
use super::pages::{AskedPage, AskedView};
use super::{queries, urls};
use crate::access::Member;
use crate::db::GrantId;
use crate::error::{AppError, AppResult};
use crate::family;
use crate::tenancy::Feature;
use crate::values::Phone;
use crate::web::extract::Form;
use crate::web::{Flash, Nav, Page, flashed, redirect, text};

/// My grants in this community: what was asked under another's is theirs.
fn mine(member: &Member) -> AppResult<Vec<GrantId>> {
    let tenant = member.tenant()?.id;
    Ok(member.me().grants.iter().filter(|grant| grant.tenant == tenant).map(|grant| grant.id).collect())
}

pub(super) async fn list(member: Member) -> AppResult<Response> {
    let tenant = member.tenant()?;
    let (context, now, secrets) = (member.context(), member.now(), member.state().secrets());
    let mut tx = member.read().await?;
    let rows = queries::asked(&mut tx, tenant.id, &mine(&member)?).await?;
    let links: Vec<_> = rows.iter().filter_map(|row| row.family_link).collect();
    let behalves = family::behalves(&mut tx, tenant.id, &links).await?;
    drop(tx);
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        let number = secrets.open(row.id.uuid(), &row.phone_sealed)?;
        let phone = Phone::parse_contact(&number).map_err(anyhow::Error::from)?;
        messages.push(AskedView {
            id: row.id.to_string(),
            behalf: family::find(&behalves, row.family_link).map(|behalf| behalf.on_behalf(context.t())),
            name: row.name,
            place: row.place,
            body: row.body,
            when: text::moment(context.locale, row.created_at, now, tenant.time_zone),
            phone: phone.display(),
            href: phone.tel_href(),
            is_done: row.done_at.is_some(),
        });
    }
    let page = Page::new(member.state(), context, Some(member.me()), member.flash(), context.t().grids.asked)
        .at(Nav::Console)
        .unlisted();
    let template = AskedPage {
        page,
        action: urls::asked(tenant),
        care_url: tenant.has(Feature::Care).then(|| urls::care(tenant)),
        messages,
    };
    flashed(member.flash(), StatusCode::OK, &template)
}

pub(super) async fn done(member: Member, Form(form): Form<DoneForm>) -> AppResult<Response> {
    let tenant = member.tenant()?.clone();
    let id = form.message.ok_or(AppError::BadRequest)?;
    let mut tx = member.write().await?;
    let done = queries::done(&mut tx, tenant.id, &mine(&member)?, id, member.now()).await?;
    tx.commit().await?;
    Ok(redirect(&urls::asked(&tenant), Some(if done { Flash::Saved } else { Flash::AlreadyDone })))
}
