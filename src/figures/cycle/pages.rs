//! Pages of the loop.

use askama::Template;

use super::founding::ToldFounding;
use super::model::Stage;
use super::release::{Told, ToldMarket};
use super::words;
use crate::figures::pages::CellView;
use crate::ui::{Chart, Crumbs, Footer, Head, Masthead, Select, SelectOption};
use crate::values::Trade;
use crate::web::form::Errors;
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
    /// How far some people got, one stage a cell, beside how far they had got a month before.
    pub fn stages(name: String, told: &Told, before: Option<&Told>, t: &Messages) -> Self {
        let cell = |stage: Stage| {
            let share = told.share(stage).map(|share| t.figures.percent(share));
            CellView {
                label: stage.label(t),
                text: words::bare(told.get(stage.people()), t),
                notes: share.into_iter().chain(change(told, before, stage, t)).chain(without(told, stage, t)).collect(),
            }
        };
        Self { name, url: None, day: String::new(), cells: Stage::WAY.map(cell).into() }
    }

    /// What a trade needs and has, beside what it needed and had a month before.
    pub fn trade(trade: Trade, market: &ToldMarket, before: Option<&ToldMarket>, t: &Messages) -> Self {
        let numbers = market.numbers().into_iter().zip(spread(before.map(ToldMarket::numbers)));
        let numbers = numbers.zip(market.extents());
        let cells = trade_columns(t).into_iter().zip(numbers).map(|(label, ((now, before), extent))| CellView {
            label,
            text: words::bare(now, t),
            notes: words::change(now, before, t).into_iter().chain(words::without(now, extent, t)).collect(),
        });
        Self { name: trade.label(t).to_owned(), url: None, day: String::new(), cells: cells.collect() }
    }

    /// Who begins a business, and who has, beside who did and had a month before.
    pub fn founding(name: String, told: Option<ToldFounding>, before: Option<ToldFounding>, t: &Messages) -> Self {
        let texts = words::founding(told, t).into_iter().zip(words::founding_change(told, before, t));
        let left_out = told.map(|told| [(told.open, told.extents[0]), (told.founded, told.extents[1])]);
        let texts = texts.zip(spread(left_out));
        let cells = founding_columns(t).into_iter().zip(texts).map(|(label, ((text, change), sum))| CellView {
            label,
            text,
            notes: change.into_iter().chain(sum.and_then(|(cell, extent)| words::without(cell, extent, t))).collect(),
        });
        Self { name, url: None, day: String::new(), cells: cells.collect() }
    }
}

/// How a stage's people have changed since the month before.
fn change(told: &Told, before: Option<&Told>, stage: Stage, t: &Messages) -> Option<String> {
    words::change(told.get(stage.people()), before.map(|before| before.get(stage.people())), t)
}

/// How many communities do not tell a stage's people, where this is a sum.
pub(super) fn without(told: &Told, stage: Stage, t: &Messages) -> Option<String> {
    words::without(told.get(stage.people()), told.extent(stage.people()), t)
}

/// Each of some that there may be.
fn spread<T: Copy, const N: usize>(all: Option<[T; N]>) -> [Option<T>; N] {
    std::array::from_fn(|at| all.map(|all| all[at]))
}

/// What the columns of stages are called.
pub(super) fn stage_columns(t: &Messages) -> Vec<&'static str> {
    Stage::WAY.map(|stage| stage.label(t)).into()
}

/// What the columns of trades are called.
pub(super) fn trade_columns(t: &Messages) -> [&'static str; 7] {
    let t = &t.cycle;
    [t.openings, t.requests, t.on_file, t.training, t.ready, t.gap, t.later]
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
    /// The months to choose from, the newest first, and the one that is shown.
    pub months: Vec<SelectOption>,
    pub month: String,
    /// The cohort whose way stays drawn in another month.
    pub cohort: Option<String>,
    pub no_errors: Errors,
    /// When it was counted; none: not yet.
    pub day: Option<String>,
    /// Whether few people are left out.
    pub is_guarded: bool,
    /// Whether it adds up several communities.
    pub is_of_several: bool,
    pub round: Option<Figure>,
    /// Stage, people, and how many of whom came on to it: what the round draws.
    pub arrows: Vec<(&'static str, String, String)>,
    pub chips: Vec<ChipView>,
    pub way: Option<Figure>,
    /// Stage and people: what the way draws.
    pub reached: Vec<(&'static str, String)>,
    pub rates: Vec<RateView>,
    /// The last months up to this one, drawn and as a table; none where there is but one.
    pub trend: Option<(Figure, TableView)>,
    pub market: Option<Figure>,
    pub stages: Vec<TableView>,
    pub trades: Option<TableView>,
    /// What each stage says, and what it is divided by.
    pub formulas: Vec<(&'static str, &'static str)>,
    /// Communities that have not counted themselves yet.
    pub uncounted: Vec<String>,
}

/// Each stage of the way with its people, in words, beside those of the month before.
pub(super) fn told_stages(told: &Told, before: Option<&Told>, t: &Messages) -> Vec<(&'static str, String)> {
    let text = |stage: Stage| {
        let people = words::people(told.get(stage.people()), t);
        let notes = change(told, before, stage, t).into_iter().chain(without(told, stage, t));
        std::iter::once(people).chain(notes).collect::<Vec<_>>().join(" · ")
    };
    Stage::WAY.map(|stage| (stage.label(t), text(stage))).into()
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
