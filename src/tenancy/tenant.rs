//! One node of the tenant tree.

use std::borrow::Borrow;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::Feature;
use crate::calendar::OpeningPlan;
use crate::db::TenantId;
use crate::values::Phone;

/// Where a tenant stands in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The operator's own node, at the root.
    Platform,
    /// 区, or a development zone that manages streets.
    District,
    /// 街道.
    Street,
    /// 社区.
    Community,
}

impl Level {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::District => "district",
            Self::Street => "street",
            Self::Community => "community",
        }
    }

    /// What stands directly below it.
    pub fn below(self) -> Option<Self> {
        match self {
            Self::Platform => Some(Self::District),
            Self::District => Some(Self::Street),
            Self::Street => Some(Self::Community),
            Self::Community => None,
        }
    }

    /// Reads the database's word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "platform" => Self::Platform,
            "district" => Self::District,
            "street" => Self::Street,
            "community" => Self::Community,
            _ => return None,
        })
    }
}

/// The hue a community shows itself in; every one is tested for contrast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Brand {
    /// 柿
    #[default]
    Persimmon,
    /// 松
    Pine,
    /// 靛
    Indigo,
    /// 梅
    Plum,
    /// 青
    Teal,
    /// 陶
    Clay,
}

impl Brand {
    /// Every hue, in the order of the settings.
    pub const ALL: [Self; 6] = [Self::Persimmon, Self::Pine, Self::Indigo, Self::Plum, Self::Teal, Self::Clay];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        self.class().trim_start_matches("brand-")
    }

    /// The class on `<body>` that sets the hue.
    pub fn class(self) -> &'static str {
        match self {
            Self::Persimmon => "brand-persimmon",
            Self::Pine => "brand-pine",
            Self::Indigo => "brand-indigo",
            Self::Plum => "brand-plum",
            Self::Teal => "brand-teal",
            Self::Clay => "brand-clay",
        }
    }

    /// Reads the database's word; an unknown one is the first hue.
    pub fn parse(word: &str) -> Self {
        match word {
            "pine" => Self::Pine,
            "indigo" => Self::Indigo,
            "plum" => Self::Plum,
            "teal" => Self::Teal,
            "clay" => Self::Clay,
            _ => Self::Persimmon,
        }
    }
}

/// A community, street or district, as every page of it needs to know it.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Its id, which every row of its scope carries.
    pub id: TenantId,
    /// The tenant above it.
    pub parent: Option<TenantId>,
    /// Where it stands in the tree.
    pub level: Level,
    /// Its name in addresses.
    pub slug: String,
    /// Its name, as its people write it.
    pub name: String,
    /// [`Tenant::name`] folded for searching.
    pub search_key: String,
    /// The name's pinyin, for searching.
    pub search_pinyin: String,
    /// Its hue.
    pub brand: Brand,
    /// Two or three sentences about it.
    pub intro: String,
    /// Its service station (便民服务站), where there is one.
    pub station: Option<Station>,
    /// The phone that people of the community answer.
    pub phone: Option<Phone>,
    /// The ICP filing number of its site.
    pub icp_number: Option<String>,
    /// Where its days begin and end.
    pub time_zone: Tz,
    /// Whether all of it is made up.
    pub is_demo: bool,
    /// Since when residents see a calm page instead of its pages.
    pub suspended_at: Option<DateTime<Utc>>,
    /// Why.
    pub suspended_for: String,
    /// From when on everything of it is erased; suspended until then.
    pub leaving_at: Option<DateTime<Utc>>,
    /// Top categories that it does not offer.
    pub hidden_categories: Vec<String>,
    /// Parts of the portal that it does without.
    pub features_off: Vec<Feature>,
    /// Count the changes of its settings.
    pub revisions: Revisions,
}

/// A count of changes for each form of the settings, for whoever saves one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Revisions {
    /// Name, hue, introduction.
    pub branding: i32,
    /// The station.
    pub station: i32,
    /// What is shown.
    pub shown: i32,
}

/// A community's service station.
#[derive(Debug, Clone)]
pub struct Station {
    /// Its name.
    pub name: String,
    /// Its address, to the building.
    pub address: String,
    /// Its floor area in ㎡.
    pub area_sqm: Option<i32>,
    /// When somebody is there.
    pub hours: OpeningPlan,
}

/// The first character of a name: the emblem where no picture is given.
pub fn emblem(name: &str) -> &str {
    name.char_indices().nth(1).map_or(name, |(end, _)| &name[..end])
}

impl Tenant {
    /// The first character of the name: the emblem where no picture is given.
    pub fn emblem(&self) -> &str {
        emblem(&self.name)
    }

    /// Whether residents see none of its pages, and its staff change nothing.
    pub fn is_suspended(&self) -> bool {
        self.suspended_at.is_some() || self.leaving_at.is_some()
    }

    /// Whether it has this part of the portal.
    pub fn has(&self, feature: impl Borrow<Feature>) -> bool {
        !self.features_off.contains(feature.borrow())
    }

    /// Whether it offers a top category.
    pub fn offers(&self, category: &str) -> bool {
        !self.hidden_categories.iter().any(|hidden| hidden == category)
    }

    /// Whether it has services of its own to show.
    pub fn is_community(&self) -> bool {
        self.level == Level::Community
    }
}
