//! Sensitive fields at rest: sealed with AES-256-GCM-SIV (RFC 8452), found again by a blind index.

use std::sync::Arc;

use aes_gcm_siv::{Aes256GcmSiv, KeyInit as _, Nonce, aead::Aead as _};

use crate::{
    keys::{self, Keys, Purpose},
    refusal::Refusal,
};

/// Seals and opens. Cheap to clone.
#[derive(Clone)]
pub struct Seal {
    cipher: Arc<Aes256GcmSiv>,
    index: keys::Digest,
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// The seal of an installation.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self {
            cipher: Arc::new(Aes256GcmSiv::new(&keys.key(Purpose::Seal).into())),
            index: keys.key(Purpose::BlindIndex),
        }
    }

    /// The seal of what a browser takes along to the identity provider and brings back.
    #[must_use]
    pub fn of_sign_in(keys: &Keys) -> Self {
        let key = keys.key(Purpose::SignIn);
        Self { cipher: Arc::new(Aes256GcmSiv::new(&key.into())), index: key }
    }

    /// Seals a text. Two sealings of one text differ.
    pub fn close(&self, text: &str) -> Result<Vec<u8>, Refusal> {
        self.close_bytes(text.as_bytes())
    }

    /// Seals bytes.
    pub fn close_bytes(&self, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut sealed = vec![0; 12];
        getrandom::fill(&mut sealed).map_err(|fault| Refusal::internal(&fault))?;
        let nonce = Nonce::try_from(sealed.as_slice()).map_err(|fault| Refusal::internal(&fault))?;
        let closed = self.cipher.encrypt(&nonce, bytes).map_err(|fault| Refusal::internal(&fault))?;
        sealed.extend(closed);
        Ok(sealed)
    }

    /// Opens what [`Seal::close`] sealed.
    pub fn open(&self, sealed: &[u8]) -> Result<String, Refusal> {
        String::from_utf8(self.open_bytes(sealed)?).map_err(|fault| Refusal::internal(&fault))
    }

    /// Opens what [`Seal::close_bytes`] sealed.
    pub fn open_bytes(&self, sealed: &[u8]) -> Result<Vec<u8>, Refusal> {
        let (nonce, closed) =
            sealed.split_at_checked(12).ok_or_else(|| Refusal::internal(&"a seal is too short"))?;
        let nonce = Nonce::try_from(nonce).map_err(|fault| Refusal::internal(&fault))?;
        self.cipher.decrypt(&nonce, closed).map_err(|fault| Refusal::internal(&fault))
    }

    /// The same for the same text, and without the key nothing can be learned from it.
    #[must_use]
    pub fn blind_index(&self, text: impl AsRef<[u8]>) -> Vec<u8> {
        keys::digest(&self.index, text.as_ref())[..16].to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_and_what_was_touched_does_not() {
        let seal = Seal::new(&Keys::random().unwrap());
        let mut sealed = seal.close("11010519491231002X").unwrap();
        assert_ne!(sealed, seal.close("11010519491231002X").unwrap());
        assert_eq!(seal.open(&sealed).unwrap(), "11010519491231002X");
        sealed[20] ^= 1;
        assert!(seal.open(&sealed).is_err());
        assert!(seal.open(&[1, 2]).is_err());
    }
}
