-- A list of able residents narrowed by a name reads their traits alone until it is full: whose they are stands beside them.
-- And who is recognised is a trait: of 100,000 it may be three.
alter table talent add unique (tenant_id, talent_id, resident_id);
-- Empty in what an older server adds meanwhile, which a name finds again once the record is saved.
alter table talent_trait add column resident_id uuid;
alter table talent_trait add foreign key (tenant_id, talent_id, resident_id)
    references talent (tenant_id, talent_id, resident_id) on delete cascade on update cascade;
alter table talent_trait drop constraint talent_trait_pkey;
alter table talent_trait add primary key (tenant_id, trait, talent_id) include (resident_id);

-- Written anew, also where the migration that made them found no record: the owner is held to the policies too; here it stands
-- above the communities.
alter table talent no force row level security;
alter table talent_trait no force row level security;
delete from talent_trait;
insert into talent_trait (tenant_id, trait, talent_id, resident_id)
    select t.tenant_id, trait, t.talent_id, t.resident_id from talent t, lateral (
        select 'anybody' as trait
        union select 'expert' where t.recognised_on is not null
        union select 'specialty:' || s from unnest(t.specialties) s
        union select 'wish:' || s from unnest(t.wishes) s
        union select 'need:' || s from unnest(t.needs) s
        union select 'trade:' || s from unnest(t.trades) s
        union select 'time:' || s from unnest(t.times) s) traits;
alter table talent force row level security;
alter table talent_trait force row level security;
grant update on talent_trait to jiamenkou_app;
