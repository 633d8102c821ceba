//! Seizures, queues, excess, equity.

use jiff::civil::{Date, DateTime};
use serde::Deserialize;
use serde_json::json;

use super::Answer;
use crate::equity as law;
use crate::identifiers::Fen;
use crate::seizure::{AssetClass, End, Entry, Extent, Renewal, TermState, chain, extent, promote};
use crate::unmet::Ruling;
use crate::wire::{self, Day, LegalDay};

#[derive(Clone, Debug, Deserialize)]
struct RenewalRequest {
    made: Day,
    #[serde(default)]
    months: Option<u16>,
    /// Why it is made before the term that it follows began to run.
    #[serde(default)]
    reason: Option<String>,
}

/// A seizure and its renewals.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeizureRequest {
    /// What is seized; `deposit`, `movable`, `real-estate`, `equity` read as well as the names of the enum.
    pub class: AssetClass,
    /// Since when.
    #[serde(deserialize_with = "wire::required")]
    pub from: Date,
    /// Months; none is the longest term.
    #[serde(default)]
    pub months: Option<u16>,
    #[serde(default)]
    renewals: Vec<RenewalRequest>,
    /// The day on which its state is asked.
    #[serde(default, deserialize_with = "wire::date")]
    pub on: Option<Date>,
}

impl SeizureRequest {
    /// A seizure of the longest term.
    #[must_use]
    pub const fn new(class: AssetClass, from: Date) -> Self {
        Self { class, from, months: None, renewals: Vec::new(), on: None }
    }
}

/// Until when a seizure holds.
#[must_use]
pub fn seizure(request: &SeizureRequest) -> Answer {
    let renewals: Vec<Renewal> = request
        .renewals
        .iter()
        .map(|asked| Renewal {
            made: asked.made.0,
            months: asked.months,
            reason_stated: asked.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty()),
        })
        .collect();
    match chain(request.class, request.from, request.months, &renewals) {
        Ruling::Met(chain, why) => {
            let state = request.on.map(|day| chain.on(day));
            Answer {
                ok: state != Some(TermState::Lapsed),
                value: json!({
                    "ok": state != Some(TermState::Lapsed),
                    "date": LegalDay::from(chain.last_day), "iso": chain.last_day,
                    "lapsesOn": LegalDay::from(chain.lapses_on), "terms": chain.terms, "state": state, "why": why,
                }),
            }
        }
        Ruling::Unmet(unmet) => Answer::no(json!({ "ok": false, "unmet": unmet })),
    }
}

/// A queue behind a seizure that ends.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueRequest {
    /// What is seized.
    pub class: AssetClass,
    /// Those that wait.
    pub entries: Vec<Entry>,
    /// How the one in front ended.
    pub end: End,
    /// When.
    #[serde(deserialize_with = "wire::required")]
    pub on: Date,
}

/// Who follows.
#[must_use]
pub fn queue(request: &QueueRequest) -> Answer {
    let next = promote(request.class, &request.entries, request.end, request.on);
    Answer { ok: next.promoted.is_some(), value: json!(next) }
}

/// What is owed and what is held.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExcessRequest {
    /// The claim.
    pub claim_fen: Fen,
    /// Costs of enforcement.
    #[serde(default)]
    pub costs_fen: Fen,
    /// What is seized.
    pub held_fen: Fen,
    /// Whether it cannot be divided.
    #[serde(default)]
    pub indivisible: bool,
    /// What else could be enforced.
    #[serde(default)]
    pub elsewhere_fen: Fen,
    /// The day.
    #[serde(deserialize_with = "wire::required")]
    pub on: Date,
}

/// Whether more is held than is owed.
#[must_use]
pub fn excess(request: &ExcessRequest) -> Answer {
    let r = request;
    match extent(r.claim_fen, r.costs_fen, r.held_fen, r.indivisible, r.elsewhere_fen, r.on) {
        Some(found) => Answer { ok: found.extent != Extent::Exceeds, value: json!(found) },
        None => Answer::unreadable("金额超出范围（the amounts are too large）"),
    }
}

/// A freeze of equity.
pub type EquityRequest = law::Freeze;

/// Whether a freeze works, and until when.
#[must_use]
pub fn equity(request: &EquityRequest) -> Answer {
    match law::check(request) {
        Ruling::Met(effect, why) => Answer::yes(json!({
            "ok": true, "effective": effect.effective, "date": LegalDay::from(effect.last_day),
            "iso": effect.last_day, "why": why,
        })),
        Ruling::Unmet(unmet) => Answer::no(json!({ "ok": false, "unmet": unmet })),
    }
}

/// The order of freezes by their publication, as positions in the list.
#[must_use]
pub fn equity_priority(published: &[Option<(DateTime, u64)>]) -> Answer {
    Answer::yes(json!({ "ok": true, "order": law::priority(published, |freeze| *freeze) }))
}
