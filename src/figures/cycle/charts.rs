//! The loop as pictures, each with the words that say the same.

use std::collections::BTreeMap;

use super::model::Stage;
use super::months::Month;
use super::pages::{self, Figure, RowView, TableView};
use super::release::{Release, Told, ToldMarket};
use super::words;
use crate::error::AppResult;
use crate::figures::pages::CellView;
use crate::figures::table::Cell;
use crate::ui::{Bar, Bars, Chart, Station, Tone};
use crate::values::Trade;
use crate::web::{Context, Messages};

/// The stages in words, one after the other.
fn stages(told: &Told, t: &Messages) -> String {
    let each = Stage::WAY.map(|stage| format!("{} {}", stage.label(t), words::stage(told, stage, t)));
    each.join(t.time.list_separator)
}

/// The arrow that leads to a stage. Whoever is hired need not have been recommended: it tells of those who were.
fn arrow(stage: Stage) -> Stage {
    if stage == Stage::Hired { Stage::Placed } else { stage }
}

/// What the round draws, as a table: stage, people, and how many of whom came on to it.
pub(super) fn arrows(told: &Told, t: &Messages) -> Vec<(&'static str, String, String)> {
    let row = |stage: Stage| {
        let came_on = stage.of().map_or_else(String::new, |_| words::part(told, arrow(stage), t));
        let people = std::iter::once(words::people(told.get(stage.people()), t));
        let people: Vec<String> = people.chain(pages::without(told, stage, t)).collect();
        (stage.label(t), people.join(" · "), came_on)
    };
    Stage::WAY.map(row).into()
}

/// The whole loop: each station with its people, each arrow with how many went on, and back to the jobs that are open.
pub(super) fn round(release: &Release, context: &Context) -> AppResult<Figure> {
    let (t, told) = (context.t(), &release.together);
    let station = |stage: Stage| Station {
        label: stage.label(t).to_owned(),
        text: words::people(told.get(stage.people()), t),
        arrow: words::part(told, arrow(stage), t),
    };
    let openings: i64 = release.trades.values().map(|market| market.openings).sum();
    let back = t.cycle.back(openings);
    Ok(Figure {
        id: "round",
        title: t.cycle.round.to_owned(),
        alt: t.cycle.round_alt(stages(told, t), &back),
        chart: Chart::round(context.elder, &Stage::WAY.map(station), &back)?,
    })
}

/// How far some people got.
pub(super) fn way(told: &Told, whose: &str, context: &Context) -> AppResult<Figure> {
    let t = context.t();
    let bars = |stage: Stage| Bars {
        label: stage.label(t).to_owned(),
        bars: vec![Bar {
            tone: Tone::Supply,
            length: told.get(stage.people()).shown(),
            text: words::stage(told, stage, t),
        }],
    };
    Ok(Figure {
        id: "way",
        title: t.cycle.way(whose),
        alt: t.cycle.way_alt(whose, stages(told, t)),
        chart: Chart::bars(context.elder, &Stage::WAY.map(bars))?,
    })
}

/// The stages that are drawn month by month.
const DRAWN: [Stage; 3] = [Stage::Archive, Stage::Certificate, Stage::Hired];

/// How many there were in each month, the earliest first, drawn and as a table; none where there is but one month.
pub(super) fn trend(months: &[(Month, Option<Told>)], context: &Context) -> AppResult<Option<(Figure, TableView)>> {
    if months.len() < 2 {
        return Ok(None);
    }
    let t = context.t();
    let cell = |told: Option<Told>, stage: Stage| told.map_or(Cell::Hidden, |told| told.get(stage.people()));
    let bar = |stage: Stage, (month, told): (Month, Option<Told>)| Bar {
        tone: Tone::Supply,
        length: cell(told, stage).shown(),
        text: format!("{} {}", month.short(context.locale), words::people(cell(told, stage), t)),
    };
    let bars = DRAWN.map(|stage| Bars {
        label: stage.label(t).to_owned(),
        bars: months.iter().map(|month| bar(stage, *month)).collect(),
    });
    let said = bars.iter().map(|bars| {
        let texts: Vec<&str> = bars.bars.iter().map(|bar| bar.text.as_str()).collect();
        t.cycle.trend_of(&bars.label, texts.join(t.time.list_separator))
    });
    let figure = Figure {
        id: "trend",
        title: t.cycle.trend.to_owned(),
        alt: t.cycle.trend_alt(said.collect::<Vec<_>>().join(" ")),
        chart: Chart::bars(context.elder, &bars)?,
    };
    let row = |(month, told): &(Month, Option<Told>)| RowView {
        name: month.label(context.locale),
        url: None,
        day: String::new(),
        cells: DRAWN
            .map(|stage| CellView {
                label: stage.label(t),
                text: words::bare(cell(*told, stage), t),
                notes: Vec::new(),
            })
            .into(),
    };
    let table = TableView {
        id: "trend",
        title: t.cycle.trend,
        head: t.cycle.month,
        columns: DRAWN.map(|stage| stage.label(t)).into(),
        rows: months.iter().rev().map(row).collect(),
    };
    Ok(Some((figure, table)))
}

/// The trades in which there are openings, or people who are ready.
pub(super) fn drawn(trades: &BTreeMap<Trade, ToldMarket>) -> BTreeMap<Trade, ToldMarket> {
    let is_drawn = |market: &ToldMarket| market.openings > 0 || market.ready.shown().is_some_and(|ready| ready > 0);
    trades.iter().filter(|(_, market)| is_drawn(market)).map(|(trade, market)| (*trade, *market)).collect()
}

/// What each of some trades needs and has; none of none.
pub(super) fn market(trades: &BTreeMap<Trade, ToldMarket>, context: &Context) -> AppResult<Option<Figure>> {
    if trades.is_empty() {
        return Ok(None);
    }
    let t = context.t();
    let mut drawn: Vec<(&Trade, &ToldMarket)> = trades.iter().collect();
    // Where most people are wanted comes first.
    drawn.sort_by_key(|(trade, market)| (std::cmp::Reverse(market.openings), **trade));
    let wanted = |market: &ToldMarket| t.cycle.wanted(market.openings);
    let ready = |market: &ToldMarket| t.cycle.ready_people(words::people(market.ready, t));
    let bars = |(trade, market): &(&Trade, &ToldMarket)| Bars {
        label: trade.label(t).to_owned(),
        bars: vec![
            Bar { tone: Tone::Demand, length: Some(market.openings), text: wanted(market) },
            Bar { tone: Tone::Supply, length: market.ready.shown(), text: ready(market) },
        ],
    };
    let words =
        drawn.iter().map(|(trade, market)| format!("{} {} · {}", trade.label(t), wanted(market), ready(market)));
    let words: Vec<String> = words.collect();
    Ok(Some(Figure {
        id: "market",
        title: t.cycle.market.to_owned(),
        alt: t.cycle.market_alt(words.join(t.time.list_separator)),
        chart: Chart::bars(context.elder, &drawn.iter().map(bars).collect::<Vec<_>>())?,
    }))
}
