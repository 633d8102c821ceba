//! What is kept. Every reading takes a scope: there is none without.

pub(crate) mod measures;
