-- Who has withdrawn a consent is counted nowhere in the loop, and is found without reading everybody's receipts.
create index consent_withdrawn on consent (tenant_id, purpose, resident_id) where resident_id is not null and withdrawn_at is not null;
