-- Org scope: what a company needs to keep its own records. Each record that two people could edit at once has a revision,
-- and whoever saves names the one they saw.

alter table organization
    add column contact_name text not null default '',
    -- The last days on which the business licence (none: without term) and the liability insurance hold.
    add column licence_until date,
    add column insurance_until date,
    add column revision int not null default 1,
    add column updated_at timestamptz not null default now();

alter table service
    add column status text not null default 'active' check (status in ('active', 'retired')),
    add column revision int not null default 1,
    add column updated_at timestamptz not null default now();

alter table worker
    add column status text not null default 'active' check (status in ('active', 'left')),
    add column photo_id uuid,
    -- The day on which the worker agreed to being shown.
    add column photo_consent_on date,
    add column revision int not null default 1,
    add column updated_at timestamptz not null default now();

alter table credential
    -- Sealed with the server's key; shown masked.
    add column number_sealed bytea,
    add column number_masked text,
    add column document_id uuid;

-- In a community an organization may serve some of the estates only; without a row it serves all of them.
create table service_area (
    org_id uuid not null references organization (org_id),
    tenant_id uuid not null,
    estate_ids uuid[] not null,
    primary key (org_id, tenant_id),
    constraint xs_service_area_tenant foreign key (tenant_id) references tenant (id)
);

-- Licences, contracts, certificates, photos. In the database on purpose: written in the transaction that needs them,
-- behind the same row-level security, in the same backup, on every server.
create table document (
    org_id uuid not null references organization (org_id),
    document_id uuid not null,
    kind text not null check (kind in ('licence', 'insurance', 'contract', 'certificate', 'photo', 'other')),
    file_name text not null,
    media_type text not null check (media_type in ('image/jpeg', 'application/pdf')),
    bytes bytea not null,
    size int not null,
    -- Who put it there: a membership.
    uploaded_by uuid not null,
    uploaded_at timestamptz not null,
    removed_at timestamptz,
    primary key (org_id, document_id)
);

create table org_invitation (
    org_id uuid not null references organization (org_id),
    invitation_id uuid not null,
    phone_hmac bytea not null check (length(phone_hmac) = 32),
    phone_masked text not null,
    role text not null check (role in ('owner', 'editor', 'worker')),
    invited_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    revoked_at timestamptz,
    primary key (org_id, invitation_id)
);

-- Which organizations invite a phone number: the invited person belongs to none of them yet, so it cannot live in a scope.
-- No rights are granted on it; it is reached through the functions below alone.
create table invited_phone (
    phone_hmac bytea not null check (length(phone_hmac) = 32),
    org_id uuid not null,
    invitation_id uuid not null,
    expires_at timestamptz not null,
    primary key (phone_hmac, org_id, invitation_id)
);

create function invite_phone(hmac bytea, org uuid, invitation uuid, until timestamptz) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ insert into invited_phone (phone_hmac, org_id, invitation_id, expires_at) select hmac, org, invitation, until where org = app_org()
        on conflict do nothing $$;
create function invitations_of_phone(hmac bytea, now timestamptz) returns table (org uuid, invitation uuid)
    language sql stable security definer set search_path = public, pg_temp
    as $$ select org_id, invitation_id from invited_phone where phone_hmac = hmac and expires_at > now $$;
create function drop_invited_phone(org uuid, invitation uuid) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ delete from invited_phone where org_id = org and invitation_id = invitation and org = app_org() $$;
revoke execute on function invite_phone, invitations_of_phone, drop_invited_phone from public;
grant execute on function invite_phone, invitations_of_phone, drop_invited_phone to jiamenkou_app;

do $$
declare t text;
begin
    foreach t in array array['service_area', 'document', 'org_invitation'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (org_id = app_org()) with check (org_id = app_org())', t);
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
end $$;
