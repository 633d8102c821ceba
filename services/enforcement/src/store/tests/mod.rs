//! The store on every database.

mod measures;
mod million;
mod numbers;
mod rows;
mod year;
