-- Tenant scope: somebody far away acts for a resident, as far and as long as the resident says. The row is the consent: what
-- was allowed, by whom, until when, and who ended it. It is never changed into another; a new one is offered instead.

create table family_link (
    tenant_id uuid not null references tenant (id),
    family_link_id uuid not null,
    -- Whom it is for.
    resident_id uuid not null,
    -- Who acts for them, as whoever offers it calls them.
    helper_name text not null,
    relation text not null
        check (relation in ('daughter', 'son', 'spouse', 'in_law', 'grandchild', 'sibling', 'relative', 'other')),
    -- Their number, sealed with the server's key for this link; gone once the link is over, but for the masked form.
    phone_sealed bytea,
    phone_masked text not null,
    -- Whose account it is, once they have answered.
    person_id uuid,
    -- What they may do. Booking will be one more word here.
    scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array['see', 'ask', 'messages']),
    -- The last day.
    until date not null,
    -- The resident themself in their account, or on paper in front of staff.
    how text not null check (how in ('self', 'paper')),
    -- Who wrote it down, and where the paper is kept.
    by_name text not null,
    paper text not null default '',
    offered_at timestamptz not null,
    -- An offer that nobody has taken by then is over.
    expires_at timestamptz not null,
    accepted_at timestamptz,
    ended_at timestamptz,
    ended_by text check (ended_by in ('resident', 'helper', 'staff', 'lapsed', 'moved')),
    primary key (tenant_id, family_link_id),
    check ((how = 'paper') = (paper <> '')),
    check (accepted_at is null or person_id is not null),
    check ((ended_at is null) = (ended_by is null)),
    check (ended_at is null or phone_sealed is null),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id),
    constraint xs_family_link_person foreign key (person_id) references person (person_id)
);
create index family_link_resident on family_link (tenant_id, resident_id);
create index family_link_person on family_link (person_id) where person_id is not null;
create index family_link_open on family_link (tenant_id, until) where ended_at is null;

alter table family_link enable row level security;
alter table family_link force row level security;
create policy scope on family_link using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
-- The helper finds what they may do before any community is known, and changes nothing of it from there.
create policy seen on family_link for select using (person_id = app_person());
grant select, insert, update on family_link to jiamenkou_app;

-- Which links a phone number is offered: its person belongs to none of the communities yet, so it cannot live in a scope.
-- No rights are granted on it; it is reached through the functions below alone.
create table family_phone (
    phone_hmac bytea not null check (length(phone_hmac) = 32),
    tenant_id uuid not null references tenant (id),
    family_link_id uuid not null,
    expires_at timestamptz not null,
    primary key (phone_hmac, tenant_id, family_link_id)
);
create index family_phone_old on family_phone (tenant_id, expires_at);

create function offer_family_link(hmac bytea, tenant uuid, link uuid, until timestamptz) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ insert into family_phone (phone_hmac, tenant_id, family_link_id, expires_at) select hmac, tenant, link, until
        where tenant = app_tenant() on conflict do nothing $$;
create function family_links_of_phone(hmac bytea, now timestamptz) returns table (tenant uuid, link uuid)
    language sql stable security definer set search_path = public, pg_temp
    as $$ select tenant_id, family_link_id from family_phone where phone_hmac = hmac and expires_at > now $$;
create function forget_family_phones(tenant uuid, now timestamptz) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ delete from family_phone where tenant_id = tenant and expires_at <= now and tenant = app_tenant() $$;
revoke execute on function offer_family_link, family_links_of_phone, forget_family_phones from public;
grant execute on function offer_family_link, family_links_of_phone, forget_family_phones to jiamenkou_app;

-- A helper looks at a record under a link, as staff do under a grant.
alter table resident_view
    alter column grant_id drop not null,
    add column family_link_id uuid,
    add foreign key (tenant_id, family_link_id) references family_link (tenant_id, family_link_id),
    add constraint resident_view_under check (num_nonnulls(grant_id, family_link_id) = 1),
    drop constraint resident_view_reason_check,
    add constraint resident_view_reason_check
        check (reason in ('contact', 'visit', 'check', 'emergency', 'other', 'export', 'family'));
create index resident_view_link on resident_view (tenant_id, family_link_id, at desc) where family_link_id is not null;

-- Under which link something is asked in a resident's name.
alter table resident_request
    add column family_link_id uuid,
    add foreign key (tenant_id, family_link_id) references family_link (tenant_id, family_link_id);
alter table care_message
    add column family_link_id uuid,
    add foreign key (tenant_id, family_link_id) references family_link (tenant_id, family_link_id);
