-- Background work, begun in the transaction that makes it necessary: what was rolled back leaves no task, and what was
-- committed is not forgotten. A task names the scope it runs in and carries ids, never anything personal.

create table task (
    task_id uuid primary key,
    name text not null,
    payload jsonb not null,
    tenant_id uuid,
    org_id uuid,
    person_id uuid,
    run_at timestamptz not null,
    attempts int not null default 0,
    -- Given up: left for the operator to look at.
    failed_at timestamptz,
    last_error text
);
create index task_due on task (run_at, task_id) where failed_at is null;
grant select, insert, update, delete on task to jiamenkou_app;

-- The days on which a tenant's daily work was begun: once a day, however many servers there are.
create table daily_run (
    tenant_id uuid not null references tenant (id),
    day date not null,
    primary key (tenant_id, day)
);

-- What a person is told. The kind and its details are one JSON value that the program knows how to put into words.
create table inbox_message (
    person_id uuid not null references person (person_id),
    message_id uuid not null,
    topic text not null,
    news jsonb not null,
    created_at timestamptz not null,
    read_at timestamptz,
    primary key (person_id, message_id)
);

create index inbox_message_unread on inbox_message (person_id) where read_at is null;

-- Topics a person does not want to be told of.
create table muted_topic (
    person_id uuid not null references person (person_id),
    topic text not null,
    primary key (person_id, topic)
);

-- What an organization is told, whoever of its members reads it.
create table org_message (
    org_id uuid not null references organization (org_id),
    message_id uuid not null,
    topic text not null,
    news jsonb not null,
    created_at timestamptz not null,
    read_at timestamptz,
    primary key (org_id, message_id)
);

create index org_message_unread on org_message (org_id) where read_at is null;

alter table daily_run enable row level security;
alter table daily_run force row level security;
create policy scope on daily_run using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
grant select, insert, delete on daily_run to jiamenkou_app;
alter table inbox_message enable row level security;
alter table inbox_message force row level security;
create policy scope on inbox_message using (person_id = app_person()) with check (person_id = app_person());
alter table muted_topic enable row level security;
alter table muted_topic force row level security;
create policy scope on muted_topic using (person_id = app_person()) with check (person_id = app_person());
alter table org_message enable row level security;
alter table org_message force row level security;
create policy scope on org_message using (org_id = app_org()) with check (org_id = app_org());
grant select, insert, update, delete on inbox_message, muted_topic, org_message to jiamenkou_app;
