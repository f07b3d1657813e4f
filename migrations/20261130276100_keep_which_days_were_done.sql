-- A day's work that failed to its last try is made up for by the next day's, which has to know of it. An older server says
-- nothing: to it a day that is begun is done.
alter table daily_run
    -- Null: begun, and not done yet
    add column done_at timestamptz default now();
grant update on daily_run to jiamenkou_app;
