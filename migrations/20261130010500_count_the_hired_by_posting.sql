-- How many places of a posting are taken is asked for each posting of a list; those hired are few of those who applied.
create index job_application_hired on job_application (tenant_id, posting_id) where status in ('hired', 'retained');
