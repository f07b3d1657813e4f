-- Tenant scope: sheets of other things than residents, post holders first.

alter table sheet_import
    -- What it is of
    add column kind text not null default 'residents' check (kind in ('residents', 'posts', 'workers')),
    -- The grant under which it comes in
    add column grant_id uuid;

-- What a sheet brought says so.
alter table role_grant
    add column import_id uuid,
    -- Whether the sheet also made the person, who is nobody else so far
    add column import_person boolean not null default false,
    add constraint role_grant_import foreign key (tenant_id, import_id) references sheet_import (tenant_id, import_id);
create index role_grant_of_import on role_grant (tenant_id, import_id) where import_id is not null;
