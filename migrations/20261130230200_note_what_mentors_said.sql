-- Whose words a note holds, where whoever wrote it down is not who said it; empty: the author's own, as an older server writes.
alter table startup_note add column mentor_name text not null default '';
