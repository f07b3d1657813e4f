//! For everybody: whom the community has recognised, as far as they agree to be shown. Names stay masked; whoever needs
//! them asks the community.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::model::{Talent, Track};
use super::pages::{ShownCard, ShownPage};
use super::queries::lists;
use super::urls;
use crate::access::Visitor;
use crate::db::{Epoch, TalentId, TenantId, Tx};
use crate::error::{AppError, AppResult};
use crate::residents::masked;
use crate::tenancy::Tenant;
use crate::web::extract::Query;
use crate::web::form::chosen;
use crate::web::paging::{Bookmark, cut, one_more};
use crate::web::{Messages, Nav, Page, public, text};

/// Cards on one page.
const PAGE: usize = 24;

/// In which communities anybody is shown, as far as this server knows: every page's footer asks.
#[derive(Default)]
pub struct KnownShown(RwLock<HashMap<TenantId, Known>>);

#[derive(Clone, Copy)]
struct Known {
    is_any: bool,
    /// The version of the community's public pages of which it holds, until when: who moves out is not announced.
    epoch: Option<Epoch>,
    until: DateTime<Utc>,
}

impl KnownShown {
    /// Whether anybody is shown there.
    pub fn is_any(&self, tenant: TenantId) -> bool {
        self.get(tenant).is_some_and(|known| known.is_any)
    }

    fn get(&self, tenant: TenantId) -> Option<Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).copied()
    }

    fn set(&self, tenant: TenantId, known: Known) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(tenant, known);
    }
}

async fn is_any(tx: &mut impl Tx, tenant: &Tenant) -> AppResult<bool> {
    Ok(!lists::shown(tx, tenant.id, None, 1).await?.is_empty())
}

/// Finds out whether anybody is shown in the visitor's community, where that is not known, before a page of it is made that
/// holds until then.
pub(crate) async fn know_shown(visitor: &Visitor, until: DateTime<Utc>) -> AppResult<()> {
    let Some(tenant) = visitor.context().tenant.as_ref().filter(|tenant| tenant.is_community()) else { return Ok(()) };
    let state = visitor.state();
    let epoch = state.db().changes().epoch(tenant.id);
    let known = state.shown().get(tenant.id).filter(|_| epoch.is_some());
    if known.is_some_and(|known| known.epoch == epoch && visitor.now() < known.until) {
        return Ok(());
    }
    let mut tx = visitor.read().await?;
    let is_any = is_any(&mut tx, tenant).await?;
    drop(tx);
    // Where something changed meanwhile, whoever reads next knows better.
    if state.db().changes().epoch(tenant.id) == epoch {
        state.shown().set(tenant.id, Known { is_any, epoch, until });
    }
    Ok(())
}

/// What of this search engines may know: the page, where anybody is shown.
pub async fn addresses(tx: &mut impl Tx, tenant: &Tenant) -> AppResult<Vec<String>> {
    Ok(if is_any(tx, tenant).await? { vec![urls::shown(tenant)] } else { Vec::new() })
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
