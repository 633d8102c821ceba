//! What a visit found, between the contract and the law library: one translation for the service that takes it in and for those that
//! draw an act from it. A value of an enum that the library does not have is noted by field. [`guide`] is the guide in a packet, [`task`]
//! what a task says of the visits that are made for it, [`words`] what its states and kinds are called.

pub mod guide;
pub mod task;
pub mod words;

use jiff::civil::Date;
use law::{
    guide::{FileKind, FileRole, RefusalReason, VisitFile, VisitOutcome, VisitRecord},
    service::{
        AddresseeStatus, Consent, DocumentKind, Mode, Place, Procedure, Relation, Represents, ServerPresence,
    },
};
use proto::{dispatch::v1 as wire, enforcement::v1 as acts, google::r#type::Date as WireDate};

use crate::domain::{
    reason,
    refusal::{Text, Violations},
};

/// The longest name, and the longest name of an employer, in characters.
const NAME: usize = 50;
/// The longest title and address.
const TITLE: usize = 200;
/// The longest reason and source.
const REASON: usize = 500;
/// The longest account in somebody's own words.
const WORDS: usize = 1000;
/// The longest id of a question or version of a guide.
const ID: usize = 100;

/// Enums of the contract and of the library, value by value. The first value of the contract, by number 0, is none of the library's.
macro_rules! pairs {
    ($($read:ident, $write:ident: $wire:ty => $law:ty { $($name:ident = $value:ident),+ $(,)? })+) => {
        $(
            #[doc = concat!("The ", stringify!($law), " of the contract; none where it is not stated. A value that is not known is noted by field.")]
            pub fn $read(value: i32, field: &str, v: &mut Violations) -> Option<$law> {
                match <$wire>::try_from(value) {
                    $(Ok(<$wire>::$name) => Some(<$law>::$value),)+
                    Ok(_) => None,
                    Err(_) => {
                        v.add(field, reason::UNKNOWN_VALUE, unknown());
                        None
                    }
                }
            }

            #[doc = concat!("The ", stringify!($law), " in the contract.")]
            #[must_use]
            pub const fn $write(value: $law) -> $wire {
                match value { $(<$law>::$value => <$wire>::$name),+ }
            }
        )+
    };
}

pairs! {
    read_outcome, outcome_to: wire::AttemptOutcome => VisitOutcome {
        Delivered = Delivered, Refused = Refused, NotFound = NotFound, Moved = Moved, Other = Other,
    }
    read_relation, relation_to: acts::RecipientRelation => Relation {
        Addressee = Addressee, CohabitingAdultFamily = CohabitingAdultFamily, LegalRepresentative = LegalRepresentative,
        ReceivingStaff = ReceivingStaff, Agent = Agent, DesignatedReceiver = DesignatedReceiver, Other = Other,
    }
    read_refusal, refusal_to: wire::RefusalReason => RefusalReason {
        DisputesCase = DisputesCase, NotAddressee = NotAddressee, WantsAdvice = WantsAdvice,
        FearsConsequences = FearsConsequences, NoneGiven = NoneGiven, Other = Other,
    }
    read_place, place_to: acts::ServicePlace => Place {
        Residence = Residence, Workplace = Workplace, Court = Court, Elsewhere = Elsewhere,
    }
    read_represents, represents_to: acts::WitnessOf => Represents {
        ResidenceCommittee = ResidenceCommittee, Employer = Employer, Other = Other,
    }
    read_presence, presence_to: acts::ServerPresence => ServerPresence {
        OnSite = OnSite, Video = Video, Absent = Absent,
    }
    read_consent, consent_to: acts::ConsentBasis => Consent {
        Express = Express, AgreedBefore = AgreedBefore, AddressOffered = AddressOffered,
        EarlierAccepted = EarlierAccepted,
    }
    read_role, role_to: wire::FileRole => FileRole {
        Place = Place, Process = Process, SignatureRecipient = SignatureRecipient, SignatureWitness = SignatureWitness,
        ReturnForm = ReturnForm, Posting = Posting, Thumbprint = Thumbprint, Voice = Voice,
    }
    read_kind, kind_to: wire::FileKind => FileKind {
        Photo = Photo, Video = Video, Signature = Signature, Audio = Audio,
    }
    read_document_kind, document_kind_to: acts::ServedDocumentKind => DocumentKind {
        Judgment = Judgment, Ruling = Ruling, MediationStatement = MediationStatement, Notice = Notice, Other = Other,
    }
    read_procedure, procedure_to: acts::Procedure => Procedure {
        Ordinary = Ordinary, Summary = Summary, Enforcement = Enforcement,
    }
    read_status, status_to: acts::AddresseeStatus => AddresseeStatus {
        Soldier = Soldier, Prisoner = Prisoner, CompulsoryEducation = CompulsoryEducation, None = None,
    }
}

/// The mode of service in the contract.
#[must_use]
pub const fn mode_to(mode: Mode) -> acts::ServiceMode {
    match mode {
        Mode::Direct => acts::ServiceMode::Direct,
        Mode::DirectElsewhere => acts::ServiceMode::DirectElsewhere,
        Mode::Left => acts::ServiceMode::Left,
        Mode::Electronic => acts::ServiceMode::Electronic,
        Mode::Entrusted => acts::ServiceMode::Entrusted,
        Mode::Postal => acts::ServiceMode::Postal,
        Mode::Forwarded => acts::ServiceMode::Forwarded,
        Mode::PublicNotice => acts::ServiceMode::PublicNotice,
    }
}

fn unknown() -> Text {
    Text::new(
        "系统不认识所填的选项，请更新程序后重试。",
        "This value is not known here; update the program and try again.",
    )
}

/// What a visit found, with its outcome; what can't be read is noted by field, below `prefix`. Its files are read by [`read_file`].
pub fn read(
    record: &wire::VisitRecord,
    outcome: VisitOutcome,
    prefix: &str,
    v: &mut Violations,
) -> VisitRecord {
    let at = |name: &str| format!("{prefix}.{name}");
    let recipient = record.recipient.clone().unwrap_or_default();
    let witness = record.witness.clone().unwrap_or_default();
    let server = record.server.clone().unwrap_or_default();
    let moved = record.moved.clone().unwrap_or_default();
    let mut text =
        |name: &str, value: &str, longest| v.optional_text(&at(name), value, longest).unwrap_or_default();
    let mut found = VisitRecord::new(outcome);
    found.recipient.display_name = text("recipient.display_name", &recipient.display_name, NAME);
    found.refusal_text = text("refusal_text", &record.refusal_text, WORDS);
    found.witness.display_name = text("witness.display_name", &witness.display_name, NAME);
    found.witness.unit = text("witness.unit", &witness.unit, TITLE);
    found.server.display_name = text("server.display_name", &server.display_name, NAME);
    found.asked = text("asked", &record.asked, WORDS);
    found.moved.source = text("moved.source", &moved.source, REASON);
    found.moved.address = text("moved.address", &moved.address, TITLE);
    found.guide_version = text("guide_version", &record.guide_version, ID);
    found.unmet_reason = text("unmet_reason", &record.unmet_reason, REASON);
    found.documents_left = texts(&record.documents_left, &at("documents_left"), TITLE, v);
    found.unmet = texts(&record.unmet, &at("unmet"), ID, v);
    if !found.unmet.is_empty() && record.unmet_reason.trim().is_empty() {
        let text = Text::new("还有项目没有完成，请写明原因。", "Questions were left open; say why.");
        v.add(at("unmet_reason"), reason::REQUIRED, text);
    }
    (found.refused, found.left, found.noted) = (record.refused, record.left, record.noted);
    found.recipient.relation = read_relation(recipient.relation, &at("recipient.relation"), v);
    found.refusal = read_refusal(record.refusal, &at("refusal"), v);
    found.place = read_place(record.place, &at("place"), v);
    found.witness.represents = read_represents(witness.represents, &at("witness.represents"), v);
    found.server.presence = read_presence(server.presence, &at("server.presence"), v);
    found.consent = read_consent(record.consent, &at("consent"), v);
    found.date =
        record.date.as_ref().and_then(|date| v.parse(&at("date"), reason::DATE_MALFORMED, day(date)));
    found
}

/// Several texts, none of them blank.
fn texts(values: &[String], field: &str, longest: usize, v: &mut Violations) -> Vec<String> {
    let values = values.iter().enumerate();
    values.filter_map(|(index, value)| v.text(&format!("{field}[{index}]"), value, longest)).collect()
}

/// What a file of a visit is and shows; what is missing or can't be read is noted by field, below `prefix`.
pub fn read_file(file: &wire::AttemptFile, prefix: &str, v: &mut Violations) -> Option<VisitFile> {
    let at = |name: &str| format!("{prefix}.{name}");
    let mut required = |name: &str, value: i32| {
        if value == 0 {
            v.add(at(name), reason::REQUIRED, Text::new("必填项，不能为空。", "Required; it is empty."));
        }
    };
    required("role", file.role);
    required("kind", file.kind);
    let role = read_role(file.role, &at("role"), v);
    let kind = read_kind(file.kind, &at("kind"), v);
    Some(VisitFile { kind: kind?, role: role? })
}

/// The record in the contract. Outcome, note and files stand in the attempt.
#[must_use]
pub fn to_message(record: &VisitRecord) -> wire::VisitRecord {
    let message = wire::VisitRecord {
        recipient: Some(wire::VisitRecipient {
            display_name: record.recipient.display_name.clone(),
            relation: record.recipient.relation.map_or(0, |value| relation_to(value).into()),
        }),
        refused: record.refused,
        refusal: record.refusal.map_or(0, |value| refusal_to(value).into()),
        refusal_text: record.refusal_text.clone(),
        place: record.place.map_or(0, |value| place_to(value).into()),
        left: record.left,
        noted: record.noted,
        date: record.date.map(day_to),
        witness: Some(wire::VisitWitness {
            display_name: record.witness.display_name.clone(),
            represents: record.witness.represents.map_or(0, |value| represents_to(value).into()),
            unit: record.witness.unit.clone(),
        }),
        server: Some(wire::VisitServer {
            display_name: record.server.display_name.clone(),
            presence: record.server.presence.map_or(0, |value| presence_to(value).into()),
        }),
        documents_left: record.documents_left.clone(),
        consent: record.consent.map_or(0, |value| consent_to(value).into()),
        asked: record.asked.clone(),
        moved: Some(wire::VisitMove {
            source: record.moved.source.clone(),
            address: record.moved.address.clone(),
        }),
        guide_version: record.guide_version.clone(),
        unmet: record.unmet.clone(),
        unmet_reason: record.unmet_reason.clone(),
    };
    wire::VisitRecord {
        recipient: message.recipient.filter(|part| *part != wire::VisitRecipient::default()),
        witness: message.witness.filter(|part| *part != wire::VisitWitness::default()),
        server: message.server.filter(|part| *part != wire::VisitServer::default()),
        moved: message.moved.filter(|part| *part != wire::VisitMove::default()),
        ..message
    }
}

/// The visit of an attempt that was taken in; none where it has no outcome. A visit by a device that keeps no record says how it ended, and
/// who witnessed.
#[must_use]
pub fn of_attempt(attempt: &wire::Attempt) -> Option<VisitRecord> {
    // It was read once when it was taken in; what this program does not know of it is not shown.
    let mut passed_over = Violations::new();
    let v = &mut passed_over;
    let outcome = read_outcome(attempt.outcome, "outcome", v)?;
    let mut found = attempt
        .record
        .as_ref()
        .map_or_else(|| VisitRecord::new(outcome), |record| read(record, outcome, "record", v));
    if let Some(witness) = attempt.witness.as_ref().filter(|_| found.witness.display_name.is_empty()) {
        found.witness.display_name.clone_from(&witness.display_name);
        found.witness.unit.clone_from(&witness.organisation);
    }
    found.note.clone_from(&attempt.note);
    found.files = attempt.files.iter().filter_map(|file| read_file(file, "files", v)).collect();
    Some(found)
}

/// A day of the contract; what is no day of the calendar is returned in words.
pub fn day(date: &WireDate) -> Result<Date, Text> {
    let parts = (i16::try_from(date.year), i8::try_from(date.month), i8::try_from(date.day));
    let date = match parts {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    date.ok_or_else(|| Text::new("日历上没有这一天。", "Not a day of the calendar."))
}

/// A day in the contract.
#[must_use]
pub fn day_to(date: Date) -> WireDate {
    WireDate { year: date.year().into(), month: date.month().into(), day: date.day().into() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn record() -> wire::VisitRecord {
        wire::VisitRecord {
            recipient: Some(wire::VisitRecipient {
                display_name: "李四".into(),
                relation: acts::RecipientRelation::Addressee.into(),
            }),
            refused: true,
            refusal: wire::RefusalReason::Other.into(),
            refusal_text: "不认可".into(),
            place: acts::ServicePlace::Residence.into(),
            left: true,
            noted: Some(true),
            date: Some(day_to(date(2026, 11, 30))),
            witness: Some(wire::VisitWitness {
                display_name: "李主任".into(),
                represents: acts::WitnessOf::ResidenceCommittee.into(),
                unit: String::new(),
            }),
            server: Some(wire::VisitServer {
                display_name: "王法官".into(),
                presence: acts::ServerPresence::Video.into(),
            }),
            documents_left: vec!["执行通知书".into()],
            guide_version: "2026.1".into(),
            unmet: vec!["DOOR".into()],
            unmet_reason: "门口照片拍不清".into(),
            ..wire::VisitRecord::default()
        }
    }

    fn fields(record: &wire::VisitRecord) -> Vec<(String, &'static str)> {
        let mut v = Violations::new();
        read(record, VisitOutcome::Refused, "record", &mut v);
        let refused = v.check().err();
        let fields = refused.iter().flat_map(crate::domain::refusal::Refusal::fields);
        fields.map(|field| (field.field.clone(), field.reason)).collect()
    }

    #[test]
    fn a_record_reads_as_it_is_written() {
        let mut v = Violations::new();
        let read = read(&record(), VisitOutcome::Refused, "record", &mut v);
        assert!(v.is_empty());
        assert_eq!(to_message(&read), record());
        let empty = VisitRecord::new(VisitOutcome::Other);
        assert_eq!(to_message(&empty), wire::VisitRecord::default());
    }

    #[test]
    fn everything_that_is_wrong_is_noted_at_once() {
        let wrong = wire::VisitRecord {
            recipient: Some(wire::VisitRecipient { display_name: "长".repeat(51), relation: 99 }),
            refusal: 7,
            place: -1,
            date: Some(WireDate { year: 2026, month: 2, day: 30 }),
            server: Some(wire::VisitServer { display_name: String::new(), presence: 4 }),
            documents_left: vec!["执行通知书".into(), " ".into()],
            unmet: vec!["DOOR".into()],
            ..wire::VisitRecord::default()
        };
        let mut found = fields(&wrong);
        found.sort();
        let expected = [
            ("record.date", "DATE_MALFORMED"),
            ("record.documents_left[1]", "REQUIRED"),
            ("record.place", "UNKNOWN_VALUE"),
            ("record.recipient.display_name", "TOO_LONG"),
            ("record.recipient.relation", "UNKNOWN_VALUE"),
            ("record.refusal", "UNKNOWN_VALUE"),
            ("record.server.presence", "UNKNOWN_VALUE"),
            ("record.unmet_reason", "REQUIRED"),
        ];
        assert_eq!(found, expected.map(|(field, reason)| (field.to_owned(), reason)));
    }

    #[test]
    fn a_file_says_what_it_is_and_shows() {
        let file = |role: i32, kind: i32| {
            let file = wire::AttemptFile { evidence: String::new(), role, kind };
            let mut v = Violations::new();
            let read = read_file(&file, "files[0]", &mut v);
            (read, v.check().err().map_or(0, |refused| refused.fields().len()))
        };
        let signature = VisitFile { kind: FileKind::Signature, role: FileRole::SignatureWitness };
        assert_eq!(file(4, 3), (Some(signature), 0));
        assert_eq!(file(0, 0), (None, 2));
        assert_eq!(file(99, 99), (None, 2));
    }

    #[test]
    fn a_visit_without_a_record_shows_how_it_ended_and_who_witnessed() {
        let attempt = wire::Attempt {
            outcome: wire::AttemptOutcome::Refused.into(),
            note: "拒收".into(),
            witness: Some(wire::Witness {
                display_name: "李主任".into(), organisation: "村委会".into()
            }),
            ..wire::Attempt::default()
        };
        let found = of_attempt(&attempt).unwrap();
        assert_eq!((found.outcome, found.witness.display_name.as_str()), (VisitOutcome::Refused, "李主任"));
        assert!(!found.refused && found.witness.represents.is_none());
        assert_eq!(of_attempt(&wire::Attempt::default()), None);
    }
}
