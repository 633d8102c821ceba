//! The names of files of the evidence store.

use kit::domain::refusal::Text;

/// Whether a text is the name of a file of the evidence store, `evidence/{sha256}`.
pub(super) fn is_name(text: &str) -> bool {
    let digest = text.strip_prefix("evidence/").unwrap_or_default();
    digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// What is said of a text that is none.
pub(super) fn malformed() -> Text {
    Text::new(
        "请从存证文件中选择，或者重新上传。",
        "Choose a file of the evidence store, or upload it again.",
    )
}
