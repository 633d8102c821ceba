//! The files of the pages, as `make web` built them: a table, and the bytes that it names. Empty where they are not built.

include!(concat!(env!("OUT_DIR"), "/files.rs"));
