-- Tenant scope: sheets of estates, buildings, households and residents on their way in. A sheet is read once, looked at,
-- brought in as a whole by a task, and taken out again within a day as long as nobody has touched what it brought.

create table sheet_import (
    tenant_id uuid not null references tenant (id),
    import_id uuid not null,
    file_name text not null,
    -- The rows, sealed: they are as personal as what they become. Gone once they are in, or after a day.
    content_sealed bytea,
    -- What each column means, as words; 'none' where it is not read.
    columns text[] not null,
    state text not null check (state in ('checked', 'applying', 'applied', 'undone')),
    -- How much the look found
    counts jsonb not null,
    -- What is wrong, line by line
    problems jsonb not null,
    person_id uuid not null,
    by_name text not null,
    created_at timestamptz not null,
    applied_at timestamptz,
    undone_at timestamptz,
    -- What an undo left since somebody had changed it meanwhile
    left_over int not null default 0,
    primary key (tenant_id, import_id)
);
create index sheet_import_recent on sheet_import (tenant_id, created_at desc, import_id desc);

-- How far a task is, seen while its own transaction is not yet.
create table sheet_progress (
    tenant_id uuid not null,
    import_id uuid not null,
    done int not null,
    total int not null,
    primary key (tenant_id, import_id),
    foreign key (tenant_id, import_id) references sheet_import (tenant_id, import_id) on delete cascade
);

do $$
declare t text;
begin
    foreach t in array array['sheet_import', 'sheet_progress'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
    -- What a sheet brought says so.
    foreach t in array array['resident', 'household', 'building', 'estate'] loop
        execute format('alter table %I add column import_id uuid', t);
        execute format('alter table %I add constraint %I foreign key (tenant_id, import_id) references sheet_import (tenant_id, import_id)',
            t, t || '_import');
        execute format('create index %I on %I (tenant_id, import_id) where import_id is not null', t || '_of_import', t);
    end loop;
end $$;
grant delete on resident to jiamenkou_app;
grant delete on estate to jiamenkou_app;
