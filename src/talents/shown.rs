//! For everybody: whom the community has recognised, as far as they agree to be shown. Names stay masked; whoever needs
//! them asks the community.

use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{Talent, Track};
use super::pages::{ShownCard, ShownPage};
use super::queries::lists;
use super::urls;
use crate::access::Visitor;
use crate::db::{TalentId, Tx};
use crate::error::{AppError, AppResult};
use crate::residents::masked;
use crate::tenancy::Tenant;
use crate::web::extract::Query;
use crate::web::form::chosen;
use crate::web::paging::{Bookmark, cut, one_more};
use crate::web::{Messages, Nav, Page, public, text};

/// Cards on one page.
const PAGE: usize = 24;

/// Whether the community shows anybody.
pub async fn is_any_shown(tx: &mut impl Tx, tenant: &Tenant) -> AppResult<bool> {
    Ok(!lists::shown(tx, tenant.id, None, 1).await?.is_empty())
}

/// What of this search engines may know: the page, where anybody is shown.
pub async fn addresses(tx: &mut impl Tx, tenant: &Tenant) -> AppResult<Vec<String>> {
    Ok(if is_any_shown(tx, tenant).await? { vec![urls::shown(tenant)] } else { Vec::new() })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ShownQuery {
    /// The last one of the page before: since when they are recognised, and which it is.
    #[serde(deserialize_with = "chosen")]
    after: Option<Bookmark<NaiveDate, TalentId>>,
}

pub(super) async fn show(visitor: Visitor, headers: HeaderMap, Query(query): Query<ShownQuery>) -> AppResult<Response> {
    public::page(&visitor, &headers, || make(&visitor, query)).await
}

async fn make(visitor: &Visitor, query: ShownQuery) -> AppResult<ShownPage> {
    let (tenant, context) = (visitor.tenant()?, visitor.context());
    if !tenant.is_community() {
        return Err(AppError::NotFound);
    }
    let t = context.t();
    let mut tx = visitor.read().await?;
    let after = query.after.map(Bookmark::pair);
    let mut shown = lists::shown(&mut tx, tenant.id, after, one_more(PAGE)).await?;
    drop(tx);
    let place = |last: &lists::Shown| Some(Bookmark(last.talent.recognised.as_ref()?.0, last.talent.id));
    let next_url = cut(&mut shown, PAGE).and_then(place).map(|place| place.url(&urls::shown(tenant)));
    let card = |one: &lists::Shown| ShownCard {
        name: masked(&one.name),
        track: Track::Expert.label(t),
        since: one.talent.recognised.as_ref().map(|(on, _)| text::date(context.locale, *on)).unwrap_or_default(),
        specialties: specialties(&one.talent, t),
        wishes: one.talent.profile.wishes.iter().map(|wish| wish.label(t)).collect(),
    };
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), t.talents.shown).at(Nav::Home);
    Ok(ShownPage {
        page: page.described(t.talents.shown_lead),
        cards: shown.iter().map(card).collect(),
        next_url,
        phone: tenant.phone.as_ref().map(|phone| (phone.tel_href(), phone.display())),
    })
}

/// What somebody is good at, in words.
pub(super) fn specialties(talent: &Talent, t: &'static Messages) -> Vec<String> {
    let own = Some(talent.profile.specialty_other.clone()).filter(|other| !other.is_empty());
    talent.profile.specialties.iter().map(|one| one.label(t).to_owned()).chain(own).collect()
}
