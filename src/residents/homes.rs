//! A person's own records, wherever they are, for features that hang something on them.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Utc};
use serde::Deserialize;

use super::list::address;
use super::model::is_child;
use super::queries::{mine, records};
use crate::access::Member;
use crate::db::ResidentId;
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;

/// A community's record of the person who asks.
#[derive(Debug, Clone)]
pub struct Home {
    /// The community.
    pub tenant: Arc<Tenant>,
    /// The record.
    pub record: ResidentId,
    /// Estate, building and door.
    pub place: String,
    /// The year of birth, where it is kept.
    pub birth_year: Option<i32>,
}

/// Whether a guardian has to agree for whom a record is about, at a time.
pub fn is_child_at(home: &Home, now: DateTime<Utc>) -> bool {
    is_child(home.birth_year, now.with_timezone(&home.tenant.time_zone).year())
}

/// The communities that keep records of the person, each with those records.
pub async fn by_community(member: &Member) -> AppResult<Vec<(Arc<Tenant>, Vec<ResidentId>)>> {
    let mut tx = member.read().await?;
    let owned = mine::of_person(&mut tx, member.me().id).await?;
    drop(tx);
    let mut communities: Vec<(Arc<Tenant>, Vec<ResidentId>)> = Vec::new();
    for (id, record) in owned {
        if let Some((_, records)) = communities.iter_mut().find(|(tenant, _)| tenant.id == id) {
            records.push(record);
        } else if let Some(tenant) = member.state().platform().by_id(id) {
            communities.push((tenant, vec![record]));
        }
    }
    Ok(communities)
}

/// The person's records. Each is read in its own scope, after the person's own scope has said which.
pub async fn homes(member: &Member) -> AppResult<Vec<Home>> {
    let mut homes = Vec::new();
    for (tenant, ids) in by_community(member).await? {
        let mut tx = member.read_home(tenant.id).await?;
        let records = records::by_ids(&mut tx, tenant.id, &ids).await?;
        homes.extend(records.into_iter().map(|record| Home {
            tenant: tenant.clone(),
            record: record.id,
            place: address(&record, member.context().t()),
            birth_year: record.birth_year,
        }));
    }
    Ok(homes)
}

/// The one of the person's records that a form names; another's is no record.
pub async fn home(member: &Member, record: Option<ResidentId>) -> AppResult<Home> {
    let homes = homes(member).await?;
    homes.into_iter().find(|home| Some(home.record) == record).ok_or(AppError::NotFound)
}

/// Which of the person's records a page is about.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HomeQuery {
    record: Option<ResidentId>,
}

impl HomeQuery {
    /// The one that is meant: the only one where none is named; none where the person has yet to choose.
    ///
    /// # Errors
    /// Not found where another's record is named.
    pub fn among<'a>(&self, homes: &'a [Home]) -> AppResult<Option<&'a Home>> {
        match self.record {
            Some(record) => Ok(Some(homes.iter().find(|home| home.record == record).ok_or(AppError::NotFound)?)),
            None => Ok(homes.first().filter(|_| homes.len() == 1)),
        }
    }
}

/// One of several records, to choose from.
pub struct HomeLine {
    /// The page about it.
    pub url: String,
    /// What the community is called.
    pub name: String,
    /// Where the person lives there.
    pub place: String,
}

impl HomeLine {
    /// A line for each, with the page that is about it.
    pub fn all(homes: &[Home], url: impl Fn(ResidentId) -> String) -> Vec<Self> {
        let line =
            |home: &Home| Self { url: url(home.record), name: home.tenant.name.clone(), place: home.place.clone() };
        homes.iter().map(line).collect()
    }
}
