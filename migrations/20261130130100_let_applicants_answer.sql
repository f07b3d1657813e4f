-- Whoever applied has a say as well: whether they come to an interview, whether they accept an offer, and that they never began
-- or have left. What a server writes that knows nothing of this has no answers.
alter table job_application
    -- Whether they come, to which time they said so, and when they could instead
    add column meets text check (meets in ('meets:comes', 'meets:other')),
    add column meets_for timestamptz,
    add column meets_word text not null default '',
    -- When they were asked whether they accept an offer
    add column offered_at timestamptz,
    -- Themselves, or by word of mouth as whoever hires has noted
    add column accepted text check (accepted in ('offer:accepted', 'offer:told')),
    -- The last day there, or the day on which they were expected
    add column left_on date,
    -- The interview that both were reminded of
    add column reminded_for timestamptz,
    add constraint job_application_meets check ((meets is null) = (meets_for is null));
create index job_application_meeting on job_application (tenant_id, interview_at) where status = 'interview';
