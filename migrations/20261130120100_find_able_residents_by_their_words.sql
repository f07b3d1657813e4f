-- What able residents write in their own words is found by its pairs of characters, as traits. Which these are the program
-- knows, which folds what is written: a task for each community writes down those of the records that are there. An older
-- server knows no such task and leaves it to a newer one; what it saves meanwhile is found once it is saved again.
insert into task (task_id, name, payload, tenant_id, run_at)
    select gen_random_uuid(), 'index_talent_texts', jsonb_build_object('tenant', id), id, now()
    from tenant where level = 'community';
