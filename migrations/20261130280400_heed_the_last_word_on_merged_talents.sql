-- Of records that are one the last word holds for all; those that were merged before that rule are as an earlier one left them. A
-- task for each community looks at them once. An older server does not know its name, and leaves it to a newer one.
insert into task (task_id, name, payload, tenant_id, run_at)
    select gen_random_uuid(), 'heed_last_word_on_talents', jsonb_build_object('tenant', id), id, now()
    from tenant where level = 'community';
