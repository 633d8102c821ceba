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
    let mut value = json!({
        "ok": lift.may, "must": lift.must, "may": lift.may,
        "date": iso.map(wire::LegalDay::from), "iso": iso, "why": lift.why,
    });
    if let (false, Some(fields)) = (lift.may, value.as_object_mut()) {
        fields.insert("reason".to_owned(), json!("这一情形不能解除该项措施，可以解除的情形见所引条文"));
        let reason = "this event does not end the sanction; the provision cited says what does";
        fields.insert("reasonEn".to_owned(), json!(reason));
    }
    Answer { ok: lift.may, value }
}

/// Whether a case may end so.
#[must_use]
pub fn closing(request: &law::Facts) -> Answer {
    Answer::of(&law::check(request), "ending")
}
