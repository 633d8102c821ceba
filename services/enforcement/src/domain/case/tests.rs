//! Cases by example.
