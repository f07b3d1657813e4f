-- How many postings wait for somebody to look at them, on every visit to the console.
create index job_posting_review on job_posting (tenant_id) where status = 'review';
