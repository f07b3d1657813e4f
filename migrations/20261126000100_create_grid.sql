-- Tenant scope: the grid (网格) of a community: its buildings, which grid each belongs to and since when, the households in
-- them, and the posts that look after them.

create table grid (
    tenant_id uuid not null references tenant (id),
    grid_id uuid not null,
    -- What people call it by: SJ-01
    code text not null,
    name text not null,
    -- The party branch (党支部) that stands behind it; may be empty.
    party_branch text not null default '',
    position int not null,
    revision int not null default 1,
    primary key (tenant_id, grid_id),
    unique (tenant_id, code)
);

create table building (
    tenant_id uuid not null references tenant (id),
    building_id uuid not null,
    estate_id uuid not null,
    -- 3栋, 11号楼
    name text not null,
    position int not null,
    primary key (tenant_id, building_id),
    unique (tenant_id, estate_id, name),
    foreign key (tenant_id, estate_id) references estate (tenant_id, estate_id)
);

-- A building belongs to one grid at a time; moves are dated, and history stays.
create table building_grid (
    tenant_id uuid not null references tenant (id),
    building_id uuid not null,
    grid_id uuid not null,
    valid daterange not null check (not isempty(valid)),
    primary key (tenant_id, building_id, valid),
    exclude using gist (tenant_id with =, building_id with =, valid with &&),
    foreign key (tenant_id, building_id) references building (tenant_id, building_id),
    foreign key (tenant_id, grid_id) references grid (tenant_id, grid_id)
);
create index building_grid_grid on building_grid (tenant_id, grid_id);

create table household (
    tenant_id uuid not null references tenant (id),
    household_id uuid not null,
    building_id uuid not null,
    unit_no text not null,
    room_no text not null,
    -- 户籍, 回迁, 商品房, 租住
    kind text not null check (kind in ('registered', 'resettled', 'bought', 'rented')),
    primary key (tenant_id, household_id),
    unique (tenant_id, building_id, unit_no, room_no),
    foreign key (tenant_id, building_id) references building (tenant_id, building_id)
);

-- A post is a dated grant in a grid or a building. Boards and pages name whoever holds it without entering a hundred
-- people's scopes, so the name stands here as it was when the post was given.
alter table role_grant
    add column holder text not null default '',
    -- How residents reach them: by phone, or by a message that does not show the number.
    add column contact text not null default 'message' check (contact in ('phone', 'message')),
    -- The number to call where they chose so.
    add column contact_phone text,
    -- The grant whose holder is away meanwhile; it goes on, and holds alone again when this one ends.
    add column stands_in_for uuid,
    add column ended_by uuid,
    add column ended_at timestamptz;
create index role_grant_scope on role_grant (tenant_id, scope_id) where scope_id is not null;

-- What residents ask whoever looks after them, without an account and without seeing a number.
create table care_message (
    tenant_id uuid not null references tenant (id),
    message_id uuid not null,
    grant_id uuid not null,
    place text not null,
    name text not null,
    -- Sealed with the server's key: for whoever was asked, to call back.
    phone_sealed bytea not null,
    body text not null,
    created_at timestamptz not null,
    done_at timestamptz,
    primary key (tenant_id, message_id),
    foreign key (tenant_id, grant_id) references role_grant (tenant_id, grant_id)
);
create index care_message_open on care_message (tenant_id, grant_id, created_at);

do $$
declare t text;
begin
    foreach t in array array['grid', 'building', 'building_grid', 'household', 'care_message'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
end $$;
