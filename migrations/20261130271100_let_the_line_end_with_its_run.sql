-- Whoever still waited for a seat when their run was over, or was called off, neither left nor let an offer lapse: theirs is an end
-- of its own. An older server, which does not know the word, takes it for somebody who left.
alter table enrolment
    drop constraint enrolment_status_check,
    add constraint enrolment_status_check check (status in ('applied', 'waiting', 'offered', 'enrolled', 'passed', 'failed', 'dropped',
        'declined', 'lapsed', 'unserved'));
drop index enrolment_once;
create unique index enrolment_once on enrolment (tenant_id, run_id, resident_id)
    where status not in ('dropped', 'declined', 'lapsed', 'unserved');
