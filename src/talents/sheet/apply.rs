//! Bringing a sheet of able residents in.

use super::plan::{Plan, PlannedTalent, Record};
use super::queries;
use crate::consents::{self, Giving, How, Purpose, Subject};
use crate::db::{ConsentId, ImportId, TalentId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::sheets::meaning::{Bringing, Here};
use crate::talents;
use crate::talents::additions::{Addition, Before, Source, without};
use crate::talents::model::Profile;
use crate::talents::queries::{additions, records};

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
    keep_repeated(tx, bringing, plan).await
}

/// What is said again of a record stays on it, should whatever said it first be taken out.
async fn keep_repeated(tx: &mut WriteTx, bringing: &Bringing<'_>, plan: &Plan) -> AppResult<()> {
    let tenant = bringing.here.tenant.id;
    let held = queries::with_additions(tx, tenant).await?;
    for (record, said) in plan.repeated.iter().filter(|(record, _)| held.contains(&record.id)) {
        let again = addition(bringing, record, record.revision, said);
        additions::keep(tx, tenant, &again).await?;
    }
    Ok(())
}

/// What a sheet says of somebody, and what their record said before.
fn addition(bringing: &Bringing<'_>, record: &Record, revision: i32, said: &Profile) -> Addition {
    Addition {
        talent: record.id,
        source: Source::Sheet(bringing.import),
        at: bringing.here.now,
        from: record.revision,
        revision,
        before: Some(Before { profile: record.profile.clone(), is_recognised: record.is_recognised }),
        said: Some(said.clone()),
    }
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
        Some(record) => add_to(tx, bringing, record, talent).await?,
        None => add(tx, bringing, talent).await?,
    };
    // Somebody has changed it since it was compared: the task compares it anew.
    if is_done { Ok(()) } else { Err(AppError::Conflict) }
}

/// Adds a record; false when somebody else has added one meanwhile.
async fn add(tx: &mut WriteTx, bringing: &Bringing<'_>, talent: &PlannedTalent) -> AppResult<bool> {
    let (tenant, now, import) = (bringing.here.tenant.id, bringing.here.now, bringing.import);
    let id = TalentId::generate();
    if !talents::add(tx, tenant, (id, talent.resident), &talent.profile, Some(import), now).await? {
        return Ok(false);
    }
    let (source, said) = (Source::Sheet(import), Some(talent.said.clone()));
    let brought = Addition { talent: id, source, at: now, from: 0, revision: 1, before: None, said };
    additions::keep(tx, tenant, &brought).await?;
    Ok(true)
}

/// Adds to a record on file, and keeps what it said before; false when somebody else changed it first.
async fn add_to(tx: &mut WriteTx, bringing: &Bringing<'_>, record: &Record, talent: &PlannedTalent) -> AppResult<bool> {
    let (tenant, now) = (bringing.here.tenant.id, bringing.here.now);
    if !records::update(tx, tenant, (record.id, record.revision), &talent.profile, now).await? {
        return Ok(false);
    }
    let added = addition(bringing, record, record.revision + 1, &talent.said);
    additions::keep(tx, tenant, &added).await?;
    Ok(true)
}

/// Takes out what a sheet brought, and what it alone added to records on file, but for what somebody has worked on since.
pub(super) async fn take_out(tx: &mut WriteTx, here: &Here, import: ImportId) -> AppResult<()> {
    let tenant = here.tenant.id;
    queries::take_out(tx, tenant, import).await?;
    let source = Source::Sheet(import);
    // First what went into others, which say it as well.
    for id in queries::merged_away(tx, tenant, import).await? {
        let additions = additions::of(tx, tenant, &[id.uuid()]).await?;
        take_back(tx, here, &additions, source).await?;
        talents::merge::pass_on(tx, tenant, id, here.now).await?;
    }
    let ids = queries::added_to(tx, tenant, import).await?;
    let all = additions::of(tx, tenant, &ids).await?;
    for additions in all.chunk_by(|one, next| one.talent == next.talent) {
        take_back(tx, here, additions, source).await?;
    }
    Ok(())
}

/// Takes back what a sheet added to one record, where that can be told.
async fn take_back(tx: &mut WriteTx, here: &Here, additions: &[Addition], sheet: Source) -> AppResult<()> {
    let tenant = here.tenant.id;
    let Some(talent) = records::talent(tx, tenant, additions[0].talent).await? else { return Ok(()) };
    let Some(rest) = without(&talent, additions, sheet) else { return Ok(()) };
    additions::take_out(tx, tenant, &talent, (sheet, &rest), here.now).await?;
    Ok(())
}
