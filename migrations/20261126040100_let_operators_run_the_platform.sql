-- What the operators of the platform do: they make, suspend and delete tenants, export them, enter them for an hour, and
-- keep the categories and holidays that all tenants share. All of it is done in the scope of the platform's own tenant.

create function app_is_platform() returns boolean
    language sql stable security definer set search_path = public, pg_temp
    as $$ select exists (select 1 from tenant where id = app_tenant() and level = 'platform') $$;
revoke execute on function app_is_platform from public;
grant execute on function app_is_platform to jiamenkou_app;

alter table tenant
    -- Residents see a calm page meanwhile, staff read and do not write.
    add column suspended_at timestamptz,
    add column suspended_for text not null default '',
    -- From when on everything of it is erased; the same holds until then as when it is suspended.
    add column leaving_at timestamptz,
    -- Everything of it is gone. The row stays, so that its name in addresses is never given to another.
    add column deleted_at timestamptz;

-- The record of a deletion outlives the tenant.
create table tenant_deletion (
    deletion_id uuid primary key,
    tenant_id uuid not null references tenant (id),
    tenant_name text not null,
    reason text not null,
    asked_by uuid not null,
    asked_name text not null,
    asked_at timestamptz not null,
    approved_by uuid,
    approved_name text,
    approved_at timestamptz,
    due_at timestamptz,
    -- Taken back, before or after it was approved.
    ended_name text,
    ended_at timestamptz,
    -- Rows erased, by table.
    erased jsonb not null default '{}',
    files int not null default 0,
    done_at timestamptz,
    check (approved_by <> asked_by),
    check ((approved_by is null) = (approved_at is null) and (approved_at is null) = (due_at is null)),
    check (due_at >= approved_at + interval '30 days')
);
create unique index tenant_deletion_open on tenant_deletion (tenant_id) where ended_at is null and done_at is null;

create table tenant_export (
    export_id uuid primary key,
    tenant_id uuid not null references tenant (id),
    reason text not null,
    -- Nobody else may have it.
    asked_by uuid not null,
    asked_name text not null,
    asked_at timestamptz not null,
    ready_at timestamptz,
    expires_at timestamptz,
    -- In bytes.
    size bigint,
    removed_at timestamptz
);
create index tenant_export_tenant on tenant_export (tenant_id, export_id);

-- Tenant scope: an operator's hour in a tenant, and why. The operator sees their own from outside.
create table operator_entry (
    tenant_id uuid not null references tenant (id),
    entry_id uuid not null,
    person_id uuid not null,
    name text not null,
    reason text not null,
    began_at timestamptz not null,
    ends_at timestamptz not null,
    ended_at timestamptz,
    primary key (tenant_id, entry_id),
    check (ends_at <= began_at + interval '60 minutes'),
    constraint xs_operator_entry_person foreign key (person_id) references person (person_id)
);
create index operator_entry_person on operator_entry (tenant_id, person_id, ends_at);
alter table operator_entry enable row level security;
alter table operator_entry force row level security;
create policy scope on operator_entry using (tenant_id = app_tenant() or person_id = app_person())
    with check (tenant_id = app_tenant());
grant select, insert on operator_entry to jiamenkou_app;
grant update (ended_at) on operator_entry to jiamenkou_app;

alter table service_category
    -- An operator's own words are not written over by the program's.
    add column is_edited boolean not null default false;
alter table public_holiday
    -- Imported by an operator: the same.
    add column imported_at timestamptz;

-- Everybody reads the tree and the reference data; only the platform changes them. Not forced: the owner brings the
-- program's own data up to date and adds the first tenants.
do $$
declare t text;
begin
    foreach t in array array['tenant', 'service_category', 'public_holiday'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy everybody on %I for select using (true)', t);
        execute format('create policy platform_adds on %I for insert with check (app_is_platform())', t);
        execute format('create policy platform_changes on %I for update using (app_is_platform())', t);
        execute format('create policy platform_removes on %I for delete using (app_is_platform())', t);
    end loop;
    foreach t in array array['tenant_deletion', 'tenant_export'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy platform on %I using (app_is_platform()) with check (app_is_platform())', t);
    end loop;
end $$;
grant insert (id, parent_id, level, slug, name, search_key, search_pinyin, intro, phone), update (suspended_at, suspended_for, leaving_at)
    on tenant to jiamenkou_app;
grant insert, update on service_category to jiamenkou_app;
grant insert, delete on public_holiday to jiamenkou_app;
grant select, insert (deletion_id, tenant_id, tenant_name, reason, asked_by, asked_name, asked_at),
    update (approved_by, approved_name, approved_at, due_at, ended_name, ended_at, files) on tenant_deletion to jiamenkou_app;
grant select, insert, update on tenant_export to jiamenkou_app;

-- What organizations keep about one tenant goes with it; the owner, whom row-level security holds too, finds it by the tenant.
create policy erasure on service_area to current_user using (tenant_id = app_tenant());
create policy erasure on price to current_user using (tenant_id = app_tenant());

-- Every table with rows of a tenant, whoever adds it, in the order in which they can be erased: what refers before what is
-- referred to. The record of deletions stays.
create function tenant_tables() returns table (name text, is_keyed boolean, depth int)
    language sql stable set search_path = public, pg_temp
    as $$
        with recursive held as (
            select c.oid, c.relname::text as name,
                exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary and i.indkey[0] = a.attnum) as is_keyed
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'tenant_deletion'
        ), walk (oid, depth) as (
            select oid, 0 from held
            union
            select f.confrelid, walk.depth + 1 from walk join pg_constraint f on f.conrelid = walk.oid and f.contype = 'f'
            where f.confrelid <> f.conrelid and f.confrelid in (select oid from held) and walk.depth < 50
        )
        select held.name, held.is_keyed, max(walk.depth) from held join walk on walk.oid = held.oid
        group by held.name, held.is_keyed order by 3, 1
    $$;

-- Rows of a table that no other row of the same table refers to, where it refers to itself.
create function tenant_leaves(tbl text) returns text
    language sql stable set search_path = public, pg_temp
    as $$
        select coalesce(string_agg(format(' and not exists (select 1 from %I r where %s)', tbl,
            (select string_agg(format('r.%I = t.%I', a.attname, b.attname), ' and ')
                from unnest(f.conkey, f.confkey) as k (ours, theirs)
                join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.ours
                join pg_attribute b on b.attrelid = f.conrelid and b.attnum = k.theirs)), ''), '')
        from pg_constraint f where f.contype = 'f' and f.conrelid = f.confrelid and f.conrelid = tbl::regclass
    $$;

-- The tenant of a deletion that two operators decided and whose day has come; nothing else is ever erased.
create function tenant_to_erase(the_deletion uuid, at timestamptz) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
        declare target uuid;
        begin
            select d.tenant_id into target from tenant_deletion d join tenant t on t.id = d.tenant_id
            where d.deletion_id = the_deletion and d.approved_by is not null and d.due_at <= at and d.ended_at is null
                and d.done_at is null and t.level <> 'platform' and app_is_platform()
            for update of d;
            if target is null then
                raise exception 'no tenant is to be erased' using errcode = 'insufficient_privilege';
            end if;
            return target;
        end
    $$;

-- Erases at most so many rows; the number of those erased, 0 when nothing is left.
create function erase_tenant_rows(the_deletion uuid, at timestamptz, most bigint) returns bigint
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
        declare
            scope text := current_setting('app.tenant_id', true);
            target uuid := tenant_to_erase(the_deletion, at);
            held record;
            gone bigint;
            total bigint := 0;
            counts jsonb := '{}';
        begin
            execute format('set local app.tenant_id = %L', target);
            for held in select name from tenant_tables() loop
                loop
                    exit when total >= most;
                    execute format('delete from %I t where t.ctid = any (array(select t.ctid from %I t where t.tenant_id = $1%s limit $2))',
                        held.name, held.name, tenant_leaves(held.name)) using target, most - total;
                    get diagnostics gone = row_count;
                    exit when gone = 0;
                    total := total + gone;
                    counts := counts || jsonb_build_object(held.name, coalesce((counts ->> held.name)::bigint, 0) + gone);
                end loop;
            end loop;
            execute format('set local app.tenant_id = %L', scope);
            update tenant_deletion d set erased = d.erased || (
                select coalesce(jsonb_object_agg(c.key, coalesce((d.erased ->> c.key)::bigint, 0) + c.value::bigint), '{}')
                from jsonb_each_text(counts) c)
            where d.deletion_id = the_deletion;
            return total;
        end
    $$;

-- How many rows of a tenant every table holds.
create function count_tenant_rows(target uuid) returns table (name text, held bigint)
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
        declare
            scope text := current_setting('app.tenant_id', true);
            one text;
        begin
            if not app_is_platform() then
                raise exception 'only the platform counts' using errcode = 'insufficient_privilege';
            end if;
            execute format('set local app.tenant_id = %L', target);
            for one in select t.name from tenant_tables() t loop
                name := one;
                execute format('select count(*) from %I where tenant_id = $1', one) into held using target;
                return next;
            end loop;
            execute format('set local app.tenant_id = %L', scope);
        end
    $$;

-- The end of a tenant of which no row is left.
create function close_tenant(the_deletion uuid, at timestamptz) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
        declare target uuid := tenant_to_erase(the_deletion, at);
        begin
            -- Whoever would still add a row waits for this, and the count that follows sees whoever was before.
            perform 1 from tenant t where t.id = target for update;
            if exists (select 1 from count_tenant_rows(target) c where c.held > 0) then
                raise exception 'rows are left' using errcode = 'object_in_use';
            end if;
            update tenant t set deleted_at = at, leaving_at = null, suspended_at = null, suspended_for = '', intro = '', phone = null,
                station_name = null, station_address = null, station_area_sqm = null, hours = null, icp_number = null
            where t.id = target;
            update tenant_deletion d set done_at = at where d.deletion_id = the_deletion;
        end
    $$;

-- What an operator may know of tenants: numbers. Staff are those of a day.
create function tenant_figures(tenants uuid[], day date)
    returns table (tenant_id uuid, households bigint, staff bigint, listings bigint, last_day date)
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
        #variable_conflict use_variable
        declare scope text := current_setting('app.tenant_id', true);
        begin
            if not app_is_platform() then
                raise exception 'only the platform counts' using errcode = 'insufficient_privilege';
            end if;
            foreach tenant_id in array tenants loop
                execute format('set local app.tenant_id = %L', tenant_id);
                households := (select count(*) from household h where h.tenant_id = tenant_figures.tenant_id);
                staff := (select count(distinct g.person_id) from role_grant g where g.tenant_id = tenant_figures.tenant_id
                    and g.role in ('community_staff', 'street_staff') and g.scope_id is null
                    and g.valid_from <= day and (g.valid_to is null or g.valid_to >= day));
                listings := (select count(*) from listing l where l.tenant_id = tenant_figures.tenant_id and l.status = 'published');
                last_day := (select max(r.day) from daily_run r where r.tenant_id = tenant_figures.tenant_id);
                return next;
            end loop;
            execute format('set local app.tenant_id = %L', scope);
        end
    $$;
revoke execute on function tenant_to_erase, erase_tenant_rows, count_tenant_rows, close_tenant, tenant_figures from public;
grant execute on function erase_tenant_rows, count_tenant_rows, close_tenant, tenant_figures to jiamenkou_app;

-- For exports: the rows of the tenant in whose scope the transaction is, as the caller may see them, a few at a time.
create function open_tenant_rows(tbl text) returns text
    language plpgsql volatile set search_path = public, pg_temp
    as $$
        declare rows refcursor := 'rows_of_' || tbl;
        begin
            if not exists (select 1 from tenant_tables() t where t.name = tbl and t.is_keyed) then
                raise exception '% holds no rows of tenants', tbl;
            end if;
            open rows for execute format('select to_jsonb(t) from %I t where t.tenant_id = app_tenant()', tbl);
            return rows::text;
        end
    $$;
create function next_tenant_rows(cursor_name text, most int) returns setof jsonb
    language plpgsql volatile set search_path = public, pg_temp
    as $$
        declare
            rows refcursor := cursor_name;
            one jsonb;
        begin
            for i in 1..most loop
                fetch rows into one;
                exit when not found;
                return next one;
            end loop;
        end
    $$;
