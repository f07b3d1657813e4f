//! What is sent about postings: by those who hire, and by staff.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::content::{Content, Pay, PayUnit, paper_label, papers};
use crate::db::PostingId;
use crate::values::{Fen, Line, Paragraphs, Trade};
use crate::web::Messages;
use crate::web::form::Errors;

/// How long a posting holds unless somebody says otherwise.
const USUAL: Days = Days::new(30);
/// How far ahead its last day lies at most: whoever looks for work reads nothing that is half a year old.
const LONGEST: Days = Days::new(180);
/// More than anybody here is paid: a slip of the keyboard.
const MOST_PAY: Fen = match Fen::from_yuan(1_000_000) {
    Some(fen) => fen,
    None => Fen::ZERO,
};
/// The most people that one posting looks for.
const MOST_OPENINGS: i32 = 999;

/// The form of a posting.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PostingForm {
    /// A new posting's id: sent twice, it is still one.
    pub key: Option<PostingId>,
    pub revision: i32,
    /// The word of the community that an organization writes for.
    pub community: String,
    /// Who hires, where the community writes.
    pub employer: String,
    pub title: String,
    pub trade: String,
    pub duties: String,
    pub pay_min: String,
    pub pay_max: String,
    pub pay_unit: String,
    /// `in` or `out`.
    pub living: String,
    pub hours: String,
    pub place: String,
    pub openings: String,
    pub certificate: Vec<String>,
    pub valid_until: String,
    /// `1`: whoever was out of work is welcome.
    pub reemployment: Option<String>,
}

/// When and for whom a form is checked.
pub(super) struct Frame<'a> {
    pub today: NaiveDate,
    /// The organization's name, where one writes.
    pub employer: Option<&'a str>,
    /// How many people were hired already.
    pub hired: i64,
    pub t: &'static Messages,
}

/// Yuan without the sign, as a field holds them.
fn typed(fen: Fen) -> String {
    fen.to_string().trim_start_matches('¥').replace(',', "")
}

impl PostingForm {
    /// The form of a new posting.
    pub fn blank(today: NaiveDate, employer: &str) -> Self {
        Self {
            employer: employer.to_owned(),
            pay_unit: PayUnit::Month.code().to_owned(),
            living: "out".to_owned(),
            openings: "1".to_owned(),
            valid_until: (today + USUAL).to_string(),
            ..Self::default()
        }
    }

    /// The form that holds what is saved.
    pub fn of(content: &Content, revision: i32) -> Self {
        Self {
            key: None,
            revision,
            community: String::new(),
            employer: content.employer.clone(),
            title: content.title.clone(),
            trade: content.trade.code().to_owned(),
            duties: content.duties.clone(),
            pay_min: typed(content.pay.min),
            pay_max: if content.pay.max == content.pay.min { String::new() } else { typed(content.pay.max) },
            pay_unit: content.pay.unit.code().to_owned(),
            living: if content.live_in { "in" } else { "out" }.to_owned(),
            hours: content.hours.clone(),
            place: content.place.clone(),
            openings: content.openings.to_string(),
            certificate: content.certificates.iter().map(|kind| kind.code().to_owned()).collect(),
            valid_until: content.valid_until.to_string(),
            reemployment: content.is_reemployment.then(|| "1".to_owned()),
        }
    }

    /// What its fields hold, in words, each with its label; in the order of the page.
    fn words(&self, t: &Messages) -> [(&'static str, String); 12] {
        let n = &t.jobs;
        let chosen = |label: Option<&str>, typed: &str| label.map_or_else(|| typed.to_owned(), str::to_owned);
        let pay = [&self.pay_min, &self.pay_max].into_iter().map(String::as_str).filter(|yuan| !yuan.is_empty());
        let pay: Vec<_> = pay.collect();
        let unit = chosen(PayUnit::parse(&self.pay_unit).map(|unit| unit.label(t)), &self.pay_unit);
        let living = match self.living.as_str() {
            "in" => Some(n.live_in),
            "out" => Some(n.live_out),
            _ => None,
        };
        let papers: Vec<_> = papers(&self.certificate).into_iter().map(|kind| paper_label(kind, t)).collect();
        [
            (n.employer, self.employer.clone()),
            (n.title_field, self.title.clone()),
            (n.trade, chosen(Trade::parse(&self.trade).map(|trade| trade.label(t)), &self.trade)),
            (n.duties, self.duties.replace("\r\n", "\n")),
            (n.pay, format!("{} {unit}", pay.join("–"))),
            (n.hours, self.hours.clone()),
            (n.place, self.place.clone()),
            (n.living, chosen(living, &self.living)),
            (n.papers, papers.join(t.time.list_separator)),
            (n.openings, self.openings.clone()),
            (n.valid_until, self.valid_until.clone()),
            (n.reemployment, if self.reemployment.is_some() { n.yes } else { n.no }.to_owned()),
        ]
    }

    /// What was typed and is not what is saved, a line for each field; none where all is.
    pub fn unsaved(&self, saved: &Self, is_org: bool, t: &Messages) -> Option<String> {
        // An organization's name is no field of its form.
        let fields = self.words(t).into_iter().zip(saved.words(t)).skip(usize::from(is_org));
        let lines = fields.filter(|(typed, saved)| typed != saved).map(|((label, typed), _)| {
            let typed = if typed.is_empty() { t.common.conflict_empty.to_owned() } else { typed };
            t.jobs.labelled(label, typed)
        });
        Some(lines.collect::<Vec<_>>().join("\n")).filter(|lines| !lines.is_empty())
    }

    /// What the posting is to say.
    pub fn check(&self, frame: &Frame<'_>, errors: &mut Errors) -> Option<Content> {
        let t = &frame.t.jobs;
        let employer = match frame.employer {
            Some(name) => Some(name.to_owned()),
            None => errors
                .take("employer", Line::<40>::parse(&self.employer), |_| t.error_employer.to_owned())
                .map(String::from),
        };
        let title = errors.take("title", Line::<30>::parse(&self.title), |_| t.error_title.to_owned());
        let trade = Trade::parse(&self.trade);
        if trade.is_none() {
            errors.add("trade", t.error_trade);
        }
        let duties = errors.take("duties", Paragraphs::<1000>::parse(&self.duties), |_| t.error_duties.to_owned());
        let pay = self.pay(frame.t, errors);
        let live_in = match self.living.as_str() {
            "in" => Some(true),
            "out" => Some(false),
            _ => None,
        };
        if live_in.is_none() {
            errors.add("living", t.error_living);
        }
        let hours = errors.optional_text("hours", &self.hours, Line::<60>::parse, t.error_hours.to_owned());
        let place = errors.take("place", Line::<60>::parse(&self.place), |_| t.error_place.to_owned());
        let openings = self.openings(frame, errors);
        let valid_until = self.last_day(frame, errors);
        let content = Content {
            employer: employer?,
            title: title?.into(),
            trade: trade?,
            duties: duties?.into(),
            pay: pay?,
            live_in: live_in?,
            hours: hours?,
            place: place?.into(),
            openings: openings?,
            certificates: papers(&self.certificate),
            valid_until: valid_until?,
            is_reemployment: self.reemployment.is_some(),
        };
        errors.is_empty().then_some(content)
    }

    fn pay(&self, t: &Messages, errors: &mut Errors) -> Option<Pay> {
        let t = &t.jobs;
        let mut read = |field, text: &str| {
            let amount = text.parse::<Fen>().ok().filter(|fen| (Fen::ZERO..=MOST_PAY).contains(fen));
            let amount = amount.filter(|fen| *fen > Fen::ZERO);
            if amount.is_none() {
                errors.add(field, t.error_pay);
            }
            amount
        };
        let min = read("pay_min", self.pay_min.trim());
        let max = if self.pay_max.trim().is_empty() { min } else { read("pay_max", self.pay_max.trim()) };
        if min.zip(max).is_some_and(|(min, max)| max < min) {
            errors.add("pay_max", t.error_pay_order);
        }
        let unit = PayUnit::parse(&self.pay_unit);
        if unit.is_none() {
            errors.add("pay_unit", t.error_pay_unit);
        }
        Some(Pay { min: min?, max: max?, unit: unit? })
    }

    fn openings(&self, frame: &Frame<'_>, errors: &mut Errors) -> Option<i32> {
        let t = &frame.t.jobs;
        let openings = self.openings.trim().parse::<i32>().ok().filter(|count| (1..=MOST_OPENINGS).contains(count));
        match openings {
            None => errors.add("openings", t.error_openings),
            // Whoever looks for nobody else says that everybody is found.
            Some(count) if i64::from(count) <= frame.hired => {
                errors.add("openings", t.error_openings_hired(frame.hired));
            }
            Some(_) => {}
        }
        openings
    }

    fn last_day(&self, frame: &Frame<'_>, errors: &mut Errors) -> Option<NaiveDate> {
        let day = self.valid_until.trim().parse::<NaiveDate>().ok();
        let day = day.filter(|day| (frame.today..=frame.today + LONGEST).contains(day));
        if day.is_none() {
            errors.add("valid_until", frame.t.jobs.error_valid_until);
        }
        day
    }
}

/// A step that somebody takes, from what they saw.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct StepForm {
    pub revision: i32,
    /// The step's word.
    pub step: String,
    /// Why it is sent back, or an applicant is not wanted.
    pub reason: String,
    /// Why a posting is paused or taken down.
    pub stop_reason: String,
    /// When and where to meet, for an interview.
    pub at: String,
    pub place: String,
    /// `1`: somebody who cannot answer here agreed to be hired.
    pub agreed: Option<String>,
    /// How work ended early, and the day.
    pub gone: String,
    pub day: String,
}

impl StepForm {
    /// The reason, where one is needed.
    pub fn reason(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        reason("reason", &self.reason, t, errors)
    }

    /// The reason for pausing or taking down, where one is needed.
    pub fn stop_reason(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        reason("stop_reason", &self.stop_reason, t, errors)
    }

    /// Whether it comes from where somebody says early how work ended, and the day.
    pub fn says_how_it_ended(&self) -> bool {
        !(self.gone.is_empty() && self.day.is_empty())
    }
}

fn reason(field: &'static str, typed: &str, t: &Messages, errors: &mut Errors) -> Option<String> {
    errors.take(field, Paragraphs::<300>::parse(typed), |_| t.jobs.error_reason.to_owned()).map(String::from)
}

/// The last day of a posting that is to hold longer.
pub(super) fn extended(valid_until: NaiveDate, today: NaiveDate) -> NaiveDate {
    (valid_until.max(today) + USUAL).min(today + LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn form() -> PostingForm {
        PostingForm {
            title: "日常保洁员".to_owned(),
            trade: "cleaning".to_owned(),
            duties: "上门保洁。".to_owned(),
            pay_min: "28".to_owned(),
            pay_max: "38.50".to_owned(),
            pay_unit: "hour".to_owned(),
            place: "锦苑东区".to_owned(),
            certificate: vec!["health".to_owned(), "rank".to_owned()],
            ..PostingForm::blank(day("2026-11-23"), "尚锦社区")
        }
    }

    fn checked(form: &PostingForm, hired: i64) -> Result<Content, Vec<&'static str>> {
        let frame = Frame { today: day("2026-11-23"), employer: None, hired, t: Locale::ZhHans.messages() };
        let mut errors = Errors::default();
        form.check(&frame, &mut errors).ok_or_else(|| errors.list().iter().map(|(field, _)| *field).collect())
    }

    #[test]
    fn what_is_saved_fills_the_form_that_saves_it_again() {
        let content = checked(&form(), 0).unwrap();
        assert_eq!((content.pay.min.fen(), content.pay.max.fen()), (2_800, 3_850));
        assert_eq!(content.certificates.len(), 1, "what is not offered cannot be chosen");
        assert_eq!(content.valid_until, day("2026-12-23"));
        assert_eq!(checked(&PostingForm::of(&content, 1), 0), Ok(content));
        let one = checked(&PostingForm { pay_max: String::new(), ..form() }, 0).unwrap();
        assert_eq!(one.pay.min, one.pay.max);
    }

    #[test]
    fn what_cannot_be_saved_is_given_back_field_by_field() {
        let t = Locale::ZhHans.messages();
        let saved = PostingForm { duties: "洗菜\n切菜".to_owned(), ..form() };
        let typed = PostingForm { duties: "洗菜\r\n切菜".to_owned(), ..saved.clone() };
        assert_eq!(typed.unsaved(&saved, false, t), None, "browsers send other ends of lines");
        let typed = PostingForm {
            employer: String::new(),
            pay_min: "30".to_owned(),
            place: String::new(),
            living: "in".to_owned(),
            certificate: Vec::new(),
            reemployment: Some("1".to_owned()),
            ..typed
        };
        let lines = "工资：30–38.50 按小时\n上班地点：（空）\n住不住家：住家\n需要的证书：（空）\n欢迎再就业人员：是";
        assert_eq!(typed.unsaved(&saved, true, t).as_deref(), Some(lines));
        let all = typed.unsaved(&saved, false, t);
        assert_eq!(all, Some(format!("用人单位：（空）\n{lines}")), "staff type who hires");
    }

    #[test]
    fn every_error_is_told_at_once() {
        let wrong = PostingForm {
            employer: "长".repeat(41),
            trade: "magic".to_owned(),
            pay_min: "0".to_owned(),
            pay_max: "x".to_owned(),
            pay_unit: "year".to_owned(),
            living: String::new(),
            openings: "0".to_owned(),
            valid_until: "2026-11-22".to_owned(),
            ..PostingForm::default()
        };
        let fields = [
            "employer",
            "title",
            "trade",
            "duties",
            "pay_min",
            "pay_max",
            "pay_unit",
            "living",
            "place",
            "openings",
            "valid_until",
        ];
        assert_eq!(checked(&wrong, 0), Err(fields.to_vec()));
        let one = |form: PostingForm| checked(&form, 2).err().unwrap_or_default();
        assert_eq!(one(PostingForm { pay_max: "20".to_owned(), openings: "3".to_owned(), ..form() }), ["pay_max"]);
        assert_eq!(one(PostingForm { openings: "2".to_owned(), ..form() }), ["openings"], "two are hired");
        let far = PostingForm { valid_until: "2027-05-23".to_owned(), openings: "3".to_owned(), ..form() };
        assert_eq!(one(far), ["valid_until"]);
    }

    #[test]
    fn a_posting_is_extended_from_its_last_day_or_from_today_and_never_too_far() {
        let today = day("2026-11-23");
        for (until, later) in [("2026-11-20", "2026-12-23"), ("2026-11-30", "2026-12-30"), ("2027-05-20", "2027-05-22")]
        {
            assert_eq!(extended(day(until), today), day(later), "{until}");
        }
    }
}
