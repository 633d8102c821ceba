//! How a file arrives: declared, piece by piece, whole.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use uuid::Uuid;

use super::{digest::Digest, media::MediaType};

/// For how many hours the rest of a file may come.
pub const HOURS: i64 = 7 * 24;

/// A file as it was declared.
#[derive(Clone, Debug, Default)]
pub struct Declared<'a> {
    /// Its digest.
    pub sha256: &'a str,
    /// Its size in bytes.
    pub size: i64,
    /// Its type.
    pub media_type: &'a str,
}

/// Where somebody sends from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    /// Who.
    pub person: String,
    /// Their region; empty for those who work for a court of a village or for a unit.
    pub region_code: String,
    /// Their court or unit; empty for those of the court itself.
    pub holder: String,
}

impl Sender {
    /// Their unit, whose clerks work on the same requests; empty for everybody else.
    #[must_use]
    pub fn unit(&self) -> &str {
        if self.holder.starts_with("units/") { &self.holder } else { "" }
    }
}

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: Uuid,
    /// The digest that it must have.
    pub digest: Digest,
    /// The size that it must have.
    pub size: i64,
    /// What it must be.
    pub media_type: MediaType,
    /// Who sends it.
    pub sender: Sender,
    /// How much has arrived.
    pub offset: i64,
    /// When it was whole.
    pub stored: Option<Timestamp>,
    /// Until when the rest may come.
    pub expires: Timestamp,
}

impl Upload {
    /// A file that will come, or everything that is wrong with what was declared.
    pub fn declare(
        declared: &Declared<'_>,
        sender: Sender,
        id: Uuid,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        let mut v = Violations::new();
        let digest = v.parse("sha256", reason::DIGEST_MALFORMED, Digest::parse(declared.sha256));
        let media_type =
            v.parse("media_type", reason::TYPE_NOT_ACCEPTED, MediaType::parse(declared.media_type));
        if declared.size <= 0 {
            let text = Text::new("请填写文件的字节数。", "Say how many bytes the file has.");
            v.add("size_bytes", reason::REQUIRED, text);
        } else if let Some(media_type) = media_type
            && declared.size > media_type.longest()
        {
            let most = media_type.longest() / 1024 / 1024;
            let text = Text::new(
                format!("这种文件最大 {most} MiB。"),
                format!("A file of this type has at most {most} MiB."),
            );
            v.add("size_bytes", reason::TOO_LARGE, text);
        }
        let (Some(digest), Some(media_type), true) = (digest, media_type, v.is_empty()) else {
            return Err(v.into_refusal());
        };
        let (size, expires) = (declared.size, at.plus_hours(HOURS));
        Ok(Self { id, digest, size, media_type, sender, offset: 0, stored: None, expires })
    }

    /// Refuses bytes that do not begin where the last ones ended.
    pub fn go_on_from(&self, offset: i64) -> Result<(), Refusal> {
        if self.stored.is_some() {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::UPLOAD_COMPLETED,
                "文件已完整收到，无需再传。",
                "The file is here already; nothing more is needed.",
            ));
        }
        if offset == self.offset {
            return Ok(());
        }
        Err(Refusal::new(
            Kind::Conflict,
            reason::UPLOAD_OFFSET_MISMATCH,
            format!("已收到 {} 字节，请从这里继续。", self.offset),
            format!("{} bytes have arrived; go on from there.", self.offset),
        )
        .with("upload-offset", self.offset.to_string())
        .with("expected-offset", self.offset.to_string())
        .with("provided-offset", offset.to_string()))
    }

    /// Refuses more bytes than were declared.
    pub fn room_for(&self, more: usize) -> Result<(), Refusal> {
        let more = i64::try_from(more).unwrap_or(i64::MAX);
        if self.offset.saturating_add(more) <= self.size {
            return Ok(());
        }
        Err(Refusal::new(
            Kind::Precondition,
            reason::UPLOAD_TOO_LONG,
            format!("文件声明为 {} 字节，传来的更多。", self.size),
            format!("The file was declared with {} bytes, and there come more.", self.size),
        ))
    }

    /// Refuses an end before all has arrived.
    pub fn may_end(&self) -> Result<(), Refusal> {
        if self.offset == self.size {
            return Ok(());
        }
        Err(Refusal::new(
            Kind::Precondition,
            reason::UPLOAD_SHORT,
            format!("文件声明为 {} 字节，只收到 {} 字节，请继续。", self.size, self.offset),
            format!(
                "The file was declared with {} bytes and {} have arrived; go on.",
                self.size, self.offset
            ),
        )
        .with("upload-offset", self.offset.to_string()))
    }

    /// Refuses bytes that are not what was declared.
    pub fn check(&self, found: Digest, head: &[u8]) -> Result<(), Refusal> {
        if found != self.digest {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::DIGEST_MISMATCH,
                "收到的内容与声明的摘要不符，请重新传送。",
                "What arrived does not have the digest that was declared; send it anew.",
            ));
        }
        self.media_type.check(head).map_err(|found| {
            let declared = self.media_type.as_str();
            Refusal::new(
                Kind::Precondition,
                reason::TYPE_MISMATCH,
                format!("文件声明为 {declared}，内容却是 {found}。"),
                format!("The file was declared as {declared} and is {found}."),
            )
            .with("declared", declared)
            .with("found", found)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn declared(size: i64) -> Result<Upload, Refusal> {
        let declared = Declared { sha256: DIGEST, size, media_type: "image/png" };
        Upload::declare(&declared, Sender::default(), Uuid::nil(), Timestamp::from_micros(0))
    }

    #[test]
    fn everything_that_is_wrong_is_reported_at_once() {
        let bad = Declared { sha256: "x", size: 0, media_type: "text/html" };
        let refusal =
            Upload::declare(&bad, Sender::default(), Uuid::nil(), Timestamp::from_micros(0)).unwrap_err();
        let fields: Vec<_> = refusal.fields().iter().map(|field| field.reason).collect();
        assert_eq!(fields, ["DIGEST_MALFORMED", "TYPE_NOT_ACCEPTED", "REQUIRED"]);
        assert_eq!(declared(1 << 40).unwrap_err().fields()[0].reason, "TOO_LARGE");
    }

    #[test]
    fn bytes_come_in_order_and_exactly_as_many_as_were_declared() {
        let mut upload = declared(10).unwrap();
        assert_eq!(upload.go_on_from(3).unwrap_err().reason(), "UPLOAD_OFFSET_MISMATCH");
        upload.offset = 6;
        assert!(upload.go_on_from(6).is_ok() && upload.room_for(4).is_ok());
        assert_eq!(upload.room_for(5).unwrap_err().reason(), "UPLOAD_TOO_LONG");
        assert_eq!(upload.may_end().unwrap_err().reason(), "UPLOAD_SHORT");
        upload.stored = Some(Timestamp::from_micros(1));
        assert_eq!(upload.go_on_from(6).unwrap_err().reason(), "UPLOAD_COMPLETED");
    }
}
