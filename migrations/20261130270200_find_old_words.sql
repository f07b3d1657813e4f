-- Whose words are two years old is asked every night in every community: what still has any is found without reading what has none.
create index recommendation_words on recommendation (tenant_id, changed_at)
    where status not in ('waiting', 'given') and (source_name <> '' or word <> '' or outcome <> '');
create index referral_words on referral (tenant_id, created_at) where word <> '';
create index job_application_words on job_application (tenant_id, changed_at)
    where status in ('hired', 'retained', 'left', 'rejected', 'withdrawn') and (interview_place <> '' or reason <> '');
create index job_application_event_words on job_application_event (tenant_id, application_id) where note <> '';
create index enrolment_words on enrolment (tenant_id, decided_at)
    where status not in ('applied', 'waiting', 'offered', 'enrolled') and (reason <> '' or reopened_reason <> '');
create index attendance_words on attendance (tenant_id, session_id) where reason <> '';
-- Few end this way; the lines of their hour books are found by them.
create index placement_broken_off on placement (tenant_id, changed_at) where status in ('ended', 'declined');
