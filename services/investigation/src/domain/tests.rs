//! The domain by example and by property.
