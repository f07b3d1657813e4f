-- Communities settle for themselves how they look, what they show and who works for them; their street sees them in figures.

-- Platform scope: a tenant is read on every request, without a scope, so what its people settle stands in its row. The
-- application may not write there; each concern has one narrow function, for the tenant that the transaction is in.
alter table tenant
    -- Top categories that the community does not offer.
    add column hidden_categories text[] not null default '{}',
    -- Parts of the portal that the community does without.
    add column features_off text[] not null default '{}' check (features_off <@ array['notices', 'care', 'codes', 'join']),
    -- One revision a form: two people who change different things are not in each other's way.
    add column branding_revision int not null default 1,
    add column station_revision int not null default 1,
    add column shown_revision int not null default 1;

-- Each is true when the row is changed, false when somebody was first.
create function set_tenant_branding(community uuid, seen int, new_name text, folded text, pinyin text, hue text, about text)
    returns boolean language sql volatile security definer set search_path = public, pg_temp
    as $$
        with done as (
            update tenant set name = new_name, search_key = folded, search_pinyin = pinyin, brand = hue, intro = about,
                branding_revision = branding_revision + 1
            where id = community and id = app_tenant() and level = 'community' and branding_revision = seen
            returning id
        )
        select exists (select 1 from done)
    $$;

create function set_tenant_station(community uuid, seen int, new_name text, address text, area int, number text, opening jsonb)
    returns boolean language sql volatile security definer set search_path = public, pg_temp
    as $$
        with done as (
            update tenant set station_name = new_name, station_address = address, station_area_sqm = area, phone = number,
                hours = opening, station_revision = station_revision + 1
            where id = community and id = app_tenant() and level = 'community' and station_revision = seen
            returning id
        )
        select exists (select 1 from done)
    $$;

create function set_tenant_shown(community uuid, seen int, hidden text[], off text[])
    returns boolean language sql volatile security definer set search_path = public, pg_temp
    as $$
        with done as (
            update tenant set hidden_categories = hidden, features_off = off, shown_revision = shown_revision + 1
            where id = community and id = app_tenant() and level = 'community' and shown_revision = seen
            returning id
        )
        select exists (select 1 from done)
    $$;

revoke execute on function set_tenant_branding, set_tenant_station, set_tenant_shown from public;
grant execute on function set_tenant_branding, set_tenant_station, set_tenant_shown to jiamenkou_app;

-- Administrators of a community: a grant of its own, beside the one as community staff.
alter table role_grant drop constraint role_grant_role_check;
alter table role_grant add constraint role_grant_role_check check (role in ('platform_admin', 'street_staff', 'community_admin',
    'community_staff', 'grid_leader', 'building_leader', 'property_steward', 'volunteer', 'resident', 'trainee'));
-- Whoever was there first administers what everybody could until now. The owner is held to the policy too; here it stands
-- above the communities.
alter table role_grant no force row level security;
insert into role_grant (tenant_id, grant_id, person_id, role, valid_from, valid_to)
    select distinct on (g.tenant_id) g.tenant_id, gen_random_uuid(), g.person_id, 'community_admin', g.valid_from, g.valid_to
    from role_grant g
    where g.role = 'community_staff' and g.scope_id is null and (g.valid_to is null or g.valid_to >= current_date)
    order by g.tenant_id, g.created_at, g.grant_id;
alter table role_grant force row level security;

-- Person scope: the day of the last sign-in, for those who answer for who works in a community.
alter table person add column signed_in_on date;

-- Tenant scope: a role in the whole community that waits to be accepted. What it is accepted with follows from its id and
-- the server's key, and is stored nowhere.
create table staff_invitation (
    tenant_id uuid not null references tenant (id),
    invitation_id uuid not null,
    phone_hmac bytea not null check (length(phone_hmac) = 32),
    phone_masked text not null,
    -- As whoever invites calls the person.
    name text not null,
    role text not null check (role in ('community_staff', 'property_steward', 'volunteer')),
    -- The last day of the role; none: until it is ended.
    until date,
    -- The grant acted under, and its holder's name.
    invited_by uuid not null,
    inviter text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    accepted_by uuid,
    revoked_at timestamptz,
    primary key (tenant_id, invitation_id),
    check ((accepted_at is null) = (accepted_by is null)),
    constraint xs_staff_invitation_person foreign key (accepted_by) references person (person_id)
);
create index staff_invitation_phone on staff_invitation (tenant_id, phone_hmac);

-- Tenant scope: somebody of the staff is to be an administrator, and a second administrator is asked.
create table admin_proposal (
    tenant_id uuid not null references tenant (id),
    proposal_id uuid not null,
    -- The grant as community staff.
    grant_id uuid not null,
    person_id uuid not null,
    name text not null,
    proposed_by uuid not null,
    proposer text not null,
    proposed_at timestamptz not null,
    decided_by uuid,
    decider text not null default '',
    decided_at timestamptz,
    approved boolean,
    primary key (tenant_id, proposal_id),
    foreign key (tenant_id, grant_id) references role_grant (tenant_id, grant_id),
    constraint xs_admin_proposal_person foreign key (person_id) references person (person_id),
    check ((decided_at is null) = (approved is null))
);
create unique index admin_proposal_open on admin_proposal (tenant_id, person_id) where decided_at is null;

-- Tenant scope: a community in figures on a day, each a count or a part (num) of a whole (den).
create table metric_snapshot (
    tenant_id uuid not null references tenant (id),
    period date not null,
    key text not null,
    num bigint not null check (num >= 0),
    den bigint check (den >= 0),
    primary key (tenant_id, period, key)
);

do $$
declare t text;
begin
    foreach t in array array['staff_invitation', 'admin_proposal', 'metric_snapshot'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
        execute format('grant select, insert, update on %I to jiamenkou_app', t);
    end loop;
end $$;

-- A street sees the figures of the communities below it and nothing else of theirs: through this function, whose owner
-- may read the figures (they are aggregates) of every tenant, and which answers for the tenant of the transaction alone.
create policy aggregates on metric_snapshot for select to current_user using (true);

-- The latest figures of every community below a tenant, up to a day.
create function figures_below(above uuid, latest date)
    returns table (community uuid, period date, key text, num bigint, den bigint)
    language sql stable security definer set search_path = public, pg_temp
    as $$
        with recursive below as (
            select t.id, t.level from tenant t where t.parent_id = above and above = app_tenant()
            union
            select t.id, t.level from tenant t join below b on t.parent_id = b.id
        )
        select s.tenant_id, s.period, s.key, s.num, s.den
        from below b join metric_snapshot s on s.tenant_id = b.id
        where b.level = 'community'
            and s.period = (select max(m.period) from metric_snapshot m where m.tenant_id = b.id and m.period <= latest)
    $$;
revoke execute on function figures_below from public;
grant execute on function figures_below to jiamenkou_app;
