-- The scopes every row lives in, and how a transaction says which of them it acts for.
-- The application role `jiamenkou_app` exists before migrations run (embedded mode creates it, elsewhere the operator does);
-- it owns nothing, and every right it has is granted here by name.

-- Exclusion constraints over an id and a range.
create extension if not exists btree_gist;

grant usage on schema public to jiamenkou_app;

-- Policies read the scope through one function each. `nullif`: after a transaction that set it, the setting is '' and not NULL.
create function app_tenant() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.tenant_id', true), '')::uuid $$;
create function app_org() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.org_id', true), '')::uuid $$;
create function app_person() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.person_id', true), '')::uuid $$;

-- Platform scope: small, read-mostly reference data.

create table tenant (
    id uuid primary key,
    parent_id uuid references tenant (id),
    level text not null check (level in ('platform', 'district', 'street', 'community')),
    slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 40),
    name text not null,
    -- Folded name and pinyin, for choosing a community by typing.
    search_key text not null,
    search_pinyin text not null,
    admin_code varchar(12),
    managed_by text,
    brand text not null default 'persimmon',
    intro text not null default '',
    station_name text,
    station_address text,
    station_area_sqm int check (station_area_sqm > 0),
    phone text,
    hours jsonb,
    icp_number text,
    time_zone text not null default 'Asia/Shanghai',
    is_demo boolean not null default false,
    created_at timestamptz not null default now()
);
create index tenant_parent on tenant (parent_id);
grant select on tenant to jiamenkou_app;

-- A category has no parent; a sub-service has one.
create table service_category (
    code text primary key check (code ~ '^[a-z0-9_]+$'),
    parent_code text references service_category (code),
    position int not null,
    icon text not null,
    name_hans text not null,
    name_hant text not null,
    name_en text not null,
    summary_hans text not null default '',
    summary_hant text not null default '',
    summary_en text not null default '',
    -- Words that place a sheet's free wording under this sub-service.
    keywords text[] not null default '{}'
);
grant select on service_category to jiamenkou_app;

create table public_holiday (
    date date not null,
    kind text not null check (kind in ('off', 'makeup', 'statutory')),
    name text not null,
    source text not null,
    primary key (date, kind)
);
grant select on public_holiday to jiamenkou_app;

-- Who is behind a phone number: unique on the whole platform, so it cannot live in a person's scope.
-- No rights are granted on it; it is reached through the functions below alone.
create table phone_identity (
    phone_hmac bytea primary key check (length(phone_hmac) = 32),
    person_id uuid not null
);
create index phone_identity_person on phone_identity (person_id);

create function person_by_phone(hmac bytea) returns uuid
    language sql stable security definer set search_path = public, pg_temp
    as $$ select person_id from phone_identity where phone_hmac = hmac $$;

-- True when the number is now this person's, false when it is another's.
create function claim_phone(hmac bytea, person uuid) returns boolean
    language sql volatile security definer set search_path = public, pg_temp
    as $$
        with claimed as (
            insert into phone_identity (phone_hmac, person_id) values (hmac, person)
            on conflict (phone_hmac) do nothing returning person_id
        )
        select exists (select 1 from claimed)
            or exists (select 1 from phone_identity where phone_hmac = hmac and person_id = person)
    $$;

create function release_phones(person uuid) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ delete from phone_identity where person_id = person and person = app_person() $$;

-- Which organization holds a unified social credit code (GB 32100): unique on the whole platform likewise.
create table uscc_identity (
    uscc text primary key check (length(uscc) = 18),
    org_id uuid not null
);

create function org_by_uscc(code text) returns uuid
    language sql stable security definer set search_path = public, pg_temp
    as $$ select org_id from uscc_identity where uscc = code $$;

-- The organization that holds the code afterwards: the given one, or the one that held it before.
create function claim_uscc(code text, org uuid) returns uuid
    language sql volatile security definer set search_path = public, pg_temp
    as $$
        with claimed as (
            insert into uscc_identity (uscc, org_id) values (code, org)
            on conflict (uscc) do nothing returning org_id
        )
        select coalesce((select org_id from claimed), (select org_id from uscc_identity where uscc = code))
    $$;

revoke execute on function person_by_phone, claim_phone, release_phones, org_by_uscc, claim_uscc from public;
grant execute on function person_by_phone, claim_phone, release_phones, org_by_uscc, claim_uscc to jiamenkou_app;
