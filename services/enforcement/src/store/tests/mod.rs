//! The store on every database.

mod indicator_rows;
mod million;
mod months;
mod numbers;
mod plans;
mod rows;
mod year;
