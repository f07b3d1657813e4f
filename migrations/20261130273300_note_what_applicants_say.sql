-- Whoever applied may say at the station, on the telephone or on paper what they could say in their account: how, where somebody of
-- the staff wrote it down.
alter table job_application_event
    add column word text check (word in ('in_person', 'phone', 'paper')),
    add constraint job_application_event_word check (word is null or side = 'community');
