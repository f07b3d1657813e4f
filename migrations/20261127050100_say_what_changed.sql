-- Which fields of a record a deed changed, by their names and never their contents.
alter table audit_event add column changed text[] not null default '{}';

-- Words that the program reads back stand in lists; two tables forgot to say so.
alter table listing add check (unit in ('hour', 'visit', 'sqm', 'month', 'day', 'piece', 'metre', 'cycle26'));
alter table admission_event
    add check (from_status in ('draft', 'submitted', 'material_check', 'returned', 'site_visit', 'public_notice',
        'admitted', 'suspended', 'exited', 'rejected')),
    add check (to_status in ('draft', 'submitted', 'material_check', 'returned', 'site_visit', 'public_notice',
        'admitted', 'suspended', 'exited', 'rejected'));
