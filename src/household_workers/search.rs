//! Searching: as among residents, what is typed is kept for a day under an id of its own, so that no address holds a name or
//! a number.

use axum::response::Response;
use serde::Deserialize;

use super::queries::lists;
use super::queries::records::{self, Record};
use super::urls;
use crate::access::Staff;
use crate::db::Tx;
use crate::error::AppResult;
use crate::residents::{Term, keep_search};
use crate::web::extract::Form;
use crate::web::paging::{cut, one_more};
use crate::web::redirect;

/// Records that a search shows at most; more is no answer.
pub(super) const MOST_FOUND: usize = 100;

/// The search form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SearchForm {
    typed: String,
}

pub(super) async fn begin(staff: Staff, Form(form): Form<SearchForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let search = keep_search(&staff, &form.typed).await?;
    let url = search.map_or_else(|| urls::workers(&tenant), |id| urls::found(&tenant, id));
    Ok(redirect(&url, None))
}

/// What was found, the newest first, and whether there is more.
pub(super) async fn find(staff: &Staff, tx: &mut impl Tx, typed: &str) -> AppResult<(Vec<Record>, bool)> {
    let tenant = staff.tenant()?.id;
    let limit = one_more(MOST_FOUND);
    let ids = match Term::parse(typed) {
        // Nobody here is looked for by a door.
        None | Some(Term::Door { .. }) => Vec::new(),
        Some(Term::Phone(phone)) => {
            let hash = staff.state().secrets().phone_hash(phone.as_str());
            lists::by_phone(tx, tenant, (&hash, false), limit).await?
        }
        Some(Term::FourDigits(digits)) => {
            let key = Term::last_four(&digits);
            let (first, behind) = Term::range(&key);
            lists::by_key(tx, tenant, (&first, &behind), limit).await?
        }
        Some(Term::Beginning(beginning)) => {
            let (first, behind) = Term::range(&beginning);
            lists::by_key(tx, tenant, (&first, &behind), limit).await?
        }
    };
    let mut rows = records::by_ids(tx, tenant, &ids).await?;
    let has_more = cut(&mut rows, MOST_FOUND).is_some();
    Ok((rows, has_more))
}
