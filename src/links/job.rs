//! A job's poster: what it says, its short link, and how whoever hires prints it.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};

use super::forms::Wish;
use super::handlers::{make, window};
use super::model::{Medium, Target};
use super::pages::{Address, NoPosterPage, PosterPage, QrView, Subject};
use super::print::station;
use super::{queries, urls};
use crate::db::{PostingId, ReadTx, TenantId, WriteTx};
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

/// What staff know the link to a job by.
pub(super) fn label(content: &jobs::Content) -> String {
    format!("{} · {}", content.title, content.employer)
}

/// The short link on a posting's posters.
pub(crate) enum PosterLink {
    /// Nobody has made one.
    Unmade,
    /// Staff have ended it, and they alone make it anew.
    Ended,
    /// It holds.
    Live {
        code: String,
        /// How often it was scanned of late and in all.
        scans: (i64, i64),
    },
}

/// The link that a posting's posters carry, whoever made it.
pub(crate) async fn poster_link(
    tx: &mut ReadTx,
    tenant: TenantId,
    posting: PostingId,
    today: NaiveDate,
) -> AppResult<PosterLink> {
    let Some((id, _)) = queries::known(tx, tenant, &Target::Job(posting), Medium::Poster).await? else {
        return Ok(PosterLink::Unmade);
    };
    let link = queries::link(tx, tenant, id, window(today)).await?.filter(|link| !link.is_revoked);
    Ok(link.map_or(PosterLink::Ended, |link| PosterLink::Live { code: link.code, scans: (link.recent, link.total) }))
}

/// Makes that link; false where there is one, or was one that staff have ended, and the transaction is to leave nothing.
pub(crate) async fn make_poster_link(
    tx: &mut WriteTx,
    tenant: TenantId,
    (posting, content): (PostingId, &jobs::Content),
    made: (&str, DateTime<Utc>),
) -> AppResult<bool> {
    let wish = Wish { target: Target::Job(posting), label: label(content), medium: Medium::Poster };
    let is_known = queries::known(tx, tenant, &wish.target, wish.medium).await?.is_some();
    Ok(!is_known && make(tx, tenant, &wish, made).await?.is_some())
}

/// A posting of whoever prints it.
pub(crate) struct Printed<'a> {
    /// What it says.
    pub content: &'a jobs::Content,
    /// Whether residents can apply for it now.
    pub is_live: bool,
    /// The link that its posters carry.
    pub link: PosterLink,
    /// Where its writers keep their postings.
    pub desk_url: String,
    /// Where they keep this one.
    pub url: String,
    /// Where its poster's link is made.
    pub make_url: String,
}

/// The poster that an employer prints, with the same link that staff's posters of the posting carry.
pub(crate) fn poster(page: Page, tenant: &Tenant, printed: Printed<'_>, today: NaiveDate) -> AppResult<Response> {
    let (t, flash, content) = (page.t, page.flash, printed.content);
    let (list_label, list_url) = (t.jobs.desk, printed.desk_url);
    let (back_label, back_url) = (t.jobs.to_posting, printed.url);
    let label = content.title.clone();
    let (code, scans) = match printed.link {
        PosterLink::Live { code, scans } if printed.is_live => (code, scans),
        link => {
            let is_ended = printed.is_live && matches!(link, PosterLink::Ended);
            let make_url = (printed.is_live && !is_ended).then_some(printed.make_url);
            let template = NoPosterPage { page, list_label, list_url, back_label, back_url, label, make_url, is_ended };
            return flashed(flash, StatusCode::OK, &template);
        }
    };
    let template = PosterPage {
        list_label,
        list_url,
        back_label,
        back_url,
        community: tenant.name.clone(),
        emblem: tenant.emblem().to_owned(),
        subject: subject(content, &page.context),
        qr: QrView::new(&page.url(&urls::scan(&code)), t.links.qr_of(&label))?,
        address: Address::new(&page.url(""), &code),
        scans: Some(scans),
        station: station(tenant),
        phone: tenant.phone.as_ref().map(Phone::display),
        today: text::date(page.context.locale, today),
        label,
        page,
    };
    flashed(flash, StatusCode::OK, &template)
}
