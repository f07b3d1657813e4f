-- That a policy ends soon, and that nobody has compared it for long, is told once of each such day, whenever it becomes due: also
-- of what is published late, or ends sooner than it did. An older server tells it on the one day that it knows, and keeps nothing.
alter table policy
    -- The last day that staff were told of
    add column ends_told_for date,
    -- The day of the comparison that they were told was too long ago
    add column check_told_for date;

-- What has stood unchanged since before it became due was told then. Of the rest nobody knows, and it is told once more. The
-- owner is held to the policies too: here it stands above the communities.
alter table policy no force row level security;
update policy set ends_told_for = valid_until where status = 'published' and valid_until - 30 <= current_date and updated_at < valid_until - 31;
update policy set check_told_for = checked_on where status = 'published' and checked_on + 181 <= current_date and updated_at < checked_on + 180;
alter table policy force row level security;
