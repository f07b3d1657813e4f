//! Residents as other features of the console show them: masked, and as far as somebody's view reaches.

use chrono::Datelike;

use super::list::{address, visible};
use super::model::is_child;
use super::pages::masked;
use super::queries::records::{self, Record};
use super::urls;
use crate::access::{Capability, Staff};
use crate::db::{ResidentId, Tx};
use crate::error::AppResult;

/// A resident, masked.
#[derive(Debug, Clone)]
pub struct Face {
    /// The record.
    pub id: ResidentId,
    /// The name, masked.
    pub name: String,
    /// Estate, building and door.
    pub place: String,
    /// The record's page.
    pub url: String,
    /// Whether a guardian has to agree for them.
    pub is_child: bool,
}

fn face(staff: &Staff, record: &Record) -> AppResult<Face> {
    Ok(Face {
        id: record.id,
        name: masked(&record.name),
        place: address(record, staff.context().t()),
        url: urls::resident(staff.tenant()?, record.id),
        is_child: is_child(record.birth_year, staff.today()?.year()),
    })
}

/// A resident whom this person may see under a capability; anybody else is not found.
pub async fn one(staff: &Staff, tx: &mut impl Tx, id: ResidentId, capability: Capability) -> AppResult<Face> {
    face(staff, &visible(staff, tx, id, capability).await?)
}

/// Some residents whom this person may see, in no order.
pub async fn some(staff: &Staff, tx: &mut impl Tx, ids: &[ResidentId]) -> AppResult<Vec<Face>> {
    let records = records::by_ids(tx, staff.tenant()?.id, ids).await?;
    records.iter().map(|record| face(staff, record)).collect()
}
