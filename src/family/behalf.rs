//! On whose behalf something was asked: for whoever reads it.

use super::model::Kin;
use super::queries;
use crate::db::{FamilyLinkId, TenantId, Tx};
use crate::error::AppResult;
use crate::residents::queries::records;
use crate::web::Messages;

/// Who acted for whom.
pub struct Behalf {
    link: FamilyLinkId,
    helper: String,
    kin: Kin,
    resident: String,
}

impl Behalf {
    /// Who asked, for the resident themself and for staff: 女儿王小燕代为提出.
    pub fn by(&self, t: &Messages) -> String {
        t.family.by(self.kin.label(t), &self.helper)
    }

    /// For whom, for whoever looks after the home: 女儿，代王桂芳.
    pub fn on_behalf(&self, t: &Messages) -> String {
        let kin = self.kin.label(t);
        // Deleted meanwhile: nobody is named.
        if self.resident.is_empty() { kin.to_owned() } else { t.family.on_behalf(kin, &self.resident) }
    }
}

/// Who acted for whom under some links.
pub async fn behalves(tx: &mut impl Tx, tenant: TenantId, links: &[FamilyLinkId]) -> AppResult<Vec<Behalf>> {
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let links = queries::by_ids(tx, tenant, links).await?;
    let residents: Vec<_> = links.iter().map(|link| link.resident).collect();
    let records = records::by_ids(tx, tenant, &residents).await?;
    let behalf = |link: queries::Link| Behalf {
        link: link.id,
        helper: link.helper_name,
        kin: link.kin,
        resident: records.iter().find(|record| record.id == link.resident).map_or_else(String::new, |r| r.name.clone()),
    };
    Ok(links.into_iter().map(behalf).collect())
}

/// That of one link.
pub fn find(behalves: &[Behalf], link: Option<FamilyLinkId>) -> Option<&Behalf> {
    behalves.iter().find(|behalf| Some(behalf.link) == link)
}
