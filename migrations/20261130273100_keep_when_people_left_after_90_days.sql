-- Whoever was still there after 90 days may leave as well. That they stayed so long remains a fact, and so does their status; since
-- when they are not there is kept beside it.
alter table job_application
    -- The last day there of somebody who was still there after 90 days; none: they are there
    add column ended_on date,
    add constraint job_application_ended check (ended_on is null or status = 'retained');
-- Whoever has left may apply again.
drop index job_application_alive;
create unique index job_application_alive on job_application (tenant_id, posting_id, resident_id)
    where status in ('submitted', 'viewed', 'interview', 'offer', 'hired', 'retained') and ended_on is null;
