//! Signing checkpoints: Ed25519, by a key made from the installation's secret, as c2sp.org/signed-note writes it.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::SigningKey;
use kit::{
    access::keys::{Keys, Purpose},
    domain::refusal::Refusal,
};
use signed_note::{Note, StandardSigner, key_id, new_ed25519_verifier_key};

use crate::domain::proof::{self, ORIGIN, Tree};

/// The algorithm, as a key's first byte says it.
const ED25519: u8 = 1;

/// Signs checkpoints.
#[derive(Clone)]
pub(crate) struct Signer {
    secret: Arc<str>,
    verifier_key: Arc<str>,
}

impl Signer {
    pub(crate) fn new(keys: &Keys) -> Self {
        let seed = keys.key(Purpose::Checkpoint);
        let public = SigningKey::from_bytes(&seed).verifying_key();
        let tagged = |bytes: &[u8]| [&[ED25519], bytes].concat();
        let id = key_id(ORIGIN, &tagged(public.as_bytes()));
        let secret = format!("PRIVATE+KEY+{ORIGIN}+{id:08x}+{}", STANDARD.encode(tagged(&seed)));
        Self { secret: secret.into(), verifier_key: new_ed25519_verifier_key(ORIGIN, &public).into() }
    }

    /// The key by which our signature is checked.
    pub(crate) fn verifier_key(&self) -> &str {
        &self.verifier_key
    }

    /// A signed checkpoint.
    pub(crate) fn checkpoint(&self, tree: &Tree) -> Result<String, Refusal> {
        let signer = StandardSigner::new(&self.secret).map_err(|fault| Refusal::internal(&fault))?;
        let mut note =
            Note::new(proof::body(tree).as_bytes(), &[]).map_err(|fault| Refusal::internal(&fault))?;
        note.add_sigs(&[&signer]).map_err(|fault| Refusal::internal(&fault))?;
        String::from_utf8(note.to_bytes()).map_err(|fault| Refusal::internal(&fault))
    }
}
