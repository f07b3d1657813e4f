-- Both are asked after 90 days whether somebody is still there; whoever has not answered a week later is asked once more, and
-- two weeks after they were asked first one side's answer alone holds.
alter table job_application
    -- When whoever had not answered was asked once more
    add column asked_again_on date;
create index job_application_asked on job_application (tenant_id, asked_on) where status = 'hired';
