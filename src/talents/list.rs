//! Who can what: a list, narrowed by filters and by a search for a name, or for what somebody can.

use axum::response::Response;
use serde::Deserialize;

use super::model::{Need, Specialty, Status, Talent, Time, Track, Wish};
use super::pages::{ListPage, TalentLine};
use super::queries::lists::{self, Narrowed};
use super::shown::specialties;
use super::{urls, words};
use crate::access::{Capability, Staff};
use crate::db::{GridId, SearchId, TalentId};
use crate::error::AppResult;
use crate::grids::queries as grids;
use crate::residents::{self, Territory, faces};
use crate::sheets::{self, Kind};
use crate::staff;
use crate::ui::SelectOption;
use crate::values::Trade;
use crate::web::extract::{Form, Query};
use crate::web::form::{Errors, chosen};
use crate::web::paging::{cut, one_more};
use crate::web::{Messages, Page, flashed, form_status, redirect, text};

/// Records on one page.
const PAGE: usize = 50;

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    track: String,
    specialty: String,
    wish: String,
    need: String,
    trade: String,
    time: String,
    #[serde(deserialize_with = "chosen")]
    grid: Option<GridId>,
    /// `1`: who agrees to be suggested and wants to be asked.
    matched: String,
    search: Option<SearchId>,
    after: Option<TalentId>,
}

impl ListQuery {
    /// The same filters with another search.
    fn with(&self, search: Option<SearchId>) -> Self {
        Self { search, ..self.clone() }
    }

    /// The list's address with it, behind a record.
    fn url(&self, base: &str, after: Option<TalentId>) -> String {
        let search = self.search.map(|id| id.to_string()).unwrap_or_default();
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let grid = self.grid.map(|id| id.to_string()).unwrap_or_default();
        let pairs = [
            ("track", &self.track),
            ("specialty", &self.specialty),
            ("wish", &self.wish),
            ("need", &self.need),
            ("trade", &self.trade),
            ("time", &self.time),
            ("grid", &grid),
            ("matched", &self.matched),
            ("search", &search),
            ("after", &after),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_html_form::to_string(pairs).unwrap_or_default();
        if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
    }

    fn is_narrowed(&self) -> bool {
        let words = [&self.track, &self.specialty, &self.wish, &self.need, &self.trade, &self.time, &self.matched];
        self.grid.is_some() || words.into_iter().any(|filter| !filter.is_empty())
    }
}

pub(super) async fn show(staff: Staff, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let mut tx = staff.read().await?;
    let territory = Territory::of(&staff, &mut tx, Capability::Talents).await?;
    let typed = match query.search {
        Some(id) => residents::searched(&staff, &mut tx, id).await?,
        None => None,
    };
    let narrowed = Narrowed {
        territory: territory.buildings().map(<[_]>::to_vec),
        track: Track::parse(&query.track),
        specialty: Specialty::parse(&query.specialty).map(Specialty::code),
        wish: Wish::parse(&query.wish).map(Wish::code),
        need: Need::parse(&query.need).map(Need::code),
        trade: Trade::parse(&query.trade).map(Trade::code),
        time: Time::parse(&query.time).map(Time::code),
        grid: query.grid.zip(Some(staff.today()?)),
        is_matched: query.matched == "1",
        keys: typed.as_deref().and_then(residents::key_range),
        ways: typed.as_deref().map(words::ways).unwrap_or_default(),
        after: query.after,
    };
    // A number or a door is no name: it finds those alone who wrote it, as `C1` is a driving licence too.
    let is_nobody = typed.is_some() && narrowed.keys.is_none() && narrowed.ways.is_empty();
    let mut rows =
        if is_nobody { Vec::new() } else { lists::page(&mut tx, tenant.id, &narrowed, one_more(PAGE)).await? };
    let base = urls::talents(tenant);
    let next_url = cut(&mut rows, PAGE).map(|last| query.url(&base, Some(last.id)));
    let ids: Vec<_> = rows.iter().map(|row| row.resident).collect();
    let grids = grids::grids(&mut tx, tenant.id).await?;
    let people = faces::some(&staff, &mut tx, &ids).await?;
    drop(tx);
    let options = |all: Vec<(&str, &str)>| -> Vec<SelectOption> {
        let all = all.into_iter().map(|(code, label)| SelectOption::new(code, label));
        std::iter::once(SelectOption::new("", t.residents.any)).chain(all).collect()
    };
    let template = ListPage {
        page: Page::of_console(&staff, t.talents.title),
        console_url: staff::urls::console(tenant),
        residents_url: residents::urls::residents(tenant),
        search_action: query.with(None).url(&urls::search(tenant), None),
        search: query.search.filter(|_| typed.is_some()).map(|id| id.to_string()),
        is_forgotten: query.search.is_some() && typed.is_none(),
        typed: typed.unwrap_or_default(),
        form_action: base.clone(),
        all_url: base.clone(),
        is_narrowed: query.is_narrowed(),
        specialties: options(Specialty::ALL.iter().map(|one| (one.code(), one.label(t))).collect()),
        tracks: options(Track::ALL.iter().map(|one| (one.code(), one.label(t))).collect()),
        trades: options(Trade::ALL.iter().map(|one| (one.code(), one.label(t))).collect()),
        times: options(Time::ALL.iter().map(|one| (one.code(), one.label(t))).collect()),
        grids: std::iter::once(SelectOption::new("", t.residents.any))
            .chain(
                grids.iter().map(|grid| SelectOption::new(grid.id.to_string(), format!("{} {}", grid.code, grid.name))),
            )
            .collect(),
        is_matched: query.matched == "1",
        sheets_url: sheets::urls::sheets_of(tenant, Kind::Talents),
        shown_url: urls::shown(tenant),
        wishes: options(Wish::ALL.iter().map(|one| (one.code(), one.label(t))).collect()),
        needs: options(Need::ALL.iter().map(|one| (one.code(), one.label(t))).collect()),
        next_url,
        rows: rows.iter().filter_map(|row| line(&staff, row, &people, t)).collect(),
        track: query.track,
        trade: query.trade,
        time: query.time,
        grid: query.grid.map(|id| id.to_string()).unwrap_or_default(),
        specialty: query.specialty,
        wish: query.wish,
        need: query.need,
        errors: Errors::default(),
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

fn line(staff: &Staff, row: &Talent, people: &[faces::Face], t: &'static Messages) -> Option<TalentLine> {
    let tenant = staff.tenant().ok()?;
    let face = people.iter().find(|face| face.id == row.resident)?;
    let at = row.updated_at.with_timezone(&tenant.time_zone).date_naive();
    Some(TalentLine {
        url: urls::talent(tenant, row.id),
        name: face.name.clone(),
        place: face.place.clone(),
        track: row.track().label(t),
        is_expert: row.track() == Track::Expert,
        specialties: specialties(row, t),
        wishes: row.profile.wishes.iter().map(|one| one.label(t)).collect(),
        is_resting: row.profile.status == Status::Resting,
        updated: text::date(staff.context().locale, at),
    })
}

/// The search form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SearchForm {
    typed: String,
}

pub(super) async fn search(
    staff: Staff,
    Query(query): Query<ListQuery>,
    Form(form): Form<SearchForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let search = residents::keep_search(&staff, &form.typed).await?;
    Ok(redirect(&query.with(search).url(&urls::talents(&tenant), None), None))
}
