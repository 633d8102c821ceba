//! What a visit found. Everything may be left out: silence is not shown, and never taken for yes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::data::{FileKind, FileRole, RefusalReason, VisitOutcome};
use crate::service::{Consent, Place, Relation, Represents, ServerPresence};
use crate::wire;

/// The fields of a visit record that the guide asks, as paths in its JSON.
pub(super) mod field {
    pub(in crate::guide) const RELATION: &str = "recipient.relation";
    pub(in crate::guide) const REFUSED: &str = "refused";
    pub(in crate::guide) const REFUSAL: &str = "refusal";
    pub(in crate::guide) const REFUSAL_TEXT: &str = "refusalText";
    pub(in crate::guide) const PLACE: &str = "place";
    pub(in crate::guide) const LEFT: &str = "left";
    pub(in crate::guide) const NOTED: &str = "noted";
    pub(in crate::guide) const DATE: &str = "date";
    pub(in crate::guide) const WITNESS_NAME: &str = "witness.displayName";
    pub(in crate::guide) const WITNESS_REPRESENTS: &str = "witness.represents";
    pub(in crate::guide) const WITNESS_UNIT: &str = "witness.unit";
    pub(in crate::guide) const SERVER_NAME: &str = "server.displayName";
    pub(in crate::guide) const SERVER_PRESENCE: &str = "server.presence";
    pub(in crate::guide) const DOCUMENTS_LEFT: &str = "documentsLeft";
    pub(in crate::guide) const CONSENT: &str = "consent";
    pub(in crate::guide) const ASKED: &str = "asked";
    pub(in crate::guide) const MOVE_SOURCE: &str = "moved.source";
    pub(in crate::guide) const MOVE_ADDRESS: &str = "moved.address";
    pub(in crate::guide) const NOTE: &str = "note";
    pub(in crate::guide) const FILES: &str = "files";
}

/// What a visit found, as the phone or the terminal records it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VisitRecord {
    /// How it ended. An attempt has it as a field of its own.
    pub outcome: VisitOutcome,
    /// Who took the papers or refused them.
    #[serde(default)]
    pub recipient: VisitRecipient,
    /// Whether they were refused in words or by conduct.
    #[serde(default)]
    pub refused: bool,
    /// Why.
    #[serde(default)]
    pub refusal: Option<RefusalReason>,
    /// Why, in the words that were used.
    #[serde(default)]
    pub refusal_text: String,
    /// Where.
    #[serde(default)]
    pub place: Option<Place>,
    /// Whether the papers were left there.
    #[serde(default)]
    pub left: bool,
    /// Whether reason and date, or the course of the service, stand on the proof of service; none where it is not stated.
    #[serde(default)]
    pub noted: Option<bool>,
    /// The day on the proof of service, or of the posting.
    #[serde(default, deserialize_with = "wire::date")]
    pub date: Option<Date>,
    /// Who witnessed.
    #[serde(default)]
    pub witness: VisitWitness,
    /// Who served for the court, and how they were present.
    #[serde(default)]
    pub server: VisitServer,
    /// The titles of the papers that were handed over or left.
    #[serde(default)]
    pub documents_left: Vec<String>,
    /// On what a consent to electronic service rests that was given at the visit.
    #[serde(default)]
    pub consent: Option<Consent>,
    /// Who was asked about the addressee, and what they said.
    #[serde(default)]
    pub asked: String,
    /// Where the addressee moved to, and who says so.
    #[serde(default)]
    pub moved: VisitMove,
    /// Anything else.
    #[serde(default)]
    pub note: String,
    /// Photos, videos and signatures.
    #[serde(default)]
    pub files: Vec<VisitFile>,
    /// The version of the guide by which it was recorded.
    #[serde(default)]
    pub guide_version: String,
    /// The questions that were left open, by their ids.
    #[serde(default)]
    pub unmet: Vec<String>,
    /// Why they were left open.
    #[serde(default)]
    pub unmet_reason: String,
}

/// Who took the papers or refused them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VisitRecipient {
    /// Name.
    pub display_name: String,
    /// To the addressee.
    pub relation: Option<Relation>,
}

/// Who witnessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VisitWitness {
    /// Name. A witness of the committee is eligible only under a name of [`super::GuideContext::witnesses`].
    pub display_name: String,
    /// For whom the witness stands there.
    pub represents: Option<Represents>,
    /// The name of the employer.
    pub unit: String,
}

/// Who served for the court.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VisitServer {
    /// Name.
    pub display_name: String,
    /// How the server was present; none where it is not stated.
    pub presence: Option<ServerPresence>,
}

/// Where the addressee moved to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VisitMove {
    /// Who says so.
    pub source: String,
    /// The new address, where it is known.
    pub address: String,
}

/// A file of a visit. Its bytes are evidence and stand elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VisitFile {
    /// What it is.
    pub kind: FileKind,
    /// What it shows.
    pub role: FileRole,
}

/// The answer to a question that wants no file.
#[derive(Clone, Copy)]
pub(super) enum Answer<'a> {
    Nothing,
    Name(&'static str),
    Words(&'a str),
    Several(&'a [String]),
    Day(Date),
}

impl VisitRecord {
    /// A visit of which only the end is known.
    #[must_use]
    pub fn new(outcome: VisitOutcome) -> Self {
        Self {
            outcome,
            recipient: VisitRecipient::default(),
            refused: false,
            refusal: None,
            refusal_text: String::new(),
            place: None,
            left: false,
            noted: None,
            date: None,
            witness: VisitWitness::default(),
            server: VisitServer::default(),
            documents_left: Vec::new(),
            consent: None,
            asked: String::new(),
            moved: VisitMove::default(),
            note: String::new(),
            files: Vec::new(),
            guide_version: String::new(),
            unmet: Vec::new(),
            unmet_reason: String::new(),
        }
    }

    /// How many files of this kind and role there are.
    #[must_use]
    pub fn files_of(&self, kind: FileKind, role: FileRole) -> usize {
        self.files.iter().filter(|file| file.kind == kind && file.role == role).count()
    }

    /// The answer at a path of the record; nothing at a path that no question has.
    pub(super) fn answer(&self, path: &str) -> Answer<'_> {
        fn name<T: Named>(value: Option<T>) -> Answer<'static> {
            value.map_or(Answer::Nothing, |value| Answer::Name(value.name()))
        }
        match path {
            field::SERVER_PRESENCE => name(self.server.presence),
            field::RELATION => name(self.recipient.relation),
            field::REFUSED => name(self.refused.then_some(true)),
            field::PLACE => name(self.place),
            field::LEFT => name(self.left.then_some(true)),
            field::DATE => self.date.map_or(Answer::Nothing, Answer::Day),
            field::WITNESS_REPRESENTS => name(self.witness.represents),
            field::WITNESS_NAME => Answer::Words(&self.witness.display_name),
            field::WITNESS_UNIT => Answer::Words(&self.witness.unit),
            field::NOTED => name(self.noted),
            field::REFUSAL => name(self.refusal),
            field::REFUSAL_TEXT => Answer::Words(&self.refusal_text),
            field::SERVER_NAME => Answer::Words(&self.server.display_name),
            field::DOCUMENTS_LEFT => Answer::Several(&self.documents_left),
            field::CONSENT => name(self.consent),
            field::ASKED => Answer::Words(&self.asked),
            field::MOVE_SOURCE => Answer::Words(&self.moved.source),
            field::MOVE_ADDRESS => Answer::Words(&self.moved.address),
            field::NOTE => Answer::Words(&self.note),
            _ => Answer::Nothing,
        }
    }

    /// Puts an answer at a path; an empty one takes the answer away. A path that no question has changes nothing.
    pub(super) fn put(&mut self, path: &str, answer: &str) {
        let text = || answer.to_owned();
        match path {
            field::RELATION => self.recipient.relation = named(answer),
            field::REFUSED => self.refused = answer == true.name(),
            field::REFUSAL => self.refusal = named(answer),
            field::REFUSAL_TEXT => self.refusal_text = text(),
            field::PLACE => self.place = named(answer),
            field::LEFT => self.left = answer == true.name(),
            field::NOTED => self.noted = named(answer),
            field::DATE => self.date = answer.parse().ok(),
            field::WITNESS_NAME => self.witness.display_name = text(),
            field::WITNESS_REPRESENTS => self.witness.represents = named(answer),
            field::WITNESS_UNIT => self.witness.unit = text(),
            field::SERVER_NAME => self.server.display_name = text(),
            field::SERVER_PRESENCE => self.server.presence = named(answer),
            field::DOCUMENTS_LEFT => {
                self.documents_left = if answer.is_empty() { Vec::new() } else { vec![text()] };
            }
            field::CONSENT => self.consent = named(answer),
            field::ASKED => self.asked = text(),
            field::MOVE_SOURCE => self.moved.source = text(),
            field::MOVE_ADDRESS => self.moved.address = text(),
            field::NOTE => self.note = text(),
            _ => {}
        }
    }
}

/// A value with its name on the wire.
pub(super) trait Named: Copy + 'static {
    /// Every value.
    const ALL: &'static [Self];

    /// Its name.
    fn name(self) -> &'static str;
}

/// The value of a name.
pub(super) fn named<T: Named>(name: &str) -> Option<T> {
    T::ALL.iter().copied().find(|value| value.name() == name)
}

/// The names of every value.
pub(super) fn names<T: Named>() -> Vec<String> {
    T::ALL.iter().map(|value| value.name().to_owned()).collect()
}

/// The names on the wire, which serde gives only to a serializer. A test compares them with serde's.
macro_rules! names {
    ($($type:ty { $($value:path = $name:literal),+ $(,)? })+) => {
        $(impl Named for $type {
            const ALL: &'static [Self] = &[$($value),+];

            fn name(self) -> &'static str {
                match self { $($value => $name),+ }
            }
        })+
    };
}

names! {
    Relation {
        Relation::Addressee = "ADDRESSEE",
        Relation::CohabitingAdultFamily = "COHABITING_ADULT_FAMILY",
        Relation::LegalRepresentative = "LEGAL_REPRESENTATIVE",
        Relation::ReceivingStaff = "RECEIVING_STAFF",
        Relation::Agent = "AGENT",
        Relation::DesignatedReceiver = "DESIGNATED_RECEIVER",
        Relation::Other = "OTHER",
    }
    Place {
        Place::Residence = "RESIDENCE",
        Place::Workplace = "WORKPLACE",
        Place::Court = "COURT",
        Place::Elsewhere = "ELSEWHERE",
    }
    Represents {
        Represents::ResidenceCommittee = "RESIDENCE_COMMITTEE",
        Represents::Employer = "EMPLOYER",
        Represents::Other = "OTHER",
    }
    ServerPresence {
        ServerPresence::OnSite = "ON_SITE",
        ServerPresence::Video = "VIDEO",
        ServerPresence::Absent = "ABSENT",
    }
    Consent {
        Consent::Express = "EXPRESS",
        Consent::AgreedBefore = "AGREED_BEFORE",
        Consent::AddressOffered = "ADDRESS_OFFERED",
        Consent::EarlierAccepted = "EARLIER_ACCEPTED",
    }
    RefusalReason {
        RefusalReason::DisputesCase = "DISPUTES_CASE",
        RefusalReason::NotAddressee = "NOT_ADDRESSEE",
        RefusalReason::WantsAdvice = "WANTS_ADVICE",
        RefusalReason::FearsConsequences = "FEARS_CONSEQUENCES",
        RefusalReason::NoneGiven = "NONE_GIVEN",
        RefusalReason::Other = "OTHER",
    }
}

impl Named for bool {
    const ALL: &'static [Self] = &[true, false];

    fn name(self) -> &'static str {
        if self { "true" } else { "false" }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn as_serde_names_them<T: Named + Serialize>() {
        for value in T::ALL {
            assert_eq!(json!(value).as_str().unwrap(), value.name());
        }
    }

    #[test]
    fn a_value_has_the_name_that_it_has_on_the_wire() {
        as_serde_names_them::<Relation>();
        as_serde_names_them::<Place>();
        as_serde_names_them::<Represents>();
        as_serde_names_them::<ServerPresence>();
        as_serde_names_them::<Consent>();
        as_serde_names_them::<RefusalReason>();
    }
}
