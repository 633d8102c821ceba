//! A condition that is not met: which rule asks for it, what is wrong, and what would cure it.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::rules::{Dated, Rule};
use crate::text::Text;

/// In which way a condition is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Lack {
    /// The facts as stated do not meet it.
    NotMet,
    /// The fact that decides it is not stated, so that nothing shows it.
    NotShown,
}

impl Lack {
    /// Its name on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotMet => "NOT_MET",
            Self::NotShown => "NOT_SHOWN",
        }
    }
}

/// One unmet condition. All of them are statics beside the code that finds them.
#[derive(Debug)]
pub struct Unmet {
    rule: &'static Dated,
    lack: Lack,
    fact: &'static str,
    reason: (&'static str, &'static str),
    cure: (&'static str, &'static str),
}

impl Unmet {
    /// A condition: its rule, and reason and cure in Chinese and English.
    pub(crate) const fn new(
        rule: &'static Dated,
        reason: (&'static str, &'static str),
        cure: (&'static str, &'static str),
    ) -> Self {
        Self { rule, lack: Lack::NotMet, fact: "", reason, cure }
    }

    /// A condition of which the deciding fact is not stated: its rule, the name of the fact as questions write it, reason and cure.
    pub(crate) const fn not_shown(
        rule: &'static Dated,
        fact: &'static str,
        reason: (&'static str, &'static str),
        cure: (&'static str, &'static str),
    ) -> Self {
        Self { rule, lack: Lack::NotShown, fact, reason, cure }
    }

    /// Whether the facts are against it, or silent.
    #[must_use]
    pub const fn lack(&self) -> Lack {
        self.lack
    }

    /// The fact that is not stated, by its name in a question: `signed`, `witness.signed`. Empty where the facts are stated.
    #[must_use]
    pub const fn fact(&self) -> &'static str {
        self.fact
    }

    /// Whether the rule has to be confirmed before it decides a person's rights.
    #[must_use]
    pub fn needs_confirmation(&self) -> bool {
        self.rule().needs_confirmation
    }

    /// The newest row of the rule that asks for it.
    #[must_use]
    pub fn rule(&self) -> &'static Rule {
        self.rule.on(jiff::civil::Date::MAX)
    }

    /// What is wrong, with 待确认 where the rule needs it.
    #[must_use]
    pub fn reason(&self) -> Text {
        let (zh, en) = if self.needs_confirmation() {
            ("（依据待确认）", " (the rule is to be confirmed)")
        } else {
            ("", "")
        };
        Text::new(format!("{}{zh}", self.reason.0), format!("{}{en}", self.reason.1))
    }

    /// What would cure it.
    #[must_use]
    pub fn cure(&self) -> Text {
        Text::new(self.cure.0, self.cure.1)
    }
}

impl PartialEq for Unmet {
    fn eq(&self, other: &Self) -> bool {
        self.reason == other.reason && self.rule().id == other.rule().id
    }
}

impl Eq for Unmet {}

impl Serialize for Unmet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (rule, reason) = (self.rule(), self.reason());
        let mut out = serializer.serialize_struct("Unmet", 12)?;
        out.serialize_field("code", &self.lack)?;
        if !self.fact.is_empty() {
            out.serialize_field("fact", self.fact)?;
        }
        out.serialize_field("rule", rule.id)?;
        out.serialize_field("article", rule.article)?;
        out.serialize_field("source", &rule.source())?;
        out.serialize_field("text", &rule.text().zh)?;
        out.serialize_field("textEn", &rule.text().en)?;
        out.serialize_field("reason", &reason.zh)?;
        out.serialize_field("reasonEn", &reason.en)?;
        out.serialize_field("cure", self.cure.0)?;
        out.serialize_field("cureEn", self.cure.1)?;
        out.serialize_field("needsConfirmation", &rule.needs_confirmation)?;
        out.end()
    }
}

/// An answer to "may this be done, and was it done well".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling<T> {
    /// Every condition is met.
    Met(T, Vec<crate::why::Why>),
    /// These conditions are not.
    Unmet(Vec<&'static Unmet>),
}

impl<T> Ruling<T> {
    /// Met with `value`, if nothing is unmet.
    pub(crate) fn of(unmet: Vec<&'static Unmet>, value: T, why: Vec<crate::why::Why>) -> Self {
        if unmet.is_empty() { Self::Met(value, why) } else { Self::Unmet(unmet) }
    }

    /// Whether every condition is met.
    #[must_use]
    pub const fn is_met(&self) -> bool {
        matches!(self, Self::Met(..))
    }

    /// Whether the ruling rests on a rule, or on a day, that has to be confirmed before it decides a person's rights (待确认).
    #[must_use]
    pub fn needs_confirmation(&self) -> bool {
        match self {
            Self::Met(_, why) => why.iter().any(crate::why::Why::needs_confirmation),
            Self::Unmet(unmet) => unmet.iter().any(|unmet| unmet.needs_confirmation()),
        }
    }

    /// The conditions that are not met.
    #[must_use]
    pub fn unmet(&self) -> &[&'static Unmet] {
        match self {
            Self::Met(..) => &[],
            Self::Unmet(unmet) => unmet,
        }
    }

    /// The value, where every condition is met.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Met(value, _) => Some(value),
            Self::Unmet(_) => None,
        }
    }

    /// The reasons, where every condition is met.
    #[must_use]
    pub fn why(&self) -> &[crate::why::Why] {
        match self {
            Self::Met(_, why) => why,
            Self::Unmet(_) => &[],
        }
    }
}
