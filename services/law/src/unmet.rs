//! A condition that is not met: which rule asks for it, what is wrong, and what would cure it.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::rules::{Dated, Rule};
use crate::text::Text;

/// One unmet condition. All of them are statics beside the code that finds them.
#[derive(Debug)]
pub struct Unmet {
    rule: &'static Dated,
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
        Self { rule, reason, cure }
    }

    /// The newest row of the rule that asks for it.
    #[must_use]
    pub fn rule(&self) -> &'static Rule {
        self.rule.on(jiff::civil::Date::MAX)
    }

    /// What is wrong.
    #[must_use]
    pub fn reason(&self) -> Text {
        Text::new(self.reason.0, self.reason.1)
    }

    /// What would cure it.
    #[must_use]
    pub fn cure(&self) -> Text {
        Text::new(self.cure.0, self.cure.1)
    }
}

impl PartialEq for Unmet {
    fn eq(&self, other: &Self) -> bool {
        self.reason == other.reason
    }
}

impl Eq for Unmet {}

impl Serialize for Unmet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rule = self.rule();
        let mut out = serializer.serialize_struct("Unmet", 7)?;
        out.serialize_field("rule", rule.id)?;
        out.serialize_field("article", rule.article)?;
        out.serialize_field("reason", self.reason.0)?;
        out.serialize_field("reasonEn", self.reason.1)?;
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
