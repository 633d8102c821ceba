//! The form of the proof of service (送达回证) as it is taken along to the door: what the task
//! says, and empty lines to sign. What the case is about the task does not say, so the court writes it there.

use jiff::civil::Date;
use serde::Serialize;

use crate::{Court, ServedPaper, paper};

/// A form to take along.
#[derive(Clone, Debug, Serialize)]
pub struct ReturnForm {
    /// The resource name of what it is printed for.
    pub name: String,
    /// The court.
    pub court: Court,
    /// The number of the case as it is printed; empty where that is not known.
    pub case_number: String,
    /// What is to be served.
    pub papers: Vec<ServedPaper>,
    /// Who is to be served.
    pub addressee: String,
    /// Where.
    pub address: String,
    /// Who issued the papers (填发人); empty where that is not known.
    pub issuer: String,
    /// The day on which the papers were handed over for service.
    #[serde(skip)]
    pub issued: Date,
}

impl paper::Paper for ReturnForm {
    const TEMPLATE: &'static str = "return_form.typ";

    fn title(&self) -> String {
        // Of several forms of one case each has a name of its own.
        let title = format!("送达回证 {} {}", self.case_number, self.addressee);
        title.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn day(&self) -> Date {
        self.issued
    }

    fn name(&self) -> &str {
        &self.name
    }
}
