-- Tenant scope: who lives where. A resident is a record that the community keeps, on paper at first; the person it is about
-- may claim it with an account. Search keys, looks at it and merges hang on it.

-- Where a door stands in the order of doors: estate, building, unit, room. It is text, so that one index walks through them,
-- and begins alike for all doors of a building.
create function door_key(estate int, building int, building_id uuid, unit text, room text) returns text
    language sql immutable parallel safe
    as $$
        select lpad(estate::text, 4, '0') || lpad(building::text, 5, '0') || right(building_id::text, 12)
            || lpad(unit, 8, '0') || lpad(room, 10, '0')
    $$;

alter table household
    add column door_key text collate "C",
    add column revision int not null default 1,
    -- 12345678 would be cut off in the key
    add constraint household_door_fits check (length(unit_no) <= 8 and length(room_no) <= 10);
-- Row-level security is forced on the owner as well; what follows concerns every community's rows.
alter table household no force row level security;
alter table building no force row level security;
alter table estate no force row level security;
update household h set door_key = door_key(e.position, b.position, b.building_id, h.unit_no, h.room_no)
    from building b join estate e on e.tenant_id = b.tenant_id and e.estate_id = b.estate_id
    where b.tenant_id = h.tenant_id and b.building_id = h.building_id;
alter table household force row level security;
alter table building force row level security;
alter table estate force row level security;
alter table household alter column door_key set not null;
create index household_door on household (tenant_id, door_key, household_id);
create index household_room on household (tenant_id, room_no);

create table resident (
    tenant_id uuid not null references tenant (id),
    resident_id uuid not null,
    household_id uuid not null,
    name text not null,
    -- Sealed with the server's key for this record; its keyed hash finds it, the masked form is shown.
    phone_sealed bytea,
    phone_hmac bytea check (length(phone_hmac) = 32),
    phone_masked text,
    birth_year int check (birth_year between 1900 and 2200),
    -- Within the household
    relation text not null check (relation in ('head', 'spouse', 'child', 'parent', 'grandchild', 'tenant', 'other')),
    -- 一老一小: elder, alone, infant
    tags text[] not null default '{}' check (tags <@ array['elder', 'alone', 'infant']),
    note text not null default '',
    -- Whose account it is, once claimed.
    person_id uuid,
    lives_since date not null,
    -- The last day; none: still here.
    left_on date,
    -- The record that this one turned out to be.
    merged_into uuid,
    revision int not null default 1,
    created_at timestamptz not null,
    primary key (tenant_id, resident_id),
    check ((phone_sealed is null) = (phone_hmac is null) and (phone_sealed is null) = (phone_masked is null)),
    foreign key (tenant_id, household_id) references household (tenant_id, household_id),
    foreign key (tenant_id, merged_into) references resident (tenant_id, resident_id),
    constraint xs_resident_person foreign key (person_id) references person (person_id)
);
create index resident_household on resident (tenant_id, household_id, resident_id);
create index resident_phone on resident (tenant_id, phone_hmac) where phone_hmac is not null;
create index resident_person on resident (person_id, tenant_id) where person_id is not null;
create index resident_merged on resident (tenant_id, merged_into) where merged_into is not null;

-- What finds a resident, each by its beginning: name, given name, pinyin, initials, the last four digits of the number.
create table resident_key (
    tenant_id uuid not null,
    key text collate "C" not null check (length(key) between 1 and 120),
    resident_id uuid not null,
    primary key (tenant_id, key, resident_id),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id) on delete cascade
);
create index resident_key_of on resident_key (tenant_id, resident_id);

-- Who saw a record in full, why, and until when. Added, never changed.
create table resident_view (
    tenant_id uuid not null,
    view_id uuid not null,
    resident_id uuid not null,
    viewer_id uuid not null,
    -- The grant acted under
    grant_id uuid not null,
    -- Their name and post then, for the person who reads it later.
    viewer text not null,
    role text not null,
    reason text not null check (reason in ('contact', 'visit', 'check', 'emergency', 'other')),
    detail text not null default '',
    at timestamptz not null,
    until timestamptz not null,
    primary key (tenant_id, view_id),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id)
);
create index resident_view_of on resident_view (tenant_id, resident_id, at desc);
create index resident_view_by on resident_view (tenant_id, viewer_id, at desc);

-- Two records of one person made one, as they were before.
create table resident_merge (
    tenant_id uuid not null,
    merge_id uuid not null,
    kept_id uuid not null,
    gone_id uuid not null,
    kept_before jsonb not null,
    gone_before jsonb not null,
    -- The kept record's revision after the merge: changed since, the merge cannot be undone.
    kept_revision int not null,
    by_name text not null,
    at timestamptz not null,
    undone_at timestamptz,
    primary key (tenant_id, merge_id),
    foreign key (tenant_id, kept_id) references resident (tenant_id, resident_id),
    foreign key (tenant_id, gone_id) references resident (tenant_id, resident_id)
);
create index resident_merge_kept on resident_merge (tenant_id, kept_id, at desc);
create index resident_merge_gone on resident_merge (tenant_id, gone_id, at desc);

-- A search as somebody typed it. Its address carries this id and not what was typed: names and numbers do not belong there.
create table resident_search (
    tenant_id uuid not null references tenant (id),
    search_id uuid not null,
    person_id uuid not null,
    typed_sealed bytea not null,
    at timestamptz not null,
    primary key (tenant_id, search_id)
);
create index resident_search_old on resident_search (tenant_id, at);

-- Filters that somebody uses often.
create table resident_saved_view (
    tenant_id uuid not null references tenant (id),
    view_id uuid not null,
    person_id uuid not null,
    name text not null,
    query text not null,
    created_at timestamptz not null,
    primary key (tenant_id, view_id),
    unique (tenant_id, person_id, name)
);

do $$
declare t text;
begin
    foreach t in array array['resident_key', 'resident_merge', 'resident_search', 'resident_saved_view'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
    end loop;
    foreach t in array array['resident', 'resident_view'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
    end loop;
end $$;
-- Seen from both sides: the community keeps it, and the person may read what is kept and who looked.
create policy scope on resident
    using (tenant_id = app_tenant() or person_id = app_person()) with check (tenant_id = app_tenant());
create policy scope on resident_view
    using (tenant_id = app_tenant() or exists (
        select 1 from resident r where r.tenant_id = resident_view.tenant_id and r.resident_id = resident_view.resident_id
            and r.person_id = app_person()))
    with check (tenant_id = app_tenant());

grant select, insert, update on resident, resident_merge to jiamenkou_app;
grant select, insert, delete on resident_key, resident_search to jiamenkou_app;
grant select, insert on resident_view to jiamenkou_app;
grant select, insert, delete on resident_saved_view to jiamenkou_app;

-- A code may hand over a record.
alter table sign_in_code
    add column resident_id uuid,
    add foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id);
