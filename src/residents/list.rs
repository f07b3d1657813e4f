//! Who lives where: a list by door, narrowed by filters or by a search.

use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{HouseholdKind, Tag};
use super::pages::{ListPage, ResidentLine, SavedViewLine, line};
use super::queries::lists::{self, Narrowed};
use super::queries::records;
use super::territory::Territory;
use super::urls;
use super::{exports, search};
use crate::access::{Capability, Staff};
use crate::db::{BuildingId, ResidentId, SavedViewId, SearchId, TenantId, Tx};
use crate::error::{AppError, AppResult};
use crate::grids::queries as grids;
use crate::staff;
use crate::ui::SelectOption;
use crate::web::extract::Query;
use crate::web::form::{Errors, chosen};
use crate::web::paging::{cut, one_more};
use crate::web::{Messages, Page, flashed, form_status};

/// Residents on one page.
const PAGE: usize = 50;

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    #[serde(deserialize_with = "chosen")]
    building: Option<BuildingId>,
    kind: String,
    tag: String,
    /// `1`: with a number; `0`: without.
    phone: String,
    /// `1`: with an account; `0`: without.
    account: String,
    /// `1`: those who moved out.
    left: String,
    after: Option<ResidentId>,
    search: Option<SearchId>,
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

impl ListQuery {
    /// The filters alone, each as far as it is one.
    pub fn filters(self) -> Self {
        Self {
            kind: HouseholdKind::parse(&self.kind).map_or_else(String::new, |kind| kind.code().to_owned()),
            tag: Tag::parse(&self.tag).map_or_else(String::new, |tag| tag.code().to_owned()),
            phone: if yes_or_no(&self.phone).is_some() { self.phone } else { String::new() },
            account: if yes_or_no(&self.account).is_some() { self.account } else { String::new() },
            left: if self.left == "1" { self.left } else { String::new() },
            after: None,
            search: None,
            building: self.building,
        }
    }

    /// As it stands in an address; empty without filters.
    pub fn text(&self) -> String {
        let building = self.building.map(|id| id.to_string()).unwrap_or_default();
        let after = self.after.map(|id| id.to_string()).unwrap_or_default();
        let pairs = [
            ("building", building.as_str()),
            ("kind", &self.kind),
            ("tag", &self.tag),
            ("phone", &self.phone),
            ("account", &self.account),
            ("left", &self.left),
            ("after", &after),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        serde_html_form::to_string(pairs).unwrap_or_default()
    }

    /// The same behind a record.
    pub fn after(self, after: Option<ResidentId>) -> Self {
        Self { after, ..self }
    }

    /// As the query takes it.
    pub async fn narrowed(
        &self,
        tx: &mut impl Tx,
        tenant: TenantId,
        today: NaiveDate,
        territory: &Territory,
    ) -> AppResult<Narrowed> {
        let mut doors = (String::new(), char::MAX.to_string());
        if let Some(building) = self.building {
            if !territory.holds(building.uuid()) {
                return Err(AppError::NotFound);
            }
            let prefix = lists::door_prefix(tx, tenant, building).await?.ok_or(AppError::NotFound)?;
            doors = (prefix.clone(), format!("{prefix}{}", char::MAX));
        }
        if let Some(after) = self.after {
            let last = records::record(tx, tenant, after).await?.ok_or(AppError::BadRequest)?;
            doors.0 = last.door_key;
        }
        let tag = Tag::parse(&self.tag);
        Ok(Narrowed {
            territory: territory.buildings().map(<[_]>::to_vec),
            doors,
            after: self.after,
            kind: HouseholdKind::parse(&self.kind).map(|kind| kind.code().to_owned()),
            tag: tag.map(|tag| tag.code().to_owned()),
            years: tag.and_then(|tag| tag.years(today)),
            has_phone: yes_or_no(&self.phone),
            is_claimed: yes_or_no(&self.account),
            has_left: self.left == "1",
        })
    }

    /// In words.
    pub async fn words(&self, staff: &Staff, tx: &mut impl Tx) -> AppResult<String> {
        let (tenant, today, t) = (staff.tenant()?, staff.today()?, staff.context().t());
        let r = &t.residents;
        let mut words = Vec::new();
        if let Some(id) = self.building {
            let buildings = grids::buildings(tx, tenant.id, today).await?;
            words.extend(buildings.iter().find(|b| b.id == id).map(|b| format!("{} {}", b.estate_name, b.name)));
        }
        words.extend(HouseholdKind::parse(&self.kind).map(|kind| kind.label(t).to_owned()));
        words.extend(Tag::parse(&self.tag).map(|tag| tag.label(t).to_owned()));
        words.extend(yes_or_no(&self.phone).map(|has| if has { r.phone_yes } else { r.phone_no }.to_owned()));
        words.extend(yes_or_no(&self.account).map(|has| if has { r.account_yes } else { r.account_no }.to_owned()));
        if words.is_empty() {
            words.push(t.resident_exports.everybody.to_owned());
        }
        if self.left == "1" {
            words.push(r.left_yes.to_owned());
        }
        Ok(words.join(t.time.list_separator))
    }

    /// The list's address with it.
    pub fn url(&self, base: &str) -> String {
        let text = self.text();
        if text.is_empty() { base.to_owned() } else { format!("{base}?{text}") }
    }
}

pub(super) async fn show(staff: Staff, Query(query): Query<ListQuery>) -> AppResult<Response> {
    show_list(&staff, query, String::new(), Errors::default()).await
}

/// The buildings that somebody may choose, the empty choice first.
pub(super) fn building_options(buildings: &[grids::Building], territory: &Territory, first: &str) -> Vec<SelectOption> {
    let held = buildings.iter().filter(|building| territory.holds(building.id.uuid()));
    let option = |b: &grids::Building| SelectOption::new(b.id.to_string(), format!("{} {}", b.estate_name, b.name));
    std::iter::once(SelectOption::new("", first)).chain(held.map(option)).collect()
}

pub(super) async fn show_list(
    staff: &Staff,
    query: ListQuery,
    view_name: String,
    errors: Errors,
) -> AppResult<Response> {
    let (tenant, today, t) = (staff.tenant()?, staff.today()?, staff.context().t());
    let viewer = staff.viewer().ok_or(AppError::Forbidden)?;
    let mut tx = staff.read().await?;
    let territory = search::territory(staff, &mut tx).await?;
    let buildings = grids::buildings(&mut tx, tenant.id, today).await?;
    let typed = match query.search {
        Some(id) => search::typed(staff, &mut tx, id).await?,
        None => None,
    };
    let (rows, has_more) = match &typed {
        Some(typed) => search::find(staff, &mut tx, typed, &territory).await?,
        None => browse(staff, &mut tx, &query, &territory).await?,
    };
    let views = lists::saved_views(&mut tx, tenant.id, viewer.id).await?;
    drop(tx);
    let base = urls::residents(tenant);
    let filters = query.clone().filters();
    let next_url = rows
        .last()
        .filter(|_| has_more && typed.is_none())
        .map(|last| ListQuery { after: Some(last.id), ..filters.clone() }.url(&base));
    let any = |text: &str| SelectOption::new("", text);
    let options = |first: &str, rest: Vec<(&str, &str)>| -> Vec<SelectOption> {
        std::iter::once(any(first))
            .chain(rest.into_iter().map(|(value, label)| SelectOption::new(value, label)))
            .collect()
    };
    let r = &t.residents;
    let is_narrowed = !filters.text().is_empty();
    let template = ListPage {
        page: Page::of_console(staff, r.title),
        console_url: staff::urls::console(tenant),
        may_change: staff.may(Capability::ResidentRecords),
        new_url: urls::new(tenant),
        export_url: exports::urls::new_of(tenant, &filters.text()),
        search_action: urls::search(tenant),
        is_cut: has_more && typed.is_some(),
        most: search::MOST_FOUND,
        is_search: typed.is_some(),
        is_forgotten: query.search.is_some() && typed.is_none(),
        typed: typed.unwrap_or_default(),
        form_action: base.clone(),
        all_url: base.clone(),
        is_narrowed,
        building: filters.building.map_or_else(String::new, |id| id.to_string()),
        buildings: building_options(&buildings, &territory, r.any_building),
        building_url: filters.building.map(|id| urls::building(tenant, id)),
        kinds: options(r.any, HouseholdKind::ALL.iter().map(|kind| (kind.code(), kind.label(t))).collect()),
        tags: options(r.any, Tag::ALL.iter().map(|tag| (tag.code(), tag.label(t))).collect()),
        phones: options(r.any, vec![("1", r.phone_yes), ("0", r.phone_no)]),
        accounts: options(r.any, vec![("1", r.account_yes), ("0", r.account_no)]),
        lefts: options(r.left_no, vec![("1", r.left_yes)]),
        rows: rows.iter().map(|row| line(row, tenant, today, t)).collect::<Vec<ResidentLine>>(),
        next_url,
        views: views
            .into_iter()
            .map(|view| SavedViewLine {
                url: if view.query.is_empty() { base.clone() } else { format!("{base}?{}", view.query) },
                end_url: urls::view_end(tenant, view.id),
                is_current: is_narrowed && view.query == filters.text(),
                name: view.name,
            })
            .collect(),
        views_action: urls::views(tenant),
        view_key: SavedViewId::generate().to_string(),
        view_query: filters.text(),
        view_name,
        filters,
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

impl ListQuery {
    pub fn kind(&self) -> &str {
        &self.kind
    }

    pub fn tag(&self) -> &str {
        &self.tag
    }

    pub fn phone(&self) -> &str {
        &self.phone
    }

    pub fn account(&self) -> &str {
        &self.account
    }

    pub fn left(&self) -> &str {
        &self.left
    }
}

/// The records of one page, and whether there is another.
async fn browse(
    staff: &Staff,
    tx: &mut impl Tx,
    query: &ListQuery,
    territory: &Territory,
) -> AppResult<(Vec<records::Record>, bool)> {
    let tenant = staff.tenant()?.id;
    let narrowed = query.narrowed(tx, tenant, staff.today()?, territory).await?;
    let mut ids = lists::page(tx, tenant, &narrowed, one_more(PAGE)).await?;
    let has_more = cut(&mut ids, PAGE).is_some();
    Ok((records::by_ids(tx, tenant, &ids).await?, has_more))
}

/// Whether a record lies where this person may see it.
pub(crate) async fn visible(
    staff: &Staff,
    tx: &mut impl Tx,
    id: ResidentId,
    capability: Capability,
) -> AppResult<records::Record> {
    let record = records::record(tx, staff.tenant()?.id, id).await?.ok_or(AppError::NotFound)?;
    let territory = Territory::of(staff, tx, capability).await?;
    if territory.holds(record.building.uuid()) { Ok(record) } else { Err(AppError::NotFound) }
}

/// 尚锦小区 3栋 2单元1203室
pub(crate) fn address(record: &records::Record, t: &Messages) -> String {
    let door = super::model::door(&record.unit_no, &record.room_no, t);
    t.residents.address(&record.estate_name, &record.building_name, door)
}
