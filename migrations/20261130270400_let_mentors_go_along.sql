-- Tenant scope: somebody with an account goes along with a resident who begins a business. Staff choose them, the founder says
-- yes, and the row is what they said yes to: what is read besides the plan, since when, and who ended it.
create table startup_mentor (
    tenant_id uuid not null references tenant (id),
    mentoring_id uuid not null,
    case_id uuid not null,
    person_id uuid not null,
    -- As their account was called when they were chosen
    name text not null,
    chosen_at timestamptz not null,
    -- The founder's word; none: they have yet to give it
    agreed_at timestamptz,
    -- Where it is kept, where it is on paper
    paper_kept text not null default '',
    -- What the mentor reads besides the plan: the founder's name, and parts of their past
    shows_name boolean not null default false,
    parts text[] not null default '{}' check (parts <@ array['certificates', 'practice', 'external', 'jobs']),
    ended_at timestamptz,
    ended_by text check (ended_by in ('founder', 'mentor', 'staff', 'over')),
    primary key (tenant_id, mentoring_id),
    check ((ended_at is null) = (ended_by is null)),
    -- An older server erases a case and knows of no mentors.
    foreign key (tenant_id, case_id) references startup_case (tenant_id, case_id) on delete cascade,
    constraint xs_startup_mentor_person foreign key (person_id) references person (person_id)
);
-- One at a time.
create unique index startup_mentor_open on startup_mentor (tenant_id, case_id) where ended_at is null;
create index startup_mentor_case on startup_mentor (tenant_id, case_id, chosen_at desc);
create index startup_mentor_person on startup_mentor (person_id, chosen_at desc);

alter table startup_mentor enable row level security;
alter table startup_mentor force row level security;
create policy scope on startup_mentor using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
-- Mentors find with whom they go along before any community is known, and change nothing of it from there.
create policy seen on startup_mentor for select using (person_id = app_person());
grant select, insert, update, delete on startup_mentor to jiamenkou_app;

-- What a mentor wrote themself, and as whose mentor.
alter table startup_note
    add column mentoring_id uuid,
    add foreign key (tenant_id, mentoring_id) references startup_mentor (tenant_id, mentoring_id);
create index startup_note_mentoring on startup_note (tenant_id, mentoring_id, created_at desc) where mentoring_id is not null;

-- A mentor reads what the founder lets them read: put on record once a day, as of whoever hires. No foreign key: that somebody
-- looked stays when the case is erased.
alter table resident_view
    add column mentoring_id uuid,
    drop constraint resident_view_day,
    add constraint resident_view_day check ((looked_on is null) = (application_id is null and mentoring_id is null)),
    drop constraint resident_view_under,
    add constraint resident_view_under check (num_nonnulls(grant_id, family_link_id, application_id, mentoring_id) = 1),
    drop constraint resident_view_reason_check,
    add constraint resident_view_reason_check
        check (reason in ('contact', 'visit', 'check', 'emergency', 'other', 'export', 'family', 'application', 'mentor'));
create unique index resident_view_mentoring on resident_view (tenant_id, mentoring_id, viewer_id, looked_on)
    where mentoring_id is not null;
