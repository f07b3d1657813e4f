-- Whoever has no account answers an offered seat at the station, on the telephone or on paper: which, and who of the staff wrote
-- it down.
alter table enrolment
    add column answer_word text check (answer_word in ('in_person', 'phone', 'paper')),
    add column answered_by text not null default '',
    add constraint enrolment_answered check ((answer_word is null) = (answered_by = ''));
