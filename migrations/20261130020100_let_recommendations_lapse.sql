-- A recommendation that the person never answered ends with its posting: nobody can say yes to it any more.
alter table recommendation
    drop constraint recommendation_status_check,
    add constraint recommendation_status_check
        check (status in ('waiting', 'given', 'hired', 'not_hired', 'withdrawn', 'declined', 'lapsed')),
    drop constraint recommendation_unseen,
    add constraint recommendation_unseen check (status not in ('waiting', 'declined', 'lapsed') or org_id is null);
