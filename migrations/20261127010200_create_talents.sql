-- Tenant scope: able residents (社区能人): what they are good at, like, would like to do and to learn. Kept and shown with
-- the person's consent alone; once it is withdrawn nobody sees the row, and after a while it is erased.

create table talent (
    tenant_id uuid not null references tenant (id),
    talent_id uuid not null,
    resident_id uuid not null,
    -- The record it was of before that one turned out to be another; a merge that is taken back brings it back there.
    came_from uuid,
    specialties text[] not null default '{}' check (specialties <@ array['repair', 'wiring', 'tailoring', 'hair', 'cooking',
        'calligraphy', 'performing', 'crafts', 'gardening', 'teaching', 'caring', 'health', 'law', 'digital']),
    specialty_other text not null default '',
    hobbies text not null default '',
    wishes text[] not null default '{}' check (wishes <@ array['teach', 'volunteer', 'part_time', 'full_time', 'startup']),
    needs text[] not null default '{}' check (needs <@ array['housekeeping', 'elder_care', 'infant_care', 'escort', 'organising',
        'health', 'counselling', 'digital', 'startup']),
    need_other text not null default '',
    -- When they have time
    hours text not null default '',
    note text not null default '',
    status text not null check (status in ('open', 'resting')),
    revision int not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- Since when the consent is withdrawn
    hidden_at timestamptz,
    primary key (tenant_id, talent_id),
    unique (tenant_id, resident_id),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id)
);
create index talent_hidden on talent (tenant_id, hidden_at) where hidden_at is not null;

alter table talent enable row level security;
alter table talent force row level security;
create policy scope on talent using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
grant select, insert, update, delete on talent to jiamenkou_app;
