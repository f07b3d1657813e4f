//! What is kept of able residents, and in which words.

mod choices;
mod written;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use self::choices::{Need, PayUnit, Specialty, Status, Time, Track, Wish};
pub use self::written::Written;
use crate::db::{ResidentId, TalentId};
use crate::directory::price_view::yuan;
use crate::values::{Fen, Trade};
use crate::web::Messages;

/// How long a record is kept after its consent was withdrawn; agreed to again meanwhile, it is back.
pub const KEPT_HIDDEN: TimeDelta = TimeDelta::days(30);

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// What they are good at.
    pub specialties: Vec<Specialty>,
    /// The same in their own words; may be empty, as every text here.
    pub specialty_other: String,
    /// What they like to do (兴趣爱好).
    pub hobbies: String,
    /// What they would like to do.
    pub wishes: Vec<Wish>,
    /// What they would like to learn.
    pub needs: Vec<Need>,
    /// The same in their own words.
    pub need_other: String,
    /// The trades that they would like to work in.
    pub trades: Vec<Trade>,
    /// When they have time.
    pub times: Vec<Time>,
    /// The same in their own words.
    pub hours: String,
    /// What they would like to earn at least.
    pub pay: Option<(Fen, PayUnit)>,
    /// Anything else.
    pub note: String,
    /// Whether they want to be asked.
    pub status: Status,
}

impl Profile {
    /// What it says, as label and value, where it says something.
    pub fn lines(&self, t: &Messages) -> Vec<(&'static str, String)> {
        let n = &t.talents;
        let joined = |labels: Vec<&'static str>, other: &str| {
            let parts = labels.into_iter().chain(std::iter::once(other)).filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join(t.time.list_separator)
        };
        let of = |labels: Vec<&'static str>| joined(labels, "");
        let lines = [
            (n.specialties, joined(self.specialties.iter().map(|one| one.label(t)).collect(), &self.specialty_other)),
            (n.hobbies, self.hobbies.clone()),
            (n.needs, joined(self.needs.iter().map(|one| one.label(t)).collect(), &self.need_other)),
            (n.wishes, of(self.wishes.iter().map(|one| one.label(t)).collect())),
            (n.trades, of(self.trades.iter().map(|one| one.label(t)).collect())),
            (n.times, joined(self.times.iter().map(|one| one.label(t)).collect(), &self.hours)),
            (n.pay, self.pay.map(|(pay, unit)| n.pay_line(unit.label(t), yuan(pay))).unwrap_or_default()),
            (n.note, self.note.clone()),
            (n.status, self.status.label(t).to_owned()),
        ];
        lines.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// What staff find them by of what is written in their own words. The note is among it: there stand the wishes and the trades
    /// of sheets that nobody can tick.
    pub fn texts(&self) -> [&str; 4] {
        [&self.specialty_other, &self.hobbies, &self.need_other, &self.note]
    }

    /// What two records of one person say together: everything that either says; where only one answer fits, this one's.
    pub fn joined(&self, other: &Self) -> Self {
        fn both<T: Copy + PartialEq>(all: &[T], own: &[T], other: &[T]) -> Vec<T> {
            all.iter().copied().filter(|one| own.contains(one) || other.contains(one)).collect()
        }
        let texts = |own: &str, other: &str| match (own, other) {
            (own, other) if own.contains(other) => own.to_owned(),
            (own, other) if other.contains(own) => other.to_owned(),
            (own, other) => {
                let held: Vec<&str> = own.split('、').collect();
                let more = other.split('、').filter(|part| !held.contains(part));
                std::iter::once(own).chain(more).collect::<Vec<_>>().join("、")
            }
        };
        Self {
            specialties: both(&Specialty::ALL, &self.specialties, &other.specialties),
            specialty_other: texts(&self.specialty_other, &other.specialty_other),
            hobbies: texts(&self.hobbies, &other.hobbies),
            wishes: both(&Wish::ALL, &self.wishes, &other.wishes),
            needs: both(&Need::ALL, &self.needs, &other.needs),
            need_other: texts(&self.need_other, &other.need_other),
            trades: both(&Trade::ALL, &self.trades, &other.trades),
            times: both(&Time::ALL, &self.times, &other.times),
            hours: texts(&self.hours, &other.hours),
            pay: self.pay.or(other.pay),
            note: texts(&self.note, &other.note),
            status: self.status,
        }
    }

    /// Whether it says nothing of what somebody can, likes or wants.
    pub fn is_empty(&self) -> bool {
        let lists = self.specialties.is_empty() && self.wishes.is_empty() && self.needs.is_empty();
        lists
            && self.trades.is_empty()
            && self.specialty_other.is_empty()
            && self.hobbies.is_empty()
            && self.need_other.is_empty()
    }
}

/// A record of an able resident.
#[derive(Debug, Clone)]
pub struct Talent {
    /// Its id.
    pub id: TalentId,
    /// Whose.
    pub resident: ResidentId,
    /// What it says.
    pub profile: Profile,
    /// Counts its changes.
    pub revision: i32,
    /// Since when the person agrees to be suggested for courses and jobs; none: they do not.
    pub match_since: Option<DateTime<Utc>>,
    /// Since when they agree to be shown to everybody; none: they do not.
    pub badge_since: Option<DateTime<Utc>>,
    /// When the community recognised them, and who wrote it down.
    pub recognised: Option<(NaiveDate, String)>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
    /// Since when its consent is withdrawn: nobody but the person sees it.
    pub hidden_at: Option<DateTime<Utc>>,
}

impl Talent {
    /// Which of the three tracks it belongs to.
    pub fn track(&self) -> Track {
        if self.recognised.is_some() {
            Track::Expert
        } else if self.profile.specialties.is_empty() && self.profile.specialty_other.is_empty() {
            Track::Willing
        } else {
            Track::Skilled
        }
    }

    /// Whether everybody may see it, without a name.
    pub fn is_shown(&self) -> bool {
        let is_open = self.hidden_at.is_none() && self.profile.status == Status::Open;
        is_open && self.recognised.is_some() && self.badge_since.is_some()
    }

    /// When it is erased, if its consent is withdrawn and stays so.
    pub fn erased_at(&self) -> Option<DateTime<Utc>> {
        self.hidden_at.map(|hidden| hidden + KEPT_HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn profile() -> Profile {
        Profile {
            specialties: vec![Specialty::Cooking],
            specialty_other: "捏面人".to_owned(),
            hobbies: String::new(),
            wishes: Vec::new(),
            needs: vec![Need::Digital, Need::Health],
            need_other: String::new(),
            trades: vec![Trade::Escort],
            times: vec![Time::WeekendMorning],
            hours: String::new(),
            pay: Fen::from_yuan(30).map(|pay| (pay, PayUnit::Hour)),
            note: String::new(),
            status: Status::Open,
        }
    }

    #[test]
    fn two_records_together_lose_nothing_that_either_says() {
        let other = Profile {
            specialties: vec![Specialty::Law, Specialty::Cooking],
            specialty_other: "修钟表".to_owned(),
            hobbies: "下棋".to_owned(),
            trades: vec![Trade::Cleaning],
            pay: None,
            status: Status::Resting,
            ..profile()
        };
        let sum = profile().joined(&other);
        assert_eq!(sum.specialties, [Specialty::Cooking, Specialty::Law]);
        assert_eq!((sum.specialty_other.as_str(), sum.hobbies.as_str()), ("捏面人、修钟表", "下棋"));
        assert_eq!((sum.trades.len(), sum.pay, sum.status), (2, profile().pay, Status::Open));
        assert_eq!(sum.joined(&other), sum, "added twice is added once");
        let more = Profile { specialty_other: "修钟表、唱戏、捏面人".to_owned(), ..other };
        assert_eq!(sum.joined(&more).specialty_other, "捏面人、修钟表、唱戏", "nor is a word of several");
        assert_eq!(serde_json::from_value::<Profile>(serde_json::to_value(&sum).unwrap()).unwrap(), sum);
    }

    fn talent(profile: Profile) -> Talent {
        Talent {
            id: TalentId::generate(),
            resident: ResidentId::generate(),
            profile,
            revision: 1,
            match_since: None,
            badge_since: Some(DateTime::UNIX_EPOCH),
            recognised: Some((NaiveDate::default(), "梁静怡".to_owned())),
            updated_at: DateTime::UNIX_EPOCH,
            hidden_at: None,
        }
    }

    #[test]
    fn a_record_belongs_to_one_track_and_is_shown_only_where_all_agree() {
        let expert = talent(profile());
        assert!(expert.track() == Track::Expert && expert.is_shown());
        let skilled = Talent { recognised: None, ..expert.clone() };
        assert!(skilled.track() == Track::Skilled && !skilled.is_shown(), "nobody recognised them");
        let wishes = Profile { specialties: Vec::new(), specialty_other: String::new(), ..profile() };
        assert_eq!(Talent { profile: wishes, ..skilled }.track(), Track::Willing);
        assert!(!Talent { badge_since: None, ..expert.clone() }.is_shown(), "they do not agree");
        assert!(!Talent { hidden_at: Some(DateTime::UNIX_EPOCH), ..expert.clone() }.is_shown());
        let resting = Profile { status: Status::Resting, ..profile() };
        assert!(!Talent { profile: resting, ..expert }.is_shown());
    }

    #[test]
    fn what_it_says_is_listed_and_what_it_does_not_say_is_not() {
        let lines = profile().lines(Locale::ZhHans.messages());
        let lines: Vec<_> = lines.iter().map(|(label, value)| (*label, value.as_str())).collect();
        let said = [
            ("专业特长", "做饭面点、捏面人"),
            ("想学什么", "手机电脑、健康和急救"),
            ("想做的工种", "陪诊"),
            ("什么时候有空", "周末上午"),
            ("期望收入", "每小时 30 元以上"),
            ("状态", "愿意参加"),
        ];
        assert_eq!(lines, said);
    }

    #[test]
    fn hours_and_notes_alone_say_nothing() {
        let empty = Profile {
            specialties: Vec::new(),
            specialty_other: String::new(),
            needs: Vec::new(),
            trades: Vec::new(),
            hours: "周末".to_owned(),
            ..profile()
        };
        assert!(empty.is_empty() && !profile().is_empty());
        assert!(!Profile { hobbies: "下棋".to_owned(), ..empty }.is_empty());
    }
}
