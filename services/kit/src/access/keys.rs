//! The keys of an installation: the key that new data is encrypted under, former keys, and the keys made from them, one for each
//! purpose.
//!
//! The key file (`secret.key`) is a list, one entry a line (or with commas between, where it is given as a setting):
//!
//! ```text
//! key 5d0c1f22 <64 hexadecimal digits>      a key; the last of these is the current one. The bare digits alone are read too.
//! next 91ab03fe <64 hexadecimal digits>     a key that is read already and not yet written under
//! audit 5d0c1f22 <64 hexadecimal digits>    of a key that was dropped: what decrypts the audit's old records, and nothing else
//! origin blind-index <64 hexadecimal digits>   of the first key, once that was dropped: see [`Purpose`]
//! ```
//!
//! The file is read again when it changes, so that a rotation needs no restart where processes share one data folder.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use aes_gcm_siv::{Aes256GcmSiv, KeyInit as _};
use arc_swap::ArcSwap;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// A keyed digest.
pub type Digest = [u8; 32];

/// The name of the key file in the data folder.
pub const FILE: &str = "secret.key";

/// The file in the data folder that is locked while the key file is changed.
const LOCK: &str = "secret.lock";

/// Names a key without saying anything about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 4]);

impl std::fmt::Display for KeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl KeyId {
    fn parse(text: &str) -> Option<Self> {
        let mut id = [0; 4];
        hex::decode_to_slice(text, &mut id).ok()?;
        Some(Self(id))
    }
}

/// The keys of an installation. Never printed, never sent. Cheap to clone; all clones see a rotation.
#[derive(Clone)]
pub struct Keys {
    shared: Arc<Shared>,
}

struct Shared {
    ring: ArcSwap<Ring>,
    /// The file from which the ring was read, where it was read from one.
    file: Option<PathBuf>,
    started: Instant,
    /// In which second since `started` the file was last looked at.
    looked: AtomicU64,
    /// Which version of the file was read.
    version: ArcSwap<Option<Version>>,
}

/// What changes when a file is replaced.
type Version = (u64, u64, i64, i64);

/// One key.
#[derive(Clone)]
struct Root {
    id: KeyId,
    bytes: [u8; 32],
}

/// All keys at a time.
#[derive(Clone)]
pub(crate) struct Ring {
    /// Oldest first; the last is the current one. Never empty.
    roots: Vec<Root>,
    /// Read already and not yet written under.
    next: Option<Root>,
    /// Digests for the purposes that stay with the first key, where it was dropped.
    origin: Vec<(Purpose, Digest)>,
    /// What decrypts the audit's records of keys that were dropped.
    retired: Vec<(KeyId, Digest)>,
    /// What encrypts and decrypts, newest first; then of the next key.
    ciphers: Vec<(KeyId, Aes256GcmSiv)>,
    retired_ciphers: Vec<(KeyId, Aes256GcmSiv)>,
}

/// What a key is for. Keys for two purposes have nothing in common.
///
/// [`Purpose::BlindIndex`], [`Purpose::Audit`] and [`Purpose::Checkpoint`] stay with the first key of the installation: indexes
/// are looked up by what was written before, chains and published checkpoints are verified by the key under which they began. All
/// others follow the current key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Tokens that people carry.
    Token,
    /// Caller assertions from the gateway to the services.
    Statement,
    /// Page tokens.
    Page,
    /// Sealing fields at rest.
    Encryption,
    /// Finding sealed fields again.
    BlindIndex,
    /// Signing the heads of audit chains.
    Audit,
    /// Signing checkpoints of the transparency log.
    Checkpoint,
    /// What a page says again, to show that it is ours (CSRF).
    Csrf,
    /// Sealing what a browser takes along to the identity provider.
    SignIn,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Token => b"sharedcourt token v1",
            Self::Statement => b"sharedcourt statement v1",
            Self::Page => b"sharedcourt page v1",
            // What is stored was encrypted under this word.
            Self::Encryption => b"sharedcourt seal v1",
            Self::BlindIndex => b"sharedcourt blind index v1",
            Self::Audit => b"sharedcourt audit v1",
            Self::Checkpoint => b"sharedcourt checkpoint v1",
            Self::SignIn => b"sharedcourt sign-in v1",
            Self::Csrf => b"sharedcourt csrf v1",
        }
    }

    /// The name in the key file of a purpose that stays with the first key.
    const fn origin(self) -> Option<&'static str> {
        match self {
            Self::BlindIndex => Some("blind-index"),
            Self::Audit => Some("audit"),
            Self::Checkpoint => Some("checkpoint"),
            _ => None,
        }
    }
}

/// The purposes that stay with the first key.
const ORIGIN: [Purpose; 3] = [Purpose::BlindIndex, Purpose::Audit, Purpose::Checkpoint];

impl Root {
    fn new(bytes: [u8; 32]) -> Self {
        let id = digest(&bytes, b"sharedcourt key id v1");
        Self { id: KeyId([id[0], id[1], id[2], id[3]]), bytes }
    }

    fn random() -> io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(Self::new(bytes))
    }

    fn key(&self, purpose: Purpose) -> Digest {
        digest(&self.bytes, purpose.label())
    }

    fn cipher(&self) -> (KeyId, Aes256GcmSiv) {
        (self.id, Aes256GcmSiv::new(&self.key(Purpose::Encryption).into()))
    }
}

impl Ring {
    fn new(
        roots: Vec<Root>,
        next: Option<Root>,
        origin: Vec<(Purpose, Digest)>,
        retired: Vec<(KeyId, Digest)>,
    ) -> Self {
        let ciphers = roots.iter().rev().chain(&next).map(Root::cipher).collect();
        let retired_ciphers =
            retired.iter().map(|(id, key)| (*id, Aes256GcmSiv::new(&(*key).into()))).collect();
        Self { roots, next, origin, retired, ciphers, retired_ciphers }
    }

    fn parse(text: &str) -> io::Result<Self> {
        let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        let (mut roots, mut next, mut origin, mut retired) = (Vec::new(), None, Vec::new(), Vec::new());
        let entries = text.split(['\n', ',']).map(str::trim);
        for entry in entries.filter(|entry| !entry.is_empty() && !entry.starts_with('#')) {
            let words: Vec<&str> = entry.split_whitespace().collect();
            let last = words.last().copied().unwrap_or_default();
            let mut bytes = [0; 32];
            hex::decode_to_slice(last, &mut bytes)
                .map_err(|_| wrong("a key is not 64 hexadecimal digits"))?;
            let root = Root::new(bytes);
            match words.as_slice() {
                ["key" | "next", id, _] if KeyId::parse(id) != Some(root.id) => {
                    return Err(wrong("a key does not belong to the id before it"));
                }
                [_] | ["key", _] | ["key", _, _] => roots.push(root),
                ["next", _] | ["next", _, _] => next = Some(root),
                ["audit", id, _] => {
                    retired.push((KeyId::parse(id).ok_or_else(|| wrong("an id is not 8 digits"))?, bytes));
                }
                ["origin", name, _] => {
                    let purpose = ORIGIN.into_iter().find(|purpose| purpose.origin() == Some(*name));
                    origin.push((purpose.ok_or_else(|| wrong("an origin of no purpose"))?, bytes));
                }
                _ => return Err(wrong("an entry is neither key, next, audit nor origin")),
            }
        }
        if roots.is_empty() {
            return Err(wrong("no key is there"));
        }
        Ok(Self::new(roots, next, origin, retired))
    }

    /// As it stands in the key file, or in a setting where `between` is a comma.
    fn text(&self, between: &str) -> String {
        let key = |root: &Root| format!("{} {}", root.id, hex::encode(root.bytes));
        let mut entries: Vec<String> = Vec::new();
        let origin = self.origin.iter().filter_map(|(purpose, bytes)| {
            Some(format!("origin {} {}", purpose.origin()?, hex::encode(bytes)))
        });
        entries.extend(origin);
        entries.extend(self.retired.iter().map(|(id, bytes)| format!("audit {id} {}", hex::encode(bytes))));
        entries.extend(self.roots.iter().map(|root| format!("key {}", key(root))));
        entries.extend(self.next.iter().map(|root| format!("next {}", key(root))));
        entries.join(between)
    }

    fn current(&self) -> &Root {
        // Never empty: `parse` refuses it and nothing takes the last one away.
        &self.roots[self.roots.len() - 1]
    }

    fn key(&self, purpose: Purpose) -> Digest {
        if purpose.origin().is_none() {
            return self.current().key(purpose);
        }
        let kept = self.origin.iter().find(|(kept, _)| *kept == purpose);
        kept.map_or_else(|| self.roots[0].key(purpose), |(_, bytes)| *bytes)
    }

    /// Without the former keys: what must go on of them is kept.
    fn without_former(&self) -> Self {
        let origin = ORIGIN.map(|purpose| (purpose, self.key(purpose))).to_vec();
        let former = &self.roots[..self.roots.len() - 1];
        let mut retired = self.retired.clone();
        retired.extend(former.iter().map(|root| (root.id, root.key(Purpose::Encryption))));
        Self::new(vec![self.current().clone()], self.next.clone(), origin, retired)
    }

    pub(crate) fn current_cipher(&self) -> &(KeyId, Aes256GcmSiv) {
        &self.ciphers[0]
    }

    pub(crate) fn ciphers(&self) -> &[(KeyId, Aes256GcmSiv)] {
        &self.ciphers
    }

    pub(crate) fn retired_ciphers(&self) -> &[(KeyId, Aes256GcmSiv)] {
        &self.retired_ciphers
    }
}

impl Keys {
    fn of(ring: Ring, file: Option<PathBuf>) -> Self {
        let version = file.as_deref().and_then(|file| version(file).ok());
        Self {
            shared: Arc::new(Shared {
                ring: ArcSwap::from_pointee(ring),
                file,
                started: Instant::now(),
                looked: AtomicU64::new(0),
                version: ArcSwap::from_pointee(version),
            }),
        }
    }

    /// The keys of an installation: those given, which processes on several machines share, or the data folder's own.
    pub fn find(given: Option<&str>, folder: &Path) -> io::Result<Self> {
        given.map_or_else(|| Self::open(folder), Self::parse)
    }

    /// Reads the keys of a data folder, or makes one on the first day; refused where the folder holds data whose key is gone. The
    /// file is the owner's alone.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self::of(Ring::parse(&text)?, Some(path))),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
                if let Some(data) = data_in(folder)? {
                    return Err(missing_key(folder, &data));
                }
                fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
                let ring = Ring::new(vec![Root::random()?], None, Vec::new(), Vec::new());
                let mut options = fs::OpenOptions::new();
                options.write(true).create_new(true).mode(0o600);
                match options.open(&path) {
                    Ok(mut file) => {
                        writeln!(file, "{}", ring.text("\n"))?;
                        file.sync_all()?;
                        File::open(folder)?.sync_all()?;
                        Ok(Self::of(ring, Some(path)))
                    }
                    // Another process was faster: its key counts.
                    Err(there) if there.kind() == io::ErrorKind::AlreadyExists => {
                        Ok(Self::of(Ring::parse(&fs::read_to_string(&path)?)?, Some(path)))
                    }
                    Err(other) => Err(other),
                }
            }
            Err(other) => Err(other),
        }
    }

    /// Keys as they stand in a key file or a setting; at the least 64 hexadecimal digits.
    pub fn parse(text: &str) -> io::Result<Self> {
        Ok(Self::of(Ring::parse(text)?, None))
    }

    /// A single key of 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> io::Result<Self> {
        Self::parse(text)
    }

    /// A new key, in no file.
    pub fn random() -> io::Result<Self> {
        Ok(Self::of(Ring::new(vec![Root::random()?], None, Vec::new(), Vec::new()), None))
    }

    /// The key for a purpose.
    #[must_use]
    pub fn key(&self, purpose: Purpose) -> Digest {
        self.notify().key(purpose)
    }

    /// The keys that are accepted for a purpose: the current one first, then former ones and the next one.
    #[must_use]
    pub fn accepted(&self, purpose: Purpose) -> Vec<Digest> {
        let ring = self.notify();
        if purpose.origin().is_some() {
            return vec![ring.key(purpose)];
        }
        ring.roots.iter().rev().chain(&ring.next).map(|root| root.key(purpose)).collect()
    }

    /// The id of the current key.
    #[must_use]
    pub fn current(&self) -> KeyId {
        self.notify().current().id
    }

    /// The ids of the former keys, oldest first.
    #[must_use]
    pub fn former(&self) -> Vec<KeyId> {
        let ring = self.notify();
        ring.roots[..ring.roots.len() - 1].iter().map(|root| root.id).collect()
    }

    /// The id of a key that is read already and not yet written under.
    #[must_use]
    pub fn next(&self) -> Option<KeyId> {
        self.notify().next.as_ref().map(|root| root.id)
    }

    /// The ids of dropped keys under which the audit's old records are read.
    #[must_use]
    pub fn retired(&self) -> Vec<KeyId> {
        self.notify().retired.iter().map(|(id, _)| *id).collect()
    }

    /// As it is given as a setting, entries with commas between. A secret.
    #[must_use]
    pub fn setting(&self) -> String {
        self.notify().text(",")
    }

    /// The ring; looks once a second whether its file was replaced.
    pub(crate) fn notify(&self) -> Arc<Ring> {
        let shared = &self.shared;
        let second = shared.started.elapsed().as_secs();
        if shared.file.is_some() && shared.looked.swap(second, Ordering::Relaxed) != second {
            self.reload();
        }
        shared.ring.load_full()
    }

    /// Reads the file again where it was replaced; whether it was.
    pub(crate) fn reload(&self) -> bool {
        let Some(file) = &self.shared.file else { return false };
        let Ok(now) = version(file) else { return false };
        if **self.shared.version.load() == Some(now) {
            return false;
        }
        match fs::read_to_string(file).and_then(|text| Ring::parse(&text)) {
            Ok(ring) => {
                tracing::info!(current = %ring.current().id, "key file changed; read again");
                self.shared.ring.store(Arc::new(ring));
                self.shared.version.store(Arc::new(Some(now)));
                true
            }
            Err(fault) => {
                tracing::error!(%fault, "key file changed and can't be read; the former keys stay in use");
                false
            }
        }
    }

    /// Adds a new key. It becomes the current one at once, or is only read for now (`staged`), where processes get their keys one
    /// after the other; a staged key becomes the current one by the next call.
    pub fn rotate(&self, staged: bool) -> io::Result<KeyId> {
        self.change(|ring| {
            let mut roots = ring.roots.clone();
            let next = match (ring.next.clone(), staged) {
                (Some(next), true) => Some(next),
                (None, true) => Some(Root::random()?),
                (Some(next), false) => {
                    roots.push(next);
                    None
                }
                (None, false) => {
                    roots.push(Root::random()?);
                    None
                }
            };
            Ok(Ring::new(roots, next, ring.origin.clone(), ring.retired.clone()))
        })?;
        Ok(self.next().unwrap_or_else(|| self.current()))
    }

    /// Drops the former keys. Whether nothing is encrypted under them any more is for the caller to know.
    pub fn drop_former(&self) -> io::Result<()> {
        self.change(|ring| Ok(ring.without_former()))
    }

    /// Replaces the key file as a whole, one process at a time.
    fn change(&self, make: impl Fn(&Ring) -> io::Result<Ring>) -> io::Result<()> {
        let Some(path) = &self.shared.file else {
            self.shared.ring.store(Arc::new(make(&self.notify())?));
            return Ok(());
        };
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        let mut options = fs::OpenOptions::new();
        let lock = options.write(true).create(true).truncate(false).mode(0o600).open(folder.join(LOCK))?;
        lock.lock()?;
        self.reload();
        let ring = make(&self.shared.ring.load())?;
        let new = path.with_extension("new");
        let mut options = fs::OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        writeln!(file, "{}", ring.text("\n"))?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        File::open(folder)?.sync_all()?;
        self.reload();
        Ok(())
    }
}

fn version(file: &Path) -> io::Result<Version> {
    let meta = fs::metadata(file)?;
    Ok((meta.ino(), meta.len(), meta.mtime(), meta.mtime_nsec()))
}

/// Data of an installation in a folder: the name of the first that is found.
fn data_in(folder: &Path) -> io::Result<Option<String>> {
    let files = match fs::read_dir(folder) {
        Ok(files) => files,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(other) => return Err(other),
    };
    let mut found = None;
    for file in files {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        let filled = match file.file_type()? {
            kind if kind.is_dir() => {
                matches!(name.as_str(), "evidence" | "audit-heads")
                    && fs::read_dir(file.path())?.next().is_some()
            }
            _ => file.path().extension().is_some_and(|ending| ending == "db") && file.metadata()?.len() > 0,
        };
        if filled {
            found = Some(name);
            break;
        }
    }
    Ok(found)
}

/// Data without its key: nothing is made, and the words say what to restore.
#[must_use]
pub fn missing_key(folder: &Path, data: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::NotFound,
        format!(
            "{data} 已有数据，但没有它的密钥。请从备份恢复 {}（或用 --secret 给出原来的密钥）后再启动；不会另造新密钥。\n  \
             {data} holds data and its key is not there. Restore secret.key from the backup, or give the former key as the setting \
             installation.secret; no new key is made beside data.",
            folder.join(FILE).display()
        ),
    )
}

/// HMAC-SHA-256 of a message under a key.
#[must_use]
pub fn digest(key: &Digest, message: &[u8]) -> Digest {
    started(key, message).finalize().into_bytes().into()
}

/// Whether a digest belongs to a message, in constant time.
#[must_use]
pub fn is_digest(key: &Digest, message: &[u8], claimed: &[u8]) -> bool {
    started(key, message).verify_slice(claimed).is_ok()
}

fn started(key: &Digest, message: &[u8]) -> Hmac<Sha256> {
    // A key as long as the hash's block, as RFC 2104 pads it: then making the HMAC cannot fail.
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(message);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_keeps_its_secret_and_two_folders_differ() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = Keys::open(here.path()).unwrap().key(Purpose::Token);
        assert_eq!(first, Keys::open(here.path()).unwrap().key(Purpose::Token));
        assert_ne!(first, Keys::open(there.path()).unwrap().key(Purpose::Token));
        assert_ne!(first, Keys::open(here.path()).unwrap().key(Purpose::Statement));
    }

    #[test]
    fn no_new_key_is_made_beside_data() {
        let folder = tempfile::tempdir().unwrap();
        Keys::open(folder.path()).unwrap();
        fs::write(folder.path().join("courts.db"), "data").unwrap();
        fs::remove_file(folder.path().join(FILE)).unwrap();
        let fault = Keys::open(folder.path()).err().unwrap();
        assert!(fault.to_string().contains("请从备份恢复"), "{fault}");
        assert!(!folder.path().join(FILE).exists(), "and none was made by the attempt");
    }

    #[test]
    fn a_file_of_one_bare_key_is_read_as_before_and_a_rotation_keeps_the_origin() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), format!("{}\n", "07".repeat(32))).unwrap();
        let (keys, other) = (Keys::open(folder.path()).unwrap(), Keys::open(folder.path()).unwrap());
        let first = keys.current();
        let before = ORIGIN.map(|purpose| keys.key(purpose));
        let token = keys.key(Purpose::Token);
        let second = keys.rotate(false).unwrap();
        assert_ne!(first, second);
        assert_eq!((keys.current(), keys.former()), (second, vec![first]));
        assert_eq!(keys.accepted(Purpose::Token), [keys.key(Purpose::Token), token]);
        assert!(other.reload(), "another process reads it again");
        assert_eq!(other.current(), second);
        keys.drop_former().unwrap();
        let again = Keys::open(folder.path()).unwrap();
        assert_eq!((again.former(), again.retired()), (vec![], vec![first]));
        assert_eq!(ORIGIN.map(|purpose| again.key(purpose)), before, "what stays with the first key stays");
        assert_eq!(again.accepted(Purpose::Token).len(), 1, "and nothing else does");
        let text = fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert!(!text.contains(&"07".repeat(32)), "the dropped key is gone");
        let setting = Keys::parse(&again.setting()).unwrap();
        assert_eq!((setting.current(), setting.retired()), (second, vec![first]));
    }

    #[test]
    fn a_staged_key_is_read_first_and_written_under_later() {
        let keys = Keys::random().unwrap();
        let first = keys.current();
        let staged = keys.rotate(true).unwrap();
        assert_eq!((keys.current(), keys.next()), (first, Some(staged)));
        assert_eq!(keys.rotate(false).unwrap(), staged);
        assert_eq!((keys.current(), keys.next()), (staged, None));
    }

    #[test]
    fn a_malformed_file_is_refused() {
        for text in ["", "# nothing", "key 07", "secret 00", &format!("key 00000000 {}", "07".repeat(32))] {
            assert!(Keys::parse(text).is_err(), "{text}");
        }
    }
}
