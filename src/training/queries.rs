//! SQL of training. Courses and teachers are their organization's; runs, their parts and sessions are seen from two sides,
//! the community's and the organization's; rooms are the community's.

pub mod clashes;
pub mod courses;
pub mod leaving;
pub mod public;
pub mod rooms;
pub mod runs;
pub mod seats;
pub mod sessions;
