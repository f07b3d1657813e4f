-- Whoever leaves an organization is nobody's mentor there and no teacher's account is theirs: so since leaving ends it. Of those
-- who had left before, it ends here, or they would find it all again once they are invited back. What they are called stays.
-- The owner is held to the policies too: here it stands above them.
alter table membership no force row level security;
alter table placement no force row level security;
alter table teacher no force row level security;
update placement p set mentor_id = null
    where p.mentor_id is not null and not exists (select 1 from membership m
        where m.org_id = p.org_id and m.person_id = p.mentor_id
            and (m.valid_to is null or m.valid_to >= (now() at time zone 'Asia/Shanghai')::date));
update teacher t set person_id = null, revision = t.revision + 1
    where t.person_id is not null and not exists (select 1 from membership m
        where m.org_id = t.org_id and m.person_id = t.person_id
            and (m.valid_to is null or m.valid_to >= (now() at time zone 'Asia/Shanghai')::date));
alter table membership force row level security;
alter table placement force row level security;
alter table teacher force row level security;
