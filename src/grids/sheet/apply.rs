//! Giving the posts of a sheet, and taking them back.

use super::plan::Plan;
use super::queries;
use crate::accounts::queries as people;
use crate::db::{GrantId, ImportId, WriteTx};
use crate::error::AppResult;
use crate::grids::posts::person_of;
use crate::grids::queries::{self as grids, NewPost};
use crate::inbox::{self, Audience, News, announce};
use crate::sheets::meaning::{Bringing, Here};

/// Posts between two words about how far the work is.
const CHUNK: usize = 50;

/// Gives the posts, each as it is given on a grid's page.
pub(super) async fn bring_in(tx: &mut WriteTx, bringing: &mut Bringing<'_>, plan: &Plan) -> AppResult<()> {
    let here = bringing.here;
    let (tenant, now) = (here.tenant.id, here.now);
    for chunk in plan.posts.chunks(CHUNK) {
        let (mut given, mut made) = (Vec::with_capacity(chunk.len()), Vec::new());
        for post in chunk {
            let id = GrantId::generate();
            let (person, is_made) = person_of(tx, here.secrets(), post.name.as_str(), post.phone.as_ref()).await?;
            let new = NewPost {
                id,
                person,
                kind: post.kind,
                place: post.place,
                holder: post.name.as_str(),
                phone: None,
                from: post.from,
                to: None,
                stands_in_for: None,
                by: bringing.by,
            };
            grids::give(tx, tenant, &new).await?;
            given.push(id.uuid());
            if is_made {
                made.push(id.uuid());
            }
            let (kind, place) = (post.kind.code().to_owned(), post.place_name.clone());
            let news = News::PostGiven { tenant, post: kind, place, from: post.from };
            announce(tx, Audience::Person(person), news, now).await?;
        }
        queries::mark(tx, tenant, bringing.import, &given, &made).await?;
        bringing.advance(chunk.len()).await?;
    }
    Ok(())
}

/// Takes back the posts that nobody has done anything with since, and with them the people who were made for them and are
/// nobody else. That there were such posts stays on record, as ever.
pub(super) async fn take_out(tx: &mut WriteTx, here: &Here, import: ImportId, by: GrantId) -> AppResult<i64> {
    let (tenant, now, today) = (here.tenant.id, here.now, here.today());
    let unused = queries::unused(tx, tenant, import).await?;
    for (grant, _) in &unused {
        if let Some(yesterday) = today.pred_opt() {
            grids::end_on(tx, tenant, *grant, yesterday, by, now).await?;
        }
    }
    for person in unused.into_iter().filter_map(|(_, made)| made) {
        tx.enter_person(person).await?;
        if queries::is_nobody_else(tx, tenant, person, import).await? {
            inbox::forget_person(tx, person).await?;
            people::delete_person(tx, person, now).await?;
        }
    }
    queries::left(tx, tenant, import).await
}
