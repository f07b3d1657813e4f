//! The register: a list, narrowed by filters or by a search.

use std::collections::HashMap;

use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{Papers, Status, Validity, certificate_label, status_label};
use super::pages::{ListPage, Mark, WorkerLine};
use super::queries::lists::{self, Narrowed};
use super::queries::records::{self, Record};
use super::{search, urls};
use crate::access::Staff;
use crate::db::{EstateId, HouseholdWorkerId, SearchId, Tx};
use crate::directory::queries::estates;
use crate::error::AppResult;
use crate::residents::{masked, searched};
use crate::sheets::{self, Kind};
use crate::staff;
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::values::{Trade, trade_labels};
use crate::web::extract::Query;
use crate::web::form::{Errors, chosen};
use crate::web::paging::{cut, one_more};
use crate::web::{Messages, Page, flashed};

/// Records on one page.
const PAGE: usize = 50;

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    trade: String,
    /// Empty: all but those who left.
    status: String,
    #[serde(deserialize_with = "chosen")]
    area: Option<EstateId>,
    papers: String,
    after: Option<HouseholdWorkerId>,
    search: Option<SearchId>,
}

impl ListQuery {
    /// As the query takes it.
    fn narrowed(&self, today: NaiveDate) -> Narrowed {
        let papers = Papers::parse(&self.papers);
        Narrowed {
            trade: Trade::parse(&self.trade).map(Trade::code),
            status: Status::parse(&self.status).map(Status::code),
            area: self.area,
            expires: papers.and_then(|papers| papers.days(today)),
            without_papers: papers == Some(Papers::None),
            after: self.after,
        }
    }

    /// The filters as they stand in an address, with the record to go on behind; empty without any.
    fn text(&self, after: Option<HouseholdWorkerId>) -> String {
        let area = self.area.map(|id| id.to_string()).unwrap_or_default();
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let pairs = [
            ("trade", self.trade.as_str()),
            ("status", &self.status),
            ("area", &area),
            ("papers", &self.papers),
            ("after", &after),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        serde_html_form::to_string(pairs).unwrap_or_default()
    }
}

pub(super) async fn show(staff: Staff, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let (tenant, today, t) = (staff.tenant()?, staff.today()?, staff.context().t());
    let w = &t.household_workers;
    let mut tx = staff.read().await?;
    let estates = estates(&mut tx, tenant.id).await?;
    let typed = match query.search {
        Some(id) => searched(&staff, &mut tx, id).await?,
        None => None,
    };
    let (rows, has_more) = match &typed {
        Some(typed) => search::find(&staff, &mut tx, typed).await?,
        None => browse(&mut tx, tenant, &query.narrowed(today)).await?,
    };
    let mut marks = marks(&mut tx, tenant, &rows, today, t).await?;
    drop(tx);
    let base = urls::workers(tenant);
    let next = rows.last().filter(|_| has_more && typed.is_none());
    let options = |first: &str, rest: Vec<(String, &str)>| -> Vec<SelectOption> {
        let rest = rest.into_iter().map(|(value, label)| SelectOption::new(value, label));
        std::iter::once(SelectOption::new("", first)).chain(rest).collect()
    };
    let own = |code: &str| code.to_owned();
    let template = ListPage {
        page: Page::of_console(&staff, w.title),
        console_url: staff::urls::console(tenant),
        new_url: urls::new(tenant),
        sheets_url: sheets::urls::sheets_of(tenant, Kind::Workers),
        search_action: urls::search(tenant),
        is_search: typed.is_some(),
        is_forgotten: query.search.is_some() && typed.is_none(),
        is_cut: has_more && typed.is_some(),
        most: search::MOST_FOUND,
        typed: typed.unwrap_or_default(),
        is_narrowed: !query.text(None).is_empty(),
        next_url: next.map(|last| format!("{base}?{}", query.text(Some(last.id)))),
        trades: options(w.any, Trade::ALL.iter().map(|trade| (own(trade.code()), trade.label(t))).collect()),
        statuses: options(
            w.any_status,
            Status::ALL.iter().map(|status| (own(status.code()), status.label(t))).collect(),
        ),
        areas: options(w.any, estates.iter().map(|estate| (estate.id.to_string(), estate.name.as_str())).collect()),
        papers: options(w.any, Papers::ALL.iter().map(|papers| (own(papers.code()), papers.label(t))).collect()),
        trade: query.trade,
        status: query.status,
        area: query.area.map_or_else(String::new, |id| id.to_string()),
        paper: query.papers,
        rows: rows.iter().map(|row| line(row, tenant, marks.remove(&row.id).unwrap_or_default(), t)).collect(),
        all_url: base,
        errors: Errors::default(),
    };
    flashed(staff.flash(), axum::http::StatusCode::OK, &template)
}

/// The records of one page, and whether there is another.
async fn browse(tx: &mut impl Tx, tenant: &Tenant, narrowed: &Narrowed) -> AppResult<(Vec<Record>, bool)> {
    let mut ids = lists::page(tx, tenant.id, narrowed, one_more(PAGE)).await?;
    let has_more = cut(&mut ids, PAGE).is_some();
    Ok((records::by_ids(tx, tenant.id, &ids).await?, has_more))
}

/// Which certificates of some records have expired or are about to.
async fn marks(
    tx: &mut impl Tx,
    tenant: &Tenant,
    rows: &[Record],
    today: NaiveDate,
    t: &'static Messages,
) -> AppResult<HashMap<HouseholdWorkerId, Vec<Mark>>> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut marks: HashMap<HouseholdWorkerId, Vec<Mark>> = HashMap::new();
    for (id, kind, last) in lists::last_days(tx, tenant.id, &ids).await? {
        let mark = Mark::of(certificate_label(&kind, t), Validity::of(last, today), t);
        marks.entry(id).or_default().push(mark);
    }
    Ok(marks)
}

/// A record in the list, masked.
fn line(row: &Record, tenant: &Tenant, papers: Vec<Mark>, t: &'static Messages) -> WorkerLine {
    WorkerLine {
        url: urls::worker(tenant, row.id),
        name: masked(&row.name),
        phone: row.phone_masked.clone(),
        trades: trade_labels(&row.trades, t),
        employer: row.employer.clone(),
        areas: areas(&row.areas, t),
        status: status_label(&row.status, t),
        is_available: row.status == Status::Available.code(),
        papers,
    }
}

/// The estates that somebody serves, in words.
pub(super) fn areas(names: &[String], t: &Messages) -> String {
    if names.is_empty() { t.household_workers.everywhere.to_owned() } else { names.join(t.time.list_separator) }
}
