-- Whether somebody else teaches in the place of the organization's teacher, which has left the community: staff go on with its run, and
-- say who; the name is in teacher_name, and nobody of that name teaches twice at once there. An older server takes the name for the
-- teacher's.
alter table course_session add column is_stand_in boolean not null default false;
alter table course_session add constraint course_session_stand_in
    exclude using gist (tenant_id with =, teacher_name with =, tstzrange(starts_at, ends_at) with &&)
    where (is_stand_in and not is_cancelled);
