-- Tenant scope: whom the community recommends for a job (推荐), and which neighbours refer one another to one (熟人推荐).

-- Somebody with a valid certificate is recommended for a posting. The person is asked first: the employer reads nothing of it
-- before they say yes, which is an application of theirs.
create table recommendation (
    tenant_id uuid not null references tenant (id),
    recommendation_id uuid not null,
    posting_id uuid not null,
    -- The organization that hires, from the person's yes on; none before, or where the community does
    org_id uuid,
    -- Who hires, as residents read it
    employer_name text not null,
    resident_id uuid not null,
    course_certificate_id uuid not null,
    -- What of the certificate the employer reads, as of then
    certificate_title text not null,
    certificate_number text not null,
    certificate_code text not null,
    -- Who vouches
    source text not null check (source in ('company', 'property', 'neighbours', 'community')),
    source_name text not null,
    -- Why, for the employer
    word text not null,
    status text not null check (status in ('waiting', 'given', 'hired', 'not_hired', 'withdrawn', 'declined')),
    -- Where the person's yes is kept, where it is on paper
    paper_kept text not null default '',
    application_id uuid,
    -- What became of it, as staff wrote down, and when that was
    outcome text not null default '',
    outcome_on date,
    outcome_by text not null default '',
    by_id uuid not null,
    by_name text not null,
    recommended_at timestamptz not null,
    answered_at timestamptz,
    changed_at timestamptz not null,
    revision int not null default 1,
    primary key (tenant_id, recommendation_id),
    foreign key (tenant_id, posting_id) references job_posting (tenant_id, posting_id),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id),
    foreign key (tenant_id, course_certificate_id) references course_certificate (tenant_id, course_certificate_id),
    foreign key (tenant_id, application_id) references job_application (tenant_id, application_id),
    constraint xs_recommendation_by foreign key (by_id) references person (person_id),
    constraint recommendation_given check (status not in ('given', 'hired', 'not_hired') or application_id is not null),
    constraint recommendation_unseen check (status not in ('waiting', 'declined') or org_id is null)
);
-- One that is alive for each posting and person.
create unique index recommendation_alive on recommendation (tenant_id, posting_id, resident_id)
    where status in ('waiting', 'given', 'hired');
create index recommendation_latest on recommendation (tenant_id, recommended_at desc, recommendation_id desc);
create index recommendation_resident on recommendation (tenant_id, resident_id);
create index recommendation_application on recommendation (tenant_id, application_id) where application_id is not null;

-- A resident passes a posting on to people they know, who apply by themselves. Nothing of theirs is entered.
create table referral (
    tenant_id uuid not null references tenant (id),
    referral_id uuid not null,
    posting_id uuid not null,
    -- The posting's organization
    org_id uuid,
    -- The record of whoever refers
    resident_id uuid not null,
    -- Whoever has the link knows it, nobody finds it by trying
    code text not null,
    name_masked text not null,
    -- Whether the employer reads the masked name
    is_named boolean not null,
    -- A word to the employer
    word text not null default '',
    created_at timestamptz not null,
    primary key (tenant_id, referral_id),
    unique (tenant_id, code),
    foreign key (tenant_id, posting_id) references job_posting (tenant_id, posting_id),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id)
);
create unique index referral_once on referral (tenant_id, posting_id, resident_id);
create index referral_resident on referral (tenant_id, resident_id);

-- Somebody applied with such a link.
create table referral_use (
    tenant_id uuid not null references tenant (id),
    referral_id uuid not null,
    resident_id uuid not null,
    org_id uuid,
    application_id uuid not null,
    used_at timestamptz not null,
    primary key (tenant_id, referral_id, resident_id),
    foreign key (tenant_id, referral_id) references referral (tenant_id, referral_id),
    foreign key (tenant_id, resident_id) references resident (tenant_id, resident_id),
    foreign key (tenant_id, application_id) references job_application (tenant_id, application_id)
);
create index referral_use_application on referral_use (tenant_id, application_id);
create index referral_use_resident on referral_use (tenant_id, resident_id);

do $$
declare t text;
begin
    foreach t in array array['recommendation', 'referral', 'referral_use'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant() or org_id = app_org())
            with check (tenant_id = app_tenant() or org_id = app_org())', t);
    end loop;
end $$;
grant select, insert, update on recommendation, referral to jiamenkou_app;
grant select, insert, update, delete on referral_use to jiamenkou_app;

-- What the applicant and the employer each say after 90 days; where they differ, the community decides.
alter table job_application
    add column applicant_says text check (applicant_says in ('kept', 'left')),
    add column employer_says text check (employer_says in ('kept', 'left'));

-- Matching: those who agree to be suggested, whoever changed theirs last on top; who holds a certificate of a trade; and the
-- register of workers by resident.
create index talent_matched on talent (tenant_id, updated_at desc, talent_id desc)
    where match_since is not null and hidden_at is null and status = 'open';
create index course_certificate_trade on course_certificate (tenant_id, trade, issued_on desc)
    where issued_on is not null and revoked_at is null and trade is not null;
create index household_worker_resident on household_worker (tenant_id, resident_id) where resident_id is not null;
