//! By which paper a person or an organisation is known: one type for the parties of cases, debtors, addressees, requests, imports and what
//! is printed. The contract has `sharedcourt.identity.v1.Identity` for it; older messages have the number alone.

use std::collections::BTreeSet;

use law::identifiers::{
    CitizenId, IdentifierError, PaperError, PaperKind, PaperNumber, UnifiedSocialCreditCode,
};
use proto::identity::v1 as wire;
use serde::{Deserialize, Serialize};

use crate::domain::{
    Reason, reason,
    refusal::{Text, Violations},
};

/// The longest reason, in characters.
const REASON: usize = 200;

/// Who somebody is. Rows of investigation of older releases say `Citizen` for `Person`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Identity {
    /// A person, by a citizen's number.
    #[serde(alias = "Citizen")]
    Person(CitizenId),
    /// An organisation, by a unified social credit code.
    Organisation(UnifiedSocialCreditCode),
    /// A person or an organisation, by another paper.
    Paper(Paper),
    /// Nobody knows a number.
    Unknown {
        /// Why.
        reason: String,
        /// Whether it is an organisation.
        organisation: bool,
    },
}

/// Another paper than a citizen's number or a credit code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Which.
    pub kind: PaperKind,
    /// Its number.
    pub number: PaperNumber,
    /// The state that issued it, as ISO 3166 has it in three letters; empty for China.
    #[serde(default)]
    pub issuing_state: String,
    /// Why a number that fails its check was taken as the registry has it; empty where it does not.
    #[serde(default)]
    pub as_is_reason: String,
}

impl Identity {
    /// The number itself, for encryption, for the blind index and for the few places that show it; empty where none is known.
    #[must_use]
    pub fn expose(&self) -> &str {
        match self {
            Self::Person(id) => id.expose(),
            Self::Organisation(code) => code.as_str(),
            Self::Paper(paper) => paper.number.expose(),
            Self::Unknown { .. } => "",
        }
    }

    /// By what two identities are compared: the number, for other papers with its kind and the state that issued it; none where no number
    /// is known, for then nobody is the same.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        match self {
            Self::Person(id) => Some(id.expose().to_owned()),
            Self::Organisation(code) => Some(code.as_str().to_owned()),
            Self::Paper(Paper { kind, number, issuing_state, .. }) => {
                Some(format!("{kind:?}/{issuing_state}/{}", number.expose()))
            }
            Self::Unknown { .. } => None,
        }
    }

    /// Whether both are of one person or organisation.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.key().is_some_and(|key| other.key().is_some_and(|other| other == key))
    }

    /// Whether both are papers of one kind, so that different numbers are of different people. Unknown is of no kind.
    #[must_use]
    pub fn is_of_one_kind(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Person(_), Self::Person(_)) | (Self::Organisation(_), Self::Organisation(_)) => true,
            (Self::Paper(one), Self::Paper(other)) => {
                one.kind == other.kind && one.issuing_state == other.issuing_state
            }
            _ => false,
        }
    }

    /// As it may be shown. A credit code is public.
    #[must_use]
    pub fn masked(&self) -> String {
        match self {
            Self::Person(id) => id.masked(),
            Self::Organisation(code) => code.as_str().to_owned(),
            Self::Paper(paper) => paper.number.masked(),
            Self::Unknown { .. } => String::new(),
        }
    }

    /// As it may be shown where a debtor is known by it: a credit code is masked too.
    #[must_use]
    pub fn covered(&self) -> String {
        match self {
            Self::Organisation(code) => {
                let code = code.as_str();
                let (head, tail) = (code.get(..6).unwrap_or_default(), code.get(14..).unwrap_or_default());
                format!("{head}********{tail}")
            }
            Self::Person(_) | Self::Paper(_) | Self::Unknown { .. } => self.masked(),
        }
    }

    /// Whether it is of an organisation.
    #[must_use]
    pub fn is_of_organisation(&self) -> bool {
        match self {
            Self::Person(_) => false,
            Self::Organisation(_) => true,
            Self::Paper(paper) => paper.kind.is_of_organisation(),
            Self::Unknown { organisation, .. } => *organisation,
        }
    }

    /// What the number is called in Chinese, for what is printed.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Person(_) => "公民身份号码",
            Self::Organisation(_) => "统一社会信用代码",
            Self::Paper(paper) => paper.kind.label(),
            Self::Unknown { .. } => "证件号码不明",
        }
    }

    /// The message of the contract, with a number as the caller may see it.
    #[must_use]
    pub fn to_wire(&self, number: String) -> wire::Identity {
        let kind = match self {
            Self::Person(_) => wire::IdentityKind::CitizenId,
            Self::Organisation(_) => wire::IdentityKind::CreditCode,
            Self::Paper(paper) => match paper.kind {
                PaperKind::Passport => wire::IdentityKind::Passport,
                PaperKind::HongKongMacaoPermit => wire::IdentityKind::HongKongMacaoPermit,
                PaperKind::TaiwanPermit => wire::IdentityKind::TaiwanPermit,
                PaperKind::OfficerCard => wire::IdentityKind::OfficerCard,
                PaperKind::ForeignPermanentResidence => wire::IdentityKind::ForeignPermanentResidence,
                PaperKind::OrganisationCode => wire::IdentityKind::OrganisationCode,
            },
            Self::Unknown { .. } => wire::IdentityKind::Unknown,
        };
        let mut identity = wire::Identity { kind: kind.into(), number, ..wire::Identity::default() };
        match self {
            Self::Organisation(code) => {
                let reason = code.taken_as_registered().unwrap_or_default();
                reason.clone_into(&mut identity.registered_as_is_reason);
            }
            Self::Paper(paper) => {
                identity.issuing_state.clone_from(&paper.issuing_state);
                identity.registered_as_is_reason.clone_from(&paper.as_is_reason);
            }
            Self::Unknown { reason, .. } => identity.unknown_reason.clone_from(reason),
            Self::Person(_) => {}
        }
        identity
    }
}

/// Kinds of papers, as somebody chooses one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Citizen's number.
    Citizen,
    /// Credit code.
    Organisation,
    /// Another paper.
    Paper(PaperKind),
    /// No number is known.
    Unknown,
}

impl Kind {
    fn of_wire(kind: wire::IdentityKind) -> Option<Self> {
        Some(match kind {
            wire::IdentityKind::Unspecified => return None,
            wire::IdentityKind::CitizenId => Self::Citizen,
            wire::IdentityKind::CreditCode => Self::Organisation,
            wire::IdentityKind::Passport => Self::Paper(PaperKind::Passport),
            wire::IdentityKind::HongKongMacaoPermit => Self::Paper(PaperKind::HongKongMacaoPermit),
            wire::IdentityKind::TaiwanPermit => Self::Paper(PaperKind::TaiwanPermit),
            wire::IdentityKind::OfficerCard => Self::Paper(PaperKind::OfficerCard),
            wire::IdentityKind::ForeignPermanentResidence => {
                Self::Paper(PaperKind::ForeignPermanentResidence)
            }
            wire::IdentityKind::OrganisationCode => Self::Paper(PaperKind::OrganisationCode),
            wire::IdentityKind::Unknown => Self::Unknown,
        })
    }

    /// Whether only organisations have such a paper; none where both can.
    const fn is_of_organisation(self) -> Option<bool> {
        match self {
            Self::Citizen => Some(false),
            Self::Organisation => Some(true),
            Self::Paper(kind) => Some(kind.is_of_organisation()),
            Self::Unknown => None,
        }
    }
}

/// An identity as somebody wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Which paper; none where it was not stated.
    pub kind: Option<Kind>,
    /// The number.
    pub number: String,
    /// The state that issued it.
    pub issuing_state: String,
    /// Why no number is known.
    pub unknown_reason: String,
    /// Why a code that fails its check is taken all the same.
    pub as_is_reason: String,
    /// Whether it is said to be of an organisation.
    pub organisation: bool,
    /// The number in the older field where both were filled in.
    older: Option<String>,
    /// Whether it came in the newer message.
    newer: bool,
}

/// Where an identity stands in a request, and the reasons with which its older field is refused.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// The older field with the number alone, for example `parties[0].identity_number`.
    pub number: &'a str,
    /// The message, for example `parties[0].identity`.
    pub identity: &'a str,
    /// The reason for a citizen's number that can't be read.
    pub citizen: Reason,
    /// The reason for a credit code that can't be read.
    pub code: Reason,
}

impl Draft {
    /// A draft from a message that has the number in an older field, the reason for a code beside it, and the newer message. Without a
    /// kind, `organisation` says what the number is.
    #[must_use]
    pub fn of(
        identity: Option<&wire::Identity>,
        number: &str,
        as_is_reason: &str,
        organisation: bool,
    ) -> Self {
        let number = number.trim();
        let Some(identity) = identity.filter(|identity| **identity != wire::Identity::default()) else {
            let (number, as_is_reason) = (number.to_owned(), as_is_reason.to_owned());
            return Self { number, as_is_reason, organisation, ..Self::default() };
        };
        let kind = Kind::of_wire(identity.kind());
        let reason = [identity.registered_as_is_reason.as_str(), as_is_reason];
        Self {
            kind,
            number: identity.number.trim().to_owned(),
            issuing_state: identity.issuing_state.trim().to_owned(),
            unknown_reason: identity.unknown_reason.trim().to_owned(),
            as_is_reason: reason
                .into_iter()
                .find(|reason| !reason.trim().is_empty())
                .unwrap_or("")
                .to_owned(),
            organisation,
            older: (!number.is_empty() && number != identity.number.trim()).then(|| number.to_owned()),
            newer: true,
        }
    }

    /// The draft that reads back as an identity.
    #[must_use]
    pub fn from_identity(identity: &Identity) -> Self {
        let wire = identity.to_wire(identity.expose().to_owned());
        Self::of(Some(&wire), "", "", identity.is_of_organisation())
    }

    /// Whether it is of an organisation: by what was chosen, else by its kind.
    #[must_use]
    pub fn is_of_organisation(&self) -> bool {
        self.organisation || self.kind.and_then(Kind::is_of_organisation).unwrap_or(false)
    }

    /// Whether nothing was filled in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.number.is_empty() && self.kind != Some(Kind::Unknown) && self.unknown_reason.is_empty()
    }

    /// The identity where everything is in order; what is not is noted by field. None without a note where nothing was filled in.
    pub fn read(&self, fields: Fields<'_>, v: &mut Violations) -> Option<Identity> {
        let at = |name: &str| format!("{}.{name}", fields.identity);
        if self.older.is_some() {
            let text = Text::new(
                "证件号码填写了两处且不一致，请只保留一处。",
                "Two numbers were given and they differ; keep one.",
            );
            v.add(at("number"), reason::IDENTITY_TWICE, text);
            return None;
        }
        if self.is_empty() && self.kind.is_none() {
            return None;
        }
        if self.organisation && self.kind.and_then(Kind::is_of_organisation) == Some(false) {
            let text = Text::new(
                "这种证件是自然人的证件，当事人类型却选了单位，请核对。",
                "This is a paper of a natural person, and an organisation was chosen; check it.",
            );
            v.add(at("kind"), reason::IDENTITY_KIND_MISMATCH, text);
            return None;
        }
        let number = if self.newer { at("number") } else { fields.number.to_owned() };
        if self.kind == Some(Kind::Unknown) {
            return self.unknown(&number, &at("unknown_reason"), v);
        }
        if !self.unknown_reason.is_empty() {
            let text = Text::new(
                "填写了证件号码的，不填号码不明的理由；号码不明的，证件种类请选“不明”。",
                "A reason for an unknown number is given with the kind for unknown alone.",
            );
            v.add(at("unknown_reason"), reason::NOT_UNKNOWN, text);
            return None;
        }
        if self.number.is_empty() {
            v.add(
                number,
                reason::REQUIRED,
                Text::new("请填写证件号码。", "The number of the paper is missing."),
            );
            return None;
        }
        match self.kind.unwrap_or_else(|| self.usual_kind()) {
            Kind::Citizen => {
                let id = CitizenId::parse(&self.number).map_err(|fault| fault.text());
                v.parse(&number, fields.citizen, id).map(Identity::Person)
            }
            Kind::Organisation => {
                let code = v.parse(&number, fields.code, self.credit_code().map_err(|fault| fault.text()));
                code.map(Identity::Organisation)
            }
            Kind::Paper(kind) => self.paper(kind, &number, &at("issuing_state"), v).map(Identity::Paper),
            Kind::Unknown => None,
        }
    }

    /// What a number is where nobody says: nine characters of an organisation are its older code.
    fn usual_kind(&self) -> Kind {
        let symbols = self.number.chars().filter(|symbol| !symbol.is_whitespace() && *symbol != '-').count();
        match (self.organisation, symbols) {
            (false, _) => Kind::Citizen,
            (true, 9) => Kind::Paper(PaperKind::OrganisationCode),
            (true, _) => Kind::Organisation,
        }
    }

    fn credit_code(&self) -> Result<UnifiedSocialCreditCode, IdentifierError> {
        credit_code(&self.number, &self.as_is_reason)
    }

    fn unknown(&self, number: &str, reason: &str, v: &mut Violations) -> Option<Identity> {
        if !self.number.is_empty() {
            let text = Text::new("证件不明的不填号码。", "Where the paper is unknown there is no number.");
            v.add(number, reason::NUMBER_OF_UNKNOWN, text);
        }
        let given = v.text(reason, &self.unknown_reason, REASON)?;
        self.number.is_empty().then_some(Identity::Unknown { reason: given, organisation: self.organisation })
    }

    fn paper(&self, kind: PaperKind, number: &str, state: &str, v: &mut Violations) -> Option<Paper> {
        let reason = self.as_is_reason.trim();
        let parsed = match PaperNumber::parse(kind, &self.number) {
            Err(PaperError::Check(PaperKind::OrganisationCode)) if !reason.is_empty() => {
                PaperNumber::organisation_as_is(&self.number, reason)
                    .map(|number| (number, reason.to_owned()))
            }
            parsed => parsed.map(|number| (number, String::new())),
        };
        let parsed = v.parse(number, reason::PAPER_NUMBER_MALFORMED, parsed.map_err(PaperError::text));
        let issuing_state = self.issuing_state.to_ascii_uppercase();
        let is_code = issuing_state.len() == 3 && issuing_state.bytes().all(|byte| byte.is_ascii_uppercase());
        if !issuing_state.is_empty() && (!is_code || kind != PaperKind::Passport) {
            let text = Text::new(
                "签发国只随护照填写，用三位字母代码，如 VNM。",
                "The issuing state goes with a passport, as three letters such as VNM.",
            );
            v.add(state, reason::ISSUING_STATE_MALFORMED, text);
            return None;
        }
        let (number, as_is_reason) = parsed?;
        let issuing_state = if issuing_state == "CHN" { String::new() } else { issuing_state };
        Some(Paper { kind, number, issuing_state, as_is_reason })
    }
}

const PAPERS: [PaperKind; 6] = [
    PaperKind::Passport,
    PaperKind::HongKongMacaoPermit,
    PaperKind::TaiwanPermit,
    PaperKind::OfficerCard,
    PaperKind::ForeignPermanentResidence,
    PaperKind::OrganisationCode,
];

/// The forms under which a number that somebody looks for may be stored, as [`Identity::expose`] has it: however it was typed, it is found.
#[must_use]
pub fn numbers_like(text: &str) -> BTreeSet<String> {
    let text = text.trim();
    let papers = PAPERS.iter().filter_map(|kind| PaperNumber::parse(*kind, text).ok());
    let mut numbers: BTreeSet<String> = papers.map(|number| number.expose().to_owned()).collect();
    numbers.extend(CitizenId::parse(text).ok().map(|id| id.expose().to_owned()));
    let folded = UnifiedSocialCreditCode::parse_registered_as_is(text, "?").ok();
    numbers.extend(folded.map(|code| code.as_str().to_owned()));
    numbers.insert(text.to_owned());
    numbers
}

/// The same as [`Identity::key`] has it; passports of other states are looked for with their state, as `VNM/C1234567`.
#[must_use]
pub fn keys_like(text: &str) -> BTreeSet<String> {
    let (state, number) = text.trim().split_once('/').unwrap_or(("", text));
    let papers = PAPERS.iter().filter_map(|kind| {
        let number = PaperNumber::parse(*kind, number).ok()?;
        Some(format!("{kind:?}/{}/{}", state.to_ascii_uppercase(), number.expose()))
    });
    let mut keys: BTreeSet<String> = papers.collect();
    keys.extend(numbers_like(text));
    keys
}

/// Reads a unified social credit code; with a reason also one that fails its check, as the registry has it.
///
/// # Errors
/// Where it is no code, or fails its check and there is no reason.
pub fn credit_code(code: &str, as_is_reason: &str) -> Result<UnifiedSocialCreditCode, IdentifierError> {
    if as_is_reason.trim().is_empty() {
        UnifiedSocialCreditCode::parse(code)
    } else {
        UnifiedSocialCreditCode::parse_registered_as_is(code, as_is_reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: Fields<'static> = Fields {
        number: "party.identity_number",
        identity: "party.identity",
        citizen: reason::CITIZEN_ID_MALFORMED,
        code: reason::CREDIT_CODE_MALFORMED,
    };

    fn read(draft: &Draft) -> Result<Option<Identity>, Vec<(String, &'static str)>> {
        let mut v = Violations::new();
        let read = draft.read(FIELDS, &mut v);
        match v.check() {
            Ok(()) => Ok(read),
            Err(refusal) => Err(refusal.fields().iter().map(|f| (f.field.clone(), f.reason)).collect()),
        }
    }

    fn newer(kind: wire::IdentityKind, number: &str) -> wire::Identity {
        wire::Identity { kind: kind.into(), number: number.into(), ..wire::Identity::default() }
    }

    #[test]
    fn every_kind_of_paper_is_taken_with_its_own_check() {
        use wire::IdentityKind as Of;
        for (kind, number, organisation) in [
            (Of::CitizenId, "11010519491231002X", false),
            (Of::Unspecified, "11010519491231002X", false),
            (Of::Passport, "E12345678", false),
            (Of::HongKongMacaoPermit, "H1234567801", false),
            (Of::TaiwanPermit, "12345678", false),
            (Of::OfficerCard, "军字第2001988号", false),
            (Of::ForeignPermanentResidence, "CHN110108100406", false),
            (Of::CreditCode, "91350100M000100Y43", true),
            (Of::OrganisationCode, "D2143569-X", true),
        ] {
            let identity = newer(kind, number);
            let read = read(&Draft::of(Some(&identity), "", "", false)).unwrap().unwrap();
            assert_eq!(read.is_of_organisation(), organisation, "{kind:?}");
            let stored = serde_json::to_string(&read).unwrap();
            assert_eq!(serde_json::from_str::<Identity>(&stored).unwrap(), read);
            assert!(
                !organisation || matches!(read, Identity::Organisation(_)) || read.masked().contains('*')
            );
            let wire = read.to_wire(read.expose().to_owned());
            let again = Draft::of(Some(&wire), "", "", false);
            assert!(super::tests::read(&again).unwrap().unwrap().is_same(&read), "{kind:?}");
            assert_eq!(super::tests::read(&Draft::from_identity(&read)), Ok(Some(read)), "{kind:?}");
        }
        let wrong = read(&Draft::of(Some(&newer(Of::Passport, "三")), "", "", false)).unwrap_err();
        assert_eq!(wrong, [("party.identity.number".to_owned(), "PAPER_NUMBER_MALFORMED")]);
        let mixed = read(&Draft::of(Some(&newer(Of::Passport, "E12345678")), "", "", true)).unwrap_err();
        assert_eq!(mixed, [("party.identity.kind".to_owned(), "IDENTITY_KIND_MISMATCH")]);
    }

    #[test]
    fn nothing_is_unknown_without_a_reason() {
        let mut unknown = newer(wire::IdentityKind::Unknown, "");
        let silent = read(&Draft::of(Some(&unknown), "", "", false)).unwrap_err();
        assert_eq!(silent, [("party.identity.unknown_reason".to_owned(), "REQUIRED")]);
        unknown.unknown_reason = "起诉时未提供，公安查无此人".into();
        let read = read(&Draft::of(Some(&unknown), "", "", false)).unwrap().unwrap();
        assert_eq!((read.key(), read.expose()), (None, ""));
        assert!(!read.is_same(&read), "of two people without numbers nobody knows whether they are one");
    }

    #[test]
    fn the_older_field_keeps_working() {
        let draft = |number: &str, reason: &str, organisation| Draft::of(None, number, reason, organisation);
        assert!(matches!(read(&draft("11010519491231002X", "", false)), Ok(Some(Identity::Person(_)))));
        assert!(matches!(read(&draft("91350100M000100Y43", "", true)), Ok(Some(Identity::Organisation(_)))));
        assert!(matches!(read(&draft("D2143569-X", "", true)), Ok(Some(Identity::Paper(_)))));
        assert_eq!(read(&draft("  ", "", false)), Ok(None));
        let wrong = read(&draft("91350203M0001QKT19", "", true)).unwrap_err();
        assert_eq!(wrong, [("party.identity_number".to_owned(), "CREDIT_CODE_MALFORMED")]);
        assert!(read(&draft("91350203M0001QKT19", "登记机关存量代码", true)).is_ok());
        let identity = newer(wire::IdentityKind::Passport, "E12345678");
        let twice = read(&Draft::of(Some(&identity), "E87654321", "", false)).unwrap_err();
        assert_eq!(twice, [("party.identity.number".to_owned(), "IDENTITY_TWICE")]);
    }

    #[test]
    fn rows_of_older_releases_are_read() {
        for (row, masked) in [
            (r#"{"Person":"11010519491231002X"}"#, "110105********002X"),
            (r#"{"Citizen":"11010519491231002X"}"#, "110105********002X"),
            (r#"{"Organisation":"91350100M000100Y43"}"#, "91350100M000100Y43"),
            (
                r#"{"Organisation":{"code":"91350203M0001QKT19","reason":"登记机关存量代码"}}"#,
                "91350203M0001QKT19",
            ),
        ] {
            assert_eq!(serde_json::from_str::<Identity>(row).unwrap().masked(), masked, "{row}");
        }
    }
}
