//! Checking a proof without us: the file's bytes, the leaf, the audit path, the signed checkpoint and a key that was fetched before.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::{Hash, check_record, record_hash};

use super::{digest::Digest, leaf};

/// The name under which our checkpoints are signed.
pub const ORIGIN: &str = "sharedcourt/evidence";

/// A proof as it was handed out.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// The leaf.
    pub leaf: String,
    /// Its place.
    pub index: u64,
    /// The audit path, base64.
    pub hashes: Vec<String>,
    /// The signed checkpoint.
    pub checkpoint: String,
}

/// Why a proof proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The checkpoint was not signed by the key.
    #[error("the checkpoint is not signed by this key")]
    Signature,
    /// The checkpoint can't be read.
    #[error("the checkpoint can't be read")]
    Checkpoint,
    /// The leaf is not in the tree of the checkpoint.
    #[error("the leaf is not in the tree that the checkpoint signs")]
    Path,
    /// The file or record is another one.
    #[error("the file or record does not have the digest that the leaf names")]
    File,
}

/// What a checkpoint says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tree {
    /// How many leaves.
    pub size: u64,
    /// The root.
    pub root: Hash,
}

/// The text that is signed.
#[must_use]
pub fn body(tree: &Tree) -> String {
    format!("{ORIGIN}\n{}\n{}\n", tree.size, STANDARD.encode(tree.root.0))
}

/// Reads a checkpoint that is signed by a key.
pub fn signed(note: &str, verifier_key: &str) -> Result<Tree, Broken> {
    let verifier = StandardVerifier::new(verifier_key).map_err(|_| Broken::Signature)?;
    let known = VerifierList::new(vec![Box::new(verifier)]);
    let note = Note::from_bytes(note.as_bytes()).map_err(|_| Broken::Checkpoint)?;
    let (good, _) = note.verify(&known).map_err(|_| Broken::Signature)?;
    if good.is_empty() {
        return Err(Broken::Signature);
    }
    let text = std::str::from_utf8(note.text()).map_err(|_| Broken::Checkpoint)?;
    let mut lines = text.lines();
    let (origin, size, root) = (lines.next(), lines.next(), lines.next());
    let size = size.and_then(|size| size.parse().ok());
    let root = root.and_then(hash);
    match (origin, size, root) {
        (Some(ORIGIN), Some(size), Some(root)) => Ok(Tree { size, root }),
        _ => Err(Broken::Checkpoint),
    }
}

/// Checks that a leaf is in the tree of a signed checkpoint.
pub fn check(proof: &Proof, verifier_key: &str) -> Result<Tree, Broken> {
    let tree = signed(&proof.checkpoint, verifier_key)?;
    let path: Option<Vec<Hash>> = proof.hashes.iter().map(|text| hash(text)).collect();
    let path = path.ok_or(Broken::Path)?;
    let leaf = record_hash(proof.leaf.as_bytes());
    check_record(&path, tree.size, tree.root, proof.index, leaf).map_err(|_| Broken::Path)?;
    Ok(tree)
}

/// Checks in addition that a file is the one that the leaf is about.
pub fn check_file(proof: &Proof, verifier_key: &str, found: Digest) -> Result<Tree, Broken> {
    let tree = check(proof, verifier_key)?;
    if leaf::digest_in(&proof.leaf) == Some(found) { Ok(tree) } else { Err(Broken::File) }
}

/// The digest of a file that is read in pieces.
pub fn digest_of(mut file: impl std::io::Read) -> std::io::Result<Digest> {
    let mut sha = Sha256::new();
    let mut piece = vec![0; 1024 * 1024];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(Digest::of(sha.finalize().into()));
        }
        sha.update(&piece[..read]);
    }
}

fn hash(text: &str) -> Option<Hash> {
    STANDARD.decode(text).ok()?.try_into().ok().map(Hash)
}
