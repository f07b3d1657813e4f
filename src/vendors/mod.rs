//! Organizations as they keep themselves: once, for all the communities they serve. Their workspace comes later; so far
//! a community's sheet adds what is missing here, and changes nothing that another community relies on.

pub mod queries;
