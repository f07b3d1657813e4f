-- Whose employer still has what they shared when they applied: found by the day on which it goes.
create index job_application_still_shared on job_application (tenant_id, hired_on)
    where status in ('hired', 'retained') and (name <> '' or phone_sealed is not null or talent is not null or certificates is not null
        or note <> '');
