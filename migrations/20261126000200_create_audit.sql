-- Tenant scope: what staff did, each deed chained to the one before it. Rows are added and never changed: the application
-- may not, and whoever may (the owner) breaks the chain.

create table audit_event (
    tenant_id uuid not null references tenant (id),
    -- 1, 2, 3… without a gap
    seq bigint not null check (seq > 0),
    at timestamptz not null,
    person_id uuid not null,
    -- The grant they acted under, perhaps of the street above.
    grant_id uuid not null,
    -- Their name then.
    name text not null,
    -- What they did: the form's address below the console, with its placeholders
    action text not null,
    -- The form's address
    address text not null,
    -- SHA-256 of the hash before and of everything above
    hash bytea not null check (octet_length(hash) = 32),
    primary key (tenant_id, seq)
);
create index audit_event_person on audit_event (tenant_id, person_id, seq);
create index audit_event_action on audit_event (tenant_id, action, seq);

-- The last deed of each tenant; its lock puts deeds in line.
create table audit_head (
    tenant_id uuid not null references tenant (id),
    seq bigint not null,
    hash bytea not null check (octet_length(hash) = 32),
    primary key (tenant_id)
);

do $$
declare t text;
begin
    foreach t in array array['audit_event', 'audit_head'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
    end loop;
end $$;
grant select, insert on audit_event to jiamenkou_app;
grant select, insert, update on audit_head to jiamenkou_app;
