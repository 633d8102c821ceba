//! Visits.

use kit::domain::{
    Timestamp,
    device_clock::{DeviceTime, Span},
    position, reason,
    refusal::{Refusal, Text, Violations},
};
use law::guide::{FileKind, FileRole, VisitFile, VisitOutcome, VisitRecord, VisitWitness};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file_name;

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

impl Outcome {
    /// The same in a visit record.
    #[must_use]
    pub const fn of_record(self) -> VisitOutcome {
        match self {
            Self::Delivered => VisitOutcome::Delivered,
            Self::Refused => VisitOutcome::Refused,
            Self::NotFound => VisitOutcome::NotFound,
            Self::Moved => VisitOutcome::Moved,
            Self::Other => VisitOutcome::Other,
        }
    }
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

/// A file of a visit, with what it is and shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptFile {
    /// `evidence/{sha256}`.
    pub evidence: String,
    /// What it is.
    pub kind: FileKind,
    /// What it shows.
    pub role: FileRole,
}

/// A visit as it was reported.
#[derive(Clone, Debug, Default)]
pub struct AttemptDraft {
    /// What came of it; `None` where it was not stated.
    pub outcome: Option<Outcome>,
    /// What happened.
    pub note: String,
    /// When, by the device's clock; `None` for now.
    pub device_time: Option<Timestamp>,
    /// When the device sent the call, by the same clock.
    pub sent_time: Option<Timestamp>,
    /// Where.
    pub position: Option<Fix>,
    /// Who else was there.
    pub witness: Option<(String, String)>,
    /// Evidence, `evidence/{sha256}`.
    pub evidence: Vec<String>,
    /// What it found, answer by answer; `None` by a device that does not ask it.
    pub record: Option<VisitRecord>,
    /// The files whose role is stated.
    pub files: Vec<Option<AttemptFile>>,
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
    pub device_time: Timestamp,
    /// When we heard of it.
    pub server_time: Timestamp,
    /// Where.
    pub position: Option<Fix>,
    /// Who else was there.
    pub witness: Option<Witness>,
    /// Evidence: every file, those with a role first.
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
    pub visit_time: Option<Timestamp>,
    /// By how much the device's clock was wrong, where that was more than what a slow line costs.
    #[serde(default)]
    pub clock_error: Option<Span>,
    /// What it found, answer by answer, with its outcome, note and files; `None` for visits by devices that don't ask it.
    #[serde(default)]
    pub record: Option<VisitRecord>,
    /// The files whose role is stated.
    #[serde(default)]
    pub files: Vec<AttemptFile>,
}

impl Attempt {
    /// When it was, as well as that is known.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.visit_time.unwrap_or(self.device_time)
    }
}

const EVIDENCE: usize = 50;

impl AttemptDraft {
    /// The visit, or everything that is wrong with it.
    pub fn check(self, id: Uuid, worker: &str, at: Timestamp) -> Result<Attempt, Refusal> {
        let mut violations = Violations::new();
        let note = violations.optional_text("note", &self.note, 4000);
        let outcome = self.outcome;
        match outcome {
            None => {
                let text = Text::new("请说明结果。", "Say what came of it.");
                violations.add("outcome", reason::REQUIRED, text);
            }
            Some(Outcome::Refused | Outcome::Other) if note.as_deref() == Some("") => violations.add(
                "note",
                reason::REQUIRED,
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
        let witness = match self.witness {
            Some((name, organisation)) => read_witness(&name, &organisation, &mut violations),
            None => self.record.as_ref().and_then(witness_of),
        };
        let evidence = cited(&self.files, self.evidence, &mut violations);
        let files: Vec<AttemptFile> = self.files.into_iter().flatten().collect();
        match (outcome, note) {
            (Some(outcome), Some(note)) if violations.is_empty() => Ok(Attempt {
                id,
                outcome,
                note,
                device_time,
                server_time: at,
                position,
                witness,
                evidence,
                worker: worker.to_owned(),
                lateness: None,
                predates_task: false,
                visit_time: Some(corrected),
                clock_error,
                record: self.record.map(|record| with_rest(record, outcome, &files, &self.note)),
                files,
            }),
            _ => Err(violations.into_refusal()),
        }
    }
}

/// Every file once, those with a role first; what is wrong with a name, or that there are too many, is noted.
fn cited(files: &[Option<AttemptFile>], flat: Vec<String>, violations: &mut Violations) -> Vec<String> {
    let named = files.iter().enumerate();
    let named = named.filter_map(|(index, file)| {
        Some((format!("files[{index}].evidence"), file.as_ref()?.evidence.clone()))
    });
    let flat = flat.into_iter().enumerate().map(|(index, name)| (format!("evidence[{index}]"), name));
    let mut found: Vec<String> = Vec::new();
    for (field, name) in named.chain(flat) {
        if found.contains(&name) {
            continue;
        }
        if found.len() == EVIDENCE {
            let field = if field.starts_with("files") { "files" } else { "evidence" };
            let text = Text::new("最多 50 份材料。", "At most 50 pieces of evidence.");
            violations.add(field, reason::TOO_MANY, text);
            break;
        }
        if !file_name::is_name(&name) {
            violations.add(field, reason::EVIDENCE_MALFORMED, file_name::malformed());
        }
        found.push(name);
    }
    found
}

fn read_witness(name: &str, organisation: &str, violations: &mut Violations) -> Option<Witness> {
    let display_name = violations.text("witness.display_name", name, 50)?;
    let organisation = violations.optional_text("witness.organisation", organisation, 100)?;
    Some(Witness { display_name, organisation })
}

/// The witness of a record, for those who read no records.
fn witness_of(record: &VisitRecord) -> Option<Witness> {
    let VisitWitness { display_name, unit, .. } = &record.witness;
    let named = !display_name.is_empty();
    named.then(|| Witness { display_name: display_name.clone(), organisation: unit.clone() })
}

/// The record with what stands beside it in the attempt.
fn with_rest(record: VisitRecord, outcome: Outcome, files: &[AttemptFile], note: &str) -> VisitRecord {
    let files = files.iter().map(|file| VisitFile { kind: file.kind, role: file.role });
    VisitRecord {
        outcome: outcome.of_record(),
        files: files.collect(),
        note: note.trim().to_owned(),
        ..record
    }
}

/// The position of a device, where it has one; what is wrong with it is noted.
fn read_fix(fix: Fix, violations: &mut Violations) -> Option<Fix> {
    violations.parse("position", reason::INCOMPLETE, position::written(fix.latitude, fix.longitude))??;
    if !(-90.0..=90.0).contains(&fix.latitude) {
        let text = Text::new("纬度须在 -90 至 90 之间。", "A latitude lies between -90 and 90.");
        violations.add("position.latitude", reason::OUT_OF_RANGE, text);
    }
    if !(-180.0..=180.0).contains(&fix.longitude) {
        let text = Text::new("经度须在 -180 至 180 之间。", "A longitude lies between -180 and 180.");
        violations.add("position.longitude", reason::OUT_OF_RANGE, text);
    }
    if !fix.accuracy_m.is_finite() || fix.accuracy_m < 0.0 {
        let text =
            Text::new("定位精度须为不小于 0 的米数。", "An accuracy is a number of metres, not below 0.");
        violations.add("position.accuracy_m", reason::OUT_OF_RANGE, text);
    }
    Some(fix)
}
