-- Whoever shares no part when they apply has shared something all the same: a word to the employer, and who vouches for them. That
-- it was taken back, or went with the time, is therefore said, and not told by what is empty. A server that knows nothing of this
-- empties what was chosen, which tells it as before.
alter table job_application add column is_forgotten boolean not null default false;
-- Of those who chose no part it went with the time: 120 days after they were hired, or with their record. The owner is held to
-- the policies too: here it stands above them.
alter table job_application no force row level security;
update job_application set is_forgotten = true
    where name = '' and phone_sealed is null and talent is null and certificates is null and note = ''
        and (name_masked = '' or status in ('hired', 'retained') and hired_on <= (now() at time zone 'Asia/Shanghai')::date - 120);
alter table job_application force row level security;
-- Whose employer still has something is found by the day on which it goes.
drop index job_application_still_shared;
create index job_application_remembered on job_application (tenant_id, hired_on)
    where status in ('hired', 'retained') and not is_forgotten;
