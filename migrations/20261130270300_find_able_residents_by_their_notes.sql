-- Able residents are found by their notes as by what else is written of them: wishes and trades of sheets stand there that nobody
-- can tick. A task for each community writes down those that are there. It has a name of its own: an older server would leave the
-- notes out; so it leaves the task to a newer one, and what it saves meanwhile is found by its note once it is saved again.
insert into task (task_id, name, payload, tenant_id, run_at)
    select gen_random_uuid(), 'index_talent_notes', jsonb_build_object('tenant', id), id, now()
    from tenant where level = 'community';
