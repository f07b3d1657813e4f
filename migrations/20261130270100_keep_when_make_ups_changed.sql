-- When it last became another session's make-up than it was planned for, or a lesson's that everybody had: whoever had it until
-- then is told in their calendar that it is nothing to them. None: never.
alter table course_session add column makes_up_changed_at timestamptz;
