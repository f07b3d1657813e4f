-- When a session was planned: a course that was over stays so, whatever its trainer adds to it afterwards. Those from before, and
-- what an older server adds, count as planned from the beginning.
alter table course_session add column planned_at timestamptz not null default '-infinity';
