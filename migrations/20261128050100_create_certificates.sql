-- Tenant scope: certificates of completion (结业证明), as they were issued. A second person signs what one has prepared.

create table certificate_batch (
    tenant_id uuid not null,
    batch_id uuid not null,
    run_id uuid not null,
    -- The organization that taught
    org_id uuid not null,
    -- The last day of what it issues; none: it does not expire
    expires_on date,
    prepared_by uuid not null,
    preparer_name text not null,
    prepared_at timestamptz not null,
    signed_by uuid,
    signer_name text not null default '',
    signed_at timestamptz,
    primary key (tenant_id, batch_id),
    foreign key (tenant_id, run_id) references course_run (tenant_id, run_id),
    constraint xs_certificate_batch_preparer foreign key (prepared_by) references person (person_id),
    constraint xs_certificate_batch_signer foreign key (signed_by) references person (person_id),
    -- Nobody signs what they prepared.
    check (signed_by is distinct from prepared_by),
    check ((signed_by is null) = (signed_at is null))
);
create index certificate_batch_open on certificate_batch (tenant_id, prepared_at) where signed_at is null;
create index certificate_batch_run on certificate_batch (tenant_id, run_id);

create table course_certificate (
    tenant_id uuid not null,
    course_certificate_id uuid not null,
    batch_id uuid not null,
    -- None once their record is erased
    enrolment_id uuid,
    run_id uuid not null,
    org_id uuid not null,
    -- Whose; none once their record is erased: then the name is the masked one, too
    resident_id uuid,
    name text not null,
    name_masked text not null,
    -- What it says, as of then
    org_name text not null,
    title text not null,
    trade text check (trade in ('housekeeping', 'cleaning', 'maternity', 'infant', 'care', 'escort', 'organizing', 'appliance',
        'repair', 'property', 'attendant')),
    -- The parts taught: strand, title and lesson hours of 45 minutes, in order
    syllabus jsonb not null,
    starts_on date not null,
    ends_on date not null,
    -- The share of sessions attended, per cent, and the score; none where nothing was assessed
    attendance int check (attendance between 0 and 100),
    score int check (score between 0 and 100),
    -- Given when it is signed; what nobody has signed has no number and is shown to nobody but staff
    number text,
    issued_on date,
    expires_on date,
    -- Who holds the paper knows it, nobody finds it by trying
    code text not null,
    revoked_at timestamptz,
    revoker_name text not null default '',
    revocation_reason text not null default '',
    primary key (tenant_id, course_certificate_id),
    unique (tenant_id, number),
    unique (tenant_id, code),
    foreign key (tenant_id, batch_id) references certificate_batch (tenant_id, batch_id) on delete cascade,
    foreign key (tenant_id, enrolment_id) references enrolment (tenant_id, enrolment_id),
    foreign key (tenant_id, run_id) references course_run (tenant_id, run_id),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id),
    check ((number is null) = (issued_on is null)),
    check (revoked_at is null or number is not null)
);
-- Nobody has two of one course, unless the first was taken back.
create unique index course_certificate_once on course_certificate (tenant_id, enrolment_id) where revoked_at is null;
create index course_certificate_batch on course_certificate (tenant_id, batch_id);
create index course_certificate_run on course_certificate (tenant_id, run_id);
create index course_certificate_resident on course_certificate (tenant_id, resident_id);
create index course_certificate_issued on course_certificate (tenant_id, issued_on desc, course_certificate_id desc)
    where issued_on is not null;

-- How many certificates a community has numbered in a year.
create table certificate_counter (
    tenant_id uuid not null references tenant (id),
    year int not null check (year between 2000 and 2200),
    numbered int not null check (numbered > 0),
    primary key (tenant_id, year)
);

do $$
declare t text;
begin
    foreach t in array array['certificate_batch', 'course_certificate', 'certificate_counter'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
    end loop;
end $$;
grant select, insert, update, delete on certificate_batch, course_certificate to jiamenkou_app;
grant select, insert, update on certificate_counter to jiamenkou_app;
