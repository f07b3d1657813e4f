-- Platform: every suspension of a tenant with its reason, which stays when the tenant is open again.
create table tenant_suspension (
    suspension_id uuid primary key,
    tenant_id uuid not null references tenant (id),
    reason text not null,
    by_name text not null,
    began_at timestamptz not null,
    ended_name text,
    ended_at timestamptz,
    check ((ended_name is null) = (ended_at is null))
);
create unique index tenant_suspension_open on tenant_suspension (tenant_id) where ended_at is null;
create index tenant_suspension_tenant on tenant_suspension (tenant_id, suspension_id);
insert into tenant_suspension (suspension_id, tenant_id, reason, by_name, began_at)
    select gen_random_uuid(), id, suspended_for, '', suspended_at from tenant where suspended_at is not null;
alter table tenant_suspension enable row level security;
alter table tenant_suspension force row level security;
create policy platform on tenant_suspension using (app_is_platform()) with check (app_is_platform());
grant select, insert on tenant_suspension to jiamenkou_app;
grant update (ended_name, ended_at) on tenant_suspension to jiamenkou_app;
