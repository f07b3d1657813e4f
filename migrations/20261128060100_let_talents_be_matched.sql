-- Tenant scope: what somebody wishes for in a job, what their record may be used for besides being kept, and whom the
-- community has recognised as 社区能人.

alter table talent
    -- The trades that they would like to work in, from when on in the week, and for how much at least
    add column trades text[] not null default '{}' check (trades <@ array['housekeeping', 'cleaning', 'maternity', 'infant', 'care',
        'escort', 'organizing', 'appliance', 'repair', 'property', 'attendant']),
    add column times text[] not null default '{}' check (times <@ array['weekday_morning', 'weekday_afternoon', 'weekday_evening',
        'weekend_morning', 'weekend_afternoon', 'weekend_evening']),
    add column pay_fen bigint check (pay_fen > 0),
    add column pay_unit text check (pay_unit in ('hour', 'day', 'month')),
    -- Since when the person agrees to be suggested for courses and jobs, and to be shown to everybody; see consent
    add column match_since timestamptz,
    add column badge_since timestamptz,
    -- When the community recognised them, and who wrote it down
    add column recognised_on date,
    add column recogniser text not null default '',
    -- What it said before another record's was added to it by a merge, and of which revision the sum is: the merge may be
    -- taken back
    add column before_merge jsonb,
    add column merged_revision int,
    -- The sheet that brought it
    add column import_id uuid,
    add constraint talent_pay check ((pay_fen is null) = (pay_unit is null)),
    add constraint talent_merge check ((before_merge is null) = (merged_revision is null)),
    add constraint talent_import foreign key (tenant_id, import_id) references sheet_import (tenant_id, import_id);
create index talent_shown on talent (tenant_id, recognised_on desc, talent_id desc)
    where badge_since is not null and recognised_on is not null and hidden_at is null and status = 'open';
create index talent_of_import on talent (tenant_id, import_id) where import_id is not null;

alter table consent
    drop constraint consent_purpose_check,
    add constraint consent_purpose_check check (purpose in ('contact', 'care', 'talent', 'match', 'badge', 'work'));

alter table sheet_import
    drop constraint sheet_import_kind_check,
    add constraint sheet_import_kind_check check (kind in ('residents', 'posts', 'workers', 'talents'));
