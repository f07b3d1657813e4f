//! A job's poster: what it says, and how whoever hires prints it.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;

use super::pages::{Address, PosterPage, QrView, Subject};
use super::print::station;
use crate::db::PostingId;
use crate::error::AppResult;
use crate::jobs;
use crate::tenancy::Tenant;
use crate::values::Phone;
use crate::web::{Context, Page, flashed, text};

/// A job as a poster shows it.
pub(super) fn subject(content: &jobs::Content, context: &Context) -> Subject {
    let t = context.t();
    let until = t.links.poster_until(text::date(context.locale, content.valid_until));
    let terms = [content.living(t), content.hours.as_str()].into_iter().filter(|part| !part.is_empty());
    Subject {
        kind: t.links.poster_job.to_owned(),
        title: content.title.clone(),
        lines: vec![content.employer.clone(), content.place.clone(), until],
        price: Some(content.pay.text(t)),
        terms: terms.collect::<Vec<_>>().join(t.links.terms_separator),
        // Nobody books a job; whoever cannot scan finds the community's number at the foot.
        phone: None,
        invitation: t.links.invite_job,
    }
}

/// A posting of whoever prints it.
pub(crate) struct Printed<'a> {
    /// Which.
    pub id: PostingId,
    /// What it says.
    pub content: &'a jobs::Content,
    /// Whether residents can apply for it now.
    pub is_live: bool,
    /// Where its writers keep their postings.
    pub desk_url: String,
    /// Where they keep this one.
    pub url: String,
}

/// The poster that an employer prints. A short link is the community's to make and to count; this one leads to the posting
/// itself, and who types finds it in the list.
pub(crate) fn poster(page: Page, tenant: &Tenant, printed: Printed<'_>, today: NaiveDate) -> AppResult<Response> {
    let (t, flash, content) = (page.t, page.flash, printed.content);
    let template = PosterPage {
        list_label: t.jobs.desk,
        list_url: printed.desk_url,
        back_label: t.jobs.to_posting,
        back_url: printed.url,
        label: content.title.clone(),
        community: tenant.name.clone(),
        emblem: tenant.emblem().to_owned(),
        subject: printed.is_live.then(|| subject(content, &page.context)),
        qr: QrView::new(&page.url(&jobs::urls::posting(tenant, printed.id)), t.links.qr_of(&content.title))?,
        address: Address::of_page(&page.url(&jobs::urls::list(tenant))),
        station: station(tenant),
        phone: tenant.phone.as_ref().map(Phone::display),
        today: text::date(page.context.locale, today),
        page,
    };
    flashed(flash, StatusCode::OK, &template)
}
