//! Refusals: one shape for every service, made by the domain, mapped to the wire here and nowhere else.
//!
//! A refusal names a machine-readable reason, says in Chinese and English what the person who asked can do about it, and lists
//! every field at fault at once. It never carries what is internal: that is logged under an id, and the caller gets the id.

use std::{fmt, time::Duration};

use super::{Reason, reason};
pub use law::Text;
use law::unmet::{Lack, Unmet};
use prost::Message as _;
use proto::google::rpc;
use tonic::{Code, Status};

use super::Timestamp;

/// Whose names the reasons are (AIP-193).
pub const DOMAIN: &str = "sharedcourt";

/// The kind of a refusal; decides the status code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request itself is wrong.
    Invalid,
    /// The request is right and the state of things does not allow it.
    Precondition,
    /// Somebody was faster.
    Conflict,
    /// It is there already.
    Exists,
    /// It is not there, or not for this caller.
    NotFound,
    /// The caller is known and may not.
    Denied,
    /// The caller is not known.
    Unauthenticated,
    /// Too much was asked, or no room is left.
    Exhausted,
    /// What was asked for is no longer kept.
    OutOfRange,
    /// Something that is needed is unavailable; retrying helps.
    Unavailable,
    /// It took too long.
    TooLate,
    /// An internal error.
    Internal,
}

impl Kind {
    const fn code(self) -> Code {
        match self {
            Self::Invalid => Code::InvalidArgument,
            Self::Precondition => Code::FailedPrecondition,
            Self::Conflict => Code::Aborted,
            Self::Exists => Code::AlreadyExists,
            Self::NotFound => Code::NotFound,
            Self::Denied => Code::PermissionDenied,
            Self::Unauthenticated => Code::Unauthenticated,
            Self::Exhausted => Code::ResourceExhausted,
            Self::OutOfRange => Code::OutOfRange,
            Self::Unavailable => Code::Unavailable,
            Self::TooLate => Code::DeadlineExceeded,
            Self::Internal => Code::Internal,
        }
    }
}

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Path of the field as in the contract, for example `task.addressee.display_name`.
    pub field: String,
    /// Machine-readable reason.
    pub reason: &'static str,
    /// What is wrong and what would be right.
    pub text: Text,
}

impl Violation {
    /// A field at fault, with its reason and words.
    #[must_use]
    pub fn new(field: impl Into<String>, reason: Reason, text: Text) -> Self {
        Self { field: field.into(), reason: reason.name(), text }
    }

    /// The same of another field.
    #[must_use]
    pub fn at(self, field: impl Into<String>) -> Self {
        Self { field: field.into(), ..self }
    }
}

/// A refusal. Small to pass around: everything is behind one pointer.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub struct Refusal(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    kind: Kind,
    reason: &'static str,
    text: Text,
    fields: Vec<Violation>,
    metadata: Vec<(&'static str, String)>,
    retry_after: Option<Duration>,
}

impl Refusal {
    /// A refusal with its reason and its words in Chinese and English.
    #[must_use]
    pub fn new(kind: Kind, reason: Reason, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::of(kind, reason.name(), Text::new(zh, en))
    }

    /// A refusal for what stands against a row or a field, whose field it names.
    #[must_use]
    pub fn because(kind: Kind, violation: Violation) -> Self {
        let Violation { field, reason, text } = violation;
        Self::of(kind, reason, text).at(field)
    }

    fn of(kind: Kind, reason: &'static str, text: Text) -> Self {
        Self(Box::new(Inner {
            kind,
            reason,
            text,
            fields: Vec::new(),
            metadata: Vec::new(),
            retry_after: None,
        }))
    }

    /// Names a field at fault.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        let violation = Violation { field: field.into(), reason: self.0.reason, text: self.0.text.clone() };
        self.0.fields.push(violation);
        self
    }

    /// Adds a fact for programs.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.0.metadata.push((key, value.into()));
        self
    }

    /// Says when trying again makes sense.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Puts a prefix before every field, for a refusal that came from inside something larger.
    #[must_use]
    pub fn within(mut self, prefix: &str) -> Self {
        for violation in &mut self.0.fields {
            violation.field = format!("{prefix}.{}", violation.field);
        }
        self
    }

    /// What the law asks for and is not there: every condition with its article, and what would cure it.
    #[must_use]
    pub fn law_not_met(unmet: &[&'static Unmet]) -> Self {
        let count = unmet.len();
        let mut refusal = Self::new(
            Kind::Precondition,
            reason::LAW_NOT_MET,
            format!("不符合法定条件，共 {count} 项，见各项说明。"),
            format!("{count} conditions of the law are not met; see each."),
        );
        refusal.0.fields.extend(unmet.iter().map(|unmet| {
            let (rule, reason, cure) = (unmet.rule(), unmet.reason(), unmet.cure());
            let zh = format!("{}：{}。{}。", rule.article, reason.zh, cure.zh);
            let text = Text::new(zh, format!("{}: {}; {}.", rule.article, reason.en, cure.en));
            // A fact that is not stated is named by its field, so that a client sees what to add.
            match unmet.lack() {
                Lack::NotMet => Violation::new(rule.id, reason::LAW_NOT_MET, text),
                Lack::NotShown => Violation::new(snake_case(unmet.fact()), reason::NOT_SHOWN, text),
            }
        }));
        refusal
    }

    /// An internal error. The cause is logged under an id; the caller gets the id alone.
    #[must_use]
    #[cfg_attr(
        not(test),
        expect(clippy::disallowed_methods, reason = "the number under which the log has the cause")
    )]
    pub fn internal(cause: &dyn fmt::Display) -> Self {
        let id = uuid::Uuid::now_v7().simple().to_string();
        tracing::error!(fault = %id, %cause, "internal fault");
        Self::new(
            Kind::Internal,
            reason::INTERNAL,
            format!("系统内部错误，请稍后重试；如仍出现，请把编号 {id} 告诉管理员。"),
            format!("Internal error. Try again later; if it stays, tell the administrator the number {id}."),
        )
        .with("fault", id)
    }

    /// What sort it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Machine-readable reason.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        self.0.reason
    }

    /// Whether it has this reason.
    #[must_use]
    pub fn is(&self, reason: Reason) -> bool {
        self.0.reason == reason.name()
    }

    /// In words.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.0.text
    }

    /// The fields at fault.
    #[must_use]
    pub fn fields(&self) -> &[Violation] {
        &self.0.fields
    }

    /// The fields at fault, or the refusal itself as one fault without a field: what a table says of a row.
    #[must_use]
    pub fn faults(&self) -> Vec<Violation> {
        let Inner { reason, text, fields, .. } = &*self.0;
        if fields.is_empty() {
            return vec![Violation { field: String::new(), reason, text: text.clone() }];
        }
        fields.clone()
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.reason, self.0.text.en)
    }
}

/// Collects every field at fault before anything is refused.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field at fault.
    pub fn add(&mut self, field: impl Into<String>, reason: Reason, text: Text) {
        self.0.push(Violation::new(field, reason, text));
    }

    /// Adds those that were found elsewhere.
    pub fn extend(&mut self, violations: impl IntoIterator<Item = Violation>) {
        self.0.extend(violations);
    }

    /// Adds the fields of a refusal from inside, or gives it back where it names none.
    pub fn absorb(&mut self, refusal: Refusal, prefix: &str) -> Result<(), Refusal> {
        if refusal.0.fields.is_empty() {
            return Err(refusal);
        }
        self.0.extend(refusal.within(prefix).0.fields);
        Ok(())
    }

    /// Parses a field, or notes why it can't be.
    pub fn parse<T>(&mut self, field: &str, reason: Reason, result: Result<T, Text>) -> Option<T> {
        result.map_err(|text| self.add(field, reason, text)).ok()
    }

    /// Reads an instant, where one is given; TIME_MALFORMED where it is none.
    pub fn timestamp(&mut self, field: &str, given: Option<&prost_types::Timestamp>) -> Option<Timestamp> {
        self.parse(field, reason::TIME_MALFORMED, Timestamp::from_message(given?))
    }

    /// Requires that a text is there and not longer than so many characters; gives it without space around it.
    pub fn text(&mut self, field: &str, value: &str, longest: usize) -> Option<String> {
        let value = value.trim();
        if value.is_empty() {
            self.add(field, reason::REQUIRED, Text::new("必填项，不能为空。", "Required; it is empty."));
            return None;
        }
        self.optional_text(field, value, longest)
    }

    /// Takes a text of at most so many characters and without control characters, empty or not.
    pub fn optional_text(&mut self, field: &str, value: &str, longest: usize) -> Option<String> {
        let value = value.trim();
        let length = value.chars().count();
        if length > longest {
            let zh = format!("最多 {longest} 个字，现有 {length} 个字。");
            self.add(
                field,
                reason::TOO_LONG,
                Text::new(zh, format!("At most {longest} characters; it has {length}.")),
            );
            return None;
        }
        if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t' && c != '\r') {
            let text = Text::new("含有不可见的控制字符。", "Contains control characters.");
            self.add(field, reason::CONTROL_CHARACTER, text);
            return None;
        }
        Some(value.to_owned())
    }

    /// Whether there are any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them as one refusal, or none.
    pub fn check(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(self.into_refusal()) }
    }

    /// All of them as one refusal; the first speaks for the rest.
    #[must_use]
    pub fn into_refusal(self) -> Refusal {
        let count = self.0.len();
        let (zh, en) = match self.0.first() {
            Some(first) if count == 1 => (first.text.zh.clone(), first.text.en.clone()),
            _ => (
                format!("有 {count} 处填写有误，见各项说明。"),
                format!("{count} fields are wrong; see each."),
            ),
        };
        let mut refusal = Refusal::new(Kind::Invalid, reason::BAD_REQUEST, zh, en);
        refusal.0.fields = self.0;
        refusal
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let Inner { kind, reason, text, fields, metadata, retry_after } = *refusal.0;
        let mut details = vec![
            any(
                "google.rpc.ErrorInfo",
                &rpc::ErrorInfo {
                    reason: reason.to_owned(),
                    domain: DOMAIN.to_owned(),
                    metadata: metadata.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
                },
            ),
            localized("zh-CN", &text.zh),
            localized("en", &text.en),
        ];
        if !fields.is_empty() {
            let field_violations = fields.into_iter().map(|violation| rpc::bad_request::FieldViolation {
                field: violation.field,
                reason: violation.reason.to_owned(),
                description: violation.text.en,
                localized_message: Some(rpc::LocalizedMessage {
                    locale: "zh-CN".to_owned(),
                    message: violation.text.zh,
                }),
            });
            details.push(any(
                "google.rpc.BadRequest",
                &rpc::BadRequest { field_violations: field_violations.collect() },
            ));
        }
        if let Some(wait) = retry_after {
            let retry_delay = prost_types::Duration::try_from(wait).ok();
            details.push(any("google.rpc.RetryInfo", &rpc::RetryInfo { retry_delay }));
        }
        let code = kind.code();
        let status = rpc::Status { code: code as i32, message: text.en.clone(), details };
        Self::with_details(code, text.en, status.encode_to_vec().into())
    }
}

fn localized(locale: &str, message: &str) -> prost_types::Any {
    any(
        "google.rpc.LocalizedMessage",
        &rpc::LocalizedMessage { locale: locale.to_owned(), message: message.to_owned() },
    )
}

fn any(name: &str, message: &impl prost::Message) -> prost_types::Any {
    prost_types::Any { type_url: format!("type.googleapis.com/{name}"), value: message.encode_to_vec() }
}

/// The name of a fact as fields of the contract are written: `postalReceiptDate` is `postal_receipt_date`.
#[must_use]
pub fn snake_case(name: &str) -> String {
    let mut written = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            written.push('_');
        }
        written.push(c.to_ascii_lowercase());
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_reported_at_once_in_both_languages() {
        let mut violations = Violations::new();
        assert_eq!(violations.text("task.address", "  ", 10), None);
        assert_eq!(violations.text("task.note", "一二三四", 3), None);
        assert_eq!(violations.text("task.title", " 好 ", 3).as_deref(), Some("好"));
        let status = Status::from(violations.into_refusal());
        assert_eq!(status.code(), Code::InvalidArgument);
        let details = rpc::Status::decode(status.details()).unwrap();
        let bad = details.details.iter().find(|any| any.type_url.ends_with("BadRequest")).unwrap();
        let bad = rpc::BadRequest::decode(bad.value.as_slice()).unwrap();
        let fields: Vec<_> = bad.field_violations.iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["task.address", "task.note"]);
        assert!(
            bad.field_violations.iter().all(|v| v.localized_message.is_some() && !v.description.is_empty())
        );
    }

    #[test]
    fn an_internal_fault_keeps_its_cause_to_itself() {
        let status = Status::from(Refusal::internal(&"password=hunter2"));
        assert!(!status.message().contains("hunter2"));
        assert!(!String::from_utf8_lossy(status.details()).contains("hunter2"));
    }
}
