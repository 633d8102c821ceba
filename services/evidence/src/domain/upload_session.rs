//! What a telephone may send in a session for the papers of one request.

use kit::domain::{
    reason,
    refusal::{Kind, Refusal, Text, Violations},
};

use super::media::MediaType;

/// How many files one session declares: as many as a request has papers.
pub const MOST_FILES: usize = 20;

/// Refuses a file that is no paper, or one more than a session has room for. `declared` is how many other files it has.
pub fn may_declare(media_type: MediaType, declared: usize) -> Result<(), Refusal> {
    if !(media_type.is_picture() || media_type.as_str() == "application/pdf") {
        let mut v = Violations::new();
        let text =
            Text::new("手机上传只收照片和 PDF 文件。", "A telephone's upload takes photos and PDF files.");
        v.add("media_type", reason::TYPE_NOT_ACCEPTED, text);
        return Err(v.into_refusal());
    }
    if declared < MOST_FILES {
        return Ok(());
    }
    Err(Refusal::new(
        Kind::Precondition,
        reason::UPLOAD_SESSION_FULL,
        format!("这次手机上传已有 {MOST_FILES} 份文件。请先在电脑上保存；要继续，请重新生成二维码。"),
        format!(
            "This upload has {MOST_FILES} files already. Keep them at the desk, and make a new code there to send more."
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_sends_photos_and_pdf_files_and_no_more_than_a_request_has() {
        let of = |name: &str| MediaType::parse(name).unwrap();
        for paper in ["image/jpeg", "image/heic", "application/pdf"] {
            assert!(may_declare(of(paper), MOST_FILES - 1).is_ok(), "{paper}");
            assert_eq!(may_declare(of(paper), MOST_FILES).unwrap_err().reason(), "UPLOAD_SESSION_FULL");
        }
        for other in ["video/mp4", "audio/mpeg"] {
            let refusal = may_declare(of(other), 0).unwrap_err();
            assert_eq!(refusal.fields()[0].reason, "TYPE_NOT_ACCEPTED", "{other}");
        }
    }
}
