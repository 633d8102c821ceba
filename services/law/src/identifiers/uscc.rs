//! Unified social credit codes (统一社会信用代码, GB 32100) of companies and other organisations.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{IdentifierError, half_width};

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// The code of an organisation.
///
/// Registries hold some old codes that the standard would refuse. Such a code is taken only by
/// [`Self::parse_registered_as_is`], and carries the reason with it wherever it goes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct UnifiedSocialCreditCode {
    code: String,
    taken_as_registered: Option<String>,
}

/// How the code travels: plain text, or text with the reason for taking it as it is registered.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Form {
    Plain(String),
    AsRegistered { code: String, reason: String },
}

impl UnifiedSocialCreditCode {
    /// Reads 18 characters of the standard's alphabet and proves the check character.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let code = folded(text);
        let (body, check) = code.split_at_checked(17).ok_or(IdentifierError::UsccForm)?;
        let mut sum = 0;
        for (c, weight) in body.chars().zip(WEIGHTS) {
            sum += ALPHABET.find(c).ok_or(IdentifierError::UsccForm)? * weight;
        }
        if check.len() != 1 || !check.chars().all(|c| ALPHABET.contains(c)) {
            return Err(IdentifierError::UsccForm);
        }
        let expected = ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap_or('0');
        if check.starts_with(expected) {
            Ok(Self { code, taken_as_registered: None })
        } else {
            Err(IdentifierError::UsccCheck { expected })
        }
    }

    /// Takes a code that the standard refuses, because a registry holds it so, and keeps the reason.
    ///
    /// A code that the standard accepts is taken as such and needs no reason.
    pub fn parse_registered_as_is(text: &str, reason: &str) -> Result<Self, IdentifierError> {
        Self::parse(text).or_else(|_| {
            let (code, reason) = (folded(text), reason.trim());
            if code.len() != 18 || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(IdentifierError::UsccForm);
            }
            if reason.is_empty() {
                return Err(IdentifierError::OverrideWithoutReason);
            }
            Ok(Self { code, taken_as_registered: Some(reason.to_owned()) })
        })
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.code
    }

    /// Why the code was taken although the standard refuses it.
    #[must_use]
    pub fn taken_as_registered(&self) -> Option<&str> {
        self.taken_as_registered.as_deref()
    }
}

fn folded(text: &str) -> String {
    text.trim().chars().map(half_width).map(|c| c.to_ascii_uppercase()).collect()
}

impl std::str::FromStr for UnifiedSocialCreditCode {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<Form> for UnifiedSocialCreditCode {
    type Error = IdentifierError;

    fn try_from(form: Form) -> Result<Self, Self::Error> {
        match form {
            Form::Plain(code) => Self::parse(&code),
            Form::AsRegistered { code, reason } => Self::parse_registered_as_is(&code, &reason),
        }
    }
}

impl From<UnifiedSocialCreditCode> for Form {
    fn from(value: UnifiedSocialCreditCode) -> Self {
        match value.taken_as_registered {
            None => Self::Plain(value.code),
            Some(reason) => Self::AsRegistered { code: value.code, reason },
        }
    }
}

impl fmt::Display for UnifiedSocialCreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_check_character_decides() {
        assert!(UnifiedSocialCreditCode::parse("91350100M000100Y43").is_ok());
        assert!(UnifiedSocialCreditCode::parse("９１350100m000100y43").is_ok());
        assert_eq!(
            UnifiedSocialCreditCode::parse("91350100M000100Y44"),
            Err(IdentifierError::UsccCheck { expected: '3' })
        );
        for text in ["91350100M000100Y4Z", "91350100M000100Y4", "9135O100M000100Y43", "", "统一社会信用代码"]
        {
            assert_eq!(UnifiedSocialCreditCode::parse(text), Err(IdentifierError::UsccForm), "{text}");
        }
    }

    #[test]
    fn an_old_code_is_taken_only_with_a_reason() {
        let old = "91350100M000100Y4Z";
        let taken = UnifiedSocialCreditCode::parse_registered_as_is(old, "登记机关存量代码").unwrap();
        assert_eq!(taken.taken_as_registered(), Some("登记机关存量代码"));
        assert_eq!(
            UnifiedSocialCreditCode::parse_registered_as_is(old, "  "),
            Err(IdentifierError::OverrideWithoutReason)
        );
        let plain = UnifiedSocialCreditCode::parse_registered_as_is("91350100M000100Y43", "").unwrap();
        assert_eq!(plain.taken_as_registered(), None);
        let json = serde_json::to_string(&taken).unwrap();
        assert_eq!(serde_json::from_str::<UnifiedSocialCreditCode>(&json).unwrap(), taken);
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(body in "[0-9A-HJ-NPQRTUWXY]{17}") {
            let sum: usize =
                body.chars().zip(WEIGHTS).map(|(c, weight)| ALPHABET.find(c).unwrap() * weight).sum();
            let check = ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap();
            let code = UnifiedSocialCreditCode::parse(&format!("{body}{check}")).unwrap();
            prop_assert_eq!(UnifiedSocialCreditCode::parse(&code.to_string()), Ok(code));
        }
    }
}
