-- Two records of one person may each have an open case. When one turns out to be the other, both are the person's: what came
-- from another record counts by that one, so that nobody begins two of their own. An older server leaves the second where it is.
create unique index startup_case_open_own on startup_case (tenant_id, resident_id, coalesce(came_from, resident_id))
    where status not in ('admitted', 'closed');
drop index startup_case_open;

-- Those that were left where nobody finds them. The owner is held to the policies too: here it stands above the communities.
alter table startup_case no force row level security;
alter table resident no force row level security;
with recursive way as (
    select tenant_id, resident_id as gone, merged_into as kept from resident where merged_into is not null
    union
    select w.tenant_id, w.gone, r.merged_into from way w
        join resident r on r.tenant_id = w.tenant_id and r.resident_id = w.kept and r.merged_into is not null
), left_behind as (
    -- Of two that came from one record, one: the index holds here as well.
    select distinct on (c.tenant_id, w.kept, coalesce(c.came_from, c.resident_id))
        c.tenant_id, c.case_id, w.kept, coalesce(c.came_from, c.resident_id) as origin
    from startup_case c join way w on w.tenant_id = c.tenant_id and w.gone = c.resident_id
        join resident k on k.tenant_id = w.tenant_id and k.resident_id = w.kept and k.merged_into is null
    where c.status not in ('admitted', 'closed') and not exists (select from startup_case o
        where o.tenant_id = c.tenant_id and o.resident_id = w.kept and o.status not in ('admitted', 'closed')
            and coalesce(o.came_from, o.resident_id) = coalesce(c.came_from, c.resident_id))
    order by c.tenant_id, w.kept, coalesce(c.came_from, c.resident_id), c.created_at
)
update startup_case c set resident_id = l.kept, came_from = l.origin from left_behind l
    where c.tenant_id = l.tenant_id and c.case_id = l.case_id;
alter table resident force row level security;
alter table startup_case force row level security;
