-- Person scope: the second factor (TOTP, RFC 6238) of staff and of those who answer for a company, and when a session's
-- person last proved who they are.

-- Absent for sessions that an older server began: they were proven when they began.
alter table session add column proved_at timestamptz;

create table second_factor (
    person_id uuid primary key references person (person_id),
    -- What the person's app and the server share, sealed with the server's key.
    secret_sealed bytea not null,
    -- Absent until a first code has shown that an app holds the secret; until then nobody is asked for one.
    confirmed_at timestamptz,
    -- The last time step (30 s) whose code was accepted: a code is accepted once.
    last_step bigint not null default 0
);

-- For whoever has lost the app. Each works once.
create table recovery_code (
    person_id uuid not null references person (person_id),
    code_hash bytea not null check (octet_length(code_hash) = 32),
    used_at timestamptz,
    primary key (person_id, code_hash)
);

-- A sign-in between password and code: it opens no page, and holds a few tries for a few minutes.
create table half_sign_in (
    person_id uuid not null references person (person_id),
    token_hash bytea not null check (octet_length(token_hash) = 32),
    expires_at timestamptz not null,
    tries int not null default 0,
    -- Where to go afterwards.
    next text not null,
    -- A form for there that came without a session, sealed with the server's key.
    kept_sealed bytea not null,
    primary key (person_id, token_hash)
);

do $$
declare t text;
begin
    foreach t in array array['second_factor', 'recovery_code', 'half_sign_in'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (person_id = app_person()) with check (person_id = app_person())', t);
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
end $$;
