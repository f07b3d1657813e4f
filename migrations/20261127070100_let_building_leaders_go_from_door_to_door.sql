-- Tenant scope: which doors whoever leads a building has told of a notice: the room and that it is done, and nothing about
-- who lives there.
create table notice_door (
    tenant_id uuid not null references tenant (id),
    notice_id uuid not null,
    household_id uuid not null,
    -- The grant acted under, and the name then.
    grant_id uuid not null,
    by_name text not null,
    told_at timestamptz not null,
    primary key (tenant_id, notice_id, household_id),
    foreign key (tenant_id, notice_id) references notice (tenant_id, notice_id),
    foreign key (tenant_id, household_id) references household (tenant_id, household_id)
);
create index notice_door_household on notice_door (tenant_id, household_id);
alter table notice_door enable row level security;
alter table notice_door force row level security;
create policy scope on notice_door using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
grant select, insert, delete on notice_door to jiamenkou_app;
