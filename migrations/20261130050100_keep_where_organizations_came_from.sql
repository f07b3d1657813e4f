-- Org scope: what an organization keeps for itself of how it began, once whoever founded it has said so. It is a copy: the
-- community may erase its records, and this stays until the founder takes it away or leaves the organization.
create table org_history (
    org_id uuid not null references organization (org_id),
    -- The case in its community. Neither is referred to, so that the copy outlives both
    case_id uuid not null,
    community_id uuid not null,
    -- As it was called then
    community_name text not null,
    -- Whoever founded it, and agreed
    person_id uuid not null,
    founder_name text not null,
    kind text not null check (kind in ('company', 'studio', 'individual')),
    idea text not null,
    mentor_name text not null default '',
    began_on date not null,
    -- [{"milestone", "on"}]: what was reached, in order
    milestones jsonb not null,
    -- [{"title", "number", "code", "issued_on", "issuer"}]: what the founder held then; by its code anybody verifies what holds
    certificates jsonb not null,
    kept_on date not null,
    primary key (org_id, case_id),
    constraint xs_org_history_person foreign key (person_id) references person (person_id)
);
create index org_history_person on org_history (person_id);
alter table org_history enable row level security;
alter table org_history force row level security;
create policy scope on org_history using (org_id = app_org()) with check (org_id = app_org());
-- Whoever founded it reads what is kept of them, in whatever organization.
create policy seen on org_history for select using (person_id = app_person());
grant select, insert, update, delete on org_history to jiamenkou_app;
