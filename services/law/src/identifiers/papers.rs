//! Numbers of the other papers by which people and organisations are known: passports, travel permits, officers' cards, residence cards,
//! and the organisation codes that preceded the unified social credit code. Each kind has its own form; none is printed whole by itself.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{CitizenId, half_width};
use crate::text::Text;

/// Kinds of papers beside the citizen's number and the credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaperKind {
    /// Passport (护照).
    Passport,
    /// Mainland travel permit of residents of Hong Kong and Macao (港澳居民来往内地通行证).
    HongKongMacaoPermit,
    /// Mainland travel permit of residents of Taiwan (台湾居民来往大陆通行证).
    TaiwanPermit,
    /// Officer's card (军官证).
    OfficerCard,
    /// Permanent residence card of foreigners (外国人永久居留身份证).
    ForeignPermanentResidence,
    /// Organisation code (组织机构代码, GB 11714).
    OrganisationCode,
}

impl PaperKind {
    /// What it is called, in Chinese.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Passport => "护照",
            Self::HongKongMacaoPermit => "港澳居民来往内地通行证",
            Self::TaiwanPermit => "台湾居民来往大陆通行证",
            Self::OfficerCard => "军官证",
            Self::ForeignPermanentResidence => "外国人永久居留身份证",
            Self::OrganisationCode => "组织机构代码",
        }
    }

    /// Whether it is a paper of an organisation.
    #[must_use]
    pub const fn is_of_organisation(self) -> bool {
        matches!(self, Self::OrganisationCode)
    }
}

/// Why a number is not one of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PaperError {
    /// It does not have the form of its kind.
    #[error("{}", form(*.0).1)]
    Form(PaperKind),
    /// Its check character does not fit.
    #[error("the check character does not fit; check the number")]
    Check(PaperKind),
    /// A code was to be taken as registered, and nobody said why.
    #[error("a code that is taken as registered needs a reason")]
    OverrideWithoutReason,
}

impl PaperError {
    /// What is wrong, for the person who typed it.
    #[must_use]
    pub fn text(self) -> Text {
        let zh = match self {
            Self::Form(kind) => format!("{}{}", kind.label(), form(kind).0),
            Self::Check(kind) => format!("{}的校验码不符，请核对", kind.label()),
            Self::OverrideWithoutReason => "按登记原样接受的代码须写明理由".to_owned(),
        };
        Text::new(zh, self.to_string())
    }
}

const fn form(kind: PaperKind) -> (&'static str, &'static str) {
    match kind {
        PaperKind::Passport => {
            ("号码应为5至12位字母和数字，至少含一位数字", "a passport number has 5 to 12 letters and digits")
        }
        PaperKind::HongKongMacaoPermit => {
            ("号码应为H或M后接8位或10位数字", "a permit of Hong Kong or Macao is H or M and 8 or 10 digits")
        }
        PaperKind::TaiwanPermit => ("号码应为8位或10位数字", "a permit of Taiwan has 8 or 10 digits"),
        PaperKind::OfficerCard => (
            "号码应如“军字第2001988号”，或4至10位字母和数字",
            "an officer's card reads 军字第2001988号 or has 4 to 10 letters and digits",
        ),
        PaperKind::ForeignPermanentResidence => (
            "号码应为3位字母加12位数字，或以9开头的18位号码",
            "a residence card has 3 letters and 12 digits, or 18 characters that begin with 9",
        ),
        PaperKind::OrganisationCode => {
            ("应为8位数字或字母加1位校验码", "an organisation code has 8 characters and a check character")
        }
    }
}

/// The number of a paper in its printed form. It serialises whole, because that is how it is stored encrypted; it never prints or debugs
/// whole.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PaperNumber(String);

impl PaperNumber {
    /// Reads a number of a kind: full width or half, capitals or not, with or without spaces and hyphens.
    ///
    /// # Errors
    /// Where it does not have the form of its kind, or its check character does not fit.
    pub fn parse(kind: PaperKind, text: &str) -> Result<Self, PaperError> {
        let number = folded(text);
        let sound = match kind {
            PaperKind::Passport => {
                is_alphanumeric(&number, 5..=12) && number.bytes().any(|byte| byte.is_ascii_digit())
            }
            PaperKind::HongKongMacaoPermit => {
                number.strip_prefix(['H', 'M']).is_some_and(|digits| is_digits(digits, &[8, 10]))
            }
            PaperKind::TaiwanPermit => is_digits(&number, &[8, 10]),
            PaperKind::OfficerCard => is_officer_card(&number),
            PaperKind::ForeignPermanentResidence => return residence_card(number),
            PaperKind::OrganisationCode => return organisation_code(number),
        };
        if sound { Ok(Self(number)) } else { Err(PaperError::Form(kind)) }
    }

    /// Takes an organisation code whose check character does not fit as the registry has it, with the reason for doing so.
    ///
    /// # Errors
    /// Where it does not have nine characters, or there is no reason.
    pub fn organisation_as_is(text: &str, reason: &str) -> Result<Self, PaperError> {
        match Self::parse(PaperKind::OrganisationCode, text) {
            Err(PaperError::Check(_)) if reason.trim().is_empty() => Err(PaperError::OverrideWithoutReason),
            Err(PaperError::Check(_)) => Ok(Self(folded(text))),
            answer => answer,
        }
    }

    /// The whole number, for the few places that may have it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The number with its middle covered.
    #[must_use]
    pub fn masked(&self) -> String {
        let count = self.0.chars().count();
        let covered = |at: usize| at > 0 && at + 2 < count;
        self.0.chars().enumerate().map(|(at, symbol)| if covered(at) { '*' } else { symbol }).collect()
    }
}

impl fmt::Debug for PaperNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PaperNumber({})", self.masked())
    }
}

fn folded(text: &str) -> String {
    let symbols = text.chars().map(half_width).filter(|symbol| !symbol.is_whitespace() && *symbol != '-');
    symbols.map(|symbol| symbol.to_ascii_uppercase()).collect()
}

fn is_alphanumeric(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_digits(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_officer_card(number: &str) -> bool {
    let bare = number.trim_end_matches('号');
    let digits = match bare.split_once("字第") {
        Some((service, digits)) if (1..=4).contains(&service.chars().count()) => digits,
        Some(_) => return false,
        None => bare,
    };
    is_alphanumeric(digits, 4..=10) && digits.bytes().any(|byte| byte.is_ascii_digit())
}

/// The card of today has the form and the check character of a citizen's number and begins with 9; the older one three letters and twelve
/// digits.
fn residence_card(number: String) -> Result<PaperNumber, PaperError> {
    let kind = PaperKind::ForeignPermanentResidence;
    let old = number.split_at_checked(3).is_some_and(|(state, digits)| {
        state.bytes().all(|byte| byte.is_ascii_uppercase()) && is_digits(digits, &[12])
    });
    if old {
        return Ok(PaperNumber(number));
    }
    if number.len() != 18 || !number.starts_with('9') {
        return Err(PaperError::Form(kind));
    }
    match CitizenId::parse(&number) {
        Ok(_) => Ok(PaperNumber(number)),
        Err(super::IdentifierError::CitizenIdCheck) => Err(PaperError::Check(kind)),
        Err(_) => Err(PaperError::Form(kind)),
    }
}

const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

fn organisation_code(code: String) -> Result<PaperNumber, PaperError> {
    let kind = PaperKind::OrganisationCode;
    if !is_alphanumeric(&code, 9..=9) {
        return Err(PaperError::Form(kind));
    }
    let sum: u32 =
        code.chars().zip(WEIGHTS).map(|(symbol, weight)| symbol.to_digit(36).unwrap_or(0) * weight).sum();
    let expected = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    };
    if code.ends_with(expected) { Ok(PaperNumber(code)) } else { Err(PaperError::Check(kind)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KINDS: [PaperKind; 6] = [
        PaperKind::Passport,
        PaperKind::HongKongMacaoPermit,
        PaperKind::TaiwanPermit,
        PaperKind::OfficerCard,
        PaperKind::ForeignPermanentResidence,
        PaperKind::OrganisationCode,
    ];

    #[test]
    fn each_kind_takes_its_own_numbers() {
        for (kind, text) in [
            (PaperKind::Passport, "E12345678"),
            (PaperKind::Passport, " e 1234 5678 "),
            (PaperKind::HongKongMacaoPermit, "H1234567801"),
            (PaperKind::HongKongMacaoPermit, "M12345678"),
            (PaperKind::TaiwanPermit, "12345678"),
            (PaperKind::TaiwanPermit, "1234567801"),
            (PaperKind::OfficerCard, "军字第2001988号"),
            (PaperKind::OfficerCard, "20019881"),
            (PaperKind::ForeignPermanentResidence, "CHN110108100406"),
            (PaperKind::OrganisationCode, "D2143569X"),
            (PaperKind::OrganisationCode, "d2143569-x"),
        ] {
            assert!(PaperNumber::parse(kind, text).is_ok(), "{kind:?} {text}");
        }
        for (kind, text) in [
            (PaperKind::Passport, "1234"),
            (PaperKind::Passport, "ABCDEFGH"),
            (PaperKind::HongKongMacaoPermit, "H123456789"),
            (PaperKind::HongKongMacaoPermit, "12345678"),
            (PaperKind::TaiwanPermit, "1234567"),
            (PaperKind::OfficerCard, "字第123号"),
            (PaperKind::ForeignPermanentResidence, "CHN11010810040"),
            (PaperKind::OrganisationCode, "D214356"),
        ] {
            assert_eq!(PaperNumber::parse(kind, text), Err(PaperError::Form(kind)), "{kind:?} {text}");
        }
        let wrong = PaperNumber::parse(PaperKind::OrganisationCode, "D21435690");
        assert_eq!(wrong, Err(PaperError::Check(PaperKind::OrganisationCode)));
        assert!(PaperNumber::organisation_as_is("D21435690", "登记机关存量代码").is_ok());
        assert_eq!(PaperNumber::organisation_as_is("D21435690", " "), Err(PaperError::OverrideWithoutReason));
    }

    #[test]
    fn no_print_shows_the_whole_number() {
        let number = PaperNumber::parse(PaperKind::Passport, "E12345678").unwrap();
        assert_eq!(number.masked(), "E******78");
        assert_eq!(format!("{number:?}"), "PaperNumber(E******78)");
    }

    proptest! {
        #[test]
        fn what_is_read_reads_back_and_nothing_panics(text in "\\PC{0,24}|[HMEA-Z0-9-]{4,18}", at in 0..KINDS.len()) {
            if let Ok(number) = PaperNumber::parse(KINDS[at], &text) {
                prop_assert_eq!(PaperNumber::parse(KINDS[at], number.expose()), Ok(number));
            }
        }
    }
}
