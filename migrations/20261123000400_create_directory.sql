-- Tenant scope: what a community has admitted and published. Public pages read these tables and nothing of the org scope.

create table estate (
    tenant_id uuid not null references tenant (id),
    estate_id uuid not null,
    name text not null,
    position int not null,
    primary key (tenant_id, estate_id),
    unique (tenant_id, name)
);

create table admission (
    tenant_id uuid not null references tenant (id),
    org_id uuid not null,
    -- The name under which the community knows it, admitted or not.
    org_name text not null,
    status text not null check (status in ('draft', 'submitted', 'material_check', 'returned', 'site_visit', 'public_notice',
        'admitted', 'suspended', 'exited', 'rejected')),
    status_since date not null,
    admitted_on date,
    primary key (tenant_id, org_id),
    constraint xs_admission_organization foreign key (org_id) references organization (org_id)
);

create index admission_name on admission (tenant_id, org_name);

-- The published profile of an admitted organization.
create table vendor_profile (
    tenant_id uuid not null references tenant (id),
    org_id uuid not null,
    name text not null,
    uscc text,
    profile text not null,
    phone text,
    engagement_model text,
    founded_year int,
    status text not null check (status in ('published', 'suspended')),
    admitted_on date,
    search_name text not null,
    search_pinyin text not null,
    updated_at timestamptz not null,
    primary key (tenant_id, org_id),
    foreign key (tenant_id, org_id) references admission (tenant_id, org_id)
);

create table listing (
    tenant_id uuid not null references tenant (id),
    listing_id uuid not null,
    org_id uuid not null,
    service_id uuid not null,
    category_code text not null references service_category (code),
    kind_code text references service_category (code),
    name text not null,
    included text not null,
    excluded text not null,
    conditions text not null,
    minutes_min int,
    minutes_max int,
    worker_count int not null,
    needs_credentials text[] not null,
    suits text[] not null,
    estate_ids uuid[] not null,
    unit text not null,
    negotiable boolean not null,
    min_fen bigint,
    max_fen bigint,
    open_ended boolean not null,
    min_qty int,
    min_charge_fen bigint,
    call_out_fee_fen bigint,
    holiday_pct int,
    deposit_fen bigint,
    price_note text not null,
    hours jsonb,
    checked_on date,
    checked_by text not null default '',
    status text not null check (status in ('published', 'suspended', 'delisted')),
    -- Folded forms for searching, written with the row so that a page never has to fold.
    search_name text not null,
    search_pinyin text not null,
    search_text text not null,
    updated_at timestamptz not null,
    primary key (tenant_id, listing_id),
    unique (tenant_id, org_id, service_id),
    foreign key (tenant_id, org_id) references vendor_profile (tenant_id, org_id)
);

create table worker_card (
    tenant_id uuid not null references tenant (id),
    worker_id uuid not null,
    org_id uuid not null,
    -- Masked when it is published: 张**
    label text not null,
    work_no text not null,
    trades text[] not null,
    since_year int,
    -- [{kind, title, issued_on, expires_on}], never a number.
    credentials jsonb not null,
    status text not null check (status in ('published', 'suspended')),
    updated_at timestamptz not null,
    primary key (tenant_id, worker_id),
    foreign key (tenant_id, org_id) references vendor_profile (tenant_id, org_id)
);
create index worker_card_org on worker_card (tenant_id, org_id);

create table notice (
    tenant_id uuid not null references tenant (id),
    notice_id uuid not null,
    title text not null,
    body text not null,
    pinned boolean not null default false,
    published_at timestamptz not null,
    expires_at timestamptz,
    primary key (tenant_id, notice_id)
);
create index notice_recent on notice (tenant_id, published_at desc, notice_id desc);

-- Searches that found nothing, counted per community and day; nothing about who searched.
create table search_miss (
    tenant_id uuid not null references tenant (id),
    day date not null,
    term text not null check (length(term) between 1 and 64),
    misses bigint not null check (misses > 0),
    primary key (tenant_id, day, term)
);

do $$
declare t text;
begin
    foreach t in array array['estate', 'admission', 'vendor_profile', 'listing', 'worker_card', 'notice', 'search_miss'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
end $$;
