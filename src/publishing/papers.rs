//! The papers behind a change, for whoever decides about it: a date alone proves nothing.

use crate::access::Staff;
use crate::db::{OrgId, ReadTx, WorkerId};
use crate::directory::price_view::credential_name;
use crate::documents::{self, DocumentKind};
use crate::error::AppResult;
use crate::vendors;
use crate::web::text;

/// A paper on file.
pub(crate) struct PaperView {
    /// What it is.
    pub label: String,
    /// Until when it holds, and its masked number.
    pub note: String,
    /// Its file.
    pub url: Option<String>,
}

/// An organization's licences, insurances and contracts; the transaction is in its scope.
pub(crate) async fn of_org(tx: &mut ReadTx, staff: &Staff, org: OrgId) -> AppResult<Vec<PaperView>> {
    let (tenant, t, locale) = (staff.tenant()?, staff.context().t(), staff.context().locale);
    let kinds = [DocumentKind::Licence, DocumentKind::Insurance, DocumentKind::Contract];
    let files = documents::queries::of_kinds(tx, org, &kinds).await?;
    Ok(files
        .into_iter()
        .map(|file| PaperView {
            label: file.kind.label(t).to_owned(),
            note: format!("{} · {}", file.file_name, text::date(locale, file.uploaded_at.date_naive())),
            url: Some(documents::urls::for_staff(tenant, org, file.id)),
        })
        .collect())
}

/// A worker's certificates, and the address of their photo.
pub(crate) async fn of_worker(
    tx: &mut ReadTx,
    staff: &Staff,
    org: OrgId,
    worker: WorkerId,
) -> AppResult<(Vec<PaperView>, Option<String>)> {
    let (tenant, t, locale) = (staff.tenant()?, staff.context().t(), staff.context().locale);
    let file = |id| documents::urls::for_staff(tenant, org, id);
    let photo = vendors::workers::queries::one(tx, org, worker).await?.and_then(|worker| worker.photo_id).map(file);
    let papers = vendors::workers::queries::credentials(tx, org, &[worker]).await?;
    let papers = papers.into_iter().map(|paper| {
        let dates = [
            paper.issued_on.map(|day| t.directory.issued_on(text::date(locale, day))),
            paper.expires_on.map(|day| t.directory.valid_until(text::date(locale, day))),
            paper.number_masked.as_deref().map(|number| t.publishing.paper_number(number)),
        ];
        let kind = credential_name(paper.kind, t);
        PaperView {
            label: if paper.title.is_empty() { kind.to_owned() } else { format!("{kind} · {}", paper.title) },
            note: dates.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            url: paper.document.map(file),
        }
    });
    Ok((papers.collect(), photo))
}
