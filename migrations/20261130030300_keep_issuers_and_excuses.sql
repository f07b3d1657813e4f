-- Who issued a certificate, as it was called then; empty until it is signed, and with what an older server signs meanwhile.
alter table course_certificate add column issuer_name text not null default '';
-- The owner is held to the policy too; here it stands above the communities.
alter table course_certificate no force row level security;
update course_certificate c set issuer_name = t.name from tenant t where t.id = c.tenant_id and c.number is not null;
alter table course_certificate force row level security;

-- Tenant scope: what a learner says beforehand of why they will not be at a session. It is no mark: whoever keeps the list finds
-- it there and makes it one.
create table session_excuse (
    tenant_id uuid not null,
    session_id uuid not null,
    enrolment_id uuid not null,
    -- The organization that teaches: it reads what its own learners say
    org_id uuid not null,
    reason text not null,
    -- When the session was to begin: once it is moved, this is said of it no more
    starts_at timestamptz not null,
    at timestamptz not null,
    primary key (tenant_id, session_id, enrolment_id),
    foreign key (tenant_id, session_id) references course_session (tenant_id, session_id),
    foreign key (tenant_id, enrolment_id) references enrolment (tenant_id, enrolment_id)
);
create index session_excuse_of on session_excuse (tenant_id, enrolment_id);
alter table session_excuse enable row level security;
alter table session_excuse force row level security;
create policy scope on session_excuse using (tenant_id = app_tenant() or org_id = app_org())
    with check (tenant_id = app_tenant() or org_id = app_org());
grant select, insert, update, delete on session_excuse to jiamenkou_app;
