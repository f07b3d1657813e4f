-- Tenant scope: certificates that others have issued (外部证书), which staff have seen and recorded in the archive of able
-- residents. Nothing here is ours: no number of ours, no code, no public page.

create table external_certificate (
    tenant_id uuid not null,
    external_certificate_id uuid not null,
    talent_id uuid not null,
    -- The archive's record it was of before that one was merged into another; a merge that is taken back brings it back there
    came_from uuid,
    kind text not null check (kind in ('home_visit_permit', 'health', 'background_check', 'skill_level', 'insurance', 'training',
        'other')),
    -- What it says it is for, such as 养老护理员（四级）
    title text not null default '',
    trade text check (trade in ('housekeeping', 'cleaning', 'maternity', 'infant', 'care', 'escort', 'organizing', 'appliance',
        'repair', 'property', 'attendant')),
    -- Sealed with the server's key for this certificate
    number_sealed bytea,
    number_masked text,
    issuer text not null check (issuer <> ''),
    issued_on date,
    expires_on date,
    -- What staff have seen of it: the original, a copy, or its entry with whoever issued it
    seen text not null check (seen in ('original', 'copy', 'register')),
    -- Where a copy lies; empty: none was kept
    paper_kept text not null default '',
    recorder_name text not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, external_certificate_id),
    check ((number_sealed is null) = (number_masked is null)),
    check (expires_on >= issued_on),
    foreign key (tenant_id, talent_id) references talent (tenant_id, talent_id) on delete cascade
);
create index external_certificate_of on external_certificate (tenant_id, talent_id);

alter table external_certificate enable row level security;
alter table external_certificate force row level security;
create policy scope on external_certificate using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
grant select, insert, update, delete on external_certificate to jiamenkou_app;
