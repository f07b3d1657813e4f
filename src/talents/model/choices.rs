//! The words that a record is kept in: lists to choose from.

use serde::{Deserialize, Serialize};

use crate::values::Trade;

crate::values::coded! {
    /// What somebody is good at (专业特长).
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Specialty in talents {
        /// Household appliances, furniture, bicycles.
        Repair "repair" specialty_repair,
        /// Electricity and water at home.
        Wiring "wiring" specialty_wiring,
        /// Sewing and mending.
        Tailoring "tailoring" specialty_tailoring,
        /// Cutting hair.
        Hair "hair" specialty_hair,
        /// Cooking and baking.
        Cooking "cooking" specialty_cooking,
        /// Calligraphy and painting.
        Calligraphy "calligraphy" specialty_calligraphy,
        /// Music, dance, opera.
        Performing "performing" specialty_performing,
        /// Paper cutting, knitting and the like.
        Crafts "crafts" specialty_crafts,
        /// Plants.
        Gardening "gardening" specialty_gardening,
        /// Helping children to learn.
        Teaching "teaching" specialty_teaching,
        /// Caring for elders or infants.
        Caring "caring" specialty_caring,
        /// Nursing, first aid, healthy living.
        Health "health" specialty_health,
        /// Law and money matters.
        Law "law" specialty_law,
        /// Computers and phones.
        Digital "digital" specialty_digital,
    }

    /// What somebody would like to do.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Wish in talents {
        /// Teach what they know.
        Teach "teach" wish_teach,
        /// Help without pay.
        Volunteer "volunteer" wish_volunteer,
        /// Work some hours.
        PartTime "part_time" wish_part_time,
        /// Work.
        FullTime "full_time" wish_full_time,
        /// Begin a business.
        Startup "startup" wish_startup,
    }

    /// What somebody would like to learn (培训需求).
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Need in talents {
        /// Housekeeping.
        Housekeeping "housekeeping" need_housekeeping,
        /// Care of elders at home.
        ElderCare "elder_care" need_elder_care,
        /// Mothers and infants.
        InfantCare "infant_care" need_infant_care,
        /// Going to hospital with somebody.
        Escort "escort" need_escort,
        /// Tidying and storing.
        Organising "organising" need_organising,
        /// Health of a family, first aid.
        Health "health" need_health,
        /// Feelings and talking with customers.
        Counselling "counselling" need_counselling,
        /// Computers and phones.
        Digital "digital" need_digital,
        /// Beginning a business.
        Startup "startup" need_startup,
    }

    /// When somebody has time.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Time in talents {
        /// Monday to Friday, before noon.
        WeekdayMorning "weekday_morning" time_weekday_morning,
        /// And after.
        WeekdayAfternoon "weekday_afternoon" time_weekday_afternoon,
        /// And in the evening.
        WeekdayEvening "weekday_evening" time_weekday_evening,
        /// Saturday and Sunday, before noon.
        WeekendMorning "weekend_morning" time_weekend_morning,
        /// And after.
        WeekendAfternoon "weekend_afternoon" time_weekend_afternoon,
        /// And in the evening.
        WeekendEvening "weekend_evening" time_weekend_evening,
    }

    /// What a wished pay is for.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum PayUnit in talents {
        /// An hour.
        Hour "hour" pay_hour,
        /// A day.
        Day "day" pay_day,
        /// A month.
        Month "month" pay_month,
    }

    /// The three tracks (三类人才) of the archive.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Track in talents {
        /// 能人: recognised by the community.
        Expert "expert" track_expert,
        /// 有专长: has something that they are good at.
        Skilled "skilled" track_skilled,
        /// 有意愿: would like to learn or to work.
        Willing "willing" track_willing,
    }

    /// Whether somebody wants to be asked.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Status in talents {
        /// They do.
        Open "open" status_open,
        /// Not for now.
        Resting "resting" status_resting,
    }
}

/// Reads lists in which several may be chosen.
macro_rules! several {
    ($($name:ident),+) => {$(
        impl $name {
            /// Those that a form or a row names, each once.
            pub fn among(codes: &[String]) -> Vec<Self> {
                Self::ALL.into_iter().filter(|choice| codes.iter().any(|code| code == choice.code())).collect()
            }
        }
    )+};
}

several!(Specialty, Wish, Need, Time);

impl Need {
    /// The trades that a course for it prepares for; none where it is of use in any, or at home.
    pub fn trades(self) -> &'static [Trade] {
        match self {
            Self::Housekeeping => &[Trade::Housekeeping, Trade::Cleaning],
            Self::ElderCare => &[Trade::Care],
            Self::InfantCare => &[Trade::Maternity, Trade::Infant],
            Self::Escort => &[Trade::Escort],
            Self::Organising => &[Trade::Organizing],
            Self::Health | Self::Counselling | Self::Digital | Self::Startup => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_each_once() {
        let codes = |all: &[&str]| all.iter().map(|&code| code.to_owned()).collect::<Vec<_>>();
        assert!(Specialty::ALL.iter().all(|one| Specialty::parse(one.code()) == Some(*one)));
        assert!(Need::ALL.iter().all(|one| Need::parse(one.code()) == Some(*one)));
        assert_eq!(Wish::among(&codes(&["volunteer", "teach", "teach", "rob"])), [Wish::Teach, Wish::Volunteer]);
    }

    /// Whoever would like to learn a trade is counted once for it, whatever else they tick.
    #[test]
    fn no_trade_is_learned_for_two_needs() {
        let mut trades: Vec<Trade> = Need::ALL.iter().flat_map(|need| need.trades()).copied().collect();
        let count = trades.len();
        trades.sort_unstable();
        trades.dedup();
        assert_eq!(trades.len(), count);
    }
}
