//! The integration tests: one binary, a file a feature. They run against the real router and a real PostgreSQL, as the
//! application role; time is a clock they move.

#![expect(clippy::expect_used, reason = "a test that cannot go on should say where")]
#![expect(clippy::disallowed_methods, reason = "tests look behind the curtain with SQL of their own")]

mod accounts;
mod audit;
mod caching;
mod certificates;
mod commands;
mod consents;
mod directory;
mod embedded;
mod enrolments;
mod exports;
mod external_certificates;
mod family;
mod figures;
mod full_disk;
mod grids;
mod guards;
mod household_workers;
mod importing;
mod isolation;
mod jobs;
mod joining;
mod loop_figures;
mod matching;
mod migrations;
mod misuse;
mod notices;
mod offers;
mod operator;
mod party;
mod people;
mod placements;
mod policies;
mod policy_library;
mod posts;
mod printing;
mod purposes;
mod recommendations;
mod residents;
mod second_factor;
mod settings;
mod sheets;
mod startups;
mod support;
mod talents;
mod training;
mod vendors;
