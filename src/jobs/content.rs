//! What a posting says: the work, the pay, and what it takes.

use chrono::NaiveDate;

use crate::directory::price_view::{PriceText, yuan};
use crate::household_workers::CertificateKind;
use crate::values::{Fen, Trade};
use crate::web::{Locale, Messages, text};

crate::values::coded! {
    /// What pay is for.
    #[derive(PartialOrd, Ord)]
    pub enum PayUnit in jobs {
        /// An hour.
        Hour "hour" by_hour,
        /// A day.
        Day "day" by_day,
        /// A month.
        Month "month" by_month,
        /// An order or a piece (单).
        Piece "piece" by_piece,
        /// 26 days, as maternity nurses count.
        Cycle26 "cycle26" by_cycle26,
    }
}

impl PayUnit {
    /// Behind an amount.
    fn behind(self, t: &Messages) -> &'static str {
        let t = &t.jobs;
        match self {
            Self::Hour => t.per_hour,
            Self::Day => t.per_day,
            Self::Month => t.per_month,
            Self::Piece => t.per_piece,
            Self::Cycle26 => t.per_cycle26,
        }
    }
}

/// What is paid: from, to, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pay {
    /// The least.
    pub min: Fen,
    /// The most; the same where it is one figure.
    pub max: Fen,
    /// For what.
    pub unit: PayUnit,
}

impl Pay {
    /// `28–38`, `元/小时`.
    pub fn text(self, t: &Messages) -> PriceText {
        let amount =
            if self.min == self.max { yuan(self.min) } else { format!("{}–{}", yuan(self.min), yuan(self.max)) };
        PriceText { amount, unit: self.unit.behind(t).to_owned() }
    }

    /// The same in one line.
    pub fn line(self, t: &Messages) -> String {
        let PriceText { amount, unit } = self.text(t);
        format!("{amount} {unit}")
    }
}

/// What a posting says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Who hires.
    pub employer: String,
    /// What is looked for.
    pub title: String,
    /// The trade.
    pub trade: Trade,
    /// What there is to do, in lines.
    pub duties: String,
    /// What is paid.
    pub pay: Pay,
    /// Whether one lives where one works.
    pub live_in: bool,
    /// When one works; may be empty.
    pub hours: String,
    /// Where.
    pub place: String,
    /// How many people are looked for.
    pub openings: i32,
    /// The papers that it takes.
    pub certificates: Vec<CertificateKind>,
    /// The last day.
    pub valid_until: NaiveDate,
    /// Whether whoever was out of work is welcome (再就业).
    pub is_reemployment: bool,
}

/// The papers that a posting may ask for, in the order of forms.
pub const PAPERS: [CertificateKind; 6] = [
    CertificateKind::Health,
    CertificateKind::HomeVisitPermit,
    CertificateKind::SkillLevel,
    CertificateKind::Training,
    CertificateKind::BackgroundCheck,
    CertificateKind::Insurance,
];

/// What a paper is called here: of a course's certificate, that it is of the trade.
pub fn paper_label(kind: CertificateKind, t: &Messages) -> &'static str {
    if kind == CertificateKind::Training { t.jobs.paper_training } else { kind.label(t) }
}

/// Papers that a row or a form names, in our order, each once.
pub fn papers(codes: &[String]) -> Vec<CertificateKind> {
    PAPERS.into_iter().filter(|kind| codes.iter().any(|code| code == kind.code())).collect()
}

impl Content {
    /// Whether one lives there, in words.
    pub fn living(&self, t: &Messages) -> &'static str {
        if self.live_in { t.jobs.live_in } else { t.jobs.live_out }
    }

    /// What it says by field: the field's name for the record of deeds, its label, its value.
    pub fn fields(&self, locale: Locale) -> Vec<(&'static str, &'static str, String)> {
        let t = locale.messages();
        let n = &t.jobs;
        let papers: Vec<_> = self.certificates.iter().map(|kind| paper_label(*kind, t)).collect();
        vec![
            ("job_employer", n.employer, self.employer.clone()),
            ("job_title", n.title_field, self.title.clone()),
            ("job_trade", n.trade, self.trade.label(t).to_owned()),
            ("job_duties", n.duties, self.duties.clone()),
            ("job_pay", n.pay, self.pay.line(t)),
            ("job_living", n.living, self.living(t).to_owned()),
            ("job_hours", n.hours, self.hours.clone()),
            ("job_place", n.place, self.place.clone()),
            ("job_papers", n.papers, papers.join(t.time.list_separator)),
            ("job_reemployment", n.reemployment, if self.is_reemployment { n.yes } else { n.no }.to_owned()),
            ("job_openings", n.openings, n.openings_count(self.openings)),
            ("job_until", n.valid_until, text::date(locale, self.valid_until)),
        ]
    }

    /// The fields that differ from another's, in the order of [`Content::fields`]: each with what the other says.
    pub fn differing(&self, other: &Self, locale: Locale) -> Vec<(&'static str, &'static str, String)> {
        let mine = self.fields(locale);
        other.fields(locale).into_iter().filter(|field| !mine.contains(field)).collect()
    }

    /// Whether it says anything else than another, but for how many are looked for and until when: somebody has to look at
    /// that.
    pub fn is_rewritten(&self, before: &Self) -> bool {
        let same = Self { openings: self.openings, valid_until: self.valid_until, ..before.clone() };
        *self != same
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        Content {
            employer: "晴扫家政".to_owned(),
            title: "日常保洁员".to_owned(),
            trade: Trade::Cleaning,
            duties: "上门保洁。".to_owned(),
            pay: Pay { min: Fen::from_yuan(28).unwrap(), max: Fen::from_yuan(38).unwrap(), unit: PayUnit::Hour },
            live_in: false,
            hours: String::new(),
            place: "锦苑东区".to_owned(),
            openings: 6,
            certificates: vec![CertificateKind::Health],
            valid_until: "2026-12-31".parse().unwrap(),
            is_reemployment: true,
        }
    }

    #[test]
    fn pay_is_said_as_it_was_given() {
        let t = Locale::ZhHans.messages();
        assert!(PayUnit::ALL.into_iter().all(|unit| PayUnit::parse(unit.code()) == Some(unit)));
        let pay = content().pay;
        assert_eq!(pay.line(t), "28–38 元/小时");
        let one = Pay { max: pay.min, unit: PayUnit::Cycle26, ..pay };
        assert_eq!(one.line(t), "28 元/26天");
    }

    #[test]
    fn more_openings_and_another_last_day_need_no_second_look_and_all_else_does() {
        let before = content();
        let later = "2027-01-31".parse().unwrap();
        assert!(!Content { openings: 8, valid_until: later, ..content() }.is_rewritten(&before));
        for changed in [
            Content { title: "保洁员".to_owned(), ..content() },
            Content { duties: String::new(), ..content() },
            Content { pay: Pay { unit: PayUnit::Day, ..before.pay }, ..content() },
            Content { certificates: Vec::new(), ..content() },
            Content { live_in: true, ..content() },
            Content { is_reemployment: false, ..content() },
        ] {
            assert!(changed.is_rewritten(&before), "{changed:?}");
            assert_eq!(changed.differing(&before, Locale::ZhHans).len(), 1);
        }
    }

    #[test]
    fn papers_are_read_in_our_order_each_once() {
        let codes = ["training", "health", "health", "licence", "other"].map(str::to_owned);
        assert_eq!(papers(&codes), [CertificateKind::Health, CertificateKind::Training]);
        assert!(PAPERS.into_iter().all(|kind| CertificateKind::parse(kind.code()) == Some(kind)));
    }
}
