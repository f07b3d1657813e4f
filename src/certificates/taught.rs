//! For the trainer: what was issued of its own runs, on paper as the community prints it. Its class list names the same
//! learners; like staff's printing, this is not put on record.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::pages::{SheetPage, SheetsPage};
use super::prepare::find;
use super::queries::{self, Certificate, Run};
use super::{sheet, urls};
use crate::access::OrgMember;
use crate::db::{CertificateBatchId, CourseCertificateId, RunId};
use crate::enrolments::{Keeper, RunPath};
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;
use crate::web::extract::Path;
use crate::web::flashed;

/// The path of a certificate of a run.
#[derive(Deserialize)]
pub(super) struct CertificatePath {
    community: String,
    run: RunId,
    course_certificate: CourseCertificateId,
}

/// The path of a batch of a run.
#[derive(Deserialize)]
pub(super) struct BatchPath {
    community: String,
    run: RunId,
    batch: CertificateBatchId,
}

/// A run of theirs in its community, and what was issued of it.
async fn issued(member: &OrgMember, path: &RunPath) -> AppResult<(Arc<Tenant>, Run, Vec<Certificate>)> {
    let tenant = member.community(path)?;
    let mut tx = member.look(&tenant).await?;
    let run = find(member, &mut tx, &tenant, path).await?;
    let issued = queries::issued_of_run(&mut tx, tenant.id, run.id).await?;
    Ok((tenant, run, issued))
}

pub(super) async fn print(member: OrgMember, Path(path): Path<CertificatePath>) -> AppResult<Response> {
    let of = RunPath { community: path.community, run: path.run };
    let (tenant, run, issued) = issued(&member, &of).await?;
    let certificate = issued.into_iter().find(|one| one.id == path.course_certificate).ok_or(AppError::NotFound)?;
    let standing = sheet::standing(&certificate, &tenant, member.now());
    let place = (&*tenant, member.context(), member.state().config());
    let template = SheetPage {
        page: member.page(&member.context().t().certificates.sheet_title(&certificate.content.title)),
        back_url: urls::org_run(member.org(), &tenant, run.id),
        verify_url: urls::verify(&tenant, &certificate.code),
        sheet: sheet::sheet(&certificate, standing, place)?,
    };
    flashed(member.flash(), StatusCode::OK, &template)
}

/// All of a batch on one page, for whoever hands them over.
pub(super) async fn print_batch(member: OrgMember, Path(path): Path<BatchPath>) -> AppResult<Response> {
    let of = RunPath { community: path.community, run: path.run };
    let (tenant, run, mut issued) = issued(&member, &of).await?;
    issued.retain(|one| one.batch == path.batch);
    let place = (&*tenant, member.context(), member.state().config());
    let template = SheetsPage {
        page: member.page(&member.context().t().certificates.sheets_title(&run.title)),
        back_url: urls::org_run(member.org(), &tenant, run.id),
        sheets: sheet::sheets(&issued, place, member.now())?,
    };
    flashed(member.flash(), StatusCode::OK, &template)
}
