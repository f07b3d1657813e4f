//! An employer prints a poster of a posting, as long as residents can apply for it. Its code is a short link of the community's,
//! made when it is first asked for, so that scans are counted as they are of posters that staff print.

use axum::response::Response;

use super::model::Status;
use super::queries::{self, Posting};
use super::side::{Door, Side};
use super::urls;
use super::writing::PostingPath;
use crate::access::OrgMember;
use crate::db::{PostingId, Tx};
use crate::error::AppResult;
use crate::links::{Printed, job_poster, make_poster_link, poster_link};
use crate::tenancy::Feature;
use crate::web::extract::Path;
use crate::web::{Flash, redirect};

/// A posting of theirs, and whether residents can apply for it now.
async fn find(side: &Side, tx: &mut impl Tx, id: PostingId) -> AppResult<(Posting, bool)> {
    let (tenant, today) = (side.tenant()?, side.today()?);
    let posting = side.posting(tx, id).await?;
    // Of an organization that is suspended here residents read none.
    let shown = queries::shown(tx, tenant.id, posting.id).await?;
    let status = shown.map(|shown| shown.status.on(today, shown.content.valid_until));
    let is_live = tenant.has(Feature::Jobs) && status == Some(Status::Published);
    Ok((posting, is_live))
}

pub(super) async fn show(member: OrgMember, Path(path): Path<PostingPath>) -> AppResult<Response> {
    let org = member.org();
    let side = member.side(&path.community).await?;
    let (tenant, today) = (side.tenant()?, side.today()?);
    let mut tx = side.read_community().await?;
    let (posting, is_live) = find(&side, &mut tx, path.posting).await?;
    let link = poster_link(&mut tx, tenant.id, posting.id, today).await?;
    drop(tx);
    let printed = Printed {
        content: &posting.content,
        is_live,
        link,
        desk_url: urls::org_desk(org),
        url: urls::draft(tenant, Some(org), posting.id),
        make_url: urls::org_poster(tenant, org, posting.id),
    };
    let title = side.t().links.poster_title(&posting.content.title);
    job_poster(side.page(title), tenant, printed, today)
}

/// Makes the link, once: whoever of them presses the button again, or staff before them, have the same.
pub(super) async fn make(member: OrgMember, Path(path): Path<PostingPath>) -> AppResult<Response> {
    let org = member.org();
    let side = member.side(&path.community).await?;
    let tenant = side.tenant()?;
    let mut tx = side.write().await?;
    tx.enter_tenant(tenant.id).await?;
    let (posting, is_live) = find(&side, &mut tx, path.posting).await?;
    // Staff read for whom it was made; by whom of them is the organization's own affair.
    let made = (side.org_name().unwrap_or_default(), side.now());
    let is_made = is_live && make_poster_link(&mut tx, tenant.id, (posting.id, &posting.content), made).await?;
    if is_made {
        tx.commit().await?;
    }
    Ok(redirect(&urls::org_poster(tenant, org, posting.id), is_made.then_some(Flash::LinkMade)))
}
