-- Tenant scope: notices that staff write for a place and a time, have checked by a second person, and take down again.
-- What was there, and what an older server adds meanwhile, is published and for the whole community.

alter table notice
    -- Set when it is approved; until it comes, the notice is scheduled.
    alter column published_at drop not null,
    add column state text not null default 'approved' check (state in ('draft', 'returned', 'review', 'approved', 'withdrawn')),
    -- Where it holds; of several buildings, which ones stands in notice_building.
    add column place_kind text not null default 'community' check (place_kind in ('community', 'estate', 'grid', 'buildings')),
    add column estate_id uuid,
    add column grid_id uuid,
    -- When it is to be published; none: as soon as it is approved.
    add column starts_at timestamptz,
    -- Who began it, with the name of then; none for what the portal itself publishes.
    add column author_id uuid,
    add column author_name text not null default '',
    -- Everybody who wrote some of it: none of them approves it while there is somebody else.
    add column writers uuid[] not null default '{}',
    -- Who approved, returned or withdrew it, when and why.
    add column decided_by uuid,
    add column decider_name text not null default '',
    add column decided_at timestamptz,
    add column reason text not null default '',
    add column revision int not null default 1,
    add column changed_at timestamptz not null default now(),
    add foreign key (tenant_id, estate_id) references estate (tenant_id, estate_id),
    add foreign key (tenant_id, grid_id) references grid (tenant_id, grid_id),
    add constraint xs_notice_author foreign key (author_id) references person (person_id),
    add check ((place_kind = 'estate') = (estate_id is not null)),
    add check ((place_kind = 'grid') = (grid_id is not null)),
    add check (state <> 'approved' or published_at is not null);
-- The owner is held to the policy too; here it stands above the communities.
alter table notice no force row level security;
update notice set changed_at = published_at;
alter table notice force row level security;
create index notice_changed on notice (tenant_id, changed_at desc, notice_id desc);

-- The buildings that a notice holds for.
create table notice_building (
    tenant_id uuid not null references tenant (id),
    notice_id uuid not null,
    building_id uuid not null,
    primary key (tenant_id, notice_id, building_id),
    foreign key (tenant_id, notice_id) references notice (tenant_id, notice_id),
    foreign key (tenant_id, building_id) references building (tenant_id, building_id)
);

-- What hangs on a notice: PDFs and pictures, checked and drawn anew.
create table notice_file (
    tenant_id uuid not null references tenant (id),
    notice_id uuid not null,
    file_id uuid not null,
    file_name text not null,
    media_type text not null check (media_type in ('image/jpeg', 'application/pdf')),
    bytes bytea not null,
    size int not null check (size > 0),
    added_at timestamptz not null,
    primary key (tenant_id, notice_id, file_id),
    foreign key (tenant_id, notice_id) references notice (tenant_id, notice_id)
);

-- Who said that they know, once each; counted, and shown to nobody by name.
create table notice_read (
    tenant_id uuid not null references tenant (id),
    notice_id uuid not null,
    person_id uuid not null,
    read_at timestamptz not null,
    primary key (tenant_id, notice_id, person_id),
    foreign key (tenant_id, notice_id) references notice (tenant_id, notice_id),
    constraint xs_notice_read_person foreign key (person_id) references person (person_id)
);

do $$
declare t text;
begin
    foreach t in array array['notice_building', 'notice_file', 'notice_read'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
    end loop;
end $$;
grant select, insert, delete on notice_building, notice_file to jiamenkou_app;
grant select, insert on notice_read to jiamenkou_app;
