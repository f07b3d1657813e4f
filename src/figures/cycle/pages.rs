//! Pages of the loop.

use askama::Template;

use super::founding::ToldFounding;
use super::model::Stage;
use super::release::{Told, ToldMarket};
use super::words;
use crate::figures::pages::CellView;
use crate::ui::{Chart, Crumbs, Footer, Head, Masthead};
use crate::values::Trade;
use crate::web::public::PublicPage;
use crate::web::{Messages, Page};

/// A drawing with its name, and in words for whoever does not see it.
pub(super) struct Figure {
    pub id: &'static str,
    pub title: String,
    pub alt: String,
    pub chart: Chart,
}

/// A table, or a row of it, by what stands at its head.
pub(super) struct TableView {
    pub id: &'static str,
    pub title: &'static str,
    /// What its rows are.
    pub head: &'static str,
    pub columns: Vec<&'static str>,
    pub rows: Vec<RowView>,
}

pub(super) struct RowView {
    pub name: String,
    /// Where there is more to read of it.
    pub url: Option<String>,
    /// The day of its count, where it has one of its own.
    pub day: String,
    pub cells: Vec<CellView>,
}

impl RowView {
    /// How far some people got, one stage a cell.
    pub fn stages(name: String, told: &Told, t: &Messages) -> Self {
        let cell = |stage: Stage| CellView {
            label: stage.label(t),
            text: words::bare(told.get(stage.people()), t),
            note: told.share(stage).map(|share| t.figures.percent(share)),
        };
        Self { name, url: None, day: String::new(), cells: Stage::WAY.map(cell).into() }
    }

    /// What a trade needs and has.
    pub fn trade(trade: Trade, market: &ToldMarket, t: &Messages) -> Self {
        let texts = [
            market.openings.to_string(),
            words::bare(market.requests, t),
            words::bare(market.on_file, t),
            words::bare(market.training, t),
            words::bare(market.ready, t),
            words::bare(market.gap, t),
        ];
        let cells = trade_columns(t).into_iter().zip(texts).map(|(label, text)| CellView { label, text, note: None });
        Self { name: trade.label(t).to_owned(), url: None, day: String::new(), cells: cells.collect() }
    }

    /// Who begins a business, and who has.
    pub fn founding(name: String, told: Option<ToldFounding>, t: &Messages) -> Self {
        let texts = words::founding(told, t);
        let cells = founding_columns(t).into_iter().zip(texts);
        let cells = cells.map(|(label, text)| CellView { label, text, note: None });
        Self { name, url: None, day: String::new(), cells: cells.collect() }
    }
}

/// What the columns of stages are called.
pub(super) fn stage_columns(t: &Messages) -> Vec<&'static str> {
    Stage::WAY.map(|stage| stage.label(t)).into()
}

/// What the columns of trades are called.
pub(super) fn trade_columns(t: &Messages) -> [&'static str; 6] {
    let t = &t.cycle;
    [t.openings, t.requests, t.on_file, t.training, t.ready, t.gap]
}

/// What the columns of those who begin a business are called.
pub(super) fn founding_columns(t: &Messages) -> [&'static str; 2] {
    [t.cycle.founding, t.cycle.founded]
}

/// A figure that is more than a count.
pub(super) struct RateView {
    pub label: &'static str,
    pub text: String,
    /// What it is divided by.
    pub formula: &'static str,
}

/// The rates of some people.
pub(super) fn rates(told: &Told, t: &Messages) -> Vec<RateView> {
    let rate =
        |stage: Stage| RateView { label: stage.label(t), text: words::part(told, stage, t), formula: stage.formula(t) };
    [Stage::Converted, Stage::Placed, Stage::Retained].map(rate).into()
}

/// A choice of whom to look at.
pub(super) struct ChipView {
    pub label: String,
    pub url: String,
    pub is_chosen: bool,
}

/// The loop of a community, or of those below a street.
#[derive(Template)]
#[template(path = "figures/loop.html")]
pub(super) struct LoopPage {
    pub page: Page,
    pub console_url: String,
    pub action: String,
    pub csv_url: String,
    /// When it was counted; none: not yet.
    pub day: Option<String>,
    /// Whether few people are left out.
    pub is_guarded: bool,
    pub round: Option<Figure>,
    /// Stage, people, and how many of whom came on to it: what the round draws.
    pub arrows: Vec<(&'static str, String, String)>,
    pub chips: Vec<ChipView>,
    pub way: Option<Figure>,
    /// Stage and people: what the way draws.
    pub reached: Vec<(&'static str, String)>,
    pub rates: Vec<RateView>,
    pub market: Option<Figure>,
    pub stages: Vec<TableView>,
    pub trades: Option<TableView>,
    /// What each stage says, and what it is divided by.
    pub formulas: Vec<(&'static str, &'static str)>,
    /// Communities that have not counted themselves yet.
    pub uncounted: Vec<String>,
}

/// Each stage of the way with its people, in words.
pub(super) fn told_stages(told: &Told, t: &Messages) -> Vec<(&'static str, String)> {
    Stage::WAY.map(|stage| (stage.label(t), words::people(told.get(stage.people()), t))).into()
}

/// The loop among those who live where somebody leads.
#[derive(Template)]
#[template(path = "figures/loop_territory.html")]
pub(super) struct TerritoryLoopPage {
    pub page: Page,
    /// Where that is.
    pub buildings: Vec<String>,
    /// None: too few take part to tell anything.
    pub way: Option<Figure>,
    /// Stage and people.
    pub reached: Vec<(&'static str, String)>,
    pub public_url: String,
    /// None where the community does without.
    pub jobs_url: Option<String>,
    pub training_url: Option<String>,
}

/// The loop of an organization's own.
#[derive(Template)]
#[template(path = "figures/loop_own.html")]
pub(super) struct OwnLoopPage {
    pub page: Page,
    /// Whether it serves any community.
    pub serves: bool,
    pub parts: Vec<OwnPart>,
    pub communities_url: String,
    pub courses_url: String,
    pub jobs_url: String,
}

/// Some of its people, or its postings, in each community.
pub(super) struct OwnPart {
    pub table: TableView,
    /// The same drawn, a community each.
    pub figures: Vec<Figure>,
}

/// The loop for residents.
#[derive(Template)]
#[template(path = "figures/loop_public.html")]
pub(super) struct PublicLoopPage {
    pub page: Page,
    /// What has come of it so far.
    pub said: Vec<String>,
    pub way: Option<Figure>,
    /// Stage and people.
    pub reached: Vec<(&'static str, String)>,
    pub day: String,
    pub market: Option<Figure>,
    pub trades: Option<TableView>,
    /// None where the community does without.
    pub jobs_url: Option<String>,
    pub training_url: Option<String>,
}

impl PublicPage for PublicLoopPage {}
