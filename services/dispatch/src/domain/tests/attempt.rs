//! Visits with a record and with files whose role is stated.

use law::guide::{FileKind, FileRole, VisitFile, VisitOutcome, VisitRecord};
use serde::Deserialize;
use uuid::Uuid;

use super::{super::*, now};

fn name(letter: char) -> String {
    format!("evidence/{}", letter.to_string().repeat(64))
}

fn file(letter: char, role: FileRole) -> AttemptFile {
    AttemptFile { evidence: name(letter), kind: FileKind::Photo, role }
}

fn draft() -> AttemptDraft {
    let mut record = VisitRecord::new(VisitOutcome::Other);
    record.witness.display_name = "李主任".into();
    record.witness.unit = "前田村村民委员会".into();
    AttemptDraft {
        outcome: Some(Outcome::Refused),
        note: " 拒收 ".into(),
        record: Some(record),
        files: vec![
            Some(file('a', FileRole::Place)),
            Some(file('b', FileRole::Process)),
            Some(file('b', FileRole::ReturnForm)),
        ],
        evidence: vec![name('c'), name('a')],
        ..AttemptDraft::default()
    }
}

fn check(draft: AttemptDraft) -> Result<Attempt, Vec<(String, &'static str)>> {
    let checked = draft.check(Uuid::from_u128(9), "people/w", now());
    checked.map_err(|refusal| refusal.fields().iter().map(|v| (v.field.clone(), v.reason)).collect())
}

#[test]
fn every_file_is_cited_once_and_the_record_has_what_stands_beside_it() {
    let visit = check(draft()).unwrap();
    assert_eq!(visit.evidence, [name('a'), name('b'), name('c')]);
    let record = visit.record.clone().unwrap();
    assert_eq!((record.outcome, record.note.as_str()), (VisitOutcome::Refused, "拒收"));
    let roles: Vec<_> = record.files.iter().map(|file: &VisitFile| file.role).collect();
    assert_eq!(roles, [FileRole::Place, FileRole::Process, FileRole::ReturnForm]);
    // Who reads no records finds the witness where witnesses have always stood, unless the device names another there.
    let witness = visit.witness.unwrap();
    assert_eq!(
        (witness.display_name.as_str(), witness.organisation.as_str()),
        ("李主任", "前田村村民委员会")
    );
    let other = AttemptDraft { witness: Some(("赵六".into(), String::new())), ..draft() };
    assert_eq!(check(other).unwrap().witness.unwrap().display_name, "赵六");
}

#[test]
fn a_device_that_keeps_no_record_is_taken_as_before() {
    let old = AttemptDraft { record: None, files: Vec::new(), ..draft() };
    let visit = check(old).unwrap();
    assert_eq!((visit.evidence.len(), visit.record, visit.witness), (2, None, None));
}

#[test]
fn files_are_named_by_their_digest_and_few() {
    let wrong = AttemptDraft {
        outcome: None,
        // The first has a role that can't be read; the second keeps its place.
        files: vec![None, Some(AttemptFile { evidence: "evidence/x".into(), ..file('a', FileRole::Place) })],
        evidence: vec!["photo.jpg".into()],
        ..draft()
    };
    let malformed = "EVIDENCE_MALFORMED";
    let expected = [("outcome", "REQUIRED"), ("files[1].evidence", malformed), ("evidence[0]", malformed)];
    assert_eq!(check(wrong).unwrap_err(), expected.map(|(field, reason)| (field.to_owned(), reason)));
    let many = |count: usize| (0..count).map(|number| format!("evidence/{number:064x}")).collect();
    assert!(check(AttemptDraft { files: Vec::new(), evidence: many(50), ..draft() }).is_ok());
    let over = AttemptDraft { evidence: many(49), ..draft() };
    assert_eq!(check(over).unwrap_err(), [("evidence".to_owned(), "TOO_MANY")]);
}

/// A visit as release 0.1 reads it.
#[derive(Deserialize)]
struct OlderAttempt {
    outcome: Outcome,
    evidence: Vec<String>,
    witness: Option<Witness>,
}

#[derive(Deserialize)]
struct Witness {
    display_name: String,
}

#[test]
fn an_older_program_reads_what_this_one_writes() {
    let written = serde_json::to_string(&check(draft()).unwrap()).unwrap();
    let read: OlderAttempt = serde_json::from_str(&written).unwrap();
    assert_eq!((read.outcome, read.evidence.len()), (Outcome::Refused, 3));
    assert_eq!(read.witness.unwrap().display_name, "李主任");
    let again: Attempt = serde_json::from_str(&written).unwrap();
    assert_eq!(again, check(draft()).unwrap());
}
