-- Tenant scope: policies (政策) for whoever looks for work or begins a business. Every level of the tree keeps its own, and
-- they hold for all communities below; one that is over is left out by the day that is asked about, not by a task.

create table policy (
    tenant_id uuid not null references tenant (id),
    policy_id uuid not null,
    kind text not null check (kind in ('insurance', 'loan', 'skill', 'training', 'hardship', 'tax', 'other')),
    title text not null,
    qualifies text not null default '',
    benefits text not null default '',
    -- What to bring, one thing each
    documents text[] not null default '{}',
    -- Where and how to apply
    how text not null default '',
    phone text not null default '',
    url text not null default '',
    source_name text not null default '',
    source_url text not null default '',
    -- When somebody last compared it with the source, and who
    checked_on date,
    checked_by_name text not null default '',
    valid_from date not null,
    valid_until date check (valid_until >= valid_from),
    -- Whom it is for, as the five questions ask: any one of a list does, and an empty list asks for nothing.
    identities text[] not null default '{}'
        check (identities <@ array['unemployed', 'registered', 'hardship', 'graduate', 'veteran', 'rural', 'disabled', 'none']),
    ages text[] not null default '{}' check (ages <@ array['16', '25', '40', '50', '60']),
    wants text[] not null default '{}' check (wants <@ array['job', 'training', 'flexible', 'individual', 'company']),
    certificates text[] not null default '{}' check (certificates <@ array['have', 'learning', 'none']),
    standings text[] not null default '{}' check (standings <@ array['half_year', 'newly', 'employer', 'self', 'none']),
    status text not null default 'draft' check (status in ('draft', 'published', 'withdrawn')),
    revision int not null default 1,
    updated_at timestamptz not null,
    updated_by_name text not null default '',
    primary key (tenant_id, policy_id),
    constraint policy_is_sourced check (status <> 'published' or (source_name <> '' and checked_on is not null))
);
create index policy_published on policy (tenant_id, kind, title) where status = 'published';
create index policy_ending on policy (tenant_id, valid_until) where status = 'published' and valid_until is not null;
create index policy_checked on policy (tenant_id, checked_on) where status = 'published';

alter table policy enable row level security;
alter table policy force row level security;
create policy scope on policy using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
grant select, insert, update on policy to jiamenkou_app;
