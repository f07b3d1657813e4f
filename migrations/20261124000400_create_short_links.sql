-- Short links for print: `/q/{code}` leads to a page of one community. They are scanned for years, may be revoked, and are
-- counted by day, never by visitor.

create table short_link (
    tenant_id uuid not null references tenant (id),
    link_id uuid not null,
    code text not null check (code ~ '^[0-9A-Za-z]{8,12}$'),
    -- Where it is printed: two places of one thing have two links, so that each is counted.
    medium text not null check (medium in ('poster', 'card', 'sticker', 'board', 'share')),
    target text not null check (target in ('service', 'vendor', 'worker', 'category', 'building', 'home')),
    -- What it leads to: an id, a category's code, or the words on a building's board.
    target_key text not null,
    label text not null,
    created_by text not null,
    created_at timestamptz not null,
    revoked_at timestamptz,
    primary key (tenant_id, link_id),
    unique (tenant_id, target, target_key, medium)
);

-- Whose a code is: scanned before anybody knows the community.
create table short_code (
    code text primary key,
    tenant_id uuid not null,
    link_id uuid not null
);

create function claim_code(wanted text, tenant uuid, link uuid) returns boolean
    language sql volatile security definer set search_path = public, pg_temp
    as $$
        with claimed as (
            insert into short_code (code, tenant_id, link_id) select wanted, tenant, link where tenant = app_tenant()
            on conflict (code) do nothing returning code
        )
        select exists (select 1 from claimed)
    $$;
create function link_by_code(wanted text) returns table (tenant uuid, link uuid)
    language sql stable security definer set search_path = public, pg_temp
    as $$ select tenant_id, link_id from short_code where code = wanted $$;
revoke execute on function claim_code, link_by_code from public;
grant execute on function claim_code, link_by_code to jiamenkou_app;

create table link_scan (
    tenant_id uuid not null references tenant (id),
    link_id uuid not null,
    day date not null,
    scans bigint not null check (scans > 0),
    primary key (tenant_id, link_id, day),
    foreign key (tenant_id, link_id) references short_link (tenant_id, link_id)
);

do $$
declare t text;
begin
    foreach t in array array['short_link', 'link_scan'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
end $$;
