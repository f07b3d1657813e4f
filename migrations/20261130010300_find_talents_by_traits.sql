-- What somebody is found by among 100,000 able residents: a specialty, a wish, a need, a trade or a time, as kind:word;
-- everybody has the trait anybody. The arrays say the same; row level security keeps the operators of arrays from any index.
create table talent_trait (
    tenant_id uuid not null,
    trait text not null,
    talent_id uuid not null,
    primary key (tenant_id, trait, talent_id),
    foreign key (tenant_id, talent_id) references talent (tenant_id, talent_id) on delete cascade
);
create index talent_trait_of on talent_trait (tenant_id, talent_id);

insert into talent_trait (tenant_id, trait, talent_id)
    select tenant_id, trait, talent_id from talent t, lateral (
        select 'anybody' as trait
        union select 'specialty:' || s from unnest(t.specialties) s
        union select 'wish:' || s from unnest(t.wishes) s
        union select 'need:' || s from unnest(t.needs) s
        union select 'trade:' || s from unnest(t.trades) s
        union select 'time:' || s from unnest(t.times) s) traits;

alter table talent_trait enable row level security;
alter table talent_trait force row level security;
create policy scope on talent_trait using (tenant_id = app_tenant()) with check (tenant_id = app_tenant());
grant select, insert, delete on talent_trait to jiamenkou_app;
