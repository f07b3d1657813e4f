-- Whoever shows a learner the work may have an account of the company's: they sign the hour book themselves. Without one, the
-- company's keepers of records sign.
alter table placement add column mentor_id uuid;
create index placement_mentor on placement (org_id, mentor_id, changed_at desc, placement_id desc) where mentor_id is not null;
