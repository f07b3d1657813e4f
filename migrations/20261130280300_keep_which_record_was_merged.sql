-- Which record of an able resident a merge added to another. It may be gone by the time the merge is taken back, and with it what
-- stands in the other of its certificates. An older server leaves it empty.
alter table talent_merge add column other_id uuid;

update talent_merge m set other_id = t.talent_id from resident_merge e, talent t
    where e.tenant_id = m.tenant_id and e.merge_id = m.merge_id and t.tenant_id = m.tenant_id and t.resident_id = e.gone_id;
