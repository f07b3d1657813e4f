-- What trainers teach (org scope: course, teacher) and what a community opens of it (tenant scope: course_run, course_session).

-- Org scope: a course as its organization keeps it, once for every community.
create table course (
    org_id uuid not null references organization (org_id),
    course_id uuid not null,
    title text not null,
    -- The trade that it prepares for; none for what helps in every trade
    trade text check (trade in ('housekeeping', 'cleaning', 'maternity', 'infant', 'care', 'escort', 'organizing', 'appliance',
        'repair', 'property', 'attendant')),
    summary text not null default '',
    -- Who may come, and what to bring along
    requirements text not null default '',
    materials text not null default '',
    fee_fen bigint not null default 0 check (fee_fen between 0 and 10000000),
    retired_at timestamptz,
    revision int not null default 1,
    created_at timestamptz not null,
    primary key (org_id, course_id)
);

-- A course's parts, in order; a lesson hour (学时) is 45 minutes.
create table course_module (
    org_id uuid not null,
    course_id uuid not null,
    position int not null check (position between 1 and 30),
    strand text not null check (strand in ('skills', 'health', 'mind')),
    title text not null,
    lesson_hours int not null check (lesson_hours between 1 and 200),
    primary key (org_id, course_id, position),
    foreign key (org_id, course_id) references course (org_id, course_id) on delete cascade
);

create table teacher (
    org_id uuid not null references organization (org_id),
    teacher_id uuid not null,
    name text not null,
    about text not null default '',
    retired_at timestamptz,
    revision int not null default 1,
    primary key (org_id, teacher_id)
);

-- Tenant scope: a course as a community opens it (开班): what it teaches as of then, its rules, and its days.
create table course_run (
    tenant_id uuid not null references tenant (id),
    run_id uuid not null,
    org_id uuid not null,
    course_id uuid not null,
    status text not null check (status in ('draft', 'proposed', 'returned', 'open', 'finished', 'cancelled')),
    org_name text not null,
    title text not null,
    trade text check (trade in ('housekeeping', 'cleaning', 'maternity', 'infant', 'care', 'escort', 'organizing', 'appliance',
        'repair', 'property', 'attendant')),
    summary text not null default '',
    requirements text not null default '',
    materials text not null default '',
    fee_fen bigint not null default 0 check (fee_fen between 0 and 10000000),
    seats int not null check (seats between 1 and 500),
    -- Last day on which somebody may ask for a seat
    enrol_until date not null,
    -- Whether the trainer looks at each request before a seat is given
    is_screened boolean not null default false,
    -- How long a seat that became free waits for the next in line
    accept_hours int not null default 24 check (accept_hours between 1 and 168),
    -- The gates of this run: share of sessions attended, score (none: nothing is assessed), hours of internship
    min_attendance int not null default 80 check (min_attendance between 0 and 100),
    min_score int default 60 check (min_score between 0 and 100),
    internship_hours int not null default 0 check (internship_hours between 0 and 2000),
    -- First and last day, as its sessions say; none while there are none
    starts_on date,
    ends_on date,
    -- What the community answered when it returned or cancelled it
    reason text not null default '',
    -- Who approved or returned it, and when
    decided_by uuid,
    decider_name text not null default '',
    decided_at timestamptz,
    -- Since when everybody may see it: from then on it is shown whatever becomes of it
    opened_at timestamptz,
    -- Counts what calendars must know (iCalendar SEQUENCE)
    sequence int not null default 0,
    revision int not null default 1,
    created_at timestamptz not null,
    primary key (tenant_id, run_id),
    foreign key (tenant_id, org_id) references admission (tenant_id, org_id),
    constraint xs_course_run_course foreign key (org_id, course_id) references course (org_id, course_id)
);
create index course_run_of_org on course_run (org_id, tenant_id, run_id);
create index course_run_day on course_run (tenant_id, status, starts_on, run_id);

create table course_run_module (
    tenant_id uuid not null,
    run_id uuid not null,
    org_id uuid not null,
    position int not null check (position between 1 and 30),
    strand text not null check (strand in ('skills', 'health', 'mind')),
    title text not null,
    lesson_hours int not null check (lesson_hours between 1 and 200),
    primary key (tenant_id, run_id, position),
    foreign key (tenant_id, run_id) references course_run (tenant_id, run_id) on delete cascade
);

-- Where a community teaches.
create table room (
    tenant_id uuid not null references tenant (id),
    room_id uuid not null,
    name text not null,
    place text not null default '',
    seats int not null check (seats between 1 and 1000),
    retired_at timestamptz,
    revision int not null default 1,
    primary key (tenant_id, room_id),
    unique (tenant_id, name)
);

-- One meeting of a run.
create table course_session (
    tenant_id uuid not null,
    session_id uuid not null,
    run_id uuid not null,
    org_id uuid not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at and ends_at <= starts_at + interval '12 hours'),
    room_id uuid not null,
    -- The name as it is shown; that nobody teaches twice at once is kept in teacher_slot.
    teacher_id uuid not null,
    teacher_name text not null,
    topic text not null default '',
    -- The session that somebody who missed it can make up for here (补课)
    makes_up uuid,
    is_cancelled boolean not null default false,
    -- Counts what calendars must know (iCalendar SEQUENCE), and when it last changed (LAST-MODIFIED)
    sequence int not null default 0,
    changed_at timestamptz not null default now(),
    primary key (tenant_id, session_id),
    foreign key (tenant_id, run_id) references course_run (tenant_id, run_id),
    foreign key (tenant_id, room_id) references room (tenant_id, room_id),
    foreign key (tenant_id, makes_up) references course_session (tenant_id, session_id),
    constraint xs_course_session_teacher foreign key (org_id, teacher_id) references teacher (org_id, teacher_id),
    constraint course_session_room exclude using gist (tenant_id with =, room_id with =, tstzrange(starts_at, ends_at) with &&)
        where (not is_cancelled)
);
create index course_session_of on course_session (tenant_id, run_id, starts_at);
create index course_session_day on course_session (tenant_id, starts_at);
create index course_session_of_org on course_session (org_id, tenant_id, starts_at);

-- Org scope: when a teacher is taken, whichever community it is for.
create table teacher_slot (
    org_id uuid not null,
    teacher_id uuid not null,
    session_id uuid not null,
    during tstzrange not null,
    primary key (org_id, teacher_id, session_id),
    foreign key (org_id, teacher_id) references teacher (org_id, teacher_id),
    constraint teacher_slot_once exclude using gist (org_id with =, teacher_id with =, during with &&)
);

do $$
declare t text;
begin
    foreach t in array array['course', 'course_module', 'teacher', 'teacher_slot'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (org_id = app_org()) with check (org_id = app_org())', t);
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
    foreach t in array array['course_run', 'course_run_module', 'course_session'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant() or org_id = app_org())
            with check (tenant_id = app_tenant() or org_id = app_org())', t);
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
end $$;
alter table room enable row level security;
alter table room force row level security;
create policy scope on room using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
grant select, insert, update on room to jiamenkou_app;
