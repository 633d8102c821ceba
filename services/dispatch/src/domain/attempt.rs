//! Visits.

use kit::{
    device_clock::{DeviceTime, Span},
    moment::Moment,
    position,
    refusal::{Refusal, Text, Violations},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What came of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Handed over, found, posted, witnessed.
    Delivered,
    /// Refused by the addressee or their family.
    Refused,
    /// Nobody was there.
    NotFound,
    /// Lives elsewhere now.
    Moved,
    /// Something else.
    Other,
}

/// After what an attempt came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lateness {
    /// The court had taken it back.
    Revocation,
    /// Somebody else had it.
    Reassignment,
    /// The report was in.
    Report,
    /// It had been done.
    Completion,
    /// The time had run out.
    Expiry,
    /// The worker's term had ended.
    Term,
}

/// Where a device was (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Radius of the accuracy in metres.
    pub accuracy_m: f64,
}

/// Somebody who saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Name.
    pub display_name: String,
    /// Whom they represent.
    pub organisation: String,
}

/// A visit as it was told.
#[derive(Clone, Debug, Default)]
pub struct AttemptDraft {
    /// What came of it; `None` where it was not told.
    pub outcome: Option<Outcome>,
    /// What happened.
    pub note: String,
    /// When, by the device's clock; `None` for now.
    pub device_time: Option<Moment>,
    /// When the device sent the call, by the same clock.
    pub sent_time: Option<Moment>,
    /// Where.
    pub position: Option<Fix>,
    /// Who else was there.
    pub witness: Option<(String, String)>,
    /// Evidence, `evidence/{sha256}`.
    pub evidence: Vec<String>,
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its id, ordered by arrival.
    pub id: Uuid,
    /// What came of it.
    pub outcome: Outcome,
    /// What happened.
    pub note: String,
    /// When, by the device's clock.
    pub device_time: Moment,
    /// When we heard of it.
    pub server_time: Moment,
    /// Where.
    pub position: Option<Fix>,
    /// Who else was there.
    pub witness: Option<Witness>,
    /// Evidence.
    pub evidence: Vec<String>,
    /// Who made it.
    pub worker: String,
    /// How it stands to the task.
    pub lateness: Option<Lateness>,
    /// It was before the task was filed.
    #[serde(default)]
    pub predates_task: bool,
    /// When, by the server's clock; `None` for visits that were recorded before this was kept.
    #[serde(default)]
    pub visit_time: Option<Moment>,
    /// By how much the device's clock was wrong, where that was more than what a slow line costs.
    #[serde(default)]
    pub clock_error: Option<Span>,
}

impl Attempt {
    /// When it was, as well as that is known.
    #[must_use]
    pub fn time(&self) -> Moment {
        self.visit_time.unwrap_or(self.device_time)
    }
}

const EVIDENCE: usize = 50;

impl AttemptDraft {
    /// The visit, or everything that is wrong with it.
    pub fn check(self, id: Uuid, worker: &str, at: Moment) -> Result<Attempt, Refusal> {
        let mut violations = Violations::new();
        let note = violations.optional_text("note", &self.note, 4000);
        let outcome = self.outcome;
        match outcome {
            None => violations.add("outcome", "REQUIRED", Text::new("请说明结果。", "Say what came of it.")),
            Some(Outcome::Refused | Outcome::Other) if note.as_deref() == Some("") => violations.add(
                "note",
                "REQUIRED",
                Text::new(
                    "结果为拒收或其他时，请写明经过。",
                    "Where it was refused or is something else, say what happened.",
                ),
            ),
            Some(_) => {}
        }
        let device_time = self.device_time.unwrap_or(at);
        let DeviceTime { corrected, clock_error } = DeviceTime::read(device_time, self.sent_time, at);
        let position = self.position.and_then(|fix| read_fix(fix, &mut violations));
        let witness = self.witness.and_then(|(name, organisation)| {
            let display_name = violations.text("witness.display_name", &name, 50)?;
            let organisation = violations.optional_text("witness.organisation", &organisation, 100)?;
            Some(Witness { display_name, organisation })
        });
        if self.evidence.len() > EVIDENCE {
            violations.add(
                "evidence",
                "TOO_MANY",
                Text::new("最多 50 份材料。", "At most 50 pieces of evidence."),
            );
        }
        for (index, name) in self.evidence.iter().enumerate().take(EVIDENCE) {
            let digest = name.strip_prefix("evidence/").unwrap_or_default();
            if digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
            {
                let text = Text::new(
                    "须为 evidence/ 加 64 位小写十六进制摘要。",
                    "It is evidence/ and 64 lower-case hexadecimal digits.",
                );
                violations.add(format!("evidence[{index}]"), "EVIDENCE_NAME_MALFORMED", text);
            }
        }
        match (outcome, note) {
            (Some(outcome), Some(note)) if violations.is_empty() => Ok(Attempt {
                id,
                outcome,
                note,
                device_time,
                server_time: at,
                position,
                witness,
                evidence: self.evidence,
                worker: worker.to_owned(),
                lateness: None,
                predates_task: false,
                visit_time: Some(corrected),
                clock_error,
            }),
            _ => Err(violations.into_refusal()),
        }
    }
}

/// The position of a device, where it has one; what is wrong with it is noted.
fn read_fix(fix: Fix, violations: &mut Violations) -> Option<Fix> {
    violations.parse("position", "INCOMPLETE", position::written(fix.latitude, fix.longitude))??;
    if !(-90.0..=90.0).contains(&fix.latitude) {
        let text = Text::new("纬度须在 -90 至 90 之间。", "A latitude lies between -90 and 90.");
        violations.add("position.latitude", "OUT_OF_RANGE", text);
    }
    if !(-180.0..=180.0).contains(&fix.longitude) {
        let text = Text::new("经度须在 -180 至 180 之间。", "A longitude lies between -180 and 180.");
        violations.add("position.longitude", "OUT_OF_RANGE", text);
    }
    if !fix.accuracy_m.is_finite() || fix.accuracy_m < 0.0 {
        let text =
            Text::new("定位精度须为不小于 0 的米数。", "An accuracy is a number of metres, not below 0.");
        violations.add("position.accuracy_m", "OUT_OF_RANGE", text);
    }
    Some(fix)
}
