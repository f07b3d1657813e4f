-- What joins an organization's history besides its milestones is for its founder to choose, part by part, and who reads it. What
-- is kept already has the certificates, which an older server keeps without asking.
alter table org_history
    add column parts text[] not null default '{certificates}'
        check (parts <@ array['certificates', 'practice', 'external', 'jobs']),
    -- [{"course", "company", "minutes", "ended_on"}]: what was practised, as both sides had signed it
    add column practice jsonb not null default '[]',
    -- [{"kind", "title", "issuer", "issued_on", "expires_on"}]: what others had issued, as staff recorded it
    add column external jsonb not null default '[]',
    -- [{"title", "employer", "since"}]: what the founder was hired for
    add column jobs jsonb not null default '[]',
    -- Whether staff read it of communities to which the organization applies, or which it serves
    add column is_shown boolean not null default false;
