-- Whoever teaches may have an account of the organization's: they show the code of their own sessions and keep the list
-- themselves. Without one, those who keep the organization's records do.
alter table teacher add column person_id uuid;
create index teacher_person on teacher (org_id, person_id) where person_id is not null;
create index course_session_of_teacher on course_session (org_id, teacher_id, starts_at);
