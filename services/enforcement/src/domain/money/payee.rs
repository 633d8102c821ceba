//! Those who are paid, and their accounts.

use std::fmt;

use kit::domain::{
    identity::{self, Identity},
    reason,
    refusal::{Text, Violations},
};
use law::identifiers::{CitizenId, UnifiedSocialCreditCode};
use serde::{Deserialize, Serialize};

/// The number of an account with a bank. Serialises whole, because that is how it is encrypted; never prints or debugs whole.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccountNumber(String);

impl AccountNumber {
    /// Reads 6 to 34 digits or letters; spaces and hyphens between them are left out.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let number: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if (6..=34).contains(&number.len()) && number.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Ok(Self(number.to_ascii_uppercase()));
        }
        Err(Text::new("账号须为 6 至 34 位数字或字母。", "An account number has 6 to 34 digits or letters."))
    }

    /// The whole number, for the few places that may have it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Its last four characters.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("****{}", &self.0[self.0.len() - 4..])
    }
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountNumber(****)")
    }
}

/// A person's or organisation's number; prints masked alone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Number(String);

impl Number {
    /// Reads a citizen's identity number or a credit code.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let person = CitizenId::parse(text).map(|id| id.expose().to_owned());
        let number = person.or_else(|fault| {
            UnifiedSocialCreditCode::parse(text).map(|code| code.as_str().to_owned()).map_err(|_| fault)
        });
        number.map(Self).map_err(|fault| fault.text().clone())
    }

    /// The whole number, for the few places that may have it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// With its middle covered.
    #[must_use]
    pub fn masked(&self) -> String {
        CitizenId::parse(&self.0).map_or_else(|_| self.0.clone(), |id| id.masked())
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Number(****)")
    }
}

/// Somebody who is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payee {
    /// Name.
    pub display_name: String,
    /// Identity number or credit code, where it is known.
    pub number: Option<Number>,
    /// Another paper by which they are known, or a code that fails its check and is taken with a reason.
    #[serde(default)]
    pub paper: Option<Identity>,
    /// Account.
    pub account: AccountNumber,
    /// Its bank.
    pub bank: String,
}

impl Payee {
    /// By which paper they are known; none where none is.
    #[must_use]
    pub fn identity(&self) -> Option<Identity> {
        let number = self.number.as_ref().map(Number::expose);
        let known = number.and_then(|number| {
            let person = CitizenId::parse(number).map(Identity::Person);
            person.or_else(|_| UnifiedSocialCreditCode::parse(number).map(Identity::Organisation)).ok()
        });
        known.or_else(|| self.paper.clone())
    }

    /// The draft from which the same identity is read.
    #[must_use]
    pub fn identity_draft(&self) -> identity::Draft {
        self.identity().map(|identity| identity::Draft::from_identity(&identity)).unwrap_or_default()
    }
}

/// A payee as they are entered.
#[derive(Clone, Debug, Default)]
pub struct DraftPayee {
    /// Name.
    pub display_name: String,
    /// By which paper they are known; may be empty.
    pub identity: identity::Draft,
    /// Account.
    pub account: String,
    /// Bank.
    pub bank: String,
}

impl DraftPayee {
    /// A payee where everything is in order; what is not is noted below `field`.
    pub fn check(&self, field: &str, wrong: &mut Violations) -> Option<Payee> {
        let display_name = wrong.text(&format!("{field}.display_name"), &self.display_name, 100);
        let (number, paper) = self.identity(field, wrong).unzip();
        let account = AccountNumber::parse(&self.account);
        let account = wrong.parse(&format!("{field}.account"), reason::ACCOUNT_INVALID, account);
        let bank = wrong.optional_text(&format!("{field}.bank"), &self.bank, 100);
        let (number, paper) = (number?, paper?);
        Some(Payee { display_name: display_name?, number, paper, account: account?, bank: bank? })
    }

    /// The number, or another paper; nothing of either where nothing was filled in, none where it can't be read.
    fn identity(&self, field: &str, wrong: &mut Violations) -> Option<(Option<Number>, Option<Identity>)> {
        let (number, message) = (format!("{field}.identity_number"), format!("{field}.identity"));
        let draft = &self.identity;
        if draft.is_empty() && draft.kind.is_none() {
            return Some((None, None));
        }
        if draft.kind.is_none() && draft.as_is_reason.trim().is_empty() {
            let parsed = Number::parse(&draft.number);
            return wrong
                .parse(&number, reason::IDENTITY_NUMBER_INVALID, parsed)
                .map(|number| (Some(number), None));
        }
        let reason = reason::IDENTITY_NUMBER_INVALID;
        let fields = identity::Fields { number: &number, identity: &message, citizen: reason, code: reason };
        Some(match draft.read(fields, wrong)? {
            Identity::Person(id) => (Some(Number(id.expose().to_owned())), None),
            Identity::Organisation(code) if code.taken_as_registered().is_none() => {
                (Some(Number(code.as_str().to_owned())), None)
            }
            other => (None, Some(other)),
        })
    }
}
