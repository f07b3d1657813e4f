//! Bringing a sheet of able residents in.

use super::plan::{Plan, PlannedTalent};
use crate::consents::{self, Giving, How, Purpose, Subject};
use crate::db::{ConsentId, TalentId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::sheets::meaning::Bringing;
use crate::talents;
use crate::talents::queries::records;

/// Records between two words about how far the work is.
const CHUNK: usize = 50;

/// Adds what is missing, each with the consents on paper that its rows name.
pub(super) async fn bring_in(tx: &mut WriteTx, bringing: &mut Bringing<'_>, plan: &Plan) -> AppResult<()> {
    for chunk in plan.talents.chunks(CHUNK) {
        for talent in chunk {
            bring(tx, bringing, talent).await?;
        }
        bringing.advance(chunk.len()).await?;
    }
    Ok(())
}

async fn bring(tx: &mut WriteTx, bringing: &Bringing<'_>, talent: &PlannedTalent) -> AppResult<()> {
    let (tenant, now) = (bringing.here.tenant.id, bringing.here.now);
    let mut papers = vec![(Purpose::Talent, &talent.paper_kept)];
    papers.extend(talent.agreed.iter().map(|(purpose, kept)| (*purpose, kept)));
    for (purpose, kept) in papers {
        let how = How::Paper { by_name: bringing.by_name.to_owned(), kept: kept.clone(), guardian: String::new() };
        let giving = Giving { id: ConsentId::generate(), purpose, how, at: now };
        // Whoever has agreed before has agreed.
        consents::give(tx, tenant, Subject::Resident(talent.resident), &giving).await?;
    }
    let is_done = match talent.record {
        Some(held) => records::update(tx, tenant, held, &talent.profile, now).await?,
        None => {
            let ids = (TalentId::generate(), talent.resident);
            talents::add(tx, tenant, ids, &talent.profile, Some(bringing.import), now).await?
        }
    };
    // Somebody has changed it since it was compared: the task compares it anew.
    if is_done { Ok(()) } else { Err(AppError::Conflict) }
}
