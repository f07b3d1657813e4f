-- Who relied on a certificate is told when it is taken back.
create index recommendation_certificate on recommendation (tenant_id, course_certificate_id);
