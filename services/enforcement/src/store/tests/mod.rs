//! The store on every database.

mod measures;
mod million;
mod numbers;
mod plans;
mod rows;
mod year;
