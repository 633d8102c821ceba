//! Journals of a device: append-only files of framed records that survive a failing battery.
//!
//! A record is one line, `{"length":L,"crc32":"…","record":…}`: the length of the record in bytes and its checksum make every record
//! recognisable by itself, whatever stands before or after it. A journal is only appended to, or replaced as a whole by renaming a
//! new file over it, and both only under the exclusive lock of the folder. What a call has written is on disk when it returns.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

const LENGTH: &[u8] = b"{\"length\":";
const CHECKSUM: &[u8] = b",\"crc32\":\"";
const RECORD: &[u8] = b"\",\"record\":";
/// How records without a frame began, which versions before this one wrote.
const UNFRAMED: &[u8] = b"{\"method\":";
/// The lock of a folder. It is a file of its own, because a journal that is replaced is another file afterwards.
const LOCK: &str = "lock";

/// A part of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A record whose length and checksum agree with it.
    Framed(String),
    /// A whole JSON object without a frame, as versions before this one wrote it.
    Unframed(String),
    /// Bytes that are no record: one that was cut off or changed.
    Damaged(Vec<u8>),
}

/// A record with its frame and its line end.
pub(super) fn frame(record: &str) -> String {
    let checksum = crc32fast::hash(record.as_bytes());
    format!("{{\"length\":{},\"crc32\":\"{checksum:08x}\",\"record\":{record}}}\n", record.len())
}

/// The parts of a journal in their order. A damaged record takes no other with it, even where the line end between them is missing.
pub(super) fn pieces(mut bytes: &[u8]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    while let Some(&first) = bytes.first() {
        if first == b'\n' {
            bytes = &bytes[1..];
        } else if let Some((record, length)) = framed(bytes) {
            pieces.push(Piece::Framed(record.to_owned()));
            bytes = &bytes[length..];
        } else {
            let line = line(bytes);
            if let Some(record) = unframed(line) {
                pieces.push(Piece::Unframed(record.to_owned()));
                bytes = &bytes[line.len()..];
            } else {
                let next = (1..line.len()).find(|&at| {
                    framed(&bytes[at..]).is_some()
                        || line[at..].starts_with(UNFRAMED) && unframed(&line[at..]).is_some()
                });
                let (damaged, rest) = bytes.split_at(next.unwrap_or(line.len()));
                pieces.push(Piece::Damaged(damaged.to_owned()));
                bytes = rest;
            }
        }
    }
    pieces
}

/// The record at the beginning of these bytes, and the length of its frame without the line end.
fn framed(bytes: &[u8]) -> Option<(&str, usize)> {
    let rest = bytes.strip_prefix(LENGTH)?;
    let digits = rest.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
    let length: usize = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
    let rest = rest[digits..].strip_prefix(CHECKSUM)?;
    let checksum = u32::from_str_radix(std::str::from_utf8(rest.get(..8)?).ok()?, 16).ok()?;
    let rest = rest[8..].strip_prefix(RECORD)?;
    let record = rest.get(..length)?;
    if rest.get(length) != Some(&b'}') || crc32fast::hash(record) != checksum {
        return None;
    }
    Some((std::str::from_utf8(record).ok()?, bytes.len() - rest.len() + length + 1))
}

fn unframed(line: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(line).ok().filter(|text| !text.as_bytes().starts_with(LENGTH))?;
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).ok().map(|_| text)
}

fn line(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    &bytes[..end.unwrap_or(bytes.len())]
}

/// A folder of journals.
pub(super) struct Folder {
    path: PathBuf,
}

/// Files of a device hold what is about people, and its credential: nobody but their owner reads them.
const OWNER: u32 = 0o600;

/// The right to write in a folder, until it is dropped.
pub(super) struct Lock {
    _file: File,
}

impl Folder {
    /// The folder, made where it is not there.
    pub(super) fn open(path: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&path)?;
        Ok(Self { path })
    }

    /// Where a file of the folder lies.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Waits for the right to write.
    pub(super) fn lock(&self) -> io::Result<Lock> {
        let file = self.lock_file(LOCK)?;
        file.lock()?;
        Ok(Lock { _file: file })
    }

    /// The right of this name, `None` where another program has it.
    pub(super) fn try_lock(&self, name: &str) -> io::Result<Option<Lock>> {
        let file = self.lock_file(name)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(fault)) => Err(fault),
        }
    }

    fn lock_file(&self, name: &str) -> io::Result<File> {
        OpenOptions::new().create(true).truncate(false).write(true).mode(OWNER).open(self.file(name))
    }

    /// The bytes of a file; none where it is not there.
    pub(super) fn read(&self, _: &Lock, name: &str) -> io::Result<Vec<u8>> {
        match fs::read(self.file(name)) {
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            read => read,
        }
    }

    /// Appends a record to a journal. It begins on a line of its own, whatever the last one has left there.
    pub(super) fn append(&self, lock: &Lock, name: &str, record: &str) -> io::Result<()> {
        self.append_bytes(lock, name, frame(record).as_bytes())
    }

    /// Appends bytes that end with a line end. Where that fails nothing of them is left.
    pub(super) fn append_bytes(&self, _: &Lock, name: &str, bytes: &[u8]) -> io::Result<()> {
        crash::point()?;
        let mut file =
            OpenOptions::new().create(true).read(true).append(true).mode(OWNER).open(self.file(name))?;
        let before = file.metadata()?.len();
        let mut whole = Vec::with_capacity(bytes.len() + 1);
        if before > 0 {
            let mut last = [0];
            file.seek(SeekFrom::Start(before - 1))?;
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                whole.push(b'\n');
            }
        }
        whole.extend_from_slice(bytes);
        let written = write(&mut file, &whole).and_then(|()| {
            file.sync_all()?;
            if before == 0 { self.sync() } else { Ok(()) }
        });
        if written.is_err() {
            // What is not acknowledged must not arrive later as if it had been.
            let _ = crash::point().and_then(|()| file.set_len(before));
        }
        written
    }

    /// Puts a new file in the place of another in one step.
    pub(super) fn replace(&self, _: &Lock, name: &str, bytes: &[u8]) -> io::Result<()> {
        crash::point()?;
        let fresh = self.file(&format!("{name}.new"));
        let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(OWNER).open(&fresh)?;
        write(&mut file, bytes)?;
        file.sync_all()?;
        crash::point()?;
        fs::rename(fresh, self.file(name))?;
        crash::point()?;
        self.sync()
    }

    /// Makes names of new files durable.
    fn sync(&self) -> io::Result<()> {
        sync_folder(&self.path)
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    crash::point()?;
    File::open(path)?.sync_all()
}

fn write(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    for part in crash::parts(bytes) {
        crash::point()?;
        file.write_all(part)?;
    }
    crash::point()
}

/// Where a process can be killed on its way. In tests a crash at any of these points is tried; else nothing happens here.
mod crash {
    #[cfg(not(test))]
    #[expect(clippy::unnecessary_wraps, reason = "in tests it can fail")]
    pub(super) fn point() -> std::io::Result<()> {
        Ok(())
    }

    #[cfg(not(test))]
    pub(super) fn parts(bytes: &[u8]) -> [&[u8]; 1] {
        [bytes]
    }

    #[cfg(test)]
    pub(super) use super::tests::{parts, point};
}

#[cfg(test)]
pub(super) mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::*;

    thread_local! {
        static PLAN: Cell<Plan> = const { Cell::new(Plan::Live) };
    }

    /// What happens at the points of this thread.
    #[derive(Clone, Copy)]
    enum Plan {
        Live,
        /// After so many points the process is killed.
        KilledAfter(usize),
        /// From there on nothing reaches the disk.
        Dead,
        /// After so many points one step fails, as on a full disk.
        FailsAfter(usize),
    }

    pub(super) fn point() -> io::Result<()> {
        let (next, done) = match PLAN.get() {
            Plan::Live => (Plan::Live, true),
            Plan::KilledAfter(0) | Plan::Dead => (Plan::Dead, false),
            Plan::KilledAfter(left) => (Plan::KilledAfter(left - 1), true),
            Plan::FailsAfter(0) => (Plan::Live, false),
            Plan::FailsAfter(left) => (Plan::FailsAfter(left - 1), true),
        };
        PLAN.set(next);
        if done { Ok(()) } else { Err(io::Error::other("no more")) }
    }

    pub(super) fn parts(bytes: &[u8]) -> [&[u8]; 2] {
        let (first, rest) = bytes.split_at(bytes.len() / 2);
        [first, rest]
    }

    /// Does something in a process that is killed after so many points; says whether it came to its end before.
    pub(in crate::desk) fn killed_after<T>(points: usize, what: impl FnOnce() -> T) -> (T, bool) {
        PLAN.set(Plan::KilledAfter(points));
        let done = what();
        let survived = matches!(PLAN.replace(Plan::Live), Plan::KilledAfter(_));
        (done, survived)
    }

    fn framed_records(pieces: &[Piece]) -> Vec<&str> {
        let records = pieces.iter().filter_map(|piece| match piece {
            Piece::Framed(record) => Some(record.as_str()),
            _ => None,
        });
        records.collect()
    }

    const RECORDS: [&str; 3] = [r#"{"a":1}"#, r#"{"名":"张三\n\"引号\""}"#, r#"{"b":[2,3]}"#];

    #[test]
    fn a_file_cut_at_any_byte_keeps_every_whole_record_and_the_next() {
        let whole: String = RECORDS.iter().map(|record| frame(record)).collect();
        let ends: Vec<usize> = RECORDS
            .iter()
            .scan(0, |end, record| {
                *end += frame(record).len();
                Some(*end - 1)
            })
            .collect();
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path().to_owned()).unwrap();
        let lock = folder.lock().unwrap();
        for cut in 0..=whole.len() {
            fs::write(folder.file("journal"), &whole.as_bytes()[..cut]).unwrap();
            folder.append(&lock, "journal", "{\"next\":true}").unwrap();
            let pieces = pieces(&folder.read(&lock, "journal").unwrap());
            let kept = ends.iter().filter(|end| **end <= cut).count();
            let mut expected = RECORDS[..kept].to_vec();
            expected.push("{\"next\":true}");
            assert_eq!(framed_records(&pieces), expected, "cut at {cut}");
            let between = cut == 0 || ends.iter().any(|end| [*end, end + 1].contains(&cut));
            assert_eq!(pieces.len() - expected.len(), usize::from(!between), "cut at {cut}: {pieces:?}");
        }
    }

    #[test]
    fn records_without_frames_are_read_and_what_was_glued_to_a_torn_one_is_found() {
        let act =
            r#"{"method":"AcceptTask","request":"{\"name\":\"tasks/a\"}","done":"2026-11-20T01:02:03Z"}"#;
        let framed = frame("{\"a\":1}");
        let text = format!("{act}\n{{\"method\":\"Acc{act}\n{{\"length\":7,\"crc{framed}\u{0}\u{0}\n{act}");
        assert_eq!(
            pieces(text.as_bytes()),
            [
                Piece::Unframed(act.into()),
                Piece::Damaged(b"{\"method\":\"Acc".to_vec()),
                Piece::Unframed(act.into()),
                Piece::Damaged(b"{\"length\":7,\"crc".to_vec()),
                Piece::Framed("{\"a\":1}".into()),
                Piece::Damaged(b"\0\0".to_vec()),
                Piece::Unframed(act.into()),
            ]
        );
    }

    #[test]
    fn what_was_not_acknowledged_leaves_nothing_behind_where_the_disk_is_full() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path().to_owned()).unwrap();
        let lock = folder.lock().unwrap();
        folder.append(&lock, "journal", "{\"a\":1}").unwrap();
        let before = folder.read(&lock, "journal").unwrap();
        for points in 0.. {
            PLAN.set(Plan::FailsAfter(points));
            let done = folder.append(&lock, "journal", "{\"b\":2}");
            PLAN.set(Plan::Live);
            if done.is_ok() {
                assert!(points > 3);
                assert_eq!(framed_records(&pieces(&folder.read(&lock, "journal").unwrap())).len(), 2);
                return;
            }
            assert_eq!(folder.read(&lock, "journal").unwrap(), before, "failed after {points}");
        }
    }

    proptest! {
        #[test]
        fn a_changed_byte_costs_its_own_record_alone(
            records in prop::collection::vec("[ -~\u{4e00}-\u{4eff}]{0,30}", 1..6),
            place in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let records: Vec<String> =
                records.iter().map(|text| serde_json::to_string(&serde_json::json!({"v": text})).unwrap()).collect();
            let frames: Vec<String> = records.iter().map(|record| frame(record)).collect();
            let mut bytes = frames.concat().into_bytes();
            let place = place.index(bytes.len());
            bytes[place] = byte;
            let mut end = 0;
            let hit = frames.iter().position(|frame| { end += frame.len(); place < end }).unwrap();
            let pieces = pieces(&bytes);
            let found = framed_records(&pieces);
            for (index, record) in records.iter().enumerate().filter(|(index, _)| *index != hit) {
                prop_assert!(found.contains(&record.as_str()), "record {index} is gone: {pieces:?}");
            }
            prop_assert!(found.len() + 1 >= records.len());
            prop_assert!(found.iter().all(|record| records.iter().any(|known| known == record)));
        }
    }
}
