-- Postings that have ended, by the day: whoever still waits for an answer is told after a while.
create index job_posting_expired on job_posting (tenant_id, valid_until) where status = 'expired';
