//! From a visit to the act that it may be.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::data::{FileKind, FileRole, Light, RefusalReason, VisitOutcome};
use super::record::VisitRecord;
use crate::identifiers::RegionCode;
use crate::service::{
    Act, Addressee, AddresseeKind, AddresseeStatus, Attempt, DocumentKind, Mode, Place, Procedure,
    Represents, Server, Verdict, Witness, check,
};
use crate::wire;

/// What the court knows before the visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuideContext {
    /// The kind of paper to be served; of several, [`decisive`].
    pub document: DocumentKind,
    /// The titles of the papers.
    #[serde(default)]
    pub documents: Vec<String>,
    /// In which procedure.
    #[serde(default)]
    pub procedure: Option<Procedure>,
    /// Person or organisation.
    #[serde(default)]
    pub addressee_kind: Option<AddresseeKind>,
    /// Soldier, prisoner, or neither.
    #[serde(default)]
    pub addressee_status: Option<AddresseeStatus>,
    /// The village or community of the addressee's residence.
    #[serde(default)]
    pub residence: Option<RegionCode>,
    /// Whether the agent in the case is the designated receiver (代收人), which the file says and a visit can't see.
    #[serde(default)]
    pub agent_is_receiver: bool,
    /// The names of those who are staff of the committee of that village by the register.
    #[serde(default)]
    pub witnesses: Vec<String>,
    /// What the court has done for a notice, where the visit is to post one at the residence.
    #[serde(default)]
    pub notice: Option<NoticePosting>,
}

/// A notice to be posted, and what the court's file says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NoticePosting {
    /// Whether the addressee is found to be missing.
    pub addressee_missing: bool,
    /// The modes that failed before.
    pub failed_modes: Vec<Mode>,
    /// Whether the file states the reason and course of the notice; none where it is not stated.
    pub noted: Option<bool>,
    /// Whether the notice says its reason and what its kind of paper wants; none where it is not stated.
    pub complete: Option<bool>,
    /// The day on which it was posted on the court's board or printed, where that was before the visit.
    #[serde(deserialize_with = "wire::date")]
    pub published: Option<Date>,
}

impl GuideContext {
    /// A context of which only the kind of paper is known.
    #[must_use]
    pub const fn new(document: DocumentKind) -> Self {
        Self {
            document,
            documents: Vec::new(),
            procedure: None,
            addressee_kind: None,
            addressee_status: None,
            residence: None,
            agent_is_receiver: false,
            witnesses: Vec::new(),
            notice: None,
        }
    }
}

/// The kind that decides where several papers go together: a mediation statement, which wants the most, or else the first.
#[must_use]
pub fn decisive(papers: &[DocumentKind]) -> DocumentKind {
    let strictest = papers.iter().find(|kind| **kind == DocumentKind::MediationStatement);
    strictest.or(papers.first()).copied().unwrap_or(DocumentKind::Other)
}

/// The act that a visit may be, for the court to look at. None where there is nothing to judge: nobody was met, or a notice was not
/// posted at the residence.
///
/// What the visit does not show is not stated in the act. A witness is of the committee only under a name of the register.
#[must_use]
pub fn draft_act(record: &VisitRecord, context: &GuideContext) -> Option<Act> {
    match (record.outcome, &context.notice) {
        (VisitOutcome::Delivered, None) => Some(handed_over(record, context)),
        (VisitOutcome::Refused, None) => Some(refused(record, context)),
        (VisitOutcome::Delivered, Some(notice)) => posted(record, context, notice),
        (VisitOutcome::Refused, Some(_))
        | (VisitOutcome::NotFound | VisitOutcome::Moved | VisitOutcome::Other, _) => None,
    }
}

/// What a visit gives by the law: the verdict on its act.
#[must_use]
pub fn light_by_law(record: &VisitRecord, context: &GuideContext) -> Light {
    draft_act(record, context).map_or(Light::Assistance, |act| light_of(&check(&act)))
}

/// Green where an act is valid by what is settled, yellow where it is valid by what has to be confirmed.
pub(super) fn light_of(verdict: &Verdict) -> Light {
    match (verdict.is_met(), verdict.needs_confirmation()) {
        (true, false) => Light::Green,
        (true, true) => Light::Yellow,
        (false, _) => Light::Assistance,
    }
}

/// Handed over and signed for. A refusal that came before the signature no longer counts.
fn handed_over(record: &VisitRecord, context: &GuideContext) -> Act {
    let mode = match record.place {
        Some(Place::Residence) | None => Mode::Direct,
        Some(Place::Workplace | Place::Court | Place::Elsewhere) => Mode::DirectElsewhere,
    };
    let signed = is_on_screen_or_form(record, FileRole::SignatureRecipient);
    Act {
        signed: signed.then_some(true),
        thumbprint: record.files_of(FileKind::Photo, FileRole::Thumbprint) > 0,
        noted: record.noted,
        ..act(mode, record, context)
    }
}

/// Refused: left at the residence, or refused by the party elsewhere.
fn refused(record: &VisitRecord, context: &GuideContext) -> Act {
    let mode = match record.place {
        Some(Place::Residence) | None if record.left => Mode::Left,
        Some(Place::Residence) | None => Mode::Direct,
        Some(Place::Workplace | Place::Court | Place::Elsewhere) => Mode::DirectElsewhere,
    };
    let reason = record.refusal.is_some_and(|reason| reason != RefusalReason::Other)
        || !record.refusal_text.trim().is_empty();
    // The proof of service states the reason of a refusal before a witness: a tick without a reason shows no such note.
    let shows_note = record.noted != Some(true) || mode != Mode::Left || reason;
    Act { refused: record.refused, noted: record.noted.filter(|_| shows_note), ..act(mode, record, context) }
}

/// Posted at the residence. Posting at any other place is no matter of a visit.
fn posted(record: &VisitRecord, context: &GuideContext, notice: &NoticePosting) -> Option<Act> {
    if record.place != Some(Place::Residence) {
        return None;
    }
    let shows = |kind| record.files_of(kind, FileRole::Posting) > 0;
    let act = act(Mode::PublicNotice, record, context);
    // Nothing shows that the court posted it where it does not say how its server was present.
    let somebody = || Server { display_name: String::new(), court_staff: false };
    Some(Act {
        server: Some(act.server.unwrap_or_else(somebody)),
        recorded_media: shows(FileKind::Photo) || shows(FileKind::Video),
        noted: notice.noted,
        notice_complete: notice.complete,
        addressee_missing: notice.addressee_missing,
        earlier: notice.failed_modes.iter().map(|mode| Attempt { mode: *mode, date: None }).collect(),
        // Without the day at the residence the notice is not posted, whatever was published before.
        publications: record
            .date
            .into_iter()
            .flat_map(|day| notice.published.into_iter().chain([day]))
            .collect(),
        ..act
    })
}

/// What every act takes from a visit.
fn act(mode: Mode, record: &VisitRecord, context: &GuideContext) -> Act {
    let shows = |kind| record.files_of(kind, FileRole::Process) > 0;
    // Who served is named on the act only where it is stated how they were present.
    let server = record
        .server
        .presence
        .map(|_| Server { display_name: record.server.display_name.clone(), court_staff: true });
    Act {
        document: context.document,
        procedure: context.procedure,
        addressee: Addressee {
            kind: context.addressee_kind,
            region_code: context.residence.clone(),
            status: context.addressee_status,
        },
        recipient: record.recipient.relation,
        agent_is_receiver: context.agent_is_receiver,
        place: record.place,
        server,
        server_presence: record.server.presence,
        witness: witness(record, context),
        recorded_media: shows(FileKind::Photo) || shows(FileKind::Video),
        consent: record.consent,
        served_date: record.date,
        ..Act::new(mode)
    }
}

fn witness(record: &VisitRecord, context: &GuideContext) -> Option<Witness> {
    let name = record.witness.display_name.trim();
    if name.is_empty() {
        return None;
    }
    let of_the_register = context.witnesses.iter().any(|eligible| eligible == name);
    let represents = match record.witness.represents {
        Some(Represents::ResidenceCommittee) if !of_the_register => Some(Represents::Other),
        represents => represents,
    };
    let of_the_village = represents == Some(Represents::ResidenceCommittee);
    Some(Witness {
        display_name: name.to_owned(),
        represents,
        region_code: context.residence.clone().filter(|_| of_the_village),
        signed: is_on_screen_or_form(record, FileRole::SignatureWitness).then_some(true),
    })
}

/// Whether a signature was given on the screen, or a photo shows the signed proof of service.
fn is_on_screen_or_form(record: &VisitRecord, role: FileRole) -> bool {
    record.files_of(FileKind::Signature, role) > 0
        || record.files_of(FileKind::Photo, FileRole::ReturnForm) > 0
}
