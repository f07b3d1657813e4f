-- The day's work, and a trainer that goes on after it was stopped, look at every run in which somebody would like to have a seat and
-- has none yet. Offers that have come to their end are found by it, too.
create index enrolment_in_line on enrolment (tenant_id, run_id) where status in ('applied', 'waiting', 'offered');
drop index enrolment_offered;
