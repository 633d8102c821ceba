//! What strangers fail at is counted, and only the first of it kept one by one: a flood of refused calls must not fill the disk.
//! Anyone who is known is always recorded.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use kit::{rpc::audit::Record, telemetry::metrics};

/// How long one count lasts, in microseconds: ten minutes.
const WINDOW: i64 = 600 * 1_000_000;
/// Failures from one address that are kept one by one in a window.
const KEPT_OF_ONE: u32 = 50;
/// Failures from all addresses that are kept one by one in a window.
const KEPT_OF_ALL: u32 = 2000;
/// Addresses that are counted at a time.
const ADDRESSES: usize = 4096;
/// The method by which a count stands in the audit.
const COUNT: &str = "REFUSED_CALLS_OF_STRANGERS";

/// The failures of strangers in this window.
#[derive(Debug, Default)]
pub(super) struct Strangers(Mutex<Window>);

#[derive(Debug, Default)]
struct Window {
    since: i64,
    kept: u32,
    left_out: u64,
    addresses: HashMap<String, u32>,
}

impl Strangers {
    /// What is to be kept for a record: the record itself, nothing, and at the first call of a new window the count of what was left out
    /// in the one before.
    pub(super) fn admit(&self, record: Record) -> [Option<Record>; 2] {
        if !record.person.is_empty() || record.code == "OK" {
            return [Some(record), None];
        }
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = window.turn(record.at);
        let room = window.addresses.len() < ADDRESSES;
        let known = window.addresses.contains_key(&record.address);
        let key = if known || room { record.address.clone() } else { String::new() };
        let of_one = window.addresses.entry(key).or_insert(0);
        let admitted = *of_one < KEPT_OF_ONE;
        *of_one = of_one.saturating_add(1);
        let admitted = admitted && window.kept < KEPT_OF_ALL;
        if admitted {
            window.kept += 1;
            return [Some(record), count];
        }
        window.left_out += 1;
        metrics::turned_away("audit_of_strangers");
        [None, count]
    }
}

impl Window {
    /// Begins a new window where the old one is over, and gives the count of the old one.
    fn turn(&mut self, at: i64) -> Option<Record> {
        if at.saturating_sub(self.since) < WINDOW && at >= self.since {
            return None;
        }
        let over = std::mem::replace(self, Self { since: at, ..Self::default() });
        (over.left_out > 0).then(|| Record {
            at,
            method: COUNT.to_owned(),
            resources: vec![format!("{} since {}", over.left_out, over.since)],
            code: "UNAUTHENTICATED",
            reason: "COUNTED".to_owned(),
            ..Record::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(at: i64, address: &str) -> Record {
        Record { at, address: address.to_owned(), code: "NOT_FOUND", ..Record::default() }
    }

    #[test]
    fn a_flood_of_strangers_leaves_a_bounded_number_of_records() {
        let strangers = Strangers::default();
        let kept = (0..20_000).filter(|_| strangers.admit(failure(1, "10.0.0.1"))[0].is_some()).count();
        assert_eq!(kept, KEPT_OF_ONE as usize);
        let many =
            (0..20_000).filter(|n| strangers.admit(failure(1, &format!("10.1.{n}")))[0].is_some()).count();
        assert!(many + kept <= KEPT_OF_ALL as usize, "{many}");
        let [first, count] = strangers.admit(failure(WINDOW + 2, "10.0.0.1"));
        assert!(first.is_some(), "a new window");
        assert!(count.unwrap().resources[0].starts_with(&format!("{} ", 40_000 - many - kept)));
    }

    #[test]
    fn whoever_is_known_is_recorded() {
        let strangers = Strangers::default();
        let known = Record { person: "people/p".to_owned(), code: "NOT_FOUND", ..Record::default() };
        assert!((0..1000).all(|_| strangers.admit(known.clone())[0].is_some()));
        let signed_in = Record { code: "OK", ..Record::default() };
        assert!((0..1000).all(|_| strangers.admit(signed_in.clone())[0].is_some()));
    }
}
