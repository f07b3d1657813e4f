-- Tenant scope: who learns in a run, in which order others wait, who was there, and how it ended.

create table enrolment (
    tenant_id uuid not null,
    enrolment_id uuid not null,
    run_id uuid not null,
    -- The organization that teaches: it reads its own learners
    org_id uuid not null,
    resident_id uuid not null,
    -- The record that it was of before that turned out to be this one
    came_from uuid,
    -- The name as the trainer sees it
    name text not null,
    status text not null check (status in ('applied', 'waiting', 'offered', 'enrolled', 'passed', 'failed', 'dropped', 'declined',
        'lapsed')),
    -- Its turn: lower comes first; given once, never anew
    turn bigint not null,
    -- Until when a seat that was offered waits
    offered_until timestamptz,
    -- From when sessions count: who joins late is not absent before
    joined_at timestamptz,
    -- Whether staff wrote it down for them
    is_on_paper boolean not null default false,
    score int check (score between 0 and 100),
    resit_score int check (resit_score between 0 and 100),
    -- Why it was declined or dropped; empty where nobody said
    reason text not null default '',
    -- When it came to stand as it does
    decided_at timestamptz not null,
    revision int not null default 1,
    created_at timestamptz not null,
    primary key (tenant_id, enrolment_id),
    unique (tenant_id, run_id, turn),
    foreign key (tenant_id, run_id) references course_run (tenant_id, run_id),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id),
    check ((status = 'offered') = (offered_until is not null)),
    check (resit_score is null or score is not null)
);
-- Nobody is in one run twice.
create unique index enrolment_once on enrolment (tenant_id, run_id, resident_id)
    where status not in ('dropped', 'declined', 'lapsed');
create index enrolment_of_resident on enrolment (tenant_id, resident_id, created_at desc);
create index enrolment_of_org on enrolment (org_id, tenant_id, run_id);
create index enrolment_offered on enrolment (tenant_id, offered_until) where status = 'offered';
create index enrolment_came_from on enrolment (tenant_id, came_from) where came_from is not null;

create table attendance (
    tenant_id uuid not null,
    session_id uuid not null,
    enrolment_id uuid not null,
    org_id uuid not null,
    mark text not null check (mark in ('present', 'late', 'absent', 'excused')),
    -- By the code on the screen, by the trainer's list, by staff
    how text not null check (how in ('code', 'list', 'staff')),
    -- Why somebody is excused
    reason text not null default '',
    at timestamptz not null,
    -- Who wrote it down; empty where the learner did
    by_name text not null default '',
    primary key (tenant_id, session_id, enrolment_id),
    foreign key (tenant_id, session_id) references course_session (tenant_id, session_id),
    foreign key (tenant_id, enrolment_id) references enrolment (tenant_id, enrolment_id)
);
create index attendance_of on attendance (tenant_id, enrolment_id);

do $$
declare t text;
begin
    foreach t in array array['enrolment', 'attendance'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant() or org_id = app_org())
            with check (tenant_id = app_tenant() or org_id = app_org())', t);
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
end $$;
