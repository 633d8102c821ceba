//! Sensitive fields at rest: encrypted with AES-256-GCM-SIV (RFC 8452), found again by a blind index.
//!
//! A ciphertext is `K1`, the id of its key (4 bytes), a nonce (12) and what the cipher gave. One of an older version begins with its
//! nonce and is tried under every key.

use std::sync::Arc;

use aes_gcm_siv::{Aes256GcmSiv, KeyInit as _, Nonce, aead::Aead as _};

use crate::{
    access::keys::{self, KeyId, Keys, Purpose},
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
};

/// With what a ciphertext begins that names its key.
const MAGIC: &[u8; 2] = b"K1";
/// How long that and the id are.
pub(crate) const PREFIX: usize = 6;
/// The length of a nonce.
const NONCE: usize = 12;
/// The shortest thing that can be a ciphertext: a nonce and the tag.
pub(crate) const SHORTEST: usize = NONCE + 16;

/// Encrypts and decrypts. Cheap to clone; follows a rotation of the keys.
#[derive(Clone)]
pub struct Encryption {
    keys: Keys,
    /// One key that is not kept for long, in place of the key ring.
    fixed: Option<Arc<Aes256GcmSiv>>,
    /// Whether keys that were dropped still decrypt: in the audit, whose chains hold the ciphertexts.
    retired: bool,
    index: keys::Digest,
}

impl std::fmt::Debug for Encryption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Encryption")
    }
}

impl Encryption {
    /// The encryption of an installation.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self { keys: keys.clone(), fixed: None, retired: false, index: keys.key(Purpose::BlindIndex) }
    }

    /// The encryption of the audit: records that were written under dropped keys are decrypted too.
    #[must_use]
    pub fn of_audit(keys: &Keys) -> Self {
        Self { retired: true, ..Self::new(keys) }
    }

    /// The encryption of what a browser takes along to the identity provider and brings back.
    #[must_use]
    pub fn of_sign_in(keys: &Keys) -> Self {
        let key = keys.key(Purpose::SignIn);
        let fixed = Some(Arc::new(Aes256GcmSiv::new(&key.into())));
        Self { keys: keys.clone(), fixed, retired: false, index: key }
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Encrypts a text. Two ciphertexts of one text differ.
    pub fn encrypt(&self, text: &str) -> Result<Vec<u8>, Refusal> {
        self.encrypt_bytes(text.as_bytes())
    }

    /// Encrypts bytes.
    pub fn encrypt_bytes(&self, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
        if let Some(fixed) = &self.fixed {
            return encrypt(fixed, Vec::new(), bytes);
        }
        let ring = self.keys.notify();
        let (id, cipher) = ring.current_cipher();
        encrypt(cipher, prefix(*id).to_vec(), bytes)
    }

    /// Decrypts what [`Encryption::close`] encrypted. Refused with [`reason::RECORD_DAMAGED`].
    pub fn decrypt(&self, sealed: &[u8]) -> Result<String, Refusal> {
        String::from_utf8(self.decrypt_bytes(sealed)?).map_err(|_| damaged())
    }

    /// Decrypts what [`Encryption::encrypt_bytes`] encrypted. Refused with [`reason::RECORD_DAMAGED`].
    pub fn decrypt_bytes(&self, sealed: &[u8]) -> Result<Vec<u8>, Refusal> {
        if let Some(fixed) = &self.fixed {
            return decrypt(fixed, sealed).ok_or_else(damaged);
        }
        if let Some(bytes) = self.try_decrypt(sealed) {
            return Ok(bytes);
        }
        // Another process may have rotated the keys a moment ago.
        if self.keys.reload()
            && let Some(bytes) = self.try_decrypt(sealed)
        {
            return Ok(bytes);
        }
        Err(damaged())
    }

    /// Decrypts under any key that is held.
    pub(crate) fn try_decrypt(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let ring = self.keys.notify();
        let retired = if self.retired { ring.retired_ciphers() } else { &[] };
        let ciphers = || ring.ciphers().iter().chain(retired);
        if let Some(id) = key_of(sealed)
            && let Some((_, cipher)) = ciphers().find(|(known, _)| *known == id)
            && let Some(bytes) = decrypt(cipher, &sealed[PREFIX..])
        {
            return Some(bytes);
        }
        ciphers().find_map(|(_, cipher)| decrypt(cipher, sealed))
    }

    /// The same for the same text, and without the key nothing can be learned from it.
    #[must_use]
    pub fn blind_index(&self, text: impl AsRef<[u8]>) -> Vec<u8> {
        keys::digest(&self.index, text.as_ref())[..16].to_vec()
    }
}

/// With what a ciphertext under a key begins.
pub(crate) fn prefix(id: KeyId) -> [u8; PREFIX] {
    let [a, b, c, d] = id.0;
    [MAGIC[0], MAGIC[1], a, b, c, d]
}

/// The key that a ciphertext names; `None` where it is of an older version.
pub(crate) fn key_of(sealed: &[u8]) -> Option<KeyId> {
    let (head, rest) = sealed.split_at_checked(PREFIX)?;
    let id = head.strip_prefix(MAGIC.as_slice())?.try_into().ok()?;
    (rest.len() >= SHORTEST).then_some(KeyId(id))
}

fn encrypt(cipher: &Aes256GcmSiv, mut sealed: Vec<u8>, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|fault| Refusal::internal(&fault))?;
    let closed = cipher.encrypt(&Nonce::from(nonce), bytes).map_err(|fault| Refusal::internal(&fault))?;
    sealed.extend(nonce);
    sealed.extend(closed);
    Ok(sealed)
}

fn decrypt(cipher: &Aes256GcmSiv, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, closed) = sealed.split_at_checked(NONCE)?;
    cipher.decrypt(&Nonce::try_from(nonce).ok()?, closed).ok()
}

/// A stored value that can't be decrypted, or does not read as what it should be.
#[must_use]
pub fn damaged() -> Refusal {
    Refusal::new(
        Kind::Internal,
        reason::RECORD_DAMAGED,
        "这条记录已损坏，无法读取。请联系管理员核查，并从备份恢复。",
        "The record is damaged and can't be read. The administrator finds its place with sharedcourt verify and restores it.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_and_what_was_touched_does_not() {
        let encryption = Encryption::new(&Keys::random().unwrap());
        let mut sealed = encryption.encrypt("11010519491231002X").unwrap();
        assert_ne!(sealed, encryption.encrypt("11010519491231002X").unwrap());
        assert_eq!(encryption.decrypt(&sealed).unwrap(), "11010519491231002X");
        sealed[20] ^= 1;
        assert_eq!(encryption.decrypt(&sealed).unwrap_err().reason(), "RECORD_DAMAGED");
        assert!(encryption.decrypt(&[1, 2]).is_err());
    }

    #[test]
    fn a_rotation_reads_what_lies_there_and_writes_under_the_new_key() {
        let keys = Keys::random().unwrap();
        let (encryption, audit) = (Encryption::new(&keys), Encryption::of_audit(&keys));
        let (first, index) = (keys.current(), encryption.blind_index("x"));
        let old = encryption.encrypt("before").unwrap();
        // As an older version wrote it: without the key's id.
        let oldest = old[PREFIX..].to_vec();
        let second = keys.rotate(false).unwrap();
        let new = encryption.encrypt("after").unwrap();
        assert_eq!((key_of(&old), key_of(&new)), (Some(first), Some(second)));
        for (sealed, text) in [(&old, "before"), (&oldest, "before"), (&new, "after")] {
            assert_eq!(encryption.decrypt(sealed).unwrap(), text);
        }
        keys.drop_former().unwrap();
        assert!(
            encryption.decrypt(&old).is_err() && encryption.decrypt(&oldest).is_err(),
            "a dropped key opens no row"
        );
        assert_eq!(audit.decrypt(&old).unwrap(), "before", "and the audit's old records");
        assert_eq!(encryption.blind_index("x"), index);
        assert_eq!(Encryption::new(&keys).blind_index("x"), index);
    }
}
