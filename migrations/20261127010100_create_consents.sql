-- Tenant scope: what people agreed to, purpose by purpose and in which wording. A row is a receipt: it is added, withdrawn
-- once, and never given again.

create table consent (
    tenant_id uuid not null references tenant (id),
    consent_id uuid not null,
    -- Whose: a resident's record, or a household worker's
    resident_id uuid,
    household_worker_id uuid,
    purpose text not null check (purpose in ('contact', 'care', 'talent', 'work')),
    -- Which wording they agreed to
    version int not null,
    how text not null check (how in ('self', 'paper')),
    -- Who took the paper down; empty: nobody, the person did it
    by_name text not null default '',
    -- Where the paper lies
    paper_kept text not null default '',
    -- Who signed for a child under 14
    guardian text not null default '',
    given_at timestamptz not null,
    withdrawn_at timestamptz,
    -- By the person; by staff on the person's word; replaced by a newer wording; deleted with the record
    withdrawn_how text check (withdrawn_how in ('self', 'word', 'renewed', 'deleted')),
    withdrawn_by_name text not null default '',
    primary key (tenant_id, consent_id),
    constraint consent_one_subject check (num_nonnulls(resident_id, household_worker_id) = 1),
    constraint consent_withdrawn_whole check ((withdrawn_at is null) = (withdrawn_how is null)),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id)
);
-- At most one that holds
create unique index consent_living on consent (tenant_id, resident_id, purpose)
    where resident_id is not null and withdrawn_at is null;
create unique index consent_living_worker on consent (tenant_id, household_worker_id, purpose)
    where household_worker_id is not null and withdrawn_at is null;
create index consent_of on consent (tenant_id, resident_id, given_at) where resident_id is not null;
create index consent_of_worker on consent (tenant_id, household_worker_id, given_at) where household_worker_id is not null;

alter table consent enable row level security;
alter table consent force row level security;
create policy scope on consent using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());

grant select, insert on consent to jiamenkou_app;
-- What was agreed to cannot be rewritten; what names somebody goes with the record.
grant update (withdrawn_at, withdrawn_how, withdrawn_by_name, paper_kept, guardian) on consent to jiamenkou_app;
