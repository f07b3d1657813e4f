-- What a certificate says of somebody who joined when meetings had been held without them, and of the lesson hours that were
-- held; none in what was issued before either was kept.
alter table course_certificate
    -- The day of the first meeting that counts for them
    add column took_part_from date,
    -- So many they attended since,
    add column sessions_attended int check (sessions_attended >= 0),
    -- of so many that were held
    add column sessions_held int check (sessions_held > 0),
    add column held_hours int check (held_hours >= 0),
    add constraint course_certificate_took_part check ((took_part_from is null) = (sessions_attended is null)
        and (took_part_from is null) = (sessions_held is null));
