-- Tenant scope: residents who begin a business (创业帮扶), from the first wish to a company that serves the community.

create table startup_case (
    tenant_id uuid not null references tenant (id),
    case_id uuid not null,
    resident_id uuid not null,
    -- The record it was of before that one turned out to be another; a merge that is taken back brings it back there.
    came_from uuid,
    kind text not null check (kind in ('company', 'studio', 'individual')),
    idea text not null,
    status text not null default 'interest'
        check (status in ('interest', 'assessed', 'plan', 'registering', 'operating', 'admitted', 'closed')),
    mentor_name text not null default '',
    -- The organization that came of it
    org_id uuid,
    revision int not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, case_id),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id),
    constraint xs_startup_case_org foreign key (org_id) references organization (org_id),
    check (status <> 'admitted' or org_id is not null)
);
create index startup_case_resident on startup_case (tenant_id, resident_id, created_at desc);
-- One at a time.
create unique index startup_case_open on startup_case (tenant_id, resident_id) where status not in ('admitted', 'closed');
create index startup_case_status on startup_case (tenant_id, status, updated_at desc, case_id desc);
create index startup_case_updated on startup_case (tenant_id, updated_at desc, case_id desc);
create index startup_case_org on startup_case (org_id) where org_id is not null;

-- The way to a business: 登记 → 开户 → 税务 → 社保 → 入驻.
create table startup_milestone (
    tenant_id uuid not null,
    case_id uuid not null,
    step text not null check (step in ('registration', 'account', 'tax', 'insurance', 'admission')),
    due_on date,
    done_on date,
    primary key (tenant_id, case_id, step),
    foreign key (tenant_id, case_id) references startup_case (tenant_id, case_id)
);

-- What staff and mentors note; added, and never changed.
create table startup_note (
    tenant_id uuid not null,
    note_id uuid not null,
    case_id uuid not null,
    author_name text not null,
    body text not null,
    -- Whether the person reads it
    is_shared boolean not null,
    created_at timestamptz not null,
    primary key (tenant_id, note_id),
    foreign key (tenant_id, case_id) references startup_case (tenant_id, case_id)
);
create index startup_note_case on startup_note (tenant_id, case_id, created_at desc);

create table startup_event (
    tenant_id uuid not null,
    event_id uuid not null,
    case_id uuid not null,
    -- Empty: it began
    from_status text not null default '',
    to_status text not null,
    reason text not null default '',
    actor_name text not null,
    created_at timestamptz not null,
    primary key (tenant_id, event_id),
    foreign key (tenant_id, case_id) references startup_case (tenant_id, case_id)
);
create index startup_event_case on startup_event (tenant_id, case_id, created_at desc);

do $$
declare t text;
begin
    foreach t in array array['startup_case', 'startup_milestone', 'startup_note', 'startup_event'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
    end loop;
end $$;
-- An organization reads where it came from.
create policy seen on startup_case for select using (org_id = app_org());
grant select, insert, update, delete on startup_case, startup_milestone to jiamenkou_app;
grant select, insert, delete on startup_note, startup_event to jiamenkou_app;
