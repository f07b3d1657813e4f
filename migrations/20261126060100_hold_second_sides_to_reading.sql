-- Where a row is seen from two sides and only one of them keeps it, the other may read it and nothing else. One policy for
-- all commands let the reading side delete as well, since DELETE asks `using` alone, and let whoever acts in two places move
-- rows from the one to the other.
do $$
declare
    t text;
    keeps text;
    reads text;
begin
    for t, keeps, reads in values
        ('listing', 'tenant_id = app_tenant()', 'org_id = app_org()'),
        ('worker_card', 'tenant_id = app_tenant()', 'org_id = app_org()'),
        ('role_grant', 'tenant_id = app_tenant()', 'person_id = app_person()'),
        ('membership', 'org_id = app_org()', 'person_id = app_person()'),
        ('resident', 'tenant_id = app_tenant()', 'person_id = app_person()'),
        ('resident_request', 'tenant_id = app_tenant()', 'person_id = app_person()'),
        ('operator_entry', 'tenant_id = app_tenant()', 'person_id = app_person()'),
        ('resident_view', 'tenant_id = app_tenant()', 'exists (
            select 1 from resident r where r.tenant_id = resident_view.tenant_id and r.resident_id = resident_view.resident_id
                and r.person_id = app_person())')
    loop
        execute format('drop policy scope on %I', t);
        execute format('create policy scope on %I using (%s) with check (%s)', t, keeps, keeps);
        execute format('create policy seen on %I for select using (%s)', t, reads);
    end loop;
end $$;
