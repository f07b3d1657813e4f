-- Tenant scope: lists of residents on their way out. Asked for by one person with a reason, allowed by another, made by a
-- task, and there for a day for whoever asked.

create table resident_export (
    tenant_id uuid not null references tenant (id),
    export_id uuid not null,
    person_id uuid not null,
    by_name text not null,
    -- The filters, as in the list's address
    filters text not null,
    form text not null check (form in ('xlsx', 'csv')),
    reason text not null,
    asked_at timestamptz not null,
    decided_by uuid check (decided_by <> person_id),
    decided_name text not null default '',
    decided_at timestamptz,
    is_allowed boolean,
    row_count int,
    -- Sealed; gone after a day
    content_sealed bytea,
    ready_at timestamptz,
    primary key (tenant_id, export_id),
    check ((decided_by is null) = (decided_at is null) and (decided_at is null) = (is_allowed is null))
);
create index resident_export_recent on resident_export (tenant_id, asked_at desc, export_id desc);
alter table resident_export enable row level security;
alter table resident_export force row level security;
create policy scope on resident_export using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
grant select, insert, update on resident_export to jiamenkou_app;

-- Whoever is on a list that goes out can read of it, as of any look.
alter table resident_view drop constraint resident_view_reason_check;
alter table resident_view add constraint resident_view_reason_check
    check (reason in ('contact', 'visit', 'check', 'emergency', 'other', 'export'));

-- What a person asks of a community about their own record: to put it right, or to delete it.
create table resident_request (
    tenant_id uuid not null references tenant (id),
    request_id uuid not null,
    resident_id uuid not null,
    person_id uuid not null,
    kind text not null check (kind in ('correct', 'delete')),
    body text not null,
    created_at timestamptz not null,
    -- What became of it
    is_done boolean,
    answer text not null default '',
    answered_by text not null default '',
    answered_at timestamptz,
    primary key (tenant_id, request_id),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id),
    constraint xs_resident_request_person foreign key (person_id) references person (person_id)
);
create index resident_request_open on resident_request (tenant_id, created_at) where answered_at is null;
create index resident_request_of on resident_request (tenant_id, resident_id, created_at);
alter table resident_request enable row level security;
alter table resident_request force row level security;
create policy scope on resident_request
    using (tenant_id = app_tenant() or person_id = app_person())
    with check (tenant_id = app_tenant());
grant select, insert, update on resident_request to jiamenkou_app;

-- What remains of a record once it is deleted: that there was one, for the looks and deeds that refer to it.
alter table resident add column erased_at timestamptz;
create index resident_left on resident (tenant_id, left_on) where left_on is not null and erased_at is null;
