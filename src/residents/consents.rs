//! What a resident agreed to, as staff see it: papers are taken down, and withdrawn on the person's word.

use axum::response::Response;
use chrono::Datelike;
use serde::Deserialize;

use super::list::visible;
use super::model::is_child;
use super::record::{Draft, ResidentPath, show_record};
use super::urls;
use crate::access::{Capability, Staff};
use crate::consents::{self, Consent, Ending, Giving, How, Purpose, Receipt, Standing, Subject, Withdrawn};
use crate::db::ConsentId;
use crate::error::{AppError, AppResult};
use crate::ui::SelectOption;
use crate::values::{Line, PersonName};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, redirect};

/// The form of a consent on paper.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PaperForm {
    /// The receipt's id: sent twice, it is still one.
    pub key: Option<ConsentId>,
    pub purpose: String,
    pub paper_kept: String,
    pub guardian: String,
}

/// A paper without errors.
struct Paper {
    purpose: Purpose,
    kept: String,
    guardian: String,
}

impl PaperForm {
    /// Checks what was typed. `is_child`: whether a guardian has to sign.
    fn check(&self, is_child: bool, t: &Messages, errors: &mut Errors) -> Option<Paper> {
        let t = &t.consents;
        let purpose = Purpose::of_resident(&self.purpose);
        if purpose.is_none() {
            errors.add("purpose", t.error_purpose);
        }
        let kept = if self.paper_kept.trim().is_empty() {
            Some(String::new())
        } else {
            errors
                .take("paper_kept", Line::<60>::parse(&self.paper_kept), |_| t.error_paper_kept.to_owned())
                .map(String::from)
        };
        let guardian = if self.guardian.trim().is_empty() && !is_child {
            Some(String::new())
        } else {
            errors
                .take("guardian", PersonName::parse(&self.guardian), |_| t.error_guardian.to_owned())
                .map(String::from)
        };
        Some(Paper { purpose: purpose?, kept: kept?, guardian: guardian? }).filter(|_| errors.is_empty())
    }
}

/// A purpose on a resident's page.
pub(super) struct PurposeLine {
    pub code: &'static str,
    pub title: &'static str,
    pub state: &'static str,
    pub is_given: bool,
    /// What follows for staff; none: nothing.
    pub warning: Option<&'static str>,
}

/// What a resident agreed to, on their page.
pub(super) struct Consents {
    pub purposes: Vec<PurposeLine>,
    pub receipts: Vec<Receipt>,
    pub paper_action: String,
    pub withdrawal_action: String,
    pub key: String,
    pub form: PaperForm,
    pub choices: Vec<SelectOption>,
    pub needs_guardian: bool,
    /// Whether the number may be looked at in an emergency alone.
    pub is_contact_refused: bool,
}

impl Consents {
    /// Whether a guardian has to sign.
    pub fn asks_guardian(&self) -> bool {
        self.needs_guardian
    }

    /// The part of the page, with what was typed and could not be done.
    pub fn of(
        staff: &Staff,
        receipts: &[Consent],
        record: &super::queries::records::Record,
        form: PaperForm,
    ) -> AppResult<Self> {
        let (tenant, t, locale, now) = (staff.tenant()?, staff.context().t(), staff.context().locale, staff.now());
        let c = &t.consents;
        let line = |purpose: Purpose| {
            let standing = Standing::of(receipts, purpose);
            PurposeLine {
                code: purpose.code(),
                title: purpose.words(t).title,
                state: match standing {
                    Standing::NeverAsked => c.state_missing,
                    Standing::Given(held) if held.is_current() => c.state_given,
                    Standing::Given(_) => c.state_earlier,
                    Standing::Refused => c.state_withdrawn,
                },
                is_given: standing.given().is_some(),
                warning: match (purpose, standing) {
                    (Purpose::Contact, Standing::Refused) => Some(c.contact_withdrawn),
                    (Purpose::Care, Standing::Refused) => Some(c.care_withdrawn),
                    (Purpose::Care, Standing::NeverAsked) => Some(c.care_missing),
                    _ => None,
                },
            }
        };
        let choice = |purpose: &Purpose| SelectOption::new(purpose.code(), purpose.words(t).title);
        Ok(Self {
            purposes: Purpose::OF_RESIDENTS.into_iter().map(line).collect(),
            receipts: receipts.iter().map(|one| consents::receipt(one, t, locale, now, tenant.time_zone)).collect(),
            paper_action: urls::consents(tenant, record.id),
            withdrawal_action: urls::consent_withdrawal(tenant, record.id),
            key: form.key.unwrap_or_else(ConsentId::generate).to_string(),
            form,
            choices: std::iter::once(SelectOption::new("", c.purpose_choose))
                .chain(Purpose::OF_RESIDENTS.iter().map(choice))
                .collect(),
            needs_guardian: is_child(record.birth_year, staff.today()?.year()),
            is_contact_refused: Standing::of(receipts, Purpose::Contact) == Standing::Refused,
        })
    }
}

pub(super) async fn take_down(
    staff: Staff,
    Path(path): Path<ResidentPath>,
    Form(form): Form<PaperForm>,
) -> AppResult<Response> {
    let (tenant, today, t) = (staff.tenant()?.clone(), staff.today()?, staff.context().t());
    let mut tx = staff.write().await?;
    let record = visible(&staff, &mut tx, path.resident, Capability::ResidentRecords).await?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let Some(paper) = form.check(is_child(record.birth_year, today.year()), t, &mut errors) else {
        drop(tx);
        return show_record(&staff, path.resident, Draft { paper: form, errors, ..Draft::default() }).await;
    };
    let how = How::Paper { by_name: staff.me().name.clone(), kept: paper.kept, guardian: paper.guardian };
    let new = Giving { id, purpose: paper.purpose, how, at: staff.now() };
    let done = consents::give(&mut tx, tenant.id, Subject::Resident(record.id), &new).await?;
    if done {
        tx.commit().await?;
    }
    let flash = if done { Flash::ConsentGiven } else { Flash::AlreadyDone };
    Ok(redirect(&urls::resident(&tenant, path.resident), Some(flash)))
}

/// The form that withdraws.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WithdrawForm {
    purpose: String,
}

pub(super) async fn withdraw(
    staff: Staff,
    Path(path): Path<ResidentPath>,
    Form(form): Form<WithdrawForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    let record = visible(&staff, &mut tx, path.resident, Capability::ResidentRecords).await?;
    let purpose = Purpose::of_resident(&form.purpose).ok_or(AppError::BadRequest)?;
    let end = Withdrawn { at: staff.now(), how: Ending::Word, by_name: staff.me().name.clone() };
    let done = consents::withdraw(&mut tx, tenant.id, Subject::Resident(record.id), purpose, &end).await?;
    if done {
        tx.commit().await?;
    }
    let flash = if done { Flash::ConsentWithdrawn } else { Flash::AlreadyDone };
    Ok(redirect(&urls::resident(&tenant, path.resident), Some(flash)))
}
