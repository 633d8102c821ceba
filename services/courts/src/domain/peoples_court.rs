//! A people's court (人民法院): its particulars as its papers bear them, and the region that decides what belongs to it.

use std::fmt;

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::RegionCode;

pub use super::case_number_code::CaseNumberCode;
use super::{Objection, hand::Hand, phone::phone};

/// The most characters of a name in Chinese.
const LONGEST_NAME: usize = 100;
/// The most characters of a name in English, and of an address.
const LONGEST_TEXT: usize = 200;

/// The id of a people's court: lower case letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeoplesCourtId(String);

impl PeoplesCourtId {
    /// Reads an id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let right = (1..=64).contains(&text.len()) && text.bytes().all(plain) && !text.starts_with('-');
        right.then(|| Self(text.to_owned()))
    }

    /// From a resource name, `peoplesCourts/{id}`; anything else is a court that is not known.
    pub fn from_name(name: &str) -> Result<Self, Refusal> {
        name.strip_prefix("peoplesCourts/").and_then(Self::parse).ok_or_else(|| unknown(name))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PeoplesCourtId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The image of a seal: the SHA-256 of its file, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal(String);

impl Seal {
    /// From the name of the file, `evidence/{sha256}`.
    pub fn from_name(name: &str) -> Result<Self, Text> {
        let digest = name.trim().strip_prefix("evidence/").filter(|digest| {
            digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        });
        digest.map(|digest| Self(digest.to_owned())).ok_or_else(|| {
            Text::new("院印图样须从存证文件中选择。", "Choose the image of the seal from the evidence store.")
        })
    }

    /// The name of the file, `evidence/{sha256}`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("evidence/{}", self.0)
    }
}

/// Which days are days of rest for a court.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Calendar {
    /// Weekends, the holidays of the regulation and the State Council's yearly arrangement: what [`law::period`] counts by.
    #[default]
    StateCouncil,
}

impl Calendar {
    /// The name by which it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::StateCouncil => "STATE_COUNCIL",
        }
    }

    /// The calendar of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::StateCouncil].into_iter().find(|calendar| calendar.name() == name)
    }
}

/// A people's court.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeoplesCourt {
    /// Its id.
    pub id: PeoplesCourtId,
    /// The region in which it has jurisdiction. It never changes.
    pub region: RegionCode,
    /// Its name in Chinese.
    pub display_name: String,
    /// Its name in English; may be empty.
    pub display_name_en: String,
    /// The code in its case numbers, where it was entered.
    pub case_number_code: Option<CaseNumberCode>,
    /// Where it is; may be empty.
    pub address: String,
    /// The number at which it is called; may be empty.
    pub telephone: String,
    /// The image of its seal, where it was entered.
    pub seal: Option<Seal>,
    /// Its days of rest.
    pub calendar: Calendar,
    /// Grows with every change.
    pub version: i64,
    /// When it was entered.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// The particulars of a people's court as somebody wrote them, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeoplesCourtDraft {
    /// The name in Chinese; required.
    pub display_name: String,
    /// The name in English.
    pub display_name_en: String,
    /// The code in case numbers.
    pub case_number_code: String,
    /// The address.
    pub address: String,
    /// The telephone number.
    pub telephone: String,
    /// The image of the seal, `evidence/{sha256}`.
    pub seal: String,
    /// The days of rest; required.
    pub calendar: Option<Calendar>,
}

impl PeoplesCourt {
    /// The court for which an installation starts: what its name and region alone say. Its id is the code of its region, its case number
    /// code the usual one of the region. Refused where the name is no name.
    pub fn first(region: RegionCode, display_name: &str, now: Timestamp) -> Result<Self, Refusal> {
        let mut violations = Violations::new();
        let display_name = violations.text("display_name", display_name, LONGEST_NAME);
        violations.check()?;
        Ok(Self {
            id: PeoplesCourtId(region.as_str().to_owned()),
            display_name: display_name.unwrap_or_default(),
            display_name_en: String::new(),
            case_number_code: CaseNumberCode::usual_of(&region),
            region,
            address: String::new(),
            telephone: String::new(),
            seal: None,
            calendar: Calendar::default(),
            version: 1,
            created: now,
            updated: now,
        })
    }

    /// The court with the particulars of a draft, in its next version; or every field at fault below `at`.
    pub fn change(
        &self,
        draft: &PeoplesCourtDraft,
        at: &str,
        now: Timestamp,
        violations: &mut Violations,
    ) -> Option<Self> {
        let field = |name: &str| format!("{at}.{name}");
        let display_name = violations.text(&field("display_name"), &draft.display_name, LONGEST_NAME);
        let display_name_en =
            violations.optional_text(&field("display_name_en"), &draft.display_name_en, LONGEST_TEXT);
        let code = entered(&draft.case_number_code).map(CaseNumberCode::parse).transpose();
        let code = violations.parse(&field("case_number_code"), reason::CASE_NUMBER_CODE_MALFORMED, code);
        let address = violations.optional_text(&field("address"), &draft.address, LONGEST_TEXT);
        let telephone =
            violations.parse(&field("telephone"), reason::PHONE_MALFORMED, phone(&draft.telephone));
        let seal = entered(&draft.seal).map(Seal::from_name).transpose();
        let seal = violations.parse(&field("seal"), reason::EVIDENCE_MALFORMED, seal);
        if draft.calendar.is_none() {
            let text = Text::new("必填项：工作日历。", "Required: the calendar.");
            violations.add(field("calendar"), reason::REQUIRED, text);
        }
        Some(Self {
            id: self.id.clone(),
            region: self.region.clone(),
            display_name: display_name?,
            display_name_en: display_name_en?,
            case_number_code: code?,
            address: address?,
            telephone: telephone?,
            seal: seal?,
            calendar: draft.calendar?,
            version: self.version + 1,
            created: self.created,
            updated: now,
        })
    }

    /// The particulars as somebody would write them, to be changed and read again.
    #[must_use]
    pub fn draft(&self) -> PeoplesCourtDraft {
        PeoplesCourtDraft {
            display_name: self.display_name.clone(),
            display_name_en: self.display_name_en.clone(),
            case_number_code: self.case_number_code.as_ref().map_or_else(String::new, ToString::to_string),
            address: self.address.clone(),
            telephone: self.telephone.clone(),
            seal: self.seal.as_ref().map_or_else(String::new, Seal::name),
            calendar: Some(self.calendar),
        }
    }

    /// Resource name, `peoplesCourts/{id}`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("peoplesCourts/{}", self.id)
    }

    /// Whether its whole region is inside somebody's regions.
    #[must_use]
    pub fn lies_in(&self, hand: &Hand) -> bool {
        hand.holds(self.region.as_str())
    }

    /// What stands against it beside the other courts.
    pub fn objections<'a>(&self, at: &str, others: impl IntoIterator<Item = &'a Self>) -> Vec<Objection> {
        let taken = |other: &&Self| {
            other.id != self.id
                && self.case_number_code.is_some()
                && other.case_number_code == self.case_number_code
        };
        let objection = |other: &Self| {
            let text = Text::new(
                format!("法院代字已由{}使用，请核对。", other.display_name),
                format!("The case number code is that of {}; check it.", other.display_name),
            );
            Objection::new(format!("{at}.case_number_code"), reason::CASE_NUMBER_CODE_TAKEN, text)
        };
        others.into_iter().filter(taken).map(objection).collect()
    }
}

/// What was entered in a field that may be empty.
fn entered(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// The refusal for a people's court that is not there.
#[must_use]
pub fn unknown(name: &str) -> Refusal {
    let name: String = name.chars().take(60).collect();
    Refusal::new(
        Kind::NotFound,
        reason::PEOPLES_COURT_UNKNOWN,
        format!("没有编号为“{name}”的人民法院，请核对编号。"),
        format!("There is no people's court \"{name}\"; check its id."),
    )
}

#[cfg(test)]
#[path = "peoples_court_tests.rs"]
mod tests;
