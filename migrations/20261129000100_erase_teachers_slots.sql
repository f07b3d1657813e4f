-- Where a teacher is taken goes with the community that it is in: when that is erased, the teacher is free again.
alter table teacher_slot add column tenant_id uuid;
-- The owner sees one scope at a time, too.
do $$
declare community uuid; one record;
begin
    for community in select id from tenant loop
        perform set_config('app.tenant_id', community::text, true);
        for one in select org_id, session_id from course_session where tenant_id = community loop
            perform set_config('app.org_id', one.org_id::text, true);
            update teacher_slot set tenant_id = community where org_id = one.org_id and session_id = one.session_id;
        end loop;
    end loop;
    perform set_config('app.tenant_id', '', true), set_config('app.org_id', '', true);
end $$;
alter table teacher_slot
    alter column tenant_id set not null,
    add constraint xs_teacher_slot_tenant foreign key (tenant_id) references tenant (id);
create index teacher_slot_tenant on teacher_slot (tenant_id);
create policy erasure on teacher_slot to current_user using (tenant_id = app_tenant());
