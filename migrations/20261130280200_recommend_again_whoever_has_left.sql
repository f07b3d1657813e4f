-- Whoever was hired and has left may be recommended again. Of whom that is, the application knows: who is still there, the program
-- asks under the lock of the record.
drop index recommendation_alive;
create unique index recommendation_alive on recommendation (tenant_id, posting_id, resident_id)
    where status in ('waiting', 'given');
