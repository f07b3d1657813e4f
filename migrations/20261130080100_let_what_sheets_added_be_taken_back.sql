-- What a sheet adds to a record on file is taken back with the sheet, unless somebody has worked on the record since.
alter table talent
    -- The sheet that added to it last, when, what it said before, and of which revision the sum is; gone once the sheet's day
    -- is over. An older server keeps none of it: what it adds stays.
    add column added_import_id uuid,
    add column added_at timestamptz,
    add column added_revision int,
    add column before_added jsonb,
    add constraint talent_added check (num_nulls(added_import_id, added_at, added_revision, before_added) in (0, 4)),
    add constraint talent_added_import foreign key (tenant_id, added_import_id)
        references sheet_import (tenant_id, import_id);
create index talent_added_by on talent (tenant_id, added_import_id) where added_import_id is not null;
