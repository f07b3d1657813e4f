//! A published offer as the directory knows it.

use std::sync::Arc;

use chrono::NaiveDate;

use super::cost::comparable_fen;
use super::price::Price;
use crate::calendar::OpeningPlan;
use crate::db::{EstateId, ListingId, OrgId};
use crate::search::Doc;
use crate::values::{Fen, Minutes, Phone};

/// Proofs that a service may need of whoever does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CredentialKind {
    /// 居家上门服务证
    HomeVisitPermit,
    /// 健康证
    Health,
    /// 背景核查
    BackgroundCheck,
    /// 职业技能等级证书
    SkillLevel,
    /// 保险
    Insurance,
}

impl CredentialKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::HomeVisitPermit, Self::Health, Self::BackgroundCheck, Self::SkillLevel, Self::Insurance];

    /// The word in tables and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::HomeVisitPermit => "home_visit_permit",
            Self::Health => "health",
            Self::BackgroundCheck => "background_check",
            Self::SkillLevel => "skill_level",
            Self::Insurance => "insurance",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// A set of them as bits, each at its place in [`Self::ALL`].
    pub fn bits(set: &[Self]) -> u8 {
        set.iter().fold(0, |bits, one| bits | 1 << *one as u8)
    }
}

/// Whom a service suits beyond everyone (一老一小).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Suits {
    /// Old people.
    Elder,
    /// Infants and small children.
    Infant,
}

impl Suits {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Elder, Self::Infant];

    /// The word in tables and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Elder => "elder",
            Self::Infant => "infant",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suits| suits.code() == code)
    }

    /// A set of them as bits, each at its place in [`Self::ALL`].
    pub fn bits(set: &[Self]) -> u8 {
        set.iter().fold(0, |bits, one| bits | 1 << *one as u8)
    }
}

/// A company as its offers show it.
#[derive(Debug)]
pub struct Vendor {
    /// Its id.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// The phone residents call.
    pub phone: Option<Phone>,
}

/// A published offer, as much of it as cards and filters need.
#[derive(Debug)]
pub struct Offer {
    /// Its id.
    pub id: ListingId,
    /// Whose it is.
    pub vendor: Arc<Vendor>,
    /// The service's name.
    pub name: String,
    /// The code of its category.
    pub category: Arc<str>,
    /// The code of its sub-service.
    pub kind: Option<Arc<str>>,
    /// What it costs.
    pub price: Price,
    /// What the price's wording said beyond the figures.
    pub price_note: String,
    /// How long it takes, from.
    pub minutes_min: Option<Minutes>,
    /// How long it takes, to.
    pub minutes_max: Option<Minutes>,
    /// The proofs it needs.
    pub credentials: Vec<CredentialKind>,
    /// Whom it suits.
    pub suits: Vec<Suits>,
    /// The estates it is offered in.
    pub estates: Vec<EstateId>,
    /// When the company can be reached.
    pub hours: Option<Arc<OpeningPlan>>,
    /// When the community last checked it.
    pub checked_on: Option<NaiveDate>,
    /// What is searched.
    pub doc: Doc,
    /// One figure to sort by; none for a price to be agreed.
    pub comparable: Option<Fen>,
}

impl Offer {
    /// The usual length of one visit: the middle, where a range is given.
    pub fn typical_minutes(&self) -> Option<Minutes> {
        typical_minutes(self.minutes_min, self.minutes_max)
    }

    /// The figure to sort by.
    pub fn comparable_of(price: &Price, min: Option<Minutes>, max: Option<Minutes>) -> Option<Fen> {
        comparable_fen(price, typical_minutes(min, max))
    }
}

/// The middle of a range of durations.
pub fn typical_minutes(min: Option<Minutes>, max: Option<Minutes>) -> Option<Minutes> {
    match (min, max) {
        (Some(min), Some(max)) => Minutes::new(u32::midpoint(min.get(), max.get())),
        (one, other) => one.or(other),
    }
}
