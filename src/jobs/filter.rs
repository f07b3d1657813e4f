//! What a list of postings is narrowed and ordered by. Everything that somebody chose is in the address.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::content::{PAPERS, PayUnit, paper_label};
use super::queries::Shown;
use crate::db::PostingId;
use crate::directory::filter::{FilterError, range};
use crate::household_workers::CertificateKind;
use crate::values::{Fen, Trade};
use crate::web::Messages;

/// For a paper: that it takes none.
const NO_PAPER: &str = "none";

/// The query as it came; unknown words are left aside, so that an old link still shows something.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct JobsQuery {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    trade: Vec<String>,
    living: Vec<String>,
    /// `1`: where whoever was out of work is welcome.
    reemployment: Vec<String>,
    /// A paper that it takes, or `none`.
    paper: Vec<String>,
    employer: Vec<String>,
    unit: Vec<String>,
    /// The lowest pay in yuan.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub min: String,
    /// The highest pay in yuan.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub max: String,
    /// The word of an order.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// Those after this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<PostingId>,
}

impl JobsQuery {
    /// The values that are ticked.
    pub fn ticked(&self, facet: Facet) -> &[String] {
        match facet {
            Facet::Trade => &self.trade,
            Facet::Living => &self.living,
            Facet::Reemployment => &self.reemployment,
            Facet::Paper => &self.paper,
            Facet::Employer => &self.employer,
            Facet::Unit => &self.unit,
        }
    }

    /// The same, to be changed.
    pub fn ticked_mut(&mut self, facet: Facet) -> &mut Vec<String> {
        match facet {
            Facet::Trade => &mut self.trade,
            Facet::Living => &mut self.living,
            Facet::Reemployment => &mut self.reemployment,
            Facet::Paper => &mut self.paper,
            Facet::Employer => &mut self.employer,
            Facet::Unit => &mut self.unit,
        }
    }

    /// Whether something was typed to search for.
    pub fn is_search(&self) -> bool {
        !self.q.trim().is_empty()
    }

    /// The same search without any filter.
    pub fn search_alone(&self) -> Self {
        Self { q: self.q.clone(), ..Self::default() }
    }

    /// The address with this query below `path`.
    pub fn url(&self, path: &str) -> String {
        match serde_html_form::to_string(self) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }
}

/// What a list is narrowed by: each takes any of the values that are ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facet {
    Trade,
    Living,
    Reemployment,
    Paper,
    Employer,
    Unit,
}

impl Facet {
    /// Every one, in the order of the page: how it is paid stands beside how much.
    pub const ALL: [Self; 6] = [Self::Trade, Self::Living, Self::Reemployment, Self::Paper, Self::Employer, Self::Unit];

    /// Whether a posting has a value of it.
    pub fn has(self, shown: &Shown, value: &str) -> bool {
        let content = &shown.content;
        match self {
            Self::Trade => content.trade.code() == value,
            Self::Living => value == if content.live_in { "in" } else { "out" },
            Self::Reemployment => content.is_reemployment && value == "1",
            Self::Paper if content.certificates.is_empty() => value == NO_PAPER,
            Self::Paper => content.certificates.iter().any(|kind| kind.code() == value),
            Self::Employer => content.employer == value,
            Self::Unit => content.pay.unit.code() == value,
        }
    }

    /// The name of its field.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trade => "trade",
            Self::Living => "living",
            Self::Reemployment => "reemployment",
            Self::Paper => "paper",
            Self::Employer => "employer",
            Self::Unit => "unit",
        }
    }

    /// What it is called.
    pub fn legend(self, t: &Messages) -> &'static str {
        let t = &t.jobs;
        match self {
            Self::Trade => t.trade,
            Self::Living => t.living,
            Self::Reemployment => t.facet_reemployment,
            Self::Paper => t.papers,
            Self::Employer => t.employer,
            Self::Unit => t.pay_unit,
        }
    }

    /// What a value is called.
    pub fn label(self, value: &str, t: &Messages) -> String {
        let known = match self {
            Self::Trade => Trade::parse(value).map(|trade| trade.label(t)),
            Self::Living if value == "in" => Some(t.jobs.live_in),
            Self::Living => Some(t.jobs.live_out),
            Self::Reemployment => Some(t.jobs.reemployment),
            Self::Paper if value == NO_PAPER => Some(t.jobs.facet_no_paper),
            Self::Paper => CertificateKind::parse(value).map(|kind| paper_label(kind, t)),
            Self::Employer => None,
            Self::Unit => PayUnit::parse(value).map(|unit| unit.label(t)),
        };
        known.unwrap_or(value).to_owned()
    }

    /// Every value that the postings have, in the order of the page.
    pub fn values(self, all: &[Shown]) -> Vec<String> {
        let known: Vec<&str> = match self {
            Self::Trade => Trade::ALL.iter().map(|trade| trade.code()).collect(),
            Self::Living => vec!["in", "out"],
            Self::Reemployment => vec!["1"],
            Self::Paper => std::iter::once(NO_PAPER).chain(PAPERS.iter().map(|kind| kind.code())).collect(),
            Self::Employer => {
                let mut names: Vec<_> = all.iter().map(|shown| shown.content.employer.as_str()).collect();
                names.sort_unstable();
                names.dedup();
                names
            }
            Self::Unit => PayUnit::ALL.iter().map(|unit| unit.code()).collect(),
        };
        let had = known.into_iter().filter(|value| all.iter().any(|shown| self.has(shown, value)));
        had.map(str::to_owned).collect()
    }
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// What answers best to what was typed.
    Relevance,
    /// The newest first.
    Newest,
    /// By pay within each way of paying.
    Pay,
}

impl Order {
    /// Those to choose from; the first one holds where none is chosen.
    pub fn offered(is_search: bool) -> &'static [Self] {
        if is_search { &[Self::Relevance, Self::Newest, Self::Pay] } else { &[Self::Newest, Self::Pay] }
    }

    /// The word in addresses; empty for the one that holds where none is chosen.
    pub fn code(self, is_search: bool) -> &'static str {
        match self {
            Self::Newest if is_search => "new",
            Self::Relevance | Self::Newest => "",
            Self::Pay => "pay",
        }
    }

    fn of(query: &JobsQuery) -> Self {
        let is_search = query.is_search();
        let chosen = Self::offered(is_search).iter().find(|order| order.code(is_search) == query.sort);
        chosen.copied().unwrap_or(if is_search { Self::Relevance } else { Self::Newest })
    }
}

/// Where a posting stands in the list.
pub(super) type Place =
    (Option<(PayUnit, Reverse<i64>, Reverse<i64>)>, Reverse<u32>, Reverse<DateTime<Utc>>, Reverse<PostingId>);

/// What is chosen, as far as it can be understood.
pub(super) struct Chosen {
    pub query: JobsQuery,
    pub min: Option<Fen>,
    pub max: Option<Fen>,
    pub order: Order,
}

impl Chosen {
    /// Reads a query without what no posting has; a range of pay that makes no sense is left out and named.
    pub fn read(mut query: JobsQuery, all: &[Shown]) -> (Self, Option<FilterError>) {
        for facet in Facet::ALL {
            let values = facet.values(all);
            query.ticked_mut(facet).retain(|ticked| values.contains(ticked));
        }
        let (min, max, error) = range(&query.min, &query.max);
        (Self { min, max, order: Order::of(&query), query }, error)
    }

    /// Whether a posting has what is chosen, but for one facet.
    pub fn takes(&self, shown: &Shown, but: Option<Facet>) -> bool {
        let pay = shown.content.pay;
        let is_paid = self.min.is_none_or(|min| pay.max >= min) && self.max.is_none_or(|max| pay.min <= max);
        is_paid
            && Facet::ALL.into_iter().filter(|facet| Some(*facet) != but).all(|facet| {
                let ticked = self.query.ticked(facet);
                ticked.is_empty() || ticked.iter().any(|value| facet.has(shown, value))
            })
    }

    /// How many of those that were found a value would show.
    pub fn count(&self, facet: Facet, value: &str, found: &[(&Shown, u32)]) -> usize {
        found.iter().filter(|(shown, _)| self.takes(shown, Some(facet)) && facet.has(shown, value)).count()
    }

    /// Where a posting stands that answers so well to what was typed.
    pub fn place(&self, shown: &Shown, rank: u32) -> Place {
        let pay = shown.content.pay;
        let paid = (self.order == Order::Pay).then_some((pay.unit, Reverse(pay.max.fen()), Reverse(pay.min.fen())));
        let rank = if self.order == Order::Relevance { rank } else { 0 };
        (paid, Reverse(rank), Reverse(shown.published_at), Reverse(shown.id))
    }

    /// The address of the first page of the same, changed.
    pub fn url(&self, path: &str, change: impl FnOnce(&mut JobsQuery)) -> String {
        let mut query = JobsQuery { after: None, ..self.query.clone() };
        change(&mut query);
        query.url(path)
    }
}

#[cfg(test)]
#[path = "filter_tests.rs"]
pub(super) mod tests;
