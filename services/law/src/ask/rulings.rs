//! Sanctions and closing.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use super::Answer;
use crate::sanctions::{self, Event, Kind, Proposal};
use crate::{closing as law, wire};

/// Whether a sanction may be ordered.
#[must_use]
pub fn sanction(request: &Proposal) -> Answer {
    Answer::of(&sanctions::check(request), "sanction")
}

/// An event that may end a sanction.
#[derive(Clone, Debug, Deserialize)]
pub struct LiftRequest {
    /// Which sanction.
    pub kind: Kind,
    /// What happened.
    pub event: Event,
    /// When.
    #[serde(deserialize_with = "wire::required")]
    pub on: Date,
}

/// Whether a sanction has to be lifted, or may be.
#[must_use]
pub fn lift(request: &LiftRequest) -> Answer {
    let lift = sanctions::lift(request.kind, request.event, request.on);
    let iso = lift.by;
    Answer {
        ok: lift.may,
        value: json!({
            "ok": lift.may, "must": lift.must, "may": lift.may,
            "date": iso.map(wire::LegalDay::from), "iso": iso, "why": lift.why,
        }),
    }
}

/// Whether a case may end so.
#[must_use]
pub fn closing(request: &law::Facts) -> Answer {
    Answer::of(&law::check(request), "ending")
}
