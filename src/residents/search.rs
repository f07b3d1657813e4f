//! Searching: what is typed is kept for a day under an id of its own, so that no address holds a name or a number.

use axum::response::Response;
use chrono::TimeDelta;
use serde::Deserialize;

use super::keys::Term;
use super::queries::{lists, records};
use super::territory::Territory;
use super::urls;
use crate::access::{Capability, Staff};
use crate::db::{ResidentId, SearchId, Tx};
use crate::error::{AppError, AppResult};
use crate::web::extract::Form;
use crate::web::paging::{cut, one_more};
use crate::web::redirect;

/// Residents that a search shows at most; more is no answer.
pub(super) const MOST_FOUND: usize = 100;
/// How long a search can be come back to.
pub(super) const KEPT: TimeDelta = TimeDelta::hours(24);
/// The longest text that is searched for, in characters.
const LONGEST: usize = 60;

/// The search form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SearchForm {
    typed: String,
}

pub(super) async fn begin(staff: Staff, Form(form): Form<SearchForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let url = match keep(&staff, &form.typed).await? {
        Some(id) => urls::found(&tenant, id),
        None => urls::residents(&tenant),
    };
    Ok(redirect(&url, None))
}

/// Keeps what was typed for a while; none where there is nothing to search for.
pub async fn keep(staff: &Staff, typed: &str) -> AppResult<Option<SearchId>> {
    let tenant = staff.tenant()?.id;
    let typed: String = typed.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if Term::parse(&typed).is_none() {
        return Ok(None);
    }
    let viewer = staff.viewer().ok_or(AppError::Forbidden)?;
    let id = SearchId::generate();
    let sealed = staff.state().secrets().seal(id.uuid(), &typed)?;
    let mut tx = staff.write().await?;
    lists::forget_searches(&mut tx, tenant, staff.now() - KEPT).await?;
    lists::keep_search(&mut tx, tenant, id, (viewer.id, &sealed), staff.now()).await?;
    tx.commit().await?;
    Ok(Some(id))
}

/// What a kept search was for.
pub async fn typed(staff: &Staff, tx: &mut impl Tx, id: SearchId) -> AppResult<Option<String>> {
    let Some(viewer) = staff.viewer() else { return Ok(None) };
    let sealed = lists::search(tx, staff.tenant()?.id, id, viewer.id, staff.now() - KEPT).await?;
    sealed.map(|sealed| staff.state().secrets().open(id.uuid(), &sealed)).transpose().map_err(AppError::Internal)
}

/// What was found, in the order of doors, and whether there is more.
pub(super) async fn find(
    staff: &Staff,
    tx: &mut impl Tx,
    typed: &str,
    territory: &Territory,
) -> AppResult<(Vec<records::Record>, bool)> {
    let tenant = staff.tenant()?.id;
    let limit = one_more(MOST_FOUND);
    let within = territory.buildings();
    let mut ids: Vec<ResidentId> = match Term::parse(typed) {
        None => Vec::new(),
        Some(Term::Phone(phone)) => {
            let hash = staff.state().secrets().phone_hash(phone.as_str());
            lists::by_phone(tx, tenant, &hash, within, limit).await?
        }
        Some(Term::Door { building, unit, room }) => {
            lists::by_door(tx, tenant, (building.as_deref(), unit.as_deref(), &room), within, limit).await?
        }
        Some(Term::FourDigits(digits)) => {
            let key = Term::last_four(&digits);
            let (first, behind) = Term::range(&key);
            let mut ids = lists::by_key(tx, tenant, (&first, &behind), within, limit).await?;
            ids.extend(lists::by_door(tx, tenant, (None, None, &digits), within, limit).await?);
            ids
        }
        Some(Term::Beginning(beginning)) => {
            let (first, behind) = Term::range(&beginning);
            lists::by_key(tx, tenant, (&first, &behind), within, limit).await?
        }
    };
    ids.sort_unstable();
    ids.dedup();
    let mut rows = records::by_ids(tx, tenant, &ids).await?;
    let has_more = cut(&mut rows, MOST_FOUND).is_some();
    Ok((rows, has_more))
}

/// Which part of the community somebody may see.
pub(super) async fn territory(staff: &Staff, tx: &mut impl Tx) -> AppResult<Territory> {
    Territory::of(staff, tx, Capability::Residents).await
}
