-- Tenant scope: what each sheet added to an able resident's record, as long as the sheet can be undone: without one of them
-- the record still says what the others say.
create table talent_addition (
    tenant_id uuid not null,
    talent_id uuid not null,
    import_id uuid not null,
    added_at timestamptz not null,
    -- The revision of the record that it was added to, and that of the sum: whatever somebody changes between two sheets shows
    from_revision int not null,
    revision int not null,
    -- What the record said before, none where the sheet brought it
    before jsonb,
    -- What the sheet says of the person, none where an older server did not keep it
    said jsonb,
    primary key (tenant_id, talent_id, import_id),
    foreign key (tenant_id, talent_id) references talent (tenant_id, talent_id) on delete cascade,
    foreign key (tenant_id, import_id) references sheet_import (tenant_id, import_id)
);
create index talent_addition_of on talent_addition (tenant_id, import_id);

-- It takes the place of the columns, which an older server goes on filling. The owner is held to the policies too: here it
-- stands above the communities.
alter table talent no force row level security;
insert into talent_addition (tenant_id, talent_id, import_id, added_at, from_revision, revision, before)
    select tenant_id, talent_id, added_import_id, added_at, added_revision - 1, added_revision, before_added from talent
    where added_import_id is not null;
update talent set added_import_id = null, added_at = null, added_revision = null, before_added = null
    where added_import_id is not null;
alter table talent force row level security;

alter table talent_addition enable row level security;
alter table talent_addition force row level security;
create policy scope on talent_addition using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
grant select, insert, update, delete on talent_addition to jiamenkou_app;
