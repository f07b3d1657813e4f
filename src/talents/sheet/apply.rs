//! Bringing a sheet of able residents in.

use super::plan::{Plan, PlannedTalent};
use crate::consents::{self, Giving, How, Purpose, Subject};
use crate::db::{ConsentId, TalentId, WriteTx};
use crate::error::AppResult;
use crate::sheets::meaning::Bringing;
use crate::talents;

/// Records between two words about how far the work is.
const CHUNK: usize = 50;

/// Adds what is missing, each with the consent on paper that the row names.
pub(super) async fn bring_in(tx: &mut WriteTx, bringing: &mut Bringing<'_>, plan: &Plan) -> AppResult<()> {
    for chunk in plan.talents.chunks(CHUNK) {
        for talent in chunk {
            add(tx, bringing, talent).await?;
        }
        bringing.advance(chunk.len()).await?;
    }
    Ok(())
}

async fn add(tx: &mut WriteTx, bringing: &Bringing<'_>, talent: &PlannedTalent) -> AppResult<()> {
    let (tenant, now) = (bringing.here.tenant.id, bringing.here.now);
    let how =
        How::Paper { by_name: bringing.by_name.to_owned(), kept: talent.paper_kept.clone(), guardian: String::new() };
    let giving = Giving { id: ConsentId::generate(), purpose: Purpose::Talent, how, at: now };
    // Whoever has agreed before has agreed.
    consents::give(tx, tenant, Subject::Resident(talent.resident), &giving).await?;
    let ids = (TalentId::generate(), talent.resident);
    talents::add(tx, tenant, ids, &talent.profile, Some(bringing.import), now).await?;
    Ok(())
}
