//! An event of the log, and how it goes to its watchers: framed once, shared by all.

use std::sync::OnceLock;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::{BufMut as _, Bytes, BytesMut};
use prost::encoding::{WireType, encode_key, encode_varint};
use sea_orm::{DbErr, QueryResult};

use crate::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::Encryption,
};

/// The number of the field `cursor` in every message that a watch gives. It stands behind the payload: a field that comes last
/// counts, so that an event can be kept before it has a place in the log.
const CURSOR: u32 = 1;
/// What stands before a name in the column of the audience that had the subject and has it no more.
const FORMER: char = '-';

/// Where a reader stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub(super) xid: i64,
    pub(super) seq: i64,
}

impl Position {
    pub(super) fn of(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self { xid: row.try_get("", "xid")?, seq: row.try_get("", "seq")? })
    }

    /// The position as a cursor that was given in an epoch.
    pub(super) fn cursor(self, epoch: &str) -> String {
        URL_SAFE_NO_PAD.encode(format!("{epoch}.{}.{}", self.xid, self.seq))
    }
}

/// Something that is about to have happened.
#[derive(Clone, Debug, Default)]
pub struct Event {
    /// What, for example `TASK_ASSIGNED`.
    pub kind: &'static str,
    /// To what: a resource name.
    pub subject: String,
    /// Where: seen by everybody whose scope has this region. May be empty.
    pub region_code: String,
    /// Whom else it concerns: courts, units and people by name.
    pub audience: Vec<String>,
    /// Who had the subject and has it no more: they get a tombstone, and nothing else.
    pub former: Vec<String>,
    /// The message that readers get, encoded and without its cursor. Lies sealed.
    pub payload: Vec<u8>,
}

impl Event {
    pub(super) fn names(&self) -> Vec<&String> {
        let mut names: Vec<_> =
            self.audience.iter().chain(&self.former).filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    pub(super) fn audience_column(&self) -> String {
        let former = self.former.iter().map(|name| format!("{FORMER}{name}"));
        self.audience.iter().cloned().chain(former).collect::<Vec<_>>().join("\n")
    }
}

/// Something that happened.
#[derive(Debug)]
pub struct RecordedEvent {
    /// Where it stands in the log.
    pub position: Position,
    /// The same, for a reader to come back with.
    pub cursor: String,
    /// What, for example `TASK_ASSIGNED`.
    pub kind: String,
    /// To what: a resource name.
    pub subject: String,
    /// Where.
    pub region_code: String,
    /// Whom else it concerns.
    pub audience: Vec<String>,
    /// Who had the subject and has it no more.
    pub former: Vec<String>,
    /// The message, encoded, without its cursor. Shared by all who read it.
    pub payload: Bytes,
    /// When.
    pub at: Timestamp,
    whole: OnceLock<Bytes>,
    tombstone: OnceLock<Bytes>,
}

/// What of an event is for a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// All of it.
    Whole,
    /// That the subject has left them.
    Tombstone,
}

impl RecordedEvent {
    pub(super) fn read(row: &QueryResult, encryption: &Encryption, epoch: &str) -> Result<Self, Refusal> {
        let column: String = row.try_get("", "audience")?;
        let names = || column.split('\n').filter(|name| !name.is_empty());
        let position = Position::of(row)?;
        Ok(Self {
            position,
            cursor: position.cursor(epoch),
            kind: row.try_get("", "kind")?,
            subject: row.try_get("", "subject")?,
            region_code: row.try_get("", "region_code")?,
            audience: names().filter(|name| !name.starts_with(FORMER)).map(str::to_owned).collect(),
            former: names().filter_map(|name| name.strip_prefix(FORMER)).map(str::to_owned).collect(),
            payload: encryption.decrypt_bytes(&row.try_get::<Vec<u8>>("", "payload")?)?.into(),
            at: Timestamp::from_micros(row.try_get("", "at")?),
            whole: OnceLock::new(),
            tombstone: OnceLock::new(),
        })
    }

    /// What of it is for a scope; `None` where it is none of its business.
    #[must_use]
    pub fn share_of(&self, scope: &Scope) -> Option<Share> {
        let concerned =
            |names: &[String]| names.iter().any(|name| scope.admits(None, Some(name), Some(name)));
        if scope.admits(Some(&self.region_code), None, None) || concerned(&self.audience) {
            Some(Share::Whole)
        } else {
            concerned(&self.former).then_some(Share::Tombstone)
        }
    }

    /// The event as one frame of the gRPC wire. Made for the first who asks, shared by all others; `tombstone` says what is left of a
    /// message for those whom its subject has left.
    pub(super) fn frame(&self, share: Share, tombstone: fn(&[u8]) -> Vec<u8>) -> Bytes {
        let frame = match share {
            Share::Whole => self.whole.get_or_init(|| framed(&self.payload, &self.cursor)),
            Share::Tombstone => {
                self.tombstone.get_or_init(|| framed(&tombstone(&self.payload), &self.cursor))
            }
        };
        frame.clone()
    }
}

/// A frame of the gRPC wire: not compressed, its length, a message with its cursor.
fn framed(message: &[u8], cursor: &str) -> Bytes {
    let mut frame = BytesMut::with_capacity(message.len() + cursor.len() + 16);
    frame.put_slice(&[0; 5]);
    frame.put_slice(message);
    encode_key(CURSOR, WireType::LengthDelimited, &mut frame);
    encode_varint(cursor.len() as u64, &mut frame);
    frame.put_slice(cursor.as_bytes());
    // A message is far below 4 GiB: a service takes no larger one than 4 MiB.
    let length = u32::try_from(frame.len() - 5).unwrap_or(u32::MAX);
    frame[1..5].copy_from_slice(&length.to_be_bytes());
    frame.freeze()
}
