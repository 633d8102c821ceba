//! Lists: the filter of a request, the index that leads it, the rows of a page and its token.

pub mod clause;
pub mod contract;
pub mod filter;
pub mod labels;
pub mod leads;
pub mod order;
pub mod page;
pub mod region_columns;
pub mod scan;
pub mod terms;

pub use clause::Clause;
pub use contract::{ListOf, Reads};
pub use filter::Field;
pub use leads::{Lead, Leads, ListQuery};
pub use order::{Order, OrderField, Sort};
pub use page::PageTokens;
pub use scan::{Branch, Found, Key, Place, Scan, Via};
pub use terms::Terms;
