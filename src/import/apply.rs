//! Writing what was read: all of a sheet or nothing, and nothing twice.
//!
//! What exists is left alone where it is the same, so that importing a sheet again changes nothing. A company's own
//! record (org scope) gets what is missing and is otherwise its own; what the community shows follows its sheet.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::headings::Column;
use super::problems::{Problem, What};
use super::rows::{EstatesCell, OrgRow, ServiceRow, WorkerRow};
use crate::admissions::queries::{self as admissions, Admission};
use crate::db::{EstateId, OrgId, TenantId, WriteTx};
use crate::directory::model::{CredentialKind, Suits};
use crate::directory::price::PriceColumns;
use crate::directory::publish::{self, CardValues, ListingValues, Profile, SearchWords, Written};
use crate::directory::queries::estates;
use crate::error::AppResult;
use crate::tenancy::{PlatformData, Tenant};
use crate::values::{Minutes, Phone, Uscc};
use crate::vendors::members::queries as members;
use crate::vendors::queries::{self as vendors, NewOrg, NewService};

/// How many rows were added, changed, or left as they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Not there before.
    pub added: usize,
    /// Different before.
    pub changed: usize,
    /// The same before.
    pub same: usize,
    /// Of companies that are not admitted (yet): kept back.
    pub held: usize,
}

impl Tally {
    fn note(&mut self, written: Written) {
        match written {
            Written::Added => self.added += 1,
            Written::Changed => self.changed += 1,
            Written::Same => self.same += 1,
        }
    }
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Offers.
    pub services: Tally,
    /// Workers.
    pub workers: Tally,
    /// Headings that were not understood; their columns were left aside.
    pub ignored: Vec<String>,
}

/// One import into one community, inside one transaction.
pub struct Import<'a> {
    tx: &'a mut WriteTx,
    tenant: &'a Tenant,
    platform: &'a PlatformData,
    today: NaiveDate,
    now: DateTime<Utc>,
    /// Whether estates that the community does not have are added.
    new_estates: bool,
    is_demo: bool,
    orgs: HashMap<String, (OrgId, Option<&'static str>)>,
    estates: HashMap<String, EstateId>,
    estate_order: Vec<EstateId>,
    /// What went well.
    pub outcome: Outcome,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl<'a> Import<'a> {
    /// Begins; the transaction must be in the community's scope.
    pub async fn begin(
        tx: &'a mut WriteTx,
        tenant: &'a Tenant,
        platform: &'a PlatformData,
        now: DateTime<Utc>,
        new_estates: bool,
    ) -> AppResult<Self> {
        let mut import = Self {
            today: now.with_timezone(&tenant.time_zone).date_naive(),
            tx,
            tenant,
            platform,
            now,
            new_estates,
            is_demo: tenant.is_demo,
            orgs: HashMap::new(),
            estates: HashMap::new(),
            estate_order: Vec::new(),
            outcome: Outcome::default(),
            problems: Vec::new(),
        };
        import.read_estates().await?;
        Ok(import)
    }

    async fn read_estates(&mut self) -> AppResult<()> {
        let known = estates(self.tx, self.tenant.id).await?;
        self.estate_order = known.iter().map(|estate| estate.id).collect();
        self.estates = known.into_iter().map(|estate| (estate.name, estate.id)).collect();
        Ok(())
    }

    fn problem(&mut self, table: &str, line: u32, column: Column, what: What) {
        self.problems.push(Problem { table: table.to_owned(), line: Some(line), column: Some(column), what });
    }

    /// Adds a table's services.
    pub async fn services(&mut self, table: &str, rows: &[ServiceRow]) -> AppResult<()> {
        let codes = self.check_codes(table, rows);
        if self.new_estates {
            self.add_estates(rows).await?;
        }
        for row in rows {
            let Some(estates) = self.find_estates(table, row) else { continue };
            let org = OrgRow { uscc: codes.get(&row.org.name).cloned().flatten(), ..row.org.clone() };
            let (id, status) = self.org(&org).await?;
            if status.is_none() {
                self.outcome.services.held += 1;
                continue;
            }
            let written = self.service(id, row, &estates).await?;
            self.outcome.services.note(written);
        }
        Ok(())
    }

    /// The credit code of each company; a name with two codes is a slip that would mix up two companies.
    fn check_codes(&mut self, table: &str, rows: &[ServiceRow]) -> HashMap<String, Option<Uscc>> {
        let mut codes: HashMap<String, Option<Uscc>> = HashMap::new();
        for row in rows {
            let known = codes.entry(row.org.name.clone()).or_default();
            match (&known, &row.org.uscc) {
                (Some(known), Some(code)) if known != code => {
                    self.problem(table, row.line, Column::Uscc, What::TwoCodes);
                }
                (None, Some(code)) => *known = Some(code.clone()),
                _ => {}
            }
        }
        codes
    }

    async fn add_estates(&mut self, rows: &[ServiceRow]) -> AppResult<()> {
        let mut added = false;
        for row in rows {
            if let EstatesCell::Named(names) = &row.estates {
                for name in names {
                    if !self.estates.contains_key(name) {
                        publish::ensure_estate(self.tx, self.tenant.id, name).await?;
                        added = true;
                    }
                }
            }
        }
        if added { self.read_estates().await } else { Ok(()) }
    }

    fn find_estates(&mut self, table: &str, row: &ServiceRow) -> Option<Vec<EstateId>> {
        let EstatesCell::Named(names) = &row.estates else { return Some(self.estate_order.clone()) };
        let mut found = Vec::new();
        for name in names {
            match self.estates.get(name) {
                Some(id) => found.push(*id),
                None => self.problem(table, row.line, Column::Estates, What::Estate(name.clone())),
            }
        }
        // In the community's order, whatever the sheet's.
        let order = &self.estate_order;
        found.sort_by_key(|id| order.iter().position(|known| known == id));
        (found.len() == names.len()).then_some(found)
    }

    /// The company behind a row, added and admitted where it is new: the community's own sheet says that it serves there.
    /// With the status of its public profile, if it may have one.
    async fn org(&mut self, row: &OrgRow) -> AppResult<(OrgId, Option<&'static str>)> {
        if let Some(known) = self.orgs.get(&row.name) {
            return Ok(*known);
        }
        let tenant = self.tenant.id;
        let existing = match &row.uscc {
            Some(uscc) => vendors::org_by_uscc(self.tx, uscc).await?,
            None => admissions::org_by_name(self.tx, tenant, &row.name).await?.map(|(id, _)| id),
        };
        let id = match existing {
            Some(id) => {
                self.tx.enter_org(id).await?;
                id
            }
            None => self.add_org(row).await?,
        };
        let admission = match admissions::standing(self.tx, tenant, id).await? {
            Some(admission) => admission,
            // It has people of its own, who have not applied here: a sheet does not admit it, whatever the sheet says of it.
            None if members::has_owner(self.tx, id, self.today).await? => {
                self.orgs.insert(row.name.clone(), (id, None));
                return Ok((id, None));
            }
            None => {
                let admission = Admission { status: "admitted".to_owned(), admitted_on: Some(self.today) };
                admissions::insert_standing(self.tx, tenant, id, &row.name, &admission, self.today).await?;
                admission
            }
        };
        let status = admission.public_status();
        if let Some(status) = status {
            let profile = Profile {
                name: &row.name,
                uscc: row.uscc.as_ref().map(Uscc::as_str),
                profile: &row.profile,
                phone: row.phone.as_ref().map(Phone::as_str),
                engagement: row.engagement,
                founded_year: vendors::founded_year(self.tx, id).await?,
                status,
                admitted_on: admission.admitted_on,
            };
            publish::put_profile(self.tx, tenant, id, &profile, self.now).await?;
        }
        self.orgs.insert(row.name.clone(), (id, status));
        Ok((id, status))
    }

    async fn add_org(&mut self, row: &OrgRow) -> AppResult<OrgId> {
        let mut id = OrgId::generate();
        if let Some(uscc) = &row.uscc {
            id = vendors::claim_uscc(self.tx, uscc, id).await?;
        }
        self.tx.enter_org(id).await?;
        let new = NewOrg {
            kind: "vendor",
            name: &row.name,
            uscc: row.uscc.as_ref().map(Uscc::as_str),
            profile: &row.profile,
            phone: row.phone.as_ref().map(Phone::as_str),
            engagement: row.engagement,
            founded_year: None,
            is_demo: self.is_demo,
        };
        vendors::insert_org(self.tx, id, &new).await?;
        Ok(id)
    }

    async fn service(&mut self, org: OrgId, row: &ServiceRow, estates: &[EstateId]) -> AppResult<Written> {
        self.tx.enter_org(org).await?;
        let credentials: Vec<String> =
            row.credentials.iter().map(|kind: &CredentialKind| kind.code().to_owned()).collect();
        let suits: Vec<String> = row.suits.iter().map(|suits: &Suits| suits.code().to_owned()).collect();
        let hours = row.hours.as_ref().map(serde_json::to_value).transpose().map_err(anyhow::Error::from)?;
        let minutes = |length: Option<Minutes>| length.and_then(|m| i32::try_from(m.get()).ok());
        let (minutes_min, minutes_max) = (minutes(row.minutes.map(|m| m.0)), minutes(row.minutes.map(|m| m.1)));
        let new = NewService {
            category: &row.category,
            kind: row.kind.as_deref(),
            name: &row.name,
            included: &row.included,
            excluded: &row.excluded,
            conditions: &row.conditions,
            minutes_min,
            minutes_max,
            worker_count: row.worker_count,
            credentials: &credentials,
            suits: &suits,
            hours: hours.as_ref(),
        };
        let service = vendors::ensure_service(self.tx, org, &new).await?;
        vendors::set_price(self.tx, org, service, self.tenant.id, &row.price, &row.price_note, self.today).await?;
        let words = SearchWords {
            category: &row.category,
            kind: row.kind.as_deref(),
            name: &row.name,
            vendor: &row.org.name,
            texts: [&row.included, &row.conditions],
        };
        let (doc, category_pinyin) = words.fold(self.platform);
        let values = ListingValues {
            category: new.category,
            kind: new.kind,
            name: new.name,
            included: new.included,
            excluded: new.excluded,
            conditions: new.conditions,
            minutes_min,
            minutes_max,
            worker_count: new.worker_count,
            credentials: new.credentials,
            suits: new.suits,
            estates,
            price: PriceColumns::from(&row.price),
            next: None,
            confirmed_on: None,
            checked_by: "",
            price_note: &row.price_note,
            hours: hours.as_ref(),
            checked_on: row.checked_on,
            doc: &doc,
            category_pinyin: &category_pinyin,
        };
        publish::put_listing(self.tx, self.tenant.id, org, service, &values, self.now).await
    }

    /// Adds a table's workers. Their companies must be in the community already, by sheet or by admission.
    pub async fn workers(&mut self, table: &str, rows: &[WorkerRow]) -> AppResult<()> {
        for row in rows {
            let known = match self.orgs.get(&row.org) {
                Some((id, status)) => Some((*id, status.is_some())),
                None => {
                    let found = admissions::org_by_name(self.tx, self.tenant.id, &row.org).await?;
                    found.map(|(id, admission)| (id, admission.public_status().is_some()))
                }
            };
            let Some((org, is_public)) = known else {
                self.problem(table, row.line, Column::OrgName, What::UnknownOrg(row.org.clone()));
                continue;
            };
            if !is_public {
                self.outcome.workers.held += 1;
                continue;
            }
            let written = self.worker(org, row).await?;
            self.outcome.workers.note(written);
        }
        Ok(())
    }

    async fn worker(&mut self, org: OrgId, row: &WorkerRow) -> AppResult<Written> {
        self.tx.enter_org(org).await?;
        let worker =
            vendors::ensure_worker(self.tx, org, &row.work_no, row.name.as_str(), &row.trades, row.since_year).await?;
        for credential in &row.credentials {
            vendors::set_credential(self.tx, org, worker, credential).await?;
        }
        let label = row.name.public_label();
        let card = CardValues {
            label: &label,
            work_no: &row.work_no,
            trades: &row.trades,
            since_year: row.since_year,
            credentials: &row.credentials,
            photo: None,
        };
        let tenant: TenantId = self.tenant.id;
        publish::put_card(self.tx, tenant, org, worker, &card, self.now).await
    }
}
