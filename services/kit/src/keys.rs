//! The secret of an installation and the keys made from it, one for each purpose.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// A keyed digest.
pub type Digest = [u8; 32];

/// The installation's secret. Never printed, never sent.
#[derive(Clone)]
pub struct Keys {
    root: [u8; 32],
}

/// What a key is for. Keys for two purposes have nothing in common.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// Tokens that people carry.
    Token,
    /// Statements from the front door to the services.
    Statement,
    /// Page tokens.
    Page,
    /// Sealing fields at rest.
    Seal,
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
            Self::Seal => b"sharedcourt seal v1",
            Self::BlindIndex => b"sharedcourt blind index v1",
            Self::Audit => b"sharedcourt audit v1",
            Self::Checkpoint => b"sharedcourt checkpoint v1",
            Self::SignIn => b"sharedcourt sign-in v1",
            Self::Csrf => b"sharedcourt csrf v1",
        }
    }
}

impl Keys {
    /// The secret of an installation: the one given, which processes on several machines share, or the data folder's own.
    pub fn find(given: Option<&str>, folder: &Path) -> io::Result<Self> {
        given.map_or_else(|| Self::open(folder), Self::from_hex)
    }

    /// Reads the secret of a data folder, or makes one on the first day. The file is the owner's alone.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join("secret.key");
        match fs::read_to_string(&path) {
            Ok(text) => Self::from_hex(text.trim()),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(folder)?;
                let keys = Self::random()?;
                let mut options = fs::OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                match options.open(&path) {
                    Ok(mut file) => {
                        writeln!(file, "{}", hex::encode(keys.root))?;
                        file.sync_all()?;
                        Ok(keys)
                    }
                    // Another process of ours was faster: its secret counts.
                    Err(there) if there.kind() == io::ErrorKind::AlreadyExists => {
                        Self::from_hex(fs::read_to_string(&path)?.trim())
                    }
                    Err(other) => Err(other),
                }
            }
            Err(other) => Err(other),
        }
    }

    /// A secret of 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> io::Result<Self> {
        let mut root = [0; 32];
        hex::decode_to_slice(text, &mut root).map_err(|_| {
            io::Error::new(io::ErrorKind::InvalidData, "the secret is not 64 hexadecimal digits")
        })?;
        Ok(Self { root })
    }

    /// A new secret.
    pub fn random() -> io::Result<Self> {
        let mut root = [0; 32];
        getrandom::fill(&mut root).map_err(io::Error::other)?;
        Ok(Self { root })
    }

    /// The key for a purpose.
    #[must_use]
    pub fn key(&self, purpose: Purpose) -> Digest {
        digest(&self.root, purpose.label())
    }
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
}
