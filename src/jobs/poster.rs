//! An employer prints a poster of a posting, with the code that leads to it, as long as residents can apply for it.

use axum::response::Response;

use super::model::Status;
use super::queries;
use super::side::{Door, Links};
use super::writing::PostingPath;
use crate::error::AppResult;
use crate::links::{Printed, job_poster};
use crate::tenancy::Feature;
use crate::web::extract::Path;

pub(super) async fn show<D: Door>(door: D, Path(path): Path<PostingPath>) -> AppResult<Response> {
    let side = door.side(&path.community).await?;
    let (tenant, today) = (side.tenant()?, side.today()?);
    let mut tx = side.read().await?;
    let posting = side.posting(&mut tx, path.posting).await?;
    // Of an organization that is suspended here residents read none.
    let shown = queries::shown(&mut tx, tenant.id, posting.id).await?;
    drop(tx);
    let Links { desk, posting: url, .. } = Links::of(&side, posting.id)?;
    let status = shown.map(|shown| shown.status.on(today, shown.content.valid_until));
    let printed = Printed {
        id: posting.id,
        content: &posting.content,
        is_live: tenant.has(Feature::Jobs) && status == Some(Status::Published),
        desk_url: desk,
        url,
    };
    let page = side.page(side.t().links.poster_title(&posting.content.title));
    job_poster(page, tenant, printed, today)
}
