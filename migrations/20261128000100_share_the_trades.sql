-- The trades (工种) are one list for whoever works, learns or hires: two more of them are looked for by employers.
alter table household_worker
    drop constraint household_worker_trades_check,
    add constraint household_worker_trades_check check (trades <@ array['housekeeping', 'cleaning', 'maternity', 'infant', 'care',
        'escort', 'organizing', 'appliance', 'repair', 'property', 'attendant']);
