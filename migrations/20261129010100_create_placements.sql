-- Tenant scope: learners who practise with a company (实习), and their hour books. The company keeps them with the community; the
-- organization that taught reads how far its own learners have come.

create table placement (
    tenant_id uuid not null references tenant (id),
    placement_id uuid not null,
    enrolment_id uuid not null,
    run_id uuid not null,
    resident_id uuid not null,
    -- Where they practise
    org_id uuid not null,
    -- Who taught them
    school_id uuid not null,
    -- As of when it was proposed, for sides that do not read each other's records
    learner_name text not null,
    org_name text not null,
    school_name text not null,
    title text not null,
    -- Who shows them the work; named by the company when it agrees
    mentor_name text not null default '',
    place text not null,
    duties text not null,
    agreed_minutes int not null check (agreed_minutes > 0),
    starts_on date not null,
    ends_on date not null,
    status text not null check (status in ('proposed', 'running', 'completed', 'ended', 'declined')),
    proposer_name text not null,
    -- Why it was declined, or broken off
    reason text not null default '',
    -- The day on which somebody confirmed that it is completed, who, and the minutes that both had signed by then
    completed_on date,
    completer_name text not null default '',
    done_minutes int not null default 0 check (done_minutes >= 0),
    revision int not null default 1,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (tenant_id, placement_id),
    foreign key (tenant_id, enrolment_id) references enrolment (tenant_id, enrolment_id),
    foreign key (tenant_id, run_id) references course_run (tenant_id, run_id),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id),
    foreign key (tenant_id, org_id) references admission (tenant_id, org_id),
    foreign key (tenant_id, school_id) references admission (tenant_id, org_id),
    check (ends_on >= starts_on),
    check ((status = 'completed') = (completed_on is not null)),
    check (status = 'completed' or done_minutes = 0)
);
-- Nobody practises in two places for one course at a time.
create unique index placement_alive on placement (tenant_id, enrolment_id) where status in ('proposed', 'running');
create index placement_enrolment on placement (tenant_id, enrolment_id);
create index placement_run on placement (tenant_id, run_id);
create index placement_resident on placement (tenant_id, resident_id);
create index placement_changed on placement (tenant_id, changed_at desc, placement_id desc);
create index placement_org on placement (org_id, changed_at desc, placement_id desc);
create index placement_school on placement (school_id, changed_at desc, placement_id desc);

-- A line of an hour book (实习日志): what was done on a day, and who stands for it. It counts once both have signed.
create table placement_entry (
    tenant_id uuid not null,
    entry_id uuid not null,
    placement_id uuid not null,
    org_id uuid not null,
    school_id uuid not null,
    day date not null,
    minutes int not null check (minutes between 15 and 720 and minutes % 15 = 0),
    did text not null,
    writer text not null check (writer in ('learner', 'mentor')),
    learner_signed_at timestamptz,
    -- The learner, or who of the staff signed for them; then the paper is kept there
    learner_signer text not null default '',
    paper_kept text not null default '',
    mentor_signed_at timestamptz,
    mentor_signer text not null default '',
    -- Who says that it was otherwise, and how
    disputed_at timestamptz,
    disputed_by text check (disputed_by in ('learner', 'mentor')),
    dispute_note text not null default '',
    -- What the community decided about it
    settled_at timestamptz,
    settler_name text not null default '',
    settled_counts boolean,
    settled_note text not null default '',
    -- When both were reminded that it waits
    reminded_on date,
    revision int not null default 1,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (tenant_id, entry_id),
    foreign key (tenant_id, placement_id) references placement (tenant_id, placement_id) on delete cascade,
    check ((disputed_at is null) = (disputed_by is null)),
    check ((settled_at is null) = (settled_counts is null))
);
create index placement_entry_of on placement_entry (tenant_id, placement_id, day, entry_id);
create index placement_entry_waiting on placement_entry (tenant_id, changed_at)
    where settled_at is null and disputed_at is null and reminded_on is null
        and (learner_signed_at is null or mentor_signed_at is null);

do $$
declare t text;
begin
    foreach t in array array['placement', 'placement_entry'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant() or org_id = app_org())
            with check (tenant_id = app_tenant() or org_id = app_org())', t);
        execute format('create policy seen on %I for select using (school_id = app_org())', t);
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
end $$;
