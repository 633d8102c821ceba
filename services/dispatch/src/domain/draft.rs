//! What an officer wrote, and what is in order of it.

use kit::domain::{
    Timestamp, identity, reason,
    refusal::{Refusal, Text, Violations},
};
use law::{
    guide::kind_of_title,
    identifiers::{CaseNumber, RegionCode, RegionLevel},
    service::{AddresseeStatus, DocumentKind, Procedure},
};

use super::{Addressee, AddresseeKind, Contact, Document, Kind, Times, file_name, place::Wanted};

/// Whom a draft concerns.
#[derive(Clone, Debug, Default)]
pub struct DraftAddressee {
    /// Name.
    pub display_name: String,
    /// Person or organisation.
    pub kind: AddresseeKind,
    /// Identity number or credit code, where no other paper is named.
    pub identity_number: String,
    /// By which paper they are known.
    pub identity: identity::Draft,
    /// Telephone number.
    pub phone: String,
    /// Why papers may have to be forwarded to them; `None` where it was not stated.
    pub status: Option<AddresseeStatus>,
}

/// A paper of a draft.
#[derive(Clone, Debug, Default)]
pub struct DraftDocument {
    /// Title.
    pub title: String,
    /// Copies; 0 for one.
    pub copies: i32,
    /// What the rules of service take it for; `None` where its title says it.
    pub kind: Option<DocumentKind>,
    /// The paper itself, `evidence/{sha256}`; may be empty.
    pub file: String,
    /// Whether it goes out in a closed envelope.
    pub sealed: bool,
}

/// A task as it was written. Fields are named as in the contract.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What is to be done; `None` where it was not stated.
    pub kind: Option<Kind>,
    /// The case.
    pub case_number: String,
    /// Whom it concerns.
    pub addressee: Option<DraftAddressee>,
    /// Where, as people write it.
    pub address: String,
    /// Where, as a code.
    pub region_code: String,
    /// The court chosen by the officer.
    pub court: String,
    /// The papers.
    pub documents: Vec<DraftDocument>,
    /// In which procedure they are served; `None` where it was not stated.
    pub procedure: Option<Procedure>,
    /// What the worker should know.
    pub instructions: String,
    /// Name and telephone number.
    pub contact: (String, String),
    /// At once.
    pub urgent: bool,
    /// Until when somebody should have accepted.
    pub accept_by: Option<Timestamp>,
    /// Until when the first attempt should have been made.
    pub first_attempt_by: Option<Timestamp>,
    /// Until when it must be reported.
    pub finish_by: Option<Timestamp>,
}

/// A draft that is in order.
#[derive(Clone, Debug)]
pub struct Filing {
    /// What is to be done.
    pub kind: Kind,
    /// The case.
    pub case_number: Option<CaseNumber>,
    /// Whom it concerns.
    pub addressee: Addressee,
    /// Where.
    pub wanted: Wanted,
    /// The papers.
    pub documents: Vec<Document>,
    /// In which procedure they are served.
    pub procedure: Option<Procedure>,
    /// What the worker should know.
    pub instructions: String,
    /// Whom the worker calls.
    pub contact: Contact,
    /// At once.
    pub urgent: bool,
    /// Until when.
    pub times: Times,
}

/// A duty that fell to an officer by law, as another service reports it.
#[derive(Clone, Debug, Default)]
pub struct LawfulDuty {
    /// The case's number, where it was stated.
    pub case_number: String,
    /// Whom the paper goes to.
    pub addressee: String,
    /// Whether that is an organisation.
    pub organisation: bool,
    /// Where they live, where that is known.
    pub address: String,
    /// The paper.
    pub document: String,
    /// What the worker should know.
    pub instructions: String,
}

impl Filing {
    /// The filing of a duty. Nothing of it was written by hand, so nothing of it is refused: without an address the task waits for
    /// its officer.
    #[must_use]
    pub fn of_duty(duty: LawfulDuty, at: Timestamp) -> Self {
        let kind = if duty.organisation { AddresseeKind::Organisation } else { AddresseeKind::Person };
        let addressee = Addressee {
            display_name: duty.addressee,
            kind,
            identity: None,
            phone: String::new(),
            status: None,
        };
        let document = Document {
            kind: Some(kind_of_title(&duty.document)),
            title: duty.document,
            copies: 1,
            file: String::new(),
            sealed: false,
        };
        Self {
            kind: Kind::ServiceOfProcess,
            case_number: CaseNumber::parse(&duty.case_number).ok(),
            addressee,
            wanted: Wanted { address: duty.address, region_code: None, court: None },
            documents: vec![document],
            // What the law asks for after a freeze is served in enforcement.
            procedure: Some(Procedure::Enforcement),
            instructions: duty.instructions,
            contact: Contact::default(),
            urgent: false,
            times: times([None; 3], false, at, &mut Violations::new()),
        }
    }
}

const DOCUMENTS: usize = 50;
/// Hours for accepting, for the first attempt and for finishing, where the officer says nothing; the second row is for what is
/// urgent.
const HOURS: [[i64; 3]; 2] = [[24, 72, 15 * 24], [4, 24, 3 * 24]];
/// Nobody plans a visit further ahead than this; a later date is a slip of the pen.
const LATEST_HOURS: i64 = 2 * 366 * 24;

impl Draft {
    /// The filing, or everything that is wrong with the draft, by field.
    pub fn check(self, at: Timestamp) -> Result<Filing, Refusal> {
        let mut v = Violations::new();
        if self.kind.is_none() {
            v.add("kind", reason::REQUIRED, Text::new("请选择任务种类。", "Say what is to be done."));
        }
        let case_number = optional(&self.case_number).map(|text| {
            v.parse(
                "case_number",
                reason::CASE_NUMBER_MALFORMED,
                CaseNumber::parse(text).map_err(|e| e.text()),
            )
        });
        let addressee = if let Some(addressee) = self.addressee {
            addressee.check(&mut v)
        } else {
            v.add(
                "addressee",
                reason::REQUIRED,
                Text::new("请填写受送达人或相关人。", "Say whom it concerns."),
            );
            None
        };
        let address = v.optional_text("address", &self.address, 200).unwrap_or_default();
        let region_code = region_code(&self.region_code, &mut v);
        if self.address.trim().is_empty() && self.region_code.trim().is_empty() {
            v.add(
                "address",
                reason::REQUIRED,
                Text::new("请填写地址或区划代码。", "Give an address or a region code."),
            );
        }
        let court = court(&self.court, &mut v);
        let documents = documents(self.documents, self.kind, &mut v);
        let instructions = v.optional_text("instructions", &self.instructions, 2000);
        let contact = Contact {
            display_name: v.optional_text("contact.display_name", &self.contact.0, 50).unwrap_or_default(),
            phone: phone("contact.phone", &self.contact.1, &mut v),
        };
        let times = times([self.accept_by, self.first_attempt_by, self.finish_by], self.urgent, at, &mut v);
        match (self.kind, addressee, instructions) {
            (Some(kind), Some(addressee), Some(instructions)) if v.is_empty() => Ok(Filing {
                kind,
                case_number: case_number.flatten(),
                addressee,
                wanted: Wanted { address, region_code, court },
                documents,
                procedure: self.procedure,
                instructions,
                contact,
                urgent: self.urgent,
                times,
            }),
            _ => Err(v.into_refusal()),
        }
    }
}

impl DraftAddressee {
    fn check(self, v: &mut Violations) -> Option<Addressee> {
        let display_name = v.text("addressee.display_name", &self.display_name, 100);
        let phone = phone("addressee.phone", &self.phone, v);
        let organisation = self.kind == AddresseeKind::Organisation;
        let draft = if self.identity.is_empty() && self.identity.kind.is_none() {
            identity::Draft::of(None, &self.identity_number, "", organisation)
        } else {
            self.identity
        };
        let fields = identity::Fields {
            number: "addressee.identity_number",
            identity: "addressee.identity",
            citizen: reason::CITIZEN_ID_MALFORMED,
            code: reason::CREDIT_CODE_MALFORMED,
        };
        let identity = draft.read(fields, v);
        let kind = if draft.is_of_organisation() { AddresseeKind::Organisation } else { self.kind };
        Some(Addressee { display_name: display_name?, kind, identity, phone, status: self.status })
    }
}

fn optional(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn region_code(text: &str, v: &mut Violations) -> Option<RegionCode> {
    let code = optional(text)?;
    let code =
        v.parse("region_code", reason::REGION_CODE_MALFORMED, RegionCode::parse(code).map_err(|e| e.text()))?;
    if !matches!(code.level(), RegionLevel::Town | RegionLevel::Village) {
        let text = Text::new(
            "任务地点须精确到镇街（9 位）或村社（12 位）。",
            "A task's place is a town (9 digits) or a village (12 digits).",
        );
        v.add("region_code", reason::REGION_CODE_TOO_WIDE, text);
        return None;
    }
    Some(code)
}

fn court(text: &str, v: &mut Violations) -> Option<String> {
    let name = optional(text)?;
    let id = name.strip_prefix("courts/").unwrap_or_default();
    if id.is_empty() || id.len() > 32 || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        v.add(
            "court",
            reason::COURT_NAME_MALFORMED,
            Text::new("请从名录中选择共享法庭。", "Choose the shared court from the register."),
        );
        return None;
    }
    Some(name.to_owned())
}

fn documents(given: Vec<DraftDocument>, kind: Option<Kind>, v: &mut Violations) -> Vec<Document> {
    if given.is_empty() && kind.is_some_and(Kind::needs_documents) {
        let text = Text::new(
            "送达和公告张贴须列明要带的文书。",
            "Service and posting need the papers to take along.",
        );
        v.add("documents", reason::REQUIRED, text);
    }
    if given.len() > DOCUMENTS {
        v.add("documents", reason::TOO_MANY, Text::new("最多 50 份文书。", "At most 50 documents."));
    }
    let mut documents = Vec::with_capacity(given.len().min(DOCUMENTS));
    for (index, given) in given.into_iter().enumerate().take(DOCUMENTS) {
        let title = v.text(&format!("documents[{index}].title"), &given.title, 100);
        let copies = if given.copies == 0 { 1 } else { given.copies };
        if !(1..=100).contains(&copies) {
            let text = Text::new("份数须在 1 至 100 之间。", "Between 1 and 100 copies.");
            v.add(format!("documents[{index}].copies"), reason::OUT_OF_RANGE, text);
        }
        let file = given.file.trim().to_owned();
        if !file.is_empty() && !file_name::is_name(&file) {
            v.add(format!("documents[{index}].file"), reason::EVIDENCE_MALFORMED, file_name::malformed());
        }
        let DraftDocument { kind, sealed, .. } = given;
        documents.extend(title.map(|title| Document { title, copies, kind, file, sealed }));
    }
    documents
}

fn phone(field: &str, text: &str, v: &mut Violations) -> String {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let known = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')'));
    let right = text.is_empty() || (known && (5..=15).contains(&digits));
    if !right {
        v.add(
            field,
            reason::PHONE_MALFORMED,
            Text::new("电话号码须为 5 至 15 位数字。", "A telephone number has 5 to 15 digits."),
        );
    }
    text.to_owned()
}

fn times(given: [Option<Timestamp>; 3], urgent: bool, at: Timestamp, v: &mut Violations) -> Times {
    const FIELDS: [&str; 3] = ["accept_by", "first_attempt_by", "finish_by"];
    for (field, timestamp) in FIELDS.iter().zip(given) {
        match timestamp {
            Some(timestamp) if timestamp <= at => {
                v.add(
                    *field,
                    reason::IN_THE_PAST,
                    Text::new("期限须晚于现在。", "A time to come, not one that has passed."),
                );
            }
            Some(timestamp) if timestamp > at.plus_hours(LATEST_HOURS) => {
                v.add(
                    *field,
                    reason::TOO_FAR,
                    Text::new("期限不能晚于两年以后。", "Not later than two years from now."),
                );
            }
            _ => {}
        }
    }
    for (earlier, later) in [(0, 1), (1, 2), (0, 2)] {
        if let (Some(first), Some(last)) = (given[earlier], given[later])
            && first > last
        {
            let text = Text::new(
                "接收、首次上门、办结三个期限须依次不早于前一个。",
                "The times to accept, to attempt first and to finish come in this order.",
            );
            v.add(FIELDS[earlier], reason::OUT_OF_ORDER, text);
            break;
        }
    }
    let hours = HOURS[usize::from(urgent)];
    // What was not said never contradicts what was: an earlier default gives way to a later word, and a later one to an earlier.
    let said_before = |index: usize| given[..index].iter().flatten().max().copied();
    let said_after = |index: usize| given[index + 1..].iter().flatten().min().copied();
    let time = |index: usize| {
        given[index].unwrap_or_else(|| {
            let usual = at.plus_hours(hours[index]);
            let usual = said_before(index).map_or(usual, |before| usual.max(before));
            said_after(index).map_or(usual, |after| usual.min(after))
        })
    };
    Times { accept_by: time(0), first_attempt_by: time(1), finish_by: time(2) }
}
