-- Tenant scope: how a community admits organizations and decides what it publishes. Seen from both sides, so the policies
-- name both; an organization sees its own rows in every community.

alter table admission
    -- What was handed in, as JSON, and the round it is in: a resubmission shows what changed since the round before.
    add column material jsonb,
    add column submitted_at timestamptz,
    add column licence_until date,
    add column insurance_until date,
    -- The last day of the public notice.
    add column notice_until date,
    -- The notice on the community's board.
    add column notice_id uuid,
    -- Why it was returned, rejected or suspended, for the organization to read.
    add column reason text not null default '',
    -- Suspended because a licence or insurance ran out: ends when a new one is approved.
    add column expired boolean not null default false,
    -- Whether its minor changes are published at once.
    add column trusted boolean not null default false,
    add column revision int not null default 1;
create index admission_org on admission (org_id);
drop policy scope on admission;
create policy scope on admission using (tenant_id = app_tenant() or org_id = app_org())
    with check (tenant_id = app_tenant() or org_id = app_org());

-- Every step of an admission, who took it and why. Never changed, never removed.
create table admission_event (
    tenant_id uuid not null references tenant (id),
    event_id uuid not null,
    org_id uuid not null,
    from_status text not null,
    to_status text not null,
    reason text not null,
    -- The grant or membership acted under (none: the daily work), and the name its holder had then.
    acted_by uuid,
    actor text not null,
    material jsonb,
    created_at timestamptz not null,
    primary key (tenant_id, event_id),
    foreign key (tenant_id, org_id) references admission (tenant_id, org_id)
);
create index admission_event_org on admission_event (tenant_id, org_id, created_at);

-- What a reviewer found for each point of the checklist.
create table admission_check (
    tenant_id uuid not null references tenant (id),
    org_id uuid not null,
    item text not null,
    result text not null check (result in ('ok', 'missing', 'not_applicable')),
    note text not null,
    checked_by text not null,
    checked_at timestamptz not null,
    primary key (tenant_id, org_id, item),
    foreign key (tenant_id, org_id) references admission (tenant_id, org_id)
);

-- What an organization wants to be published: its profile, a service or a worker, as JSON before and after.
create table change_request (
    tenant_id uuid not null references tenant (id),
    request_id uuid not null,
    org_id uuid not null,
    subject text not null check (subject in ('profile', 'service', 'worker')),
    subject_id uuid not null,
    title text not null,
    -- What was published when it was handed in (null: nothing yet), and what should be (null: nothing any more).
    published jsonb,
    proposed jsonb,
    is_minor boolean not null,
    status text not null check (status in ('pending', 'approved', 'returned', 'withdrawn')),
    revision int not null default 1,
    submitted_by uuid,
    submitter text not null,
    submitted_at timestamptz not null,
    decided_by uuid,
    decider text not null default '',
    decided_at timestamptz,
    reason text not null default '',
    primary key (tenant_id, request_id),
    foreign key (tenant_id, org_id) references admission (tenant_id, org_id)
);
-- One open wish for each thing: editing it again changes the wish.
create unique index change_request_open on change_request (tenant_id, org_id, subject, subject_id) where status = 'pending';
create index change_request_recent on change_request (tenant_id, status, submitted_at);
create index change_request_org on change_request (org_id, subject, subject_id, submitted_at);

alter table listing
    -- When the organization last said that it still holds.
    add column confirmed_on date,
    -- The price that will hold from a day on, announced beforehand.
    add column next_price jsonb,
    add column next_from date,
    add column suspended_reason text not null default '',
    -- Why it is no longer in the directory: nobody confirmed it, it is no longer offered, its organization left.
    add column delisted_for text not null default '' check (delisted_for in ('', 'age', 'retired', 'left')),
    -- When the organization was last told that it grows old.
    add column nudged_on date;
create index listing_next on listing (tenant_id, next_from) where next_from is not null;
create index listing_org on listing (org_id);
drop policy scope on listing;
create policy scope on listing using (tenant_id = app_tenant() or org_id = app_org()) with check (tenant_id = app_tenant());

alter table vendor_profile
    add column suspended_reason text not null default '',
    -- An organization that left has no page any more; what refers to it stays.
    drop constraint vendor_profile_status_check,
    add constraint vendor_profile_status_check check (status in ('published', 'suspended', 'left'));

alter table worker_card
    -- A small portrait, published with the worker's consent.
    add column photo bytea,
    -- The first day on which one of its papers no longer holds, less one.
    add column papers_until date;
drop policy scope on worker_card;
create policy scope on worker_card using (tenant_id = app_tenant() or org_id = app_org()) with check (tenant_id = app_tenant());
create index worker_card_by_org on worker_card (org_id, worker_id);
create index worker_card_papers on worker_card (tenant_id, papers_until) where status = 'published';

-- Who looks after a thing in the staff's queue.
create table queue_assignment (
    tenant_id uuid not null references tenant (id),
    kind text not null,
    item_id uuid not null,
    assignee uuid not null,
    assignee_name text not null,
    assigned_at timestamptz not null,
    primary key (tenant_id, kind, item_id)
);

create table tenant_setting (
    tenant_id uuid primary key references tenant (id),
    -- Days between the announcement of a higher price and its beginning.
    price_notice_days int not null default 7 check (price_notice_days between 0 and 90),
    -- Whether minor changes of trusted organizations are published at once.
    trusted_at_once boolean not null default true,
    revision int not null default 1
);

do $$
declare t text;
begin
    foreach t in array array['queue_assignment', 'tenant_setting'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
    foreach t in array array['admission_event', 'admission_check', 'change_request'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant() or org_id = app_org())
            with check (tenant_id = app_tenant() or org_id = app_org())', t);
    end loop;
end $$;
grant select, insert on admission_event to jiamenkou_app;
grant select, insert, update, delete on admission_check to jiamenkou_app;
grant select, insert, update on change_request to jiamenkou_app;
