//! An employer prints a poster of a posting, as long as residents can apply for it. Its code is a short link of the community's,
//! made when it is first asked for, so that scans are counted as they are of posters that staff print.

use axum::response::Response;
use chrono::NaiveDate;

use super::model::Status;
use super::queries::{self, Posting};
use super::urls;
use super::writing::PostingPath;
use crate::access::OrgMember;
use crate::admissions;
use crate::db::{PostingId, Tx};
use crate::error::{AppError, AppResult};
use crate::links::{Printed, job_poster, make_poster_link, poster_link};
use crate::tenancy::{Feature, Tenant};
use crate::web::extract::Path;
use crate::web::{Desk, Flash, Page, redirect};

fn today(member: &OrgMember, tenant: &Tenant) -> NaiveDate {
    member.now().with_timezone(&tenant.time_zone).date_naive()
}

/// A posting of theirs, and whether residents can apply for it now.
async fn find(member: &OrgMember, tx: &mut impl Tx, tenant: &Tenant, id: PostingId) -> AppResult<(Posting, bool)> {
    let posting = queries::posting(tx, tenant.id, Some(member.org()), id).await?.ok_or(AppError::NotFound)?;
    // Of an organization that is suspended here residents read none.
    let shown = queries::shown(tx, tenant.id, posting.id).await?;
    let status = shown.map(|shown| shown.status.on(today(member, tenant), shown.content.valid_until));
    let is_live = tenant.has(Feature::Jobs) && status == Some(Status::Published);
    Ok((posting, is_live))
}

pub(super) async fn show(member: OrgMember, Path(path): Path<PostingPath>) -> AppResult<Response> {
    let tenant = admissions::served(&member, &path.community).await?;
    let (org, today) = (member.org(), today(&member, &tenant));
    let mut tx = member.read_at(tenant.id).await?;
    let (posting, is_live) = find(&member, &mut tx, &tenant, path.posting).await?;
    let link = poster_link(&mut tx, tenant.id, posting.id, today).await?;
    drop(tx);
    let printed = Printed {
        content: &posting.content,
        is_live,
        link,
        desk_url: urls::org_desk(org),
        url: urls::draft(&tenant, Some(org), posting.id),
        make_url: urls::org_poster(&tenant, org, posting.id),
    };
    let title = member.context().t().links.poster_title(&posting.content.title);
    job_poster(Page::of_workspace(&member, title, Desk::Jobs), &tenant, printed, today)
}

/// Makes the link, once: whoever of them presses the button again, or staff before them, have the same.
pub(super) async fn make(member: OrgMember, Path(path): Path<PostingPath>) -> AppResult<Response> {
    let tenant = admissions::served(&member, &path.community).await?;
    let mut tx = member.write().await?;
    tx.enter_tenant(tenant.id).await?;
    let (posting, is_live) = find(&member, &mut tx, &tenant, path.posting).await?;
    // Staff read for whom it was made; by whom of them is the organization's own affair.
    let made = (&*member.membership().org_name, member.now());
    let is_made = is_live && make_poster_link(&mut tx, tenant.id, (posting.id, &posting.content), made).await?;
    if is_made {
        tx.commit().await?;
    }
    Ok(redirect(&urls::org_poster(&tenant, member.org(), posting.id), is_made.then_some(Flash::LinkMade)))
}
