-- That somebody did not meet the requirements was confirmed by mistake, and is open again: who says so, when and why.
alter table enrolment
    add column reopened_at timestamptz,
    add column reopened_by text not null default '',
    add column reopened_reason text not null default '';
