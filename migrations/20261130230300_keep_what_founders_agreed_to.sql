-- What the founder agreed to when the organization came to keep its history: the receipt stands with the copy, which the
-- community's own receipts would not outlive. None where it was kept before, or by an older server.
alter table org_history
    add column consent_id uuid,
    add column consent_version int,
    add column consented_at timestamptz,
    add constraint org_history_consent_whole check (num_nonnulls(consent_id, consent_version, consented_at) in (0, 3));
