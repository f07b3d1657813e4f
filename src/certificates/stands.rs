//! Where certificates stand by now that somebody read of before: by the numbers that they read.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::model::Standing;
use super::{queries, sheet};
use crate::db::Tx;
use crate::error::AppResult;
use crate::tenancy::Tenant;
use crate::web::{Context, text};

/// Where a certificate stands, in words; no more than anybody reads who has its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    /// That it holds, or since when it does not.
    pub text: String,
    /// Whether it holds.
    pub is_valid: bool,
}

/// Where some certificates stand, by number; of a number that the community has not given nothing is said.
pub type Standings = BTreeMap<String, Stands>;

/// Where those of a community with some numbers stand.
pub async fn standings(
    tx: &mut impl Tx,
    (tenant, context): (&Tenant, &Context),
    numbers: &[String],
    now: DateTime<Utc>,
) -> AppResult<Standings> {
    let (t, locale) = (&context.t().certificates, context.locale);
    let mut standings = Standings::new();
    for one in queries::by_numbers(tx, tenant.id, numbers).await? {
        let standing = sheet::standing(&one, tenant, now);
        let revoked_on = one.revoked_at.map(|at| at.with_timezone(&tenant.time_zone).date_naive());
        let text = match (standing, revoked_on, one.expires_on) {
            (Standing::Revoked, Some(day), _) => t.stands_revoked(text::date(locale, day)),
            (Standing::Expired, _, Some(day)) => t.stands_expired(text::date(locale, day)),
            _ => t.stands_valid.to_owned(),
        };
        let stands = Stands { text, is_valid: standing == Standing::Valid };
        standings.extend(one.number.map(|number| (number, stands)));
    }
    Ok(standings)
}
