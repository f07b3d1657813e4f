-- Person scope: one human, one account. What a person may do is a grant in a tenant or a membership in an organization.

create table person (
    person_id uuid primary key,
    name text not null,
    -- Sealed with the server's key; absent for people registered on paper.
    phone_sealed bytea,
    phone_masked text,
    created_at timestamptz not null default now(),
    deleted_at timestamptz
);

create table password (
    person_id uuid primary key references person (person_id),
    hash text not null,
    changed_at timestamptz not null
);

-- The cookie names its person, so a session is looked up inside that person's scope.
create table session (
    person_id uuid not null references person (person_id),
    token_hash bytea not null check (length(token_hash) = 32),
    session_id uuid not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    -- Ended when unused for so long: residents for weeks, staff for half an hour.
    idle_seconds int not null check (idle_seconds > 0),
    user_agent text not null default '',
    -- The identity chosen where a person has several: one of the person's own grants.
    grant_id uuid,
    primary key (person_id, token_hash),
    unique (person_id, session_id)
);

alter table person enable row level security;
alter table person force row level security;
create policy scope on person using (person_id = app_person()) with check (person_id = app_person());
alter table password enable row level security;
alter table password force row level security;
create policy scope on password using (person_id = app_person()) with check (person_id = app_person());
alter table session enable row level security;
alter table session force row level security;
create policy scope on session using (person_id = app_person()) with check (person_id = app_person());

grant select, insert, update on person to jiamenkou_app;
grant select, insert, update, delete on password, session to jiamenkou_app;

-- Tenant scope: what a person may do in a community, from when to when. Seen from both sides.
create table role_grant (
    tenant_id uuid not null references tenant (id),
    grant_id uuid not null,
    person_id uuid not null,
    role text not null check (role in ('platform_admin', 'street_staff', 'community_staff', 'grid_leader', 'building_leader',
        'property_steward', 'volunteer', 'resident', 'trainee')),
    -- Narrower than the tenant where the role is: a grid's or a building's id.
    scope_kind text not null default 'tenant' check (scope_kind in ('tenant', 'grid', 'building')),
    scope_id uuid,
    valid_from date not null,
    valid_to date,
    granted_by uuid,
    created_at timestamptz not null default now(),
    primary key (tenant_id, grant_id),
    check (valid_to is null or valid_to >= valid_from),
    check ((scope_kind = 'tenant') = (scope_id is null)),
    constraint xs_role_grant_person foreign key (person_id) references person (person_id)
);
create index role_grant_person on role_grant (tenant_id, person_id);
create index role_grant_of_person on role_grant (person_id);
alter table role_grant enable row level security;
alter table role_grant force row level security;
create policy scope on role_grant
    using (tenant_id = app_tenant() or person_id = app_person())
    with check (tenant_id = app_tenant());
grant select, insert, update on role_grant to jiamenkou_app;

-- A one-time code that staff hand to a person who was registered on paper. Only its hash is kept.
create table sign_in_code (
    tenant_id uuid not null references tenant (id),
    code_id uuid not null,
    person_id uuid not null,
    -- The name as staff wrote it, for their own list.
    name text not null,
    code_hash bytea not null check (length(code_hash) = 32),
    -- The grant acted under, and its holder's name for the list.
    issued_by uuid not null,
    issuer text not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz,
    primary key (tenant_id, code_id),
    constraint xs_sign_in_code_person foreign key (person_id) references person (person_id)
);
create index sign_in_code_hash on sign_in_code (tenant_id, code_hash);
alter table sign_in_code enable row level security;
alter table sign_in_code force row level security;
create policy scope on sign_in_code using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
grant select, insert, update on sign_in_code to jiamenkou_app;
