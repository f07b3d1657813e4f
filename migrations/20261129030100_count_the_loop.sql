-- A community counts the loop (供需循环) as well: of each cohort of able residents how many got how far, and of each trade how
-- many are wanted and ready. Kept beside its other figures, as numerators and denominators.
alter table metric_snapshot
    -- What it is a figure of: the first day of a cohort's quarter, or a trade; empty: the whole community
    add column part text not null default '' check (part ~ '^([a-z]+|\d{4}-\d\d-\d\d|)$'),
    drop constraint metric_snapshot_pkey,
    add primary key (tenant_id, period, key, part);
-- Of the loop each month's latest count is kept.
grant delete on metric_snapshot to jiamenkou_app;

create or replace function figures_below(above uuid, latest date)
    returns table (community uuid, period date, key text, num bigint, den bigint)
    language sql stable security definer set search_path = public, pg_temp
    as $$
        with recursive below as (
            select t.id, t.level from tenant t where t.parent_id = above and above = app_tenant()
            union
            select t.id, t.level from tenant t join below b on t.parent_id = b.id
        )
        select s.tenant_id, s.period, s.key, s.num, s.den
        from below b join metric_snapshot s on s.tenant_id = b.id and s.part = ''
        where b.level = 'community' and s.period = (select max(m.period) from metric_snapshot m
            where m.tenant_id = b.id and m.period <= latest and m.part = '')
    $$;

-- The latest count of the loop of every community below a tenant, up to a day.
create function loop_below(above uuid, latest date)
    returns table (community uuid, period date, key text, part text, num bigint, den bigint)
    language sql stable security definer set search_path = public, pg_temp
    as $$
        with recursive below as (
            select t.id, t.level from tenant t where t.parent_id = above and above = app_tenant()
            union
            select t.id, t.level from tenant t join below b on t.parent_id = b.id
        )
        select s.tenant_id, s.period, s.key, s.part, s.num, s.den
        from below b join metric_snapshot s on s.tenant_id = b.id and s.part <> ''
        where b.level = 'community' and s.period = (select max(m.period) from metric_snapshot m
            where m.tenant_id = b.id and m.period <= latest and m.part <> '')
    $$;
revoke execute on function loop_below from public;
grant execute on function loop_below to jiamenkou_app;

-- The staff's shelves of postings count each status, and most of them hold few of many.
create index job_posting_status on job_posting (tenant_id, status);

-- Whether somebody had a certificate that was taken back is looked up by their enrolment, revoked ones included.
create index course_certificate_enrolment on course_certificate (tenant_id, enrolment_id);
