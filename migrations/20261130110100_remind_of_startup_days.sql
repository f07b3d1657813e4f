-- A milestone's day that is near, or past, is said once. An older server says nothing, and changes none of it.
alter table startup_milestone
    -- When it was said last: before the day, that it is near; after it, that it is past
    add column reminded_on date;
create index startup_milestone_due on startup_milestone (tenant_id, due_on) where due_on is not null and done_on is null;

-- What is past already counts as said on the day after, or the first night would announce whatever was ever late. The owner
-- is held to the policies too: here it stands above the communities.
alter table startup_milestone no force row level security;
update startup_milestone set reminded_on = due_on + 1 where due_on < current_date;
alter table startup_milestone force row level security;
