-- Two more parts of the portal that a community may do without.
alter table tenant
    drop constraint tenant_features_off_check,
    add constraint tenant_features_off_check
        check (features_off <@ array['notices', 'jobs', 'training', 'care', 'codes', 'join']);
