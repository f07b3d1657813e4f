-- A post that is taken back before its first day holds on no day; that it was given stays on record. Its last day is then
-- the day before its first.
alter table role_grant drop constraint role_grant_check;
alter table role_grant add constraint role_grant_days check (valid_to is null or valid_to >= valid_from - 1);
