//! What the log says of a thing: a few lines that anybody can read, with digests in place of content.

use std::fmt::Write as _;

use kit::domain::Timestamp;

use super::{digest::Digest, retention::Rule, upload::Upload};

/// The first line of every leaf.
const HEAD: &str = "sharedcourt evidence log v1";

/// A leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// What it is about, a resource name. Each has one leaf.
    pub subject: String,
    /// Its lines.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
}

impl Leaf {
    /// The leaf of a file.
    #[must_use]
    pub fn of_file(upload: &Upload, at: Timestamp) -> Self {
        let subject = upload.digest.name();
        let mut text = begun("file", &subject, at);
        let _ = writeln!(text, "sha256 {}", upload.digest);
        let _ = writeln!(text, "size {}", upload.size);
        let _ = writeln!(text, "type {}", upload.media_type.as_str());
        Self { subject, text, at }
    }

    /// The leaf of a deletion, of the so many of this file.
    #[must_use]
    pub fn of_deletion(digest: Digest, nth: i64, rule: &Rule, at: Timestamp) -> Self {
        let subject = deletion(digest, nth);
        let mut text = begun("deletion", &subject, at);
        let _ = writeln!(text, "sha256 {digest}");
        let _ = writeln!(text, "rule {}", rule.id);
        let _ = writeln!(text, "law {}", rule.article);
        Self { subject, text, at }
    }

    /// The leaf of a file that was sent again after it was deleted so many times.
    #[must_use]
    pub fn of_return(upload: &Upload, nth: i64, at: Timestamp) -> Self {
        let subject = format!("{}/returns/{nth}", upload.digest.name());
        let mut text = begun("return", &subject, at);
        let _ = writeln!(text, "sha256 {}", upload.digest);
        Self { subject, text, at }
    }

    /// The leaf of something that another service reports, by the digest of its record.
    #[must_use]
    pub fn of_record(kind: &str, subject: &str, record: Digest, at: Timestamp) -> Self {
        let mut text = begun(kind, subject, at);
        let _ = writeln!(text, "sha256 {record}");
        Self { subject: subject.to_owned(), text, at }
    }
}

/// What the leaf of a deletion is about.
#[must_use]
pub fn deletion(digest: Digest, nth: i64) -> String {
    format!("{}/deletions/{nth}", digest.name())
}

fn begun(kind: &str, subject: &str, at: Timestamp) -> String {
    format!("{HEAD}\n{kind} {subject}\nlogged {at}\n")
}

/// Whether a leaf is of a kind.
#[must_use]
pub fn is_of(text: &str, kind: &str) -> bool {
    let mut lines = text.lines();
    lines.next() == Some(HEAD)
        && lines.next().and_then(|line| line.split_once(' ')).is_some_and(|(is, _)| is == kind)
}

/// The digest that a leaf holds: of a file's bytes, or of a record.
#[must_use]
pub fn digest_in(text: &str) -> Option<Digest> {
    let mut lines = text.lines();
    let is_ours = lines.next() == Some(HEAD);
    let line = lines.find_map(|line| line.strip_prefix("sha256 ")).filter(|_| is_ours)?;
    Digest::parse(line).ok()
}
