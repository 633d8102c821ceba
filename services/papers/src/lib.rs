//! The court's papers as PDF: what a clerk prints, signs and files.
//!
//! Pure: a paper is a value, [`Renderer::print`] sets it. Nothing is read but the fonts and templates that are built in, no clock is
//! asked, and the same paper always becomes the same bytes (PDF/A-2b). What people wrote reaches the templates as values and never
//! as markup. A character that no font has is refused by name and never printed as an empty box: a surname is not approximate.
//!
//! Setting a paper takes processor time and no I/O: asynchronous code hands it to a [`Printer`]. The cost grows with the text; see
//! `docs/decisions/0007-papers.md` for figures.
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

mod assistance_notice;
mod case_record;
pub mod chinese;
mod court;
mod enforcement_notice;
mod month_statement;
mod paper;
mod payment_list;
mod preview;
mod print_queue;
mod qr;
mod renderer;
mod return_form;
mod service_return;
mod supervision_order;

pub use assistance_notice::AssistanceNotice;
pub use case_record::{CaseMoney, CaseRecord, CaseStep};
pub use court::Court;
pub use enforcement_notice::EnforcementNotice;
pub use month_statement::{MonthDifference, MonthLine, MonthStatement};
pub use paper::Paper;
pub use payment_list::{Payment, PaymentList};
pub use preview::{NotShown, PREVIEW_WIDTH, Preview, preview};
pub use print_queue::{Printed, Printer};
pub use renderer::{NotPrintable, Pdf, Renderer};
pub use return_form::ReturnForm;
pub use service_return::{Annex, Exhibit, Paper as ServedPaper, Position, Receiver, ServiceReturn};
pub use supervision_order::SupervisionOrder;
