-- A milestone's day that is near, or past, is said once. An older server says nothing, and changes none of it.
alter table startup_milestone
    -- When it was said last: before the day, that it is near; after it, that it is past
    add column reminded_on date;
create index startup_milestone_due on startup_milestone (tenant_id, due_on) where due_on is not null and done_on is null;
