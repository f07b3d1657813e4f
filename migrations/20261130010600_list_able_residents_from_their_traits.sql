-- A list of able residents narrowed by a name reads their traits alone until it is full: whose they are stands beside them.
-- And who is recognised is a trait: of 100,000 it may be three.
alter table talent add unique (tenant_id, talent_id, resident_id);
alter table talent_trait add column resident_id uuid;
update talent_trait x set resident_id = t.resident_id from talent t where t.tenant_id = x.tenant_id and t.talent_id = x.talent_id;
alter table talent_trait alter column resident_id set not null;
alter table talent_trait drop constraint talent_trait_tenant_id_talent_id_fkey;
alter table talent_trait add foreign key (tenant_id, talent_id, resident_id)
    references talent (tenant_id, talent_id, resident_id) on delete cascade on update cascade;
alter table talent_trait drop constraint talent_trait_pkey;
alter table talent_trait add primary key (tenant_id, trait, talent_id) include (resident_id);

insert into talent_trait (tenant_id, trait, talent_id, resident_id)
    select tenant_id, 'expert', talent_id, resident_id from talent where recognised_on is not null;
