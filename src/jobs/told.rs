//! What an applicant says through staff: that they come to an interview, accept an offer, or want none of it any more. It stands
//! where their own word does ([`super::answering`]), with how they said it and to whom, and they are told so. Whoever hires writes
//! nothing of it down, nor does one of the staff who belongs to them; where the community hires, staff write down only what those
//! say who have no account to say it in.

use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::answering::{end, keep_acceptance, keep_meets};
use super::answers::{Meets, Offered};
use super::hiring::{ApplicationPath, Typed, find, show_one};
use super::mine::may_answer;
use super::news::What;
use super::progress::{Status, Step};
use super::queries::{Application, Posting};
use super::side::Side;
use super::urls;
use crate::access::Staff;
use crate::db::PersonId;
use crate::enrolments::Word;
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, announce};
use crate::values::Line;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, redirect};

/// The word for an application that is taken back.
pub(super) const WITHDRAW: &str = "withdraw";

/// Whether the one who looks may write down what somebody says who applied, or turned out to be somebody with an account.
pub(super) fn may_note(side: &Side, posting: &Posting, (person, is_of_employer): (Option<PersonId>, bool)) -> bool {
    let is_hiring = is_of_employer || side.hires(posting) && person.is_some();
    !is_hiring && person != Some(side.me().id)
}

/// What is sent of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ToldForm {
    pub revision: i32,
    pub says: String,
    /// When they could come instead.
    pub instead: String,
    /// How they said it.
    pub word: String,
}

impl ToldForm {
    /// How they said it, and when they could come instead; nobody answers for somebody whom they have not asked.
    fn check(&self, answer: Answer, t: &Messages, errors: &mut Errors) -> Option<(Word, String)> {
        let word = errors.take("word", Word::parse(&self.word).ok_or(()), |()| t.enrolments.error_word.to_owned());
        let instead = match answer {
            Answer::Meets(Meets::Other) => {
                let instead = Line::<60>::parse(&self.instead);
                errors.take("instead", instead, |_| t.jobs.error_meets_word.to_owned()).map(String::from)
            }
            // What nobody would read is not thrown away unsaid.
            _ if !self.instead.trim().is_empty() => {
                errors.add("instead", t.jobs.error_instead);
                None
            }
            _ => Some(String::new()),
        };
        word.zip(instead)
    }
}

/// What there is to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Of an interview.
    Meets(Meets),
    /// Of an offer.
    Accepted,
    /// Of all of it: they do not want it any more.
    Withdrawn,
}

impl Answer {
    fn parse(code: &str) -> Option<Self> {
        if code == WITHDRAW {
            return Some(Self::Withdrawn);
        }
        let accepted = Offered::parse(code).filter(|offered| *offered == Offered::Accepted);
        accepted.map(|_| Self::Accepted).or_else(|| Meets::parse(code).map(Self::Meets))
    }

    /// Whether it can be said of an application.
    pub fn is_open(self, one: &Application, now: DateTime<Utc>) -> bool {
        match self {
            Self::Meets(_) => may_answer(one, now),
            Self::Accepted => one.after(Step::Accept).is_some() && one.answers.accepted.is_none(),
            Self::Withdrawn => one.after(Step::Withdraw).is_some(),
        }
    }

    /// Whether it is what the one who sends a form has said before.
    fn is_said(self, one: &Application, form: &ToldForm) -> bool {
        match self {
            Self::Meets(meets) => {
                one.answers.meets == Some(meets)
                    && one.answers.word == form.instead.trim()
                    && one.revision == form.revision + 1
            }
            Self::Accepted => one.status == Status::Offer && one.answers.accepted.is_some(),
            Self::Withdrawn => one.status == Status::Withdrawn,
        }
    }

    /// How the applicant is told that it was written down.
    fn news(self, employer: String, word: Word) -> What {
        let word = word.code().to_owned();
        match self {
            Self::Meets(meets) => What::Told { employer, says: meets.code().to_owned(), word },
            Self::Accepted => What::Told { employer, says: Offered::Accepted.code().to_owned(), word },
            Self::Withdrawn => What::ToldWithdrawn { employer, word },
        }
    }
}

pub(super) async fn note(
    staff: Staff,
    Path(path): Path<ApplicationPath>,
    Form(form): Form<ToldForm>,
) -> AppResult<Response> {
    let side = Side::Staff(staff);
    let (tenant, t, now) = (side.tenant()?.clone(), side.t(), side.now());
    let mut tx = side.read().await?;
    let (_, application) = find(&side, &mut tx, path.posting, path.application).await?;
    drop(tx);
    let answer = Answer::parse(&form.says).ok_or(AppError::BadRequest)?;
    let person = side.person_of(application.resident).await?;
    let mut tx = side.write().await?;
    let (posting, one) = find(&side, &mut tx, path.posting, path.application).await?;
    // Theirs they say in their own account.
    let is_of_employer = side.is_of_employer(&mut tx, &posting).await?;
    if !may_note(&side, &posting, (person, is_of_employer)) {
        return Err(AppError::Forbidden);
    }
    let url = urls::application(&tenant, None, posting.id, one.id);
    if answer.is_said(&one, &form) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let overtaken = |told| Typed { told, is_conflict: true, ..Typed::default() };
    if one.revision != form.revision || !answer.is_open(&one, now) {
        drop(tx);
        return show_one(&side, posting.id, one.id, overtaken(form)).await;
    }
    let mut errors = Errors::default();
    let Some((word, instead)) = form.check(answer, t, &mut errors) else {
        drop(tx);
        return show_one(&side, posting.id, one.id, Typed { told: form, errors, ..Typed::default() }).await;
    };
    let (at, through) = ((&*tenant, now), Some((side.me().name.as_str(), word)));
    let is_done = match answer {
        Answer::Meets(meets) => keep_meets(&mut tx, at, &one, (meets, &instead), through).await?,
        Answer::Accepted => keep_acceptance(&mut tx, at, &one, through).await?,
        Answer::Withdrawn => end(&mut tx, at, &one, (through, "")).await?,
    };
    if !is_done {
        drop(tx);
        return show_one(&side, posting.id, one.id, overtaken(form)).await;
    }
    // Whoever has no account has just been spoken to.
    if let Some(person) = person {
        let what = answer.news(posting.content.employer.clone(), word);
        let news = super::news_of(tenant.id, posting.org, posting.id, &posting.content.title, what);
        announce(&mut tx, Audience::Person(person), news, now).await?;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::JobTold)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_through_staff_but_what_an_applicant_may_say() {
        let all = Meets::ALL.into_iter().map(Answer::Meets).chain([Answer::Accepted, Answer::Withdrawn]);
        let codes = Meets::ALL.into_iter().map(Meets::code).chain([Offered::Accepted.code(), WITHDRAW]);
        assert!(codes.zip(all).all(|(code, answer)| Answer::parse(code) == Some(answer)));
        // That somebody said so to whoever hires is theirs to note; an offer is declined by taking all of it back.
        for other in [Offered::Told.code(), Offered::Declined.code(), "hire", ""] {
            assert_eq!(Answer::parse(other), None, "{other}");
        }
    }
}
