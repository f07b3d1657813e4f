-- Tenant scope: what each merge of two residents' records added to an able resident's, as long as the merge can be undone: in
-- whatever order merges and sheets are taken back, the record still says what the others say. It takes the place of
-- talent.before_merge, which kept one merge alone; there stand the merges of older servers.
create table talent_merge (
    tenant_id uuid not null,
    merge_id uuid not null,
    -- The record that stays
    talent_id uuid not null,
    added_at timestamptz not null,
    -- The revision of the record that it was added to, and that of the sum: whatever somebody changes since shows
    from_revision int not null,
    revision int not null,
    -- What the record said before
    before jsonb not null,
    -- What the other record says
    said jsonb not null,
    primary key (tenant_id, merge_id),
    foreign key (tenant_id, merge_id) references resident_merge (tenant_id, merge_id),
    foreign key (tenant_id, talent_id) references talent (tenant_id, talent_id) on delete cascade
);
create index talent_merge_of on talent_merge (tenant_id, talent_id);

alter table talent_merge enable row level security;
alter table talent_merge force row level security;
create policy scope on talent_merge using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
grant select, insert, update, delete on talent_merge to jiamenkou_app;
