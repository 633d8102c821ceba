//! The library by JSON: what the command line and `serviceActs:check` ask, in the shapes of the contract.
//!
//! Every question is a serde struct and a function that gives an [`Answer`]. Nothing is decided here.

mod dates;
mod facts;
mod identifiers;
mod property;
mod rulings;
mod service;

pub use dates::{DeadlineRequest, ExclusionRequest, PeriodRequest, deadline, period};
pub use facts::{Fact, Name, Values, fact, facts};
pub use identifiers::{case_number, citizen_id, citizen_id_on, region_code, uscc, uscc_as_registered};
pub use property::{
    EquityRequest, ExcessRequest, QueueRequest, SeizureRequest, equity, equity_priority, excess, queue,
    seizure,
};
pub use rulings::{LiftRequest, closing, lift, sanction};
pub use service::{ActFacts, ServiceRequest, service};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::unmet::Ruling;

/// What the library says.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Whether it says yes; the command line leaves with 1 where it says no.
    pub ok: bool,
    /// What it says, with `why` or `unmet`.
    pub value: Value,
}

impl Answer {
    fn yes(value: Value) -> Self {
        Self { ok: true, value }
    }

    fn no(value: Value) -> Self {
        Self { ok: false, value }
    }

    /// The answer to a question that could not be read.
    #[must_use]
    pub fn unreadable(error: &str) -> Self {
        Self::no(
            json!({ "ok": false, "error": format!("无法读取：{error}"), "errorEn": format!("cannot read this: {error}") }),
        )
    }

    /// What is met with its value under `name`, or the conditions that are not.
    fn of<T: serde::Serialize>(ruling: &Ruling<T>, name: &str) -> Self {
        match ruling {
            Ruling::Met(value, why) => Self::yes(json!({ "ok": true, name: value, "why": why })),
            Ruling::Unmet(unmet) => Self::no(json!({ "ok": false, "unmet": unmet })),
        }
    }
}

/// Asks by the name of the topic, with the question as JSON. None where there is no such topic.
#[must_use]
pub fn by_name(topic: &str, question: Value) -> Option<Answer> {
    Some(match topic {
        "service" => read(question, service),
        "period" => read(question, period),
        "deadline" => read(question, deadline),
        "seizure" => read(question, seizure),
        "queue" => read(question, queue),
        "excess" => read(question, excess),
        "equity" => read(question, equity),
        "sanction" => read(question, sanction),
        "lift" => read(question, lift),
        "closing" => read(question, closing),
        "case-number" => text(question, case_number),
        "citizen-id" => text(question, citizen_id),
        "uscc" => text(question, uscc),
        "region-code" => text(question, region_code),
        _ => return None,
    })
}

fn read<T: DeserializeOwned>(question: Value, ask: impl FnOnce(&T) -> Answer) -> Answer {
    match serde_json::from_value(question) {
        Ok(request) => ask(&request),
        Err(error) => Answer::unreadable(&error.to_string()),
    }
}

fn text(question: Value, ask: impl FnOnce(&str) -> Answer) -> Answer {
    read(question, |text: &String| ask(text))
}
