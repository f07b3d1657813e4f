//! The page of what a person agreed to, and receipts in words.

use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::model::{Consent, Ending, How, PurposeWords};
use crate::ui::{ErrorSummary, Footer, Head, Masthead};
use crate::web::form::Errors;
use crate::web::{Locale, Messages, Page, text};

/// A receipt in words.
pub struct Receipt {
    /// The purpose.
    pub title: &'static str,
    /// Which wording.
    pub version: String,
    /// When, and how.
    pub given: String,
    /// Where the paper lies and who signed it; empty: there is none, or nobody said.
    pub paper: String,
    /// Its end in words; none: it holds.
    pub ended: Option<String>,
}

/// A receipt in words, at a time in a community's zone.
pub fn receipt(consent: &Consent, t: &'static Messages, locale: Locale, now: DateTime<Utc>, zone: Tz) -> Receipt {
    let c = &t.consents;
    let at = text::moment(locale, consent.given_at, now, zone);
    let (given, paper) = match &consent.how {
        How::Own => (c.given_self(at), String::new()),
        How::Paper { by_name, kept, guardian } => {
            let parts = [
                (!guardian.is_empty()).then(|| c.guardian_signed(guardian)),
                (!kept.is_empty()).then(|| c.kept_at(kept)),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            (c.given_paper(at, by_name), parts.join(t.time.list_separator))
        }
    };
    let ended = consent.withdrawn.as_ref().map(|end| {
        let at = text::moment(locale, end.at, now, zone);
        match end.how {
            Ending::Own => c.withdrawn_self(at),
            Ending::Word => c.withdrawn_word(at, &end.by_name),
            Ending::Renewed => c.withdrawn_renewed(at),
            Ending::Deleted => c.withdrawn_deleted(at),
        }
    });
    Receipt { title: consent.purpose.words(t).title, version: c.version(consent.version), given, paper, ended }
}

/// One purpose, and where the person stands with it.
pub(super) struct Card {
    pub code: &'static str,
    pub words: PurposeWords,
    pub version: i32,
    /// The receipt's id, should they agree.
    pub key: String,
    pub state: &'static str,
    pub is_given: bool,
    /// The earlier wording that they agreed to.
    pub earlier: Option<String>,
}

/// A community that keeps a record, with what it asks for.
pub(super) struct Place {
    pub record: String,
    pub community: String,
    pub place: String,
    /// Whether a guardian has to sign.
    pub is_child: bool,
    pub cards: Vec<Card>,
    pub receipts: Vec<Receipt>,
}

/// What I agreed to.
#[derive(Template)]
#[template(path = "consents/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub me_url: &'static str,
    pub places: Vec<Place>,
    pub errors: Errors,
}
