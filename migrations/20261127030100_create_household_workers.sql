-- Tenant scope: the household workers (家政服务员) whom a community knows, whichever organization they work for. A record is
-- kept as long as its person agrees to it (see consent); it is hidden from the moment they no longer do.

create table household_worker (
    tenant_id uuid not null references tenant (id),
    household_worker_id uuid not null,
    name text not null,
    -- Sealed with the server's key for this record; its keyed hash finds it, the masked form is shown.
    phone_sealed bytea,
    phone_hmac bytea check (length(phone_hmac) = 32),
    phone_masked text,
    birth_year int check (birth_year between 1900 and 2200),
    -- What finds it, each by its beginning: name, given name, pinyin, initials, the last four digits of the number
    keys text[] not null,
    -- Their record as somebody who lives here
    resident_id uuid,
    -- The organization that they work for, where it has applied here; else its name, or nothing
    org_id uuid,
    employer text not null default '',
    trades text[] not null check (trades <@ array['housekeeping', 'cleaning', 'maternity', 'infant', 'care', 'escort', 'organizing',
        'appliance', 'repair']),
    status text not null check (status in ('available', 'placed', 'resting', 'left')),
    note text not null default '',
    -- Whose account it is, once claimed
    person_id uuid,
    -- Since when the person no longer agrees
    withdrawn_at timestamptz,
    -- What remains of a record once it is deleted: that there was one, for the looks and deeds that refer to it
    erased_at timestamptz,
    -- The sheet that brought it
    import_id uuid,
    revision int not null default 1,
    created_at timestamptz not null,
    primary key (tenant_id, household_worker_id),
    check ((phone_sealed is null) = (phone_hmac is null) and (phone_sealed is null) = (phone_masked is null)),
    constraint household_worker_one_employer check (org_id is null or employer = ''),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id),
    foreign key (tenant_id, org_id) references admission (tenant_id, org_id),
    constraint household_worker_import foreign key (tenant_id, import_id) references sheet_import (tenant_id, import_id),
    constraint xs_household_worker_person foreign key (person_id) references person (person_id)
);
create index household_worker_phone on household_worker (tenant_id, phone_hmac) where phone_hmac is not null;
create index household_worker_person on household_worker (person_id, tenant_id) where person_id is not null;
create index household_worker_of_import on household_worker (tenant_id, import_id) where import_id is not null;
create index household_worker_withdrawn on household_worker (tenant_id, withdrawn_at)
    where withdrawn_at is not null and erased_at is null;

-- The estates that somebody serves; none: all of them.
create table household_worker_area (
    tenant_id uuid not null,
    household_worker_id uuid not null,
    estate_id uuid not null,
    primary key (tenant_id, household_worker_id, estate_id),
    foreign key (tenant_id, household_worker_id) references household_worker (tenant_id, household_worker_id) on delete cascade,
    foreign key (tenant_id, estate_id) references estate (tenant_id, estate_id)
);
create index household_worker_area_estate on household_worker_area (tenant_id, estate_id);

create table household_worker_certificate (
    tenant_id uuid not null,
    certificate_id uuid not null,
    household_worker_id uuid not null,
    kind text not null check (kind in ('home_visit_permit', 'health', 'background_check', 'skill_level', 'insurance', 'training',
        'other')),
    -- Sealed with the server's key for this certificate
    number_sealed bytea,
    number_masked text,
    issuer text not null default '',
    issued_on date,
    expires_on date,
    primary key (tenant_id, certificate_id),
    check ((number_sealed is null) = (number_masked is null)),
    foreign key (tenant_id, household_worker_id) references household_worker (tenant_id, household_worker_id) on delete cascade
);
create index household_worker_certificate_of on household_worker_certificate (tenant_id, household_worker_id);

-- Who saw a record in full, why, and until when. Added, never changed.
create table household_worker_view (
    tenant_id uuid not null,
    view_id uuid not null,
    household_worker_id uuid not null,
    viewer_id uuid not null,
    -- The grant acted under
    grant_id uuid not null,
    -- Their name and post then, for the person who reads it later
    viewer text not null,
    role text not null,
    reason text not null check (reason in ('contact', 'visit', 'check', 'emergency', 'other')),
    detail text not null default '',
    at timestamptz not null,
    until timestamptz not null,
    primary key (tenant_id, view_id),
    foreign key (tenant_id, household_worker_id) references household_worker (tenant_id, household_worker_id)
);
create index household_worker_view_of on household_worker_view (tenant_id, household_worker_id, at desc);
create index household_worker_view_by on household_worker_view (tenant_id, viewer_id, at desc);

-- What became of a record, step by step. Added, never changed.
create table household_worker_event (
    tenant_id uuid not null,
    event_id uuid not null,
    household_worker_id uuid not null,
    kind text not null check (kind in ('registered', 'imported', 'changed', 'status', 'certificate_added', 'certificate_removed',
        'consented', 'withdrawn', 'code', 'claimed', 'erased')),
    -- The new standing, or the kind of certificate
    detail text not null default '',
    -- Who of the staff did it; empty: the person, or nobody
    by_name text not null,
    at timestamptz not null,
    primary key (tenant_id, event_id),
    foreign key (tenant_id, household_worker_id) references household_worker (tenant_id, household_worker_id) on delete cascade
);
create index household_worker_event_of on household_worker_event (tenant_id, household_worker_id, at desc);

-- A code may hand over such a record.
alter table sign_in_code
    add column household_worker_id uuid,
    add foreign key (tenant_id, household_worker_id) references household_worker (tenant_id, household_worker_id),
    add constraint sign_in_code_one_record check (resident_id is null or household_worker_id is null);

-- What was agreed to about it goes where it goes.
alter table consent
    add foreign key (tenant_id, household_worker_id) references household_worker (tenant_id, household_worker_id) on delete cascade;

do $$
declare t text;
begin
    foreach t in array array['household_worker', 'household_worker_area', 'household_worker_certificate', 'household_worker_view',
        'household_worker_event'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
    end loop;
end $$;
-- The person may read that there is a record of theirs; what it says is read in the community's scope.
create policy seen on household_worker for select using (person_id = app_person());

grant select, insert, update, delete on household_worker to jiamenkou_app;
grant select, insert, delete on household_worker_area, household_worker_certificate to jiamenkou_app;
grant select, insert on household_worker_view, household_worker_event to jiamenkou_app;
