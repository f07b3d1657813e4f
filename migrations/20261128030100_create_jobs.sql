-- Tenant scope: jobs (就业信息). Employers are organizations that the community admitted, or the community itself, for itself or
-- for somebody on paper. Seen from both sides: an organization keeps its own rows in every community.

create table job_posting (
    tenant_id uuid not null references tenant (id),
    posting_id uuid not null,
    -- The organization that hires; none: the community
    org_id uuid,
    -- Who hires, as residents read it
    employer_name text not null,
    title text not null,
    trade text not null check (trade in ('housekeeping', 'cleaning', 'maternity', 'infant', 'care', 'escort', 'organizing',
        'appliance', 'repair', 'property', 'attendant')),
    duties text not null,
    pay_min_fen bigint not null check (pay_min_fen > 0),
    pay_max_fen bigint not null,
    pay_unit text not null check (pay_unit in ('hour', 'day', 'month', 'piece', 'cycle26')),
    live_in boolean not null,
    -- When one works, in words
    hours text not null default '',
    place text not null,
    openings int not null check (openings between 1 and 999),
    required_certificates text[] not null default '{}' check (required_certificates <@ array['home_visit_permit', 'health',
        'background_check', 'skill_level', 'insurance', 'training']),
    -- The last day
    valid_until date not null,
    -- Whoever was out of work is welcome (再就业)
    is_reemployment boolean not null default false,
    status text not null check (status in ('draft', 'review', 'returned', 'published', 'paused', 'filled', 'expired', 'withdrawn')),
    -- Paused by the community: the organization does not resume it
    is_held boolean not null default false,
    -- When it was approved first
    published_at timestamptz,
    -- Who began it, with the name of then
    author_id uuid not null,
    author_name text not null,
    -- Everybody who wrote some of it: none of them approves it while there is somebody else
    writers uuid[] not null,
    -- Who of the community approved, returned, paused or withdrew it, when and why
    decided_by uuid,
    decider_name text not null default '',
    decided_at timestamptz,
    reason text not null default '',
    -- The last day that its employer was reminded of
    reminded_for date,
    revision int not null default 1,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (tenant_id, posting_id),
    check (pay_max_fen >= pay_min_fen),
    check (published_at is not null or status in ('draft', 'review', 'returned', 'withdrawn')),
    foreign key (tenant_id, org_id) references admission (tenant_id, org_id),
    constraint xs_job_posting_author foreign key (author_id) references person (person_id)
);
create index job_posting_public on job_posting (tenant_id, published_at desc, posting_id desc) where status = 'published';
create index job_posting_changed on job_posting (tenant_id, changed_at desc, posting_id desc);
create index job_posting_until on job_posting (tenant_id, valid_until) where status in ('published', 'paused');
create index job_posting_org on job_posting (org_id, changed_at desc, posting_id desc) where org_id is not null;

-- Somebody applies. The row says what they chose to share, as it was then; once it is over, none of that is left but the masked
-- name.
create table job_application (
    tenant_id uuid not null references tenant (id),
    application_id uuid not null,
    posting_id uuid not null,
    -- The posting's organization
    org_id uuid,
    resident_id uuid not null,
    shared text[] not null check (shared <@ array['name', 'phone', 'talent', 'certificates']),
    -- Empty where it is not shared
    name text not null default '',
    name_masked text not null,
    -- Sealed with the server's key for this application
    phone_sealed bytea,
    phone_masked text,
    -- What the person can, and their papers, in the program's words
    talent jsonb,
    certificates jsonb,
    -- A word to the employer
    note text not null default '',
    -- In the account, or on paper in front of staff
    how text not null check (how in ('self', 'paper')),
    by_name text not null default '',
    paper_kept text not null default '',
    status text not null check (status in ('submitted', 'viewed', 'interview', 'offer', 'hired', 'retained', 'left', 'rejected',
        'withdrawn')),
    interview_at timestamptz,
    interview_place text not null default '',
    reason text not null default '',
    hired_on date,
    -- When both were asked whether they are still there
    asked_on date,
    revision int not null default 1,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (tenant_id, application_id),
    check ((how = 'paper') = (paper_kept <> '')),
    check ((phone_sealed is null) = (phone_masked is null)),
    constraint job_application_interview check (status <> 'interview' or interview_at is not null),
    constraint job_application_hired check (status not in ('hired', 'retained') or hired_on is not null),
    foreign key (tenant_id, posting_id) references job_posting (tenant_id, posting_id),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id)
);
-- One that is alive for each posting and person.
create unique index job_application_alive on job_application (tenant_id, posting_id, resident_id)
    where status in ('submitted', 'viewed', 'interview', 'offer', 'hired', 'retained');
create index job_application_of on job_application (tenant_id, posting_id, created_at);
create index job_application_resident on job_application (tenant_id, resident_id, created_at desc);
create index job_application_hired_on on job_application (tenant_id, hired_on) where status = 'hired' and asked_on is null;

-- Every step of an application: who took it, and why. Added, never changed; gone with the resident's record.
create table job_application_event (
    tenant_id uuid not null references tenant (id),
    event_id uuid not null,
    application_id uuid not null,
    org_id uuid,
    to_status text not null,
    side text not null check (side in ('applicant', 'employer', 'community', 'nobody')),
    -- The employer's name, or that of whoever of the staff did it
    by_name text not null default '',
    note text not null default '',
    at timestamptz not null,
    primary key (tenant_id, event_id),
    foreign key (tenant_id, application_id) references job_application (tenant_id, application_id)
);
create index job_application_event_of on job_application_event (tenant_id, application_id, at);

do $$
declare t text;
begin
    foreach t in array array['job_posting', 'job_application', 'job_application_event'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant() or org_id = app_org())
            with check (tenant_id = app_tenant() or org_id = app_org())', t);
    end loop;
end $$;
grant select, insert, update on job_posting, job_application to jiamenkou_app;
grant select, insert, delete on job_application_event to jiamenkou_app;

-- A printed code may lead to a posting.
alter table short_link
    drop constraint short_link_target_check,
    add constraint short_link_target_check check (target in ('service', 'vendor', 'worker', 'category', 'building', 'home', 'job'));
