//! Every combination of what a visit may find, and of what the court may know before it.

use jiff::civil::{Date, date};
use law::guide::{
    FileKind, FileRole, GuideContext, NoticePosting, RefusalReason, VisitFile, VisitOutcome, VisitRecord,
};
use law::identifiers::RegionCode;
use law::service::{
    AddresseeKind, AddresseeStatus, DocumentKind, Mode, Place, Procedure, Relation, Represents,
    ServerPresence,
};

/// The day of the guides.
pub(crate) const AS_OF: Date = date(2026, 11, 30);
/// The witness in the register.
const REGISTERED: &str = "李主任";
const STRANGER: &str = "张三";

const DOCUMENTS: [DocumentKind; 5] = [
    DocumentKind::Notice,
    DocumentKind::MediationStatement,
    DocumentKind::Judgment,
    DocumentKind::Ruling,
    DocumentKind::Other,
];
const PROCEDURES: [Procedure; 3] = [Procedure::Enforcement, Procedure::Ordinary, Procedure::Summary];
const KINDS: [AddresseeKind; 2] = [AddresseeKind::Person, AddresseeKind::Organisation];
const STATUSES: [AddresseeStatus; 4] = [
    AddresseeStatus::None,
    AddresseeStatus::Soldier,
    AddresseeStatus::Prisoner,
    AddresseeStatus::CompulsoryEducation,
];

/// Kind of paper × procedure × kind and status of the addressee.
pub(crate) fn contexts() -> Vec<GuideContext> {
    let mut found = Vec::new();
    for document in DOCUMENTS {
        for procedure in PROCEDURES {
            for kind in KINDS {
                for status in STATUSES {
                    found.push(GuideContext {
                        documents: vec!["执行通知书".into(), "报告财产令".into()],
                        procedure: Some(procedure),
                        addressee_kind: Some(kind),
                        addressee_status: Some(status),
                        residence: RegionCode::parse("330783201203").ok(),
                        witnesses: vec![REGISTERED.into(), "赵委员".into()],
                        ..GuideContext::new(document)
                    });
                }
            }
        }
    }
    found
}

/// The same of an enforcement case, with what the court may not know or may know otherwise.
pub(crate) fn other_contexts() -> Vec<GuideContext> {
    let change: [fn(&mut GuideContext); 6] = [
        |context| context.residence = None,
        |context| context.residence = RegionCode::parse("330783201").ok(),
        |context| context.witnesses.clear(),
        |context| context.agent_is_receiver = true,
        |context| (context.addressee_kind, context.addressee_status) = (None, None),
        |context| context.documents.clear(),
    ];
    let decides = |kind| matches!(kind, DocumentKind::Notice | DocumentKind::MediationStatement);
    let plain = contexts()
        .into_iter()
        .filter(|context| context.procedure == Some(Procedure::Enforcement) && decides(context.document));
    plain
        .flat_map(|context| {
            change.map(|change| {
                let mut changed = context.clone();
                change(&mut changed);
                changed
            })
        })
        .collect()
}

/// The same, where a notice is to be posted, with what the file may say of it.
pub(crate) fn notice_contexts() -> Vec<GuideContext> {
    let ready = || NoticePosting {
        addressee_missing: true,
        noted: Some(true),
        complete: Some(true),
        ..NoticePosting::default()
    };
    let notices = [
        ready(),
        NoticePosting { addressee_missing: false, ..ready() },
        NoticePosting {
            addressee_missing: false,
            failed_modes: vec![Mode::Left, Mode::Forwarded],
            ..ready()
        },
        NoticePosting { noted: None, ..ready() },
        NoticePosting { complete: Some(false), ..ready() },
        NoticePosting { published: Some(date(2026, 11, 25)), ..ready() },
    ];
    let plain = contexts();
    let with = |notice: NoticePosting| {
        plain.iter().cloned().map(move |context| GuideContext { notice: Some(notice.clone()), ..context })
    };
    notices.into_iter().flat_map(with).collect()
}

/// Gives a fact of a visit one of its values.
type Set = fn(&mut VisitRecord);
/// The values of a fact.
type Fact = &'static [Set];

fn file(visit: &mut VisitRecord, kind: FileKind, role: FileRole, is_there: bool) {
    visit.files.retain(|file| (file.kind, file.role) != (kind, role));
    if is_there {
        visit.files.push(VisitFile { kind, role });
    }
}

const RELATION: Fact = &[
    |v| v.recipient.relation = Some(Relation::Addressee),
    |v| v.recipient.relation = Some(Relation::CohabitingAdultFamily),
    |v| v.recipient.relation = Some(Relation::LegalRepresentative),
    |v| v.recipient.relation = Some(Relation::ReceivingStaff),
    |v| v.recipient.relation = Some(Relation::Agent),
    |v| v.recipient.relation = Some(Relation::DesignatedReceiver),
    |v| v.recipient.relation = Some(Relation::Other),
    |v| v.recipient.relation = None,
];
const PRESENCE: Fact = &[
    |v| v.server.presence = Some(ServerPresence::OnSite),
    |v| v.server.presence = Some(ServerPresence::Video),
    |v| v.server.presence = Some(ServerPresence::Absent),
    |v| v.server.presence = None,
];
const PLACE: Fact = &[
    |v| v.place = Some(Place::Residence),
    |v| v.place = Some(Place::Elsewhere),
    |v| v.place = Some(Place::Workplace),
    |v| v.place = Some(Place::Court),
    |v| v.place = None,
];
const RESIDENCE: Fact = &[|v| v.place = Some(Place::Residence)];
const ELSEWHERE: Fact = &[
    |v| v.place = Some(Place::Elsewhere),
    |v| v.place = Some(Place::Workplace),
    |v| v.place = Some(Place::Court),
    |v| v.place = None,
];
const TODAY: Fact = &[|v| v.date = Some(AS_OF)];
const DATE: Fact = &[|v| v.date = Some(AS_OF), |v| v.date = None];
const OTHER_DATE: Fact = &[
    |v| v.date = Some(AS_OF),
    |v| v.date = None,
    |v| v.date = Some(date(2019, 1, 1)),
    |v| v.date = Some(date(2026, 12, 1)),
    |v| v.date = Some(date(2026, 12, 2)),
    |v| v.date = Some(date(2027, 5, 6)),
];
const REFUSED: Fact = &[|v| v.refused = true, |v| v.refused = false];
const LEFT: Fact = &[|v| v.left = true, |v| v.left = false];
const NOTED: Fact = &[|v| v.noted = Some(true), |v| v.noted = Some(false), |v| v.noted = None];
const REASON: Fact = &[
    |v| (v.refusal, v.refusal_text) = (Some(RefusalReason::NoneGiven), String::new()),
    |v| (v.refusal, v.refusal_text) = (None, String::new()),
];
const OTHER_REASON: Fact = &[
    |v| (v.refusal, v.refusal_text) = (Some(RefusalReason::NoneGiven), String::new()),
    |v| (v.refusal, v.refusal_text) = (Some(RefusalReason::Other), "不认可".into()),
    |v| (v.refusal, v.refusal_text) = (Some(RefusalReason::Other), " ".into()),
    |v| (v.refusal, v.refusal_text) = (None, String::new()),
];
const SIGNATURE: Fact = &[
    |v| file(v, FileKind::Signature, FileRole::SignatureRecipient, true),
    |v| file(v, FileKind::Signature, FileRole::SignatureRecipient, false),
];
const RETURN_FORM: Fact = &[
    |v| file(v, FileKind::Photo, FileRole::ReturnForm, true),
    |v| file(v, FileKind::Photo, FileRole::ReturnForm, false),
];
const THUMBPRINT: Fact = &[
    |v| file(v, FileKind::Photo, FileRole::Thumbprint, true),
    |v| file(v, FileKind::Photo, FileRole::Thumbprint, false),
];
const WITNESS_SIGNATURE: Fact = &[
    |v| file(v, FileKind::Signature, FileRole::SignatureWitness, true),
    |v| file(v, FileKind::Signature, FileRole::SignatureWitness, false),
];
const PHOTO: Fact = &[
    |v| file(v, FileKind::Photo, FileRole::Process, true),
    |v| file(v, FileKind::Photo, FileRole::Process, false),
];
const VIDEO: Fact = &[
    |v| file(v, FileKind::Video, FileRole::Process, true),
    |v| file(v, FileKind::Video, FileRole::Process, false),
];
const POSTING_PHOTO: Fact = &[
    |v| file(v, FileKind::Photo, FileRole::Posting, true),
    |v| file(v, FileKind::Photo, FileRole::Posting, false),
];
const POSTING_VIDEO: Fact = &[
    |v| file(v, FileKind::Video, FileRole::Posting, true),
    |v| file(v, FileKind::Video, FileRole::Posting, false),
];
/// Who witnessed, once under the name of the server.
const WITNESS: Fact = &[
    |v| {
        witness(v, REGISTERED, Some(Represents::ResidenceCommittee));
        v.server.display_name.clear();
    },
    |v| v.server.display_name = REGISTERED.into(),
    |v| {
        witness(v, STRANGER, Some(Represents::ResidenceCommittee));
        v.server.display_name.clear();
    },
    |v| witness(v, STRANGER, Some(Represents::Employer)),
    |v| witness(v, REGISTERED, Some(Represents::Other)),
    |v| witness(v, "", None),
];
const OTHER_WITNESS: Fact = &[
    |v| witness(v, REGISTERED, Some(Represents::ResidenceCommittee)),
    |v| witness(v, "赵委员", Some(Represents::ResidenceCommittee)),
    |v| witness(v, STRANGER, Some(Represents::ResidenceCommittee)),
    |v| witness(v, " ", Some(Represents::ResidenceCommittee)),
    |v| witness(v, STRANGER, Some(Represents::Employer)),
    |v| witness(v, "", Some(Represents::Employer)),
    |v| witness(v, REGISTERED, Some(Represents::Employer)),
    |v| witness(v, REGISTERED, Some(Represents::Other)),
    |v| witness(v, REGISTERED, None),
    |v| witness(v, "", None),
];
/// One proof of each sort: a witness, a film with the court's note, none.
const PROOF: Fact = &[
    |v| {
        (v.refused, v.left, v.date, v.noted) = (true, true, Some(AS_OF), Some(true));
        v.refusal = Some(RefusalReason::NoneGiven);
        file(v, FileKind::Video, FileRole::Process, false);
        witness(v, REGISTERED, Some(Represents::ResidenceCommittee));
        file(v, FileKind::Signature, FileRole::SignatureWitness, true);
    },
    |v| {
        witness(v, "", None);
        file(v, FileKind::Video, FileRole::Process, true);
    },
    |v| file(v, FileKind::Video, FileRole::Process, false),
];
/// Whose name the server bears.
const OTHER_SERVER_NAME: Fact = &[
    |v| v.server.display_name.clear(),
    |v| v.server.display_name = "王法官".into(),
    |v| v.server.display_name = REGISTERED.into(),
    |v| v.server.display_name = STRANGER.into(),
];

fn witness(visit: &mut VisitRecord, name: &str, represents: Option<Represents>) {
    visit.witness.display_name.clear();
    visit.witness.display_name.push_str(name);
    visit.witness.represents = represents;
}

/// How many combinations are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Who, how the court was present and where, with one proof of each sort.
    Sketch,
    /// The product of all facts that the law distinguishes. The proof of a leave service is multiplied at the residence alone.
    Lawful,
    /// The product of all facts at every place, with blanks, other names, reasons in words, days of other years and files beside each other.
    Whole,
}

/// Every visit of a task to serve papers. The same record comes with changing values: copy it to keep it.
pub(crate) fn of_service(depth: Depth, mut see: impl FnMut(&VisitRecord)) {
    let delivered: &[Fact] = match depth {
        Depth::Sketch => &[RELATION, PRESENCE, PLACE, SIGNATURE, THUMBPRINT, TODAY],
        Depth::Lawful => &[RELATION, PRESENCE, PLACE, DATE, REFUSED, SIGNATURE, RETURN_FORM, THUMBPRINT],
        Depth::Whole => {
            &[RELATION, PRESENCE, PLACE, OTHER_DATE, REFUSED, LEFT, NOTED, SIGNATURE, RETURN_FORM, THUMBPRINT]
        }
    };
    walk(delivered, &mut VisitRecord::new(VisitOutcome::Delivered), &mut see);
    let refused: &[&[Fact]] = match depth {
        Depth::Sketch => &[&[RELATION, PRESENCE, PLACE, PROOF]],
        Depth::Lawful => &[
            &[
                RELATION,
                PRESENCE,
                RESIDENCE,
                LEFT,
                REFUSED,
                DATE,
                NOTED,
                REASON,
                PHOTO,
                WITNESS,
                WITNESS_SIGNATURE,
            ],
            &[RELATION, PRESENCE, ELSEWHERE, LEFT, REFUSED, DATE, NOTED, PHOTO, WITNESS_SIGNATURE],
        ],
        Depth::Whole => &[&[
            RELATION,
            PRESENCE,
            PLACE,
            LEFT,
            REFUSED,
            DATE,
            NOTED,
            OTHER_REASON,
            PHOTO,
            VIDEO,
            OTHER_WITNESS,
            OTHER_SERVER_NAME,
            WITNESS_SIGNATURE,
            RETURN_FORM,
        ]],
    };
    for facts in refused {
        walk(facts, &mut VisitRecord::new(VisitOutcome::Refused), &mut see);
    }
    unserved(depth, &mut see);
}

/// Every visit of a task to post a notice.
pub(crate) fn of_notice(mut see: impl FnMut(&VisitRecord)) {
    let facts: &[Fact] = &[PRESENCE, PLACE, OTHER_DATE, POSTING_PHOTO, POSTING_VIDEO];
    for outcome in [VisitOutcome::Delivered, VisitOutcome::Refused] {
        walk(facts, &mut VisitRecord::new(outcome), &mut see);
    }
    unserved(Depth::Sketch, &mut see);
}

/// Visits that ended without anything to serve, even where all that service wants is written down.
fn unserved(depth: Depth, see: &mut impl FnMut(&VisitRecord)) {
    for outcome in [VisitOutcome::NotFound, VisitOutcome::Moved, VisitOutcome::Other] {
        let facts: &[Fact] = match depth {
            Depth::Sketch => &[TODAY, SIGNATURE, PLACE, PRESENCE],
            Depth::Lawful | Depth::Whole => &[RELATION, PRESENCE, PLACE, DATE, SIGNATURE, PHOTO],
        };
        walk(facts, &mut VisitRecord::new(outcome), see);
    }
}

fn walk(facts: &[Fact], visit: &mut VisitRecord, see: &mut impl FnMut(&VisitRecord)) {
    let Some((fact, rest)) = facts.split_first() else {
        see(visit);
        return;
    };
    for set in *fact {
        set(visit);
        walk(rest, visit, see);
    }
}
