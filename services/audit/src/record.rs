//! A record as the database holds it, and its canonical bytes.

use sha2::{Digest as _, Sha256};

use kit::{access::keys::Digest, domain::refusal::Refusal, rpc::audit::Record, storage::Encryption};

/// A record as a row: what is personal is encrypted, lists have line breaks between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) chain: String,
    pub(super) number: i64,
    pub(super) at: i64,
    /// person, roles, method, resources, code, reason, request id, trace id.
    pub(super) open: [String; 8],
    /// Address, terminal and reason for access, encrypted.
    pub(super) sealed: Vec<u8>,
    /// The region that the record is of; empty where it is of none.
    pub(super) home: String,
    pub(super) digest: Vec<u8>,
}

impl Row {
    pub(super) fn of(
        record: Record,
        chain: &str,
        number: i64,
        encryption: &Encryption,
    ) -> Result<Self, Refusal> {
        let home = home(&record);
        let personal = [record.address, record.terminal, record.access_reason].join("\n");
        Ok(Self {
            chain: chain.to_owned(),
            number,
            at: record.at,
            open: [
                record.person,
                record.roles.join("\n"),
                record.method,
                // With a break at both ends, so that one of them is found whole.
                record.resources.iter().fold("\n".to_owned(), |all, one| all + one + "\n"),
                record.code.to_owned(),
                record.reason,
                record.request_id,
                record.trace_id,
            ],
            sealed: encryption.encrypt(&personal)?,
            home,
            digest: Vec::new(),
        })
    }

    /// SHA-256 over every part with its length before it, and the digest of the record before.
    pub(super) fn digest_after(&self, before: &[u8]) -> Digest {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(bytes);
        };
        part(b"sharedcourt audit record v1");
        part(self.chain.as_bytes());
        part(&self.number.to_be_bytes());
        part(&self.at.to_be_bytes());
        self.open.iter().for_each(|text| part(text.as_bytes()));
        part(&self.sealed);
        // Records from before regions were kept have none.
        if !self.home.is_empty() {
            part(self.home.as_bytes());
        }
        part(before);
        hash.finalize().into()
    }
}

/// The smallest region around the offices of the caller and around the courts, regions and terminals that the call named.
fn home(record: &Record) -> String {
    let named = record.resources.iter().filter(|name| {
        ["courts/", "regions/", "terminals/"].iter().any(|collection| name.starts_with(collection))
    });
    let mut codes = record.places.iter().chain(named).map(|place| {
        let code = place.rsplit('/').next().unwrap_or_default();
        let end = code.find(|c: char| !c.is_ascii_digit()).unwrap_or(code.len());
        &code[..end]
    });
    let Some(first) = codes.next() else { return String::new() };
    let shared = codes.fold(first.len(), |shared, code| {
        first.bytes().zip(code.bytes()).take(shared).take_while(|(one, other)| one == other).count()
    });
    let level = [12, 9, 6, 4, 2].into_iter().find(|level| *level <= shared).unwrap_or_default();
    first[..level].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_of_the_smallest_region_around_its_caller_and_what_they_named() {
        let home = |places: &[&str], resources: &[&str]| {
            let owned = |some: &[&str]| some.iter().map(|&one| one.to_owned()).collect();
            home(&Record { places: owned(places), resources: owned(resources), ..Record::default() })
        };
        assert_eq!(home(&[], &[]), "");
        assert_eq!(home(&["330783201"], &["tasks/1"]), "330783201");
        assert_eq!(home(&["courts/330783201203"], &["courts/330783201203"]), "330783201203");
        assert_eq!(home(&["330783201"], &["courts/330783001002"]), "330783");
        assert_eq!(home(&["330783201", "courts/330783-s1"], &[]), "330783");
        assert_eq!(home(&["330783201203"], &["terminals/330783201204-1"]), "330783201");
        assert_eq!(home(&["330783", "330784"], &[]), "3307");
        assert_eq!(home(&["330783", "110101"], &["regions/33"]), "");
        assert_eq!(home(&[], &["regions/x", "people/330783201"]), "");
    }
}
