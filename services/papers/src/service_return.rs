//! The proof of service (送达回证, 民事诉讼法 第八十七条): the court's form on the first page, what proves it on the pages behind.

use jiff::civil::Date;
use law::identifiers::CaseNumber;
use serde::Serialize;

use crate::{Court, paper};

/// A proof of service.
#[derive(Clone, Debug, Serialize)]
pub struct ServiceReturn {
    /// The court.
    pub court: Court,
    /// What the case is about (案由).
    pub cause: String,
    /// The number of the case.
    pub case_number: CaseNumber,
    /// What was served (送达文书名称和件数).
    pub papers: Vec<Paper>,
    /// Who is to be served (受送达人).
    pub addressee: String,
    /// Where (送达地址).
    pub address: String,
    /// How, in the words of the law, as 留置送达.
    pub mode: String,
    /// The addressee took it in person.
    pub received: Option<Receiver>,
    /// Somebody else took it (代收人及代收理由).
    pub substitute: Option<Receiver>,
    /// What is noted (备考): a refusal with its reason and witnesses, the postal slip.
    pub remarks: Vec<String>,
    /// Who issued the papers (填发人).
    pub issuer: String,
    /// Who served (送达人).
    pub servers: Vec<String>,
    /// The pages behind.
    pub annex: Annex,
}

/// A paper that was served.
#[derive(Clone, Debug, Serialize)]
pub struct Paper {
    /// Its title.
    pub title: String,
    /// How many copies.
    pub copies: u32,
}

/// Who took the papers.
#[derive(Clone, Debug, Serialize)]
pub struct Receiver {
    /// Name.
    pub name: String,
    /// How they stand to the addressee, or why they took it; empty for the addressee.
    pub reason: String,
    /// When.
    #[serde(serialize_with = "paper::some_day")]
    pub on: Option<Date>,
}

/// What proves the service.
#[derive(Clone, Debug, Serialize)]
pub struct Annex {
    /// The resource name of the act.
    pub name: String,
    /// The day on which it counts as served.
    #[serde(serialize_with = "paper::plain_day")]
    pub deemed: Date,
    /// The provisions that this rests on.
    pub basis: Vec<String>,
    /// The witness, with what they stand for; empty where there was none.
    pub witness: String,
    /// The task of the shared court that helped, and its attempt; empty where there was none.
    pub attempt: String,
    /// Where the device stood.
    pub position: Option<Position>,
    /// Files.
    pub exhibits: Vec<Exhibit>,
    /// Who entered the act, and when.
    pub recorded: String,
}

/// Where a device stood (WGS 84).
#[derive(Clone, Debug, Serialize)]
pub struct Position {
    /// Latitude and longitude, in degrees.
    pub degrees: String,
    /// The radius within which it is right, in metres; empty where the device did not say.
    pub accuracy: String,
    /// When, by the device's clock.
    pub at: String,
}

/// A file that is part of the proof.
#[derive(Clone, Debug, Serialize)]
pub struct Exhibit {
    /// What it is; empty where nobody said.
    pub what: String,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

impl paper::Paper for ServiceReturn {
    const TEMPLATE: &'static str = "service_return.typ";

    fn title(&self) -> String {
        format!("送达回证 {}", self.case_number)
    }

    fn day(&self) -> Date {
        self.annex.deemed
    }

    fn name(&self) -> &str {
        &self.annex.name
    }

    /// Where the proof of the act is asked for, and what it proves.
    fn code(&self) -> Option<String> {
        let mut text =
            format!("sharedcourt\n{}\nGET /v1/log:prove?subject={}", self.annex.name, self.annex.name);
        for exhibit in self.annex.exhibits.iter().take(8) {
            text.push_str("\nsha256:");
            text.push_str(&exhibit.sha256);
        }
        Some(text)
    }
}
