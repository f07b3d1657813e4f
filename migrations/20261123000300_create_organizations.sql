-- Org scope: a company exists once and keeps its services, prices, hours and workers once, for all communities it serves.

create table organization (
    org_id uuid primary key,
    uscc text,
    kind text not null check (kind in ('vendor', 'property', 'training')),
    name text not null,
    profile text not null default '',
    phone text,
    engagement_model text check (engagement_model in ('employee', 'agency')),
    founded_year int check (founded_year between 1900 and 2200),
    is_demo boolean not null default false,
    created_at timestamptz not null default now()
);

create table membership (
    org_id uuid not null references organization (org_id),
    membership_id uuid not null,
    person_id uuid not null,
    role text not null check (role in ('owner', 'editor', 'worker')),
    valid_from date not null,
    valid_to date,
    primary key (org_id, membership_id),
    constraint xs_membership_person foreign key (person_id) references person (person_id)
);
create index membership_person on membership (org_id, person_id);
create index membership_of_person on membership (person_id);

create table service (
    org_id uuid not null references organization (org_id),
    service_id uuid not null,
    category_code text not null references service_category (code),
    kind_code text references service_category (code),
    name text not null,
    included text not null default '',
    excluded text not null default '',
    conditions text not null default '',
    minutes_min int check (minutes_min > 0),
    minutes_max int check (minutes_max >= minutes_min),
    worker_count int not null default 1 check (worker_count between 1 and 50),
    needs_credentials text[] not null default '{}',
    suits text[] not null default '{}',
    hours jsonb,
    created_at timestamptz not null default now(),
    primary key (org_id, service_id),
    unique (org_id, name)
);

-- Dated: a new price begins on a day and the old one ends the day before. `tenant_id` null is the default price.
create table price (
    org_id uuid not null references organization (org_id),
    price_id uuid not null,
    service_id uuid not null,
    tenant_id uuid,
    unit text not null check (unit in ('hour', 'visit', 'sqm', 'month', 'day', 'piece', 'metre', 'cycle26')),
    negotiable boolean not null default false,
    min_fen bigint check (min_fen > 0),
    max_fen bigint check (max_fen >= min_fen),
    open_ended boolean not null default false,
    min_qty int check (min_qty between 1 and 744),
    min_charge_fen bigint check (min_charge_fen > 0),
    -- Zero says expressly that there is none.
    call_out_fee_fen bigint check (call_out_fee_fen >= 0),
    holiday_pct int check (holiday_pct between 0 and 300),
    deposit_fen bigint check (deposit_fen >= 0),
    note text not null default '',
    valid daterange not null,
    primary key (org_id, price_id),
    foreign key (org_id, service_id) references service (org_id, service_id),
    check (negotiable = (min_fen is null)),
    exclude using gist (org_id with =, service_id with =,
        coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'::uuid) with =, valid with &&)
);

create table worker (
    org_id uuid not null references organization (org_id),
    worker_id uuid not null,
    name text not null,
    work_no text not null,
    trades text[] not null default '{}',
    since_year int check (since_year between 1950 and 2200),
    created_at timestamptz not null default now(),
    primary key (org_id, worker_id),
    unique (org_id, work_no)
);

create table credential (
    org_id uuid not null references organization (org_id),
    credential_id uuid not null,
    worker_id uuid not null,
    kind text not null check (kind in ('home_visit_permit', 'health', 'background_check', 'skill_level', 'insurance')),
    title text not null default '',
    issued_on date,
    expires_on date,
    primary key (org_id, credential_id),
    foreign key (org_id, worker_id) references worker (org_id, worker_id)
);
create index credential_worker on credential (org_id, worker_id);

do $$
declare t text;
begin
    foreach t in array array['organization', 'membership', 'service', 'price', 'worker', 'credential'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        if t = 'membership' then
            execute 'create policy scope on membership using (org_id = app_org() or person_id = app_person()) with check (org_id = app_org())';
        else
            execute format('create policy scope on %I using (org_id = app_org()) with check (org_id = app_org())', t);
        end if;
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
end $$;
