-- Tenant scope: the party branches (党支部) that stand behind the grids, and what they do (党建网).

create table party_branch (
    tenant_id uuid not null references tenant (id),
    branch_id uuid not null,
    name text not null,
    -- 书记, as residents may read it; may be empty.
    secretary text not null default '',
    -- What it is there for, in a few lines; may be empty.
    about text not null default '',
    -- The community's committee (社区党委) stands above the branches.
    is_committee boolean not null default false,
    position int not null,
    revision int not null default 1,
    primary key (tenant_id, branch_id),
    unique (tenant_id, name)
);
create unique index party_branch_committee on party_branch (tenant_id) where is_committee;

create table party_activity (
    tenant_id uuid not null references tenant (id),
    activity_id uuid not null,
    branch_id uuid not null,
    -- Which of the committee's four tasks it serves: 统筹规划, 资源整合, 凝聚共识, 服务创新.
    measure text not null check (measure in ('planning', 'resources', 'consensus', 'innovation')),
    title text not null,
    held_on date not null,
    place text not null default '',
    body text not null default '',
    -- How many took part, where somebody counted.
    people int check (people between 1 and 100000),
    revision int not null default 1,
    primary key (tenant_id, activity_id),
    foreign key (tenant_id, branch_id) references party_branch (tenant_id, branch_id)
);
create index party_activity_day on party_activity (tenant_id, held_on desc, activity_id desc);
create index party_activity_branch on party_activity (tenant_id, branch_id, held_on desc, activity_id desc);

-- A grid named its branch in words; now it points to it.
alter table grid add column branch_id uuid;
alter table grid no force row level security;
insert into party_branch (tenant_id, branch_id, name, position)
    select tenant_id, gen_random_uuid(), party_branch, row_number() over (partition by tenant_id order by min(position))
    from grid where party_branch <> '' group by tenant_id, party_branch;
update grid g set branch_id = b.branch_id from party_branch b where b.tenant_id = g.tenant_id and b.name = g.party_branch;
alter table grid force row level security;
alter table grid drop column party_branch;
alter table grid add foreign key (tenant_id, branch_id) references party_branch (tenant_id, branch_id);
create index grid_branch on grid (tenant_id, branch_id) where branch_id is not null;

do $$
declare t text;
begin
    foreach t in array array['party_branch', 'party_activity'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy scope on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
        execute format('grant select, insert, update, delete on %I to jiamenkou_app', t);
    end loop;
end $$;
