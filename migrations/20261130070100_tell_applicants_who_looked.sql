-- Whoever hires reads what an applicant shares: under the application, as staff look under a grant and family under a link. It is
-- put on record once a day for each who does, so that the record says who, and not how often a page was opened.
alter table resident_view
    add column application_id uuid,
    -- The day there
    add column looked_on date,
    add foreign key (tenant_id, application_id) references job_application (tenant_id, application_id),
    add constraint resident_view_day check ((looked_on is null) = (application_id is null)),
    drop constraint resident_view_under,
    add constraint resident_view_under check (num_nonnulls(grant_id, family_link_id, application_id) = 1),
    drop constraint resident_view_reason_check,
    add constraint resident_view_reason_check
        check (reason in ('contact', 'visit', 'check', 'emergency', 'other', 'export', 'family', 'application'));
create unique index resident_view_application on resident_view (tenant_id, application_id, viewer_id, looked_on)
    where application_id is not null;
