-- Person scope: the address under which calendar programs fetch a person's courses without signing in. Of its token the hash alone
-- is kept; it follows from the id and the server's key, so that the person can be shown it again.
create table person_calendar (
    person_id uuid not null references person (person_id) on delete cascade,
    calendar_id uuid not null,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    created_at timestamptz not null,
    primary key (person_id)
);
alter table person_calendar enable row level security;
alter table person_calendar force row level security;
create policy scope on person_calendar using (person_id = app_person()) with check (person_id = app_person());
grant select, insert, update, delete on person_calendar to jiamenkou_app;
