-- A course says which of the things that people would like to learn it teaches; empty: what follows from its trade and its parts.
-- A run takes it over with the rest.
alter table course add column teaches text[] not null default '{}' check (teaches <@ array['housekeeping', 'elder_care',
    'infant_care', 'escort', 'organising', 'health', 'counselling', 'digital', 'startup']);
alter table course_run add column teaches text[] not null default '{}' check (teaches <@ array['housekeeping', 'elder_care',
    'infant_care', 'escort', 'organising', 'health', 'counselling', 'digital', 'startup']);
