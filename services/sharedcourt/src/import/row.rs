//! Rows of a file, and what is wrong with one.

/// A row as a message.
#[derive(Clone, Debug)]
pub(super) struct Row<M> {
    /// Where it stands in the file; the first line is 1.
    pub(super) line: u64,
    /// What it says.
    pub(super) message: M,
    /// Where its parts stand, for a message that is put together of several lines.
    pub(super) parts: Vec<u64>,
}

/// Something wrong with a row.
#[derive(Clone, Debug)]
pub(super) struct RowError {
    pub(super) line: u64,
    pub(super) field: String,
    pub(super) reason: String,
    pub(super) zh: String,
    pub(super) en: String,
    /// Whether the row is kept in a draft and left out of what is entered.
    pub(super) set_aside: bool,
}

impl RowError {
    pub(super) fn new(
        line: u64,
        field: &str,
        reason: &str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        let (field, reason) = (field.to_owned(), reason.to_owned());
        Self { line, field, reason, zh: zh.into(), en: en.into(), set_aside: false }
    }

    /// The same of a row that is set aside.
    pub(super) fn set_aside(self) -> Self {
        Self { set_aside: true, ..self }
    }
}
