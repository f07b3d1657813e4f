//! What is known of people and of jobs, gathered for comparing them. Whoever does not agree to be suggested is in nobody's
//! list: the records say so in the same transaction in which somebody withdraws.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::model::{Check, Open, Person, checks, met};
use crate::certificates::external;
use crate::certificates::queries::valid;
use crate::db::{ResidentId, RunId, TenantId, Tx};
use crate::enrolments;
use crate::error::AppResult;
use crate::household_workers::{self, CertificateKind};
use crate::jobs::queries::Shown;
use crate::jobs::{Content, is_too_young};
use crate::residents::queries::records::{self, Record};
use crate::talents::Talent;
use crate::talents::queries as talents;
use crate::tenancy::Tenant;
use crate::training::queries::public as training;
use crate::values::Trade;

/// People who are compared with one job at most: those who hold a certificate of its trade, then whoever came last on file.
pub(super) const COMPARED: usize = 300;

/// Somebody with what they bring.
pub(super) struct Candidate {
    pub talent: Talent,
    pub person: Person,
}

/// Those who are compared with a job.
pub(super) struct Candidates {
    pub people: Vec<Candidate>,
    /// Whether there are more, with whom nobody compares it.
    pub is_cut: bool,
}

/// What some people bring, in the same order; without those who are too young to work.
pub(super) async fn people(
    tx: &mut impl Tx,
    tenant: TenantId,
    talents: Vec<Talent>,
    today: NaiveDate,
) -> AppResult<Vec<Candidate>> {
    let ids: Vec<ResidentId> = talents.iter().map(|talent| talent.resident).collect();
    let records: BTreeMap<ResidentId, Record> =
        records::by_ids(tx, tenant, &ids).await?.into_iter().map(|record| (record.id, record)).collect();
    let residents: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let accounts: Vec<Uuid> = records.values().filter_map(|record| record.person).map(|person| person.uuid()).collect();
    let certified = valid::trades(tx, tenant, &residents, today).await?;
    let seen = external::queries::held(tx, tenant, &residents, today).await?;
    let skilled = household_workers::queries::of_residents(tx, tenant, (&residents, &accounts), today).await?;
    let candidate = |talent: Talent| {
        let record = records.get(&talent.resident).filter(|record| !is_too_young(record, today))?;
        let mut person = Person::of(&talent.profile);
        person.certified = certified.iter().filter(|(of, _)| *of == record.id).map(|(_, trade)| *trade).collect();
        let is_theirs = |one: &&household_workers::queries::Skilled| {
            one.resident == Some(record.id) || record.person.is_some() && one.person == record.person
        };
        let theirs = seen.iter().filter(|held| held.resident == record.id);
        person.seen = theirs.clone().map(|held| held.kind).collect();
        person.can = theirs.filter_map(external::queries::Held::learned).collect();
        person.learned = [&person.can[..], &person.certified].concat();
        if let Some(work) = skilled.iter().find(is_theirs) {
            person.can.extend(work.trades.iter().filter_map(|code| Trade::parse(code)));
            person.papers = Some(work.papers.iter().filter_map(|code| CertificateKind::parse(code)).collect());
        }
        Some(Candidate { talent, person })
    };
    Ok(talents.into_iter().filter_map(candidate).collect())
}

/// Those who would like to work in a trade or hold a certificate of it, and agree to be suggested, as far as somebody may see
/// them.
pub(super) async fn candidates(
    tx: &mut impl Tx,
    tenant: TenantId,
    trade: Trade,
    territory: Option<&[Uuid]>,
    today: NaiveDate,
) -> AppResult<Candidates> {
    let holders = valid::holders(tx, tenant, trade, today, i64::try_from(COMPARED + 1).unwrap_or(i64::MAX)).await?;
    let holders: Vec<Uuid> = holders.into_iter().map(ResidentId::uuid).collect();
    let mut found = talents::matched_among(tx, tenant, &holders, territory).await?;
    let mut is_cut = holders.len() > COMPARED;
    if found.len() < COMPARED {
        let others = talents::matched(tx, tenant, trade, territory, COMPARED).await?;
        found.extend(others.talents.into_iter().filter(|other| !holders.contains(&other.resident.uuid())));
        is_cut |= others.is_cut;
    }
    is_cut |= found.len() > COMPARED;
    found.truncate(COMPARED);
    Ok(Candidates { people: people(tx, tenant, found, today).await?, is_cut })
}

/// The courses that one may enrol in, the next first.
pub(super) async fn open_courses(tx: &mut impl Tx, tenant: &Tenant, now: DateTime<Utc>) -> AppResult<Vec<Open>> {
    let offers = training::offers(tx, tenant.id).await?;
    let runs: Vec<RunId> = offers.iter().map(|offer| offer.id).collect();
    let ways = enrolments::ways_in(tx, tenant, &runs, now).await?;
    let open = offers.into_iter().filter_map(|offer| {
        let (_, way) = *ways.iter().find(|(run, _)| *run == offer.id)?;
        Some(Open { offer, way })
    });
    Ok(open.collect())
}

/// People compared with one job: those on top who meet most of what it takes, then whoever changed their record last.
pub(super) fn compare(candidates: Vec<Candidate>, job: &Content) -> Vec<(Candidate, Vec<Check>)> {
    let mut compared: Vec<_> = candidates
        .into_iter()
        .map(|candidate| {
            let checks = checks(job, &candidate.person);
            (candidate, checks)
        })
        .collect();
    compared.sort_by_key(|(one, checks)| std::cmp::Reverse((met(checks), one.talent.updated_at, one.talent.id)));
    compared
}

/// The jobs that somebody would like to do or holds a certificate for: those on top of which they meet most, then the newest.
pub(super) fn suggestions(jobs: Vec<Shown>, person: &Person) -> Vec<(Shown, Vec<Check>)> {
    let is_theirs = |trade: Trade| person.wished.contains(&trade) || person.certified.contains(&trade);
    let wanted = jobs.into_iter().filter(|job| is_theirs(job.content.trade));
    let mut compared: Vec<_> = wanted
        .map(|job| {
            let checks = checks(&job.content, person);
            (job, checks)
        })
        .collect();
    compared.sort_by_key(|(job, checks)| std::cmp::Reverse((met(checks), job.published_at, job.id)));
    compared
}
