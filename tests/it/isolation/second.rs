//! What takes two people in one community: lists that go out, administrators, roles that are offered, and what people ask
//! about their own records.

use uuid::Uuid;

use crate::people::newcomer;
use crate::support::{TestApp, phones};

/// Gives a community a second administrator, and has the two do what one cannot do alone. `number` tells the communities'
/// newcomers apart.
pub async fn furnish(app: &TestApp, slug: &'static str, phone: &str, number: usize) {
    let desk = format!("/c/{slug}/staff");
    let telephone = format!("1391111333{number}");
    let mut colleague = newcomer(app, "孟夏", &telephone).await;
    let hash = app.state.secrets().phone_hash(&telephone);
    let mut connection = app.superuser().await;
    sqlx::query(
        "insert into role_grant (tenant_id, grant_id, person_id, role, valid_from)
        select t.id, gen_random_uuid(), p.person_id, role, '2026-01-01'
        from tenant t, phone_identity p, unnest(array['community_staff', 'community_admin']) role
        where t.slug = $1 and p.phone_hmac = $2",
    )
    .bind(slug)
    .bind(&hash[..])
    .execute(&mut connection)
    .await
    .expect("a colleague");
    // Two who have no account work here too: one is proposed, the other may be.
    let holders: Vec<Uuid> = sqlx::query_scalar(
        "insert into role_grant (tenant_id, grant_id, person_id, role, valid_from)
        select t.id, gen_random_uuid(), person_id, 'community_staff', '2026-01-01' from tenant t cross join lateral (
            select distinct person_id from role_grant g where g.tenant_id = t.id and g.scope_id is not null
                and not exists (select 1 from phone_identity p where p.person_id = g.person_id) limit 2) paper
        where t.slug = $1 returning grant_id",
    )
    .bind(slug)
    .fetch_all(&mut connection)
    .await
    .expect("people on paper");
    sqlx::query(
        "insert into resident_request (tenant_id, request_id, resident_id, person_id, kind, body, created_at)
        select t.id, gen_random_uuid(), r.resident_id, p.person_id, 'correct', '名字写错了', now()
        from tenant t, phone_identity p, lateral (select resident_id from resident where tenant_id = t.id and merged_into is null limit 1) r
        where t.slug = $1 and p.phone_hmac = $2",
    )
    .bind(slug)
    .bind(&hash[..])
    .execute(&mut connection)
    .await
    .expect("a request");
    sqlx::query(
        "insert into second_factor (person_id, secret_sealed, confirmed_at)
        select person_id, 'x', now() from role_grant where grant_id = $1",
    )
    .bind(holders[1])
    .execute(&mut connection)
    .await
    .expect("a second factor");
    let mut staff = app.sign_in(phone).await;
    // A building is to move.
    let board = staff.get(&format!("{desk}/grids")).await.ok().attributes(".grid-card h2 a", "href");
    let moves = staff.get(&board[0]).await.ok().attributes("#move-form input[name=building]", "value");
    staff.submit("#move-form", &[("building", &moves[0]), ("move_from", "2027-01-01")]).await.with_status(303);
    for asker in [&mut staff, &mut colleague] {
        asker.get(&format!("{desk}/exports/new?tag=elder")).await.ok();
        asker.submit("#export-form", &[("form", "csv"), ("reason", "重阳节慰问")]).await.with_status(303);
    }
    let lists = colleague.get(&format!("{desk}/exports")).await.ok();
    let url = lists.attributes("main li a[href$='/decision']", "href").remove(0);
    colleague.get(&url).await.ok();
    colleague.submit("#allow-form", &[]).await.with_status(303);
    app.run_tasks().await;
    staff.get(&format!("{desk}/people")).await.ok();
    let offer = [("name", "林晓梅"), ("phone", phones::RESIDENT), ("role", "volunteer")];
    staff.submit("#offer-form", &offer).await.with_status(303);
    colleague.get(&format!("{desk}/people/{}", holders[0])).await.ok();
    colleague.submit("#admin-form", &[]).await.with_status(303);
}
