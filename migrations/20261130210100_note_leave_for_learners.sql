-- Whoever has no phone says on the telephone, at the station or on paper that they cannot come: how, and who wrote it down. Empty
-- where learners say so themselves, as an older server goes on writing.
alter table session_excuse
    add column word text check (word in ('in_person', 'phone', 'paper')),
    add column by_name text not null default '',
    add constraint session_excuse_noted check ((word is null) = (by_name = ''));
