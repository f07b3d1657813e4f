-- Which record of an able resident a merge added to another. It may be gone by the time the merge is taken back, and with it what
-- stands in the other of its certificates. An older server leaves it empty.
alter table talent_merge add column other_id uuid;
