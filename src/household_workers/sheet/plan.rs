//! What a sheet of household workers would change: compared with what is on file, and nothing of it done.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::db::{EstateId, OrgId};
use crate::household_workers::keep::NewCertificate;
use crate::household_workers::model::{CertificateKind, Status};
use crate::import::cells::{date, list};
use crate::search::fold;
use crate::secrets::Secrets;
use crate::sheets::Column;
use crate::sheets::cells;
use crate::sheets::found::{Counts, Fault, Found};
use crate::sheets::meaning::{Cells, Sheet};
use crate::values::{Line, PersonName, Phone, Trade};

/// What is on file.
#[derive(Default)]
pub(crate) struct Known {
    /// The keyed hashes of the numbers.
    pub(super) numbers: HashSet<[u8; 32]>,
    /// The names of those without one.
    pub(super) names: HashSet<String>,
    /// The organizations that serve here, by [`tight`] name.
    pub(super) orgs: HashMap<String, OrgId>,
    /// The estates, by [`tight`] name.
    pub(super) estates: HashMap<String, EstateId>,
}

/// A name as it is told from others, whatever its script and width.
pub(super) fn tight(name: &str) -> String {
    fold(name).replace(' ', "")
}

/// A household worker to add.
#[derive(Debug)]
pub(super) struct PlannedWorker {
    pub name: PersonName,
    pub phone: Option<Phone>,
    pub birth_year: Option<i32>,
    pub trades: Vec<Trade>,
    pub org: Option<OrgId>,
    /// What the employer is called, where it does not serve here.
    pub employer: String,
    pub areas: Vec<EstateId>,
    pub status: Status,
    pub certificates: Vec<NewCertificate>,
    /// Where the paper lies on which they agreed.
    pub paper_kept: String,
    pub note: String,
}

/// What a sheet would change.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(super) workers: Vec<PlannedWorker>,
}

/// Compares the rows under the headings with what is on file.
pub(super) fn plan(known: &Known, secrets: &Secrets, today: NaiveDate, sheet: &Sheet) -> (Plan, Found) {
    let mut planner =
        Planner { known, secrets, today, plan: Plan::default(), seen: HashMap::new(), same: 0, unused: 0 };
    let (rows, problems) = sheet.read(|cells| planner.read(cells));
    let counts = Counts {
        rows,
        workers: planner.plan.workers.len(),
        certificates: planner.plan.workers.iter().map(|worker| worker.certificates.len()).sum(),
        same: planner.same,
        unused: planner.unused,
        problems: problems.len(),
        ..Counts::default()
    };
    (planner.plan, Found { counts, problems, ..Found::default() })
}

struct Planner<'a> {
    known: &'a Known,
    secrets: &'a Secrets,
    today: NaiveDate,
    plan: Plan,
    /// People of the sheet by number, or by name where they have none: their place in the plan.
    seen: HashMap<String, usize>,
    /// Rows whose person is on file, or that say what a row above said.
    same: usize,
    /// Rows with an employer or an estate that is not known here.
    unused: usize,
}

impl Planner<'_> {
    fn read(&mut self, cells: &Cells<'_>) -> Result<(), Fault> {
        let name = PersonName::parse(cells.get(Column::Name)).map_err(|_| Fault::Name)?;
        let phone = cells::number(cells)?;
        let certificate = certificate_of(cells)?;
        let key = phone.as_ref().map_or_else(|| name.as_str().to_owned(), |phone| phone.as_str().to_owned());
        if let Some(at) = self.seen.get(&key) {
            return self.add_certificate(*at, &name, certificate);
        }
        let is_on_file = match &phone {
            Some(phone) => self.known.numbers.contains(&self.secrets.phone_hash(phone.as_str())),
            None => self.known.names.contains(name.as_str()),
        };
        let (org, employer, is_known) = self.employer(cells)?;
        let (areas, is_whole) = self.areas(cells);
        let worker = PlannedWorker {
            birth_year: cells::year(cells, self.today)?,
            trades: trades(cells.get(Column::Trades)).ok_or(Fault::Trade)?,
            org,
            employer,
            areas,
            status: match cells.get(Column::Status) {
                "" => Status::Available,
                word => status(word).ok_or(Fault::Status)?,
            },
            certificates: certificate.into_iter().collect(),
            paper_kept: Line::<60>::parse(cells.get(Column::Consent)).map(String::from).map_err(|_| Fault::Consent)?,
            note: cells::note(cells)?,
            name,
            phone,
        };
        if is_on_file {
            self.same += 1;
            return Ok(());
        }
        self.unused += usize::from(!is_known || !is_whole);
        self.seen.insert(key, self.plan.workers.len());
        self.plan.workers.push(worker);
        Ok(())
    }

    /// Another row of somebody: another certificate, or nothing new.
    fn add_certificate(
        &mut self,
        at: usize,
        name: &PersonName,
        certificate: Option<NewCertificate>,
    ) -> Result<(), Fault> {
        let worker = &mut self.plan.workers[at];
        if worker.name != *name {
            return Err(Fault::OtherName);
        }
        match certificate.filter(|one| !worker.certificates.contains(one)) {
            Some(certificate) => worker.certificates.push(certificate),
            None => self.same += 1,
        }
        Ok(())
    }

    /// The organization, or what the employer is called; and whether it is known where one is named.
    fn employer(&self, cells: &Cells<'_>) -> Result<(Option<OrgId>, String, bool), Fault> {
        let typed = cells.get(Column::Employer);
        if typed.is_empty() {
            return Ok((None, String::new(), true));
        }
        match self.known.orgs.get(&tight(typed)) {
            Some(org) => Ok((Some(*org), String::new(), true)),
            None => {
                let name = Line::<40>::parse(typed).map_err(|_| Fault::Employer)?;
                Ok((None, name.into(), false))
            }
        }
    }

    /// The estates that somebody serves, and whether all that are named are known.
    fn areas(&self, cells: &Cells<'_>) -> (Vec<EstateId>, bool) {
        let named: Vec<String> = list(cells.get(Column::Areas)).iter().map(|name| tight(name)).collect();
        // All of them is none in particular.
        if named.iter().any(|name| ["全部", "全社区", "所有", "不限"].contains(&name.as_str())) {
            return (Vec::new(), true);
        }
        let areas: Vec<EstateId> = named.iter().filter_map(|name| self.known.estates.get(name).copied()).collect();
        let is_whole = areas.len() == named.len();
        (areas, is_whole)
    }
}

/// The certificate that a row says.
fn certificate_of(cells: &Cells<'_>) -> Result<Option<NewCertificate>, Fault> {
    let (kind, number) = (cells.get(Column::Certificate), cells.get(Column::CertificateNumber));
    let expires_on = date(cells.get(Column::CertificateUntil)).map_err(|_| Fault::Day)?;
    if kind.is_empty() {
        let is_none = number.is_empty() && expires_on.is_none();
        return if is_none { Ok(None) } else { Err(Fault::CertificateNumber) };
    }
    let kind = certificate(kind).ok_or(Fault::Certificate)?;
    let number = match number {
        "" => String::new(),
        typed => Line::<40>::parse(typed).map(String::from).map_err(|_| Fault::CertificateNumber)?,
    };
    Ok(Some(NewCertificate { kind, number, issuer: String::new(), issued_on: None, expires_on }))
}

/// What somebody does, as sheets call it; none where a word is unknown, or nothing is said.
fn trades(cell: &str) -> Option<Vec<Trade>> {
    let mut trades = list(cell).iter().map(|word| Trade::named(word)).collect::<Option<Vec<Trade>>>()?;
    trades.sort_unstable();
    trades.dedup();
    (!trades.is_empty()).then_some(trades)
}

/// Where somebody stands, as sheets call it.
fn status(cell: &str) -> Option<Status> {
    let folded = tight(cell);
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    match () {
        () if has(&["离开", "离职", "不做"]) => Some(Status::Left),
        () if has(&["休息", "暂停", "休假"]) => Some(Status::Resting),
        () if has(&["接单", "空闲", "待岗", "可用"]) => Some(Status::Available),
        () if has(&["在岗", "上户", "已上岗"]) => Some(Status::Placed),
        () => Status::parse(&folded),
    }
}

/// A certificate, as sheets call it.
fn certificate(cell: &str) -> Option<CertificateKind> {
    let folded = tight(cell);
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    match () {
        () if has(&["上门"]) => Some(CertificateKind::HomeVisitPermit),
        () if has(&["健康", "体检"]) => Some(CertificateKind::Health),
        () if has(&["背景", "无犯罪"]) => Some(CertificateKind::BackgroundCheck),
        () if has(&["保险"]) => Some(CertificateKind::Insurance),
        () if has(&["结业", "培训"]) => Some(CertificateKind::Training),
        () if has(&["技能", "等级", "职业", "资格", "月嫂证", "育婴"]) => {
            Some(CertificateKind::SkillLevel)
        }
        () if has(&["其他", "其它"]) => Some(CertificateKind::Other),
        () => CertificateKind::parse(&folded),
    }
}

#[cfg(test)]
mod tests;
