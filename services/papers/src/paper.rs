//! What every paper has.

use jiff::civil::Date;
use law::identifiers::Fen;
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use crate::chinese;

/// A paper that can be printed.
pub trait Paper: Serialize {
    /// Its template.
    const TEMPLATE: &'static str;

    /// What it is called (文书名称), as the title of the PDF.
    fn title(&self) -> String;

    /// The day that the paper bears. The PDF is dated by it, so that printing it again gives the same bytes.
    fn day(&self) -> Date;

    /// What sets it apart from every other paper of its kind, as a resource name.
    fn name(&self) -> &str;

    /// What its QR code says; nothing where it has none.
    fn code(&self) -> Option<String> {
        None
    }
}

/// A day for a template: 2026年11月24日.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a field over by reference")]
pub(crate) fn plain_day<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&chinese::day(*day))
}

/// The same where it may be missing.
#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands a field over by reference"
)]
pub(crate) fn some_day<S: Serializer>(day: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&day.map(chinese::day).unwrap_or_default())
}

/// A day at the foot of a paper: 二〇二六年十一月二十四日.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a field over by reference")]
pub(crate) fn formal_day<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&chinese::formal_day(*day))
}

/// An amount for a template, in figures and in capitals.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a field over by reference")]
pub(crate) fn money<S: Serializer>(amount: &Fen, to: S) -> Result<S::Ok, S::Error> {
    let mut both = to.serialize_struct("Money", 2)?;
    both.serialize_field("figures", &chinese::figures(*amount))?;
    both.serialize_field("capitals", &chinese::capitals(*amount))?;
    both.end()
}
