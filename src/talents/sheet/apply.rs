//! Bringing a sheet of able residents in.

use super::plan::{Plan, PlannedTalent, Record};
use super::queries;
use crate::consents::{self, Giving, How, Purpose, Subject};
use crate::db::{ConsentId, ImportId, TalentId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::sheets::meaning::{Bringing, Here};
use crate::talents;
use crate::talents::merge::Before;
use crate::talents::model::Profile;
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
    let is_done = match &talent.record {
        Some(record) => add_to(tx, bringing, record, &talent.profile).await?,
        None => {
            let ids = (TalentId::generate(), talent.resident);
            talents::add(tx, tenant, ids, &talent.profile, Some(bringing.import), now).await?
        }
    };
    // Somebody has changed it since it was compared: the task compares it anew.
    if is_done { Ok(()) } else { Err(AppError::Conflict) }
}

/// Adds to a record on file, and keeps what it said before; false when somebody else changed it first.
async fn add_to(tx: &mut WriteTx, bringing: &Bringing<'_>, record: &Record, sum: &Profile) -> AppResult<bool> {
    let (tenant, now) = (bringing.here.tenant.id, bringing.here.now);
    if !records::update(tx, tenant, (record.id, record.revision), sum, now).await? {
        return Ok(false);
    }
    let before = Before { profile: record.profile.clone(), is_recognised: record.is_recognised };
    let before = serde_json::to_value(before).map_err(anyhow::Error::from)?;
    queries::keep_before(tx, tenant, (record.id, record.revision + 1), &before, (bringing.import, now)).await?;
    Ok(true)
}

/// Takes out what a sheet brought, and what it added to records on file, but for what somebody has worked on since.
pub(super) async fn take_out(tx: &mut WriteTx, here: &Here, import: ImportId) -> AppResult<()> {
    let tenant = here.tenant.id;
    queries::take_out(tx, tenant, import).await?;
    for (record, before) in queries::take_before(tx, tenant, import).await? {
        let before: Before = serde_json::from_value(before).map_err(anyhow::Error::from)?;
        records::update(tx, tenant, record, &before.profile, here.now).await?;
    }
    Ok(())
}
