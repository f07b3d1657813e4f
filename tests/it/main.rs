//! The integration tests: one binary, a file a feature. They run against the real router and a real PostgreSQL, as the
//! application role; time is a clock they move.

mod accounts;
mod caching;
mod directory;
mod embedded;
mod guards;
mod importing;
mod misuse;
mod support;
