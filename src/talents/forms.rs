//! What is sent about able residents: by themselves, or by staff who take it down.

use serde::Deserialize;

use super::model::{Need, PayUnit, Profile, Specialty, Status, Time, Wish, Written};
use crate::consents::{How, Purpose};
use crate::db::{ResidentId, TalentId};
use crate::directory::price_view::yuan;
use crate::values::{Fen, Line, PersonName, Trade};
use crate::web::Messages;
use crate::web::form::Errors;

/// The most that somebody may wish to earn: a million yuan.
pub(super) const MOST_PAY: Fen = Fen::from_yuan(1_000_000).unwrap();

/// The form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TalentForm {
    /// A new record's id: sent twice, it is still one.
    pub key: Option<TalentId>,
    /// Whose it is.
    pub record: Option<ResidentId>,
    pub revision: i32,
    pub specialty: Vec<String>,
    pub specialty_other: String,
    pub hobbies: String,
    pub wish: Vec<String>,
    pub need: Vec<String>,
    pub need_other: String,
    pub trade: Vec<String>,
    pub time: Vec<String>,
    pub hours: String,
    /// Yuan.
    pub pay: String,
    pub pay_unit: String,
    pub note: String,
    pub status: String,
    /// `1`: the person agrees, where they have not before.
    pub agree: Option<String>,
    /// Which wording was on the page.
    pub version: i32,
    pub paper_kept: String,
    pub guardian: String,
}

impl TalentForm {
    /// As a record fills it.
    pub fn of(profile: &Profile, revision: i32) -> Self {
        Self {
            revision,
            specialty: profile.specialties.iter().map(|one| one.code().to_owned()).collect(),
            specialty_other: profile.specialty_other.clone(),
            hobbies: profile.hobbies.clone(),
            wish: profile.wishes.iter().map(|one| one.code().to_owned()).collect(),
            need: profile.needs.iter().map(|one| one.code().to_owned()).collect(),
            need_other: profile.need_other.clone(),
            trade: profile.trades.iter().map(|one| one.code().to_owned()).collect(),
            time: profile.times.iter().map(|one| one.code().to_owned()).collect(),
            hours: profile.hours.clone(),
            pay: profile.pay.map(|(pay, _)| yuan(pay)).unwrap_or_default(),
            pay_unit: profile.pay.map(|(_, unit)| unit.code().to_owned()).unwrap_or_default(),
            note: profile.note.clone(),
            status: profile.status.code().to_owned(),
            ..Self::default()
        }
    }

    /// What the record is to say; `held`: what it says so far.
    pub fn check(&self, held: Option<&Profile>, t: &Messages, errors: &mut Errors) -> Option<Profile> {
        let n = &t.talents;
        let text = |field, typed: &str, what: Written, errors: &mut Errors| {
            let most = what.most(held);
            let read = |typed: &str| {
                let line = Line::<{ usize::MAX }>::parse(typed).ok();
                line.filter(|line| line.as_str().chars().count() <= most).ok_or(())
            };
            errors.optional_text(field, typed, read, n.error_length(most))
        };
        let specialty_other = text("specialty_other", &self.specialty_other, Written::SpecialtyOther, errors);
        let hobbies = text("hobbies", &self.hobbies, Written::Hobbies, errors);
        let need_other = text("need_other", &self.need_other, Written::NeedOther, errors);
        let hours = text("hours", &self.hours, Written::Hours, errors);
        let pay = self.pay(t, errors);
        let note = text("note", &self.note, Written::Note, errors);
        let status = Status::parse(&self.status);
        if status.is_none() {
            errors.add("status", n.error_status);
        }
        let profile = Profile {
            specialties: Specialty::among(&self.specialty),
            specialty_other: specialty_other?,
            hobbies: hobbies?,
            wishes: Wish::among(&self.wish),
            needs: Need::among(&self.need),
            need_other: need_other?,
            trades: Trade::ALL.into_iter().filter(|one| self.trade.iter().any(|code| code == one.code())).collect(),
            times: Time::among(&self.time),
            hours: hours?,
            pay: pay?,
            note: note?,
            status: status?,
        };
        if profile.is_empty() {
            errors.add("specialty", n.error_empty);
        }
        Some(profile).filter(|_| errors.is_empty())
    }

    /// What somebody would like to earn at least, if they say so.
    fn pay(&self, t: &Messages, errors: &mut Errors) -> Option<Option<(Fen, PayUnit)>> {
        if self.pay.trim().is_empty() {
            return Some(None);
        }
        let pay = self.pay.parse::<Fen>().ok().filter(|pay| *pay > Fen::ZERO && *pay <= MOST_PAY);
        if pay.is_none() {
            errors.add("pay", t.talents.error_pay);
        }
        let unit = PayUnit::parse(&self.pay_unit);
        if unit.is_none() {
            errors.add("pay_unit", t.talents.error_pay_unit);
        }
        Some(Some((pay?, unit?)))
    }

    /// That the person who fills it in agrees, to the wording that they read.
    pub fn agreed(&self, t: &Messages, errors: &mut Errors) -> Option<How> {
        if self.agree.is_none() {
            errors.add("agree", t.talents.error_agree);
        } else if self.version != Purpose::Talent.version() {
            errors.add("agree", t.consents.error_version);
        }
        Some(How::Own).filter(|_| errors.is_empty())
    }

    /// That the person agreed on paper. `is_child`: a guardian has to.
    pub fn signed(&self, is_child: bool, by_name: &str, t: &Messages, errors: &mut Errors) -> Option<How> {
        if self.agree.is_none() {
            errors.add("agree", t.talents.error_signed);
        }
        let kept = errors.optional_text(
            "paper_kept",
            &self.paper_kept,
            Line::<60>::parse,
            t.consents.error_paper_kept.to_owned(),
        );
        let guardian = if self.guardian.trim().is_empty() && !is_child {
            Some(String::new())
        } else {
            errors
                .take("guardian", PersonName::parse(&self.guardian), |_| t.consents.error_guardian.to_owned())
                .map(String::from)
        };
        let how = How::Paper { by_name: by_name.to_owned(), kept: kept?, guardian: guardian? };
        Some(how).filter(|_| errors.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn wrong(form: &TalentForm) -> Vec<&'static str> {
        let mut errors = Errors::default();
        assert!(form.check(None, Locale::ZhHans.messages(), &mut errors).is_none());
        errors.list().iter().map(|(field, _)| *field).collect()
    }

    #[test]
    fn a_record_says_something_and_nothing_at_too_great_length() {
        let open = TalentForm { status: "open".to_owned(), ..TalentForm::default() };
        assert_eq!(wrong(&open), ["specialty"]);
        assert_eq!(wrong(&TalentForm { hours: "周末".to_owned(), ..open.clone() }), ["specialty"]);
        let long = TalentForm {
            specialty_other: "棋".repeat(61),
            note: "a\nb".to_owned(),
            status: "gone".to_owned(),
            pay: "面议".to_owned(),
            ..open.clone()
        };
        assert_eq!(wrong(&long), ["specialty_other", "pay", "pay_unit", "note", "status"], "all at once");
        let mut errors = Errors::default();
        let form = TalentForm {
            wish: vec!["teach".to_owned(), "rob".to_owned()],
            pay: "30".to_owned(),
            pay_unit: "hour".to_owned(),
            trade: vec!["escort".to_owned()],
            ..open
        };
        let profile = form.check(None, Locale::ZhHans.messages(), &mut errors).unwrap();
        assert_eq!(profile.wishes, [Wish::Teach], "what is not offered cannot be chosen");
        assert_eq!(TalentForm::of(&profile, 3).check(None, Locale::En.messages(), &mut errors), Some(profile));
    }

    #[test]
    fn what_is_longer_than_may_be_written_may_stay_or_get_shorter_and_not_grow() {
        let t = Locale::ZhHans.messages();
        let text = |count| TalentForm {
            specialty_other: "棋".repeat(count),
            note: "备".repeat(200),
            status: "open".to_owned(),
            ..TalentForm::default()
        };
        let own = text(60).check(None, t, &mut Errors::default()).unwrap();
        let held = Profile { specialty_other: "艺".repeat(120), ..own };
        for (count, is_kept) in [(60, true), (119, true), (120, true), (121, false)] {
            let mut errors = Errors::default();
            assert_eq!(text(count).check(Some(&held), t, &mut errors).is_some(), is_kept, "{count}");
            let told = errors.get("specialty_other");
            assert_eq!(told, (!is_kept).then_some("最多 120 个字"), "{count}");
        }
        // Only where it stands.
        let elsewhere = TalentForm { note: "备".repeat(201), ..text(120) };
        let mut errors = Errors::default();
        assert_eq!(elsewhere.check(Some(&held), t, &mut errors), None);
        assert_eq!(errors.list().iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["note"]);
    }

    #[test]
    fn nobody_agrees_by_not_saying_so_or_to_another_wording() {
        let t = Locale::ZhHans.messages();
        let asked = |form: &TalentForm| form.agreed(t, &mut Errors::default());
        let ticked = TalentForm { agree: Some("1".to_owned()), ..TalentForm::default() };
        let read = TalentForm { version: Purpose::Talent.version(), ..ticked.clone() };
        assert_eq!((asked(&TalentForm::default()), asked(&ticked), asked(&read)), (None, None, Some(How::Own)));
        assert!(ticked.signed(false, "梁静怡", t, &mut Errors::default()).is_some());
        assert!(ticked.signed(true, "梁静怡", t, &mut Errors::default()).is_none(), "a guardian signs");
    }
}
