//! What the gateway alone knows of a call, carried to where its record is made: from where it came, and whether it was recorded
//! on its way.

use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::HeaderMap;

use super::record::{Record, line};
use crate::access::REASON_HEADER;

/// The header in which a program says on which terminal it runs.
const TERMINAL: &str = "x-terminal";

/// Where a call came from.
#[derive(Clone, Debug, Default)]
pub struct Origin(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    address: String,
    terminal: String,
    access_reason: String,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    recorded: bool,
    /// What was found out about a call that did not come to its end.
    begun: Option<Record>,
}

tokio::task_local! {
    static ORIGIN: Origin;
}

impl Origin {
    /// Of a request from this address.
    #[must_use]
    pub fn new(address: String, headers: &HeaderMap) -> Self {
        let said = |name: &str| {
            let value = headers.get(name).map(|value| value.as_bytes().to_vec()).unwrap_or_default();
            line(&String::from_utf8_lossy(&plain(&value)))
        };
        let (terminal, access_reason) = (said(TERMINAL), said(REASON_HEADER));
        Self(Arc::new(Inner { address, terminal, access_reason, state: Arc::default() }))
    }

    /// Runs a call that comes from here.
    pub async fn around<F: Future>(&self, call: F) -> F::Output {
        ORIGIN.scope(self.clone(), call).await
    }

    /// The origin of the call that is running, an unknown one where nobody said.
    pub(super) fn current() -> Self {
        ORIGIN.try_with(Clone::clone).unwrap_or_default()
    }

    /// Notes who makes the call that is running, for the record of one that comes to no service.
    pub fn identified(person: &str) {
        let origin = Self::current();
        let mut state = origin.state();
        person.clone_into(&mut state.begun.get_or_insert_default().person);
    }

    /// The origin of the calls that follow from the one that is running: the same place, with this as the reason. Where one of them is
    /// recorded, the call from which they follow is.
    #[must_use]
    pub fn following(reason: &str) -> Self {
        let Inner { address, terminal, state, .. } = &*Self::current().0;
        let (address, terminal, state) = (address.clone(), terminal.clone(), Arc::clone(state));
        Self(Arc::new(Inner { address, terminal, access_reason: reason.to_owned(), state }))
    }

    /// Why the caller of the running call looks; empty where they don't say.
    #[must_use]
    pub fn reason() -> String {
        Self::current().0.access_reason.clone()
    }

    /// A record of all calls that were made from here, as the last of them began; `None` where none came to a service.
    #[must_use]
    pub fn of_all(&self, reason: &str) -> Option<Record> {
        let mut record = self.state().begun.clone()?;
        self.write(&mut record);
        reason.clone_into(&mut record.access_reason);
        Some(record)
    }

    pub(super) fn write(&self, record: &mut Record) {
        record.address.clone_from(&self.0.address);
        record.terminal.clone_from(&self.0.terminal);
        record.access_reason.clone_from(&self.0.access_reason);
    }

    pub(super) fn recorded(&self) {
        self.state().recorded = true;
    }

    pub(super) fn begun(&self, record: &Record) {
        self.state().begun = Some(record.clone());
    }

    /// What is left to be recorded of a call that came to no service: what is known of it; `None` where it was recorded.
    #[must_use]
    pub fn left(&self) -> Option<Record> {
        let mut state = self.state();
        if state.recorded {
            return None;
        }
        let mut record = state.begun.take().unwrap_or_default();
        drop(state);
        self.write(&mut record);
        Some(record)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Percent-decoded.
fn plain(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        let pair = after.get(..2).filter(|_| *first == b'%').and_then(|pair| hex::decode(pair).ok());
        match pair.as_deref() {
            Some([byte]) => {
                decoded.push(*byte);
                rest = &after[2..];
            }
            _ => {
                decoded.push(*first);
                rest = after;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_may_be_percent_encoded() {
        assert_eq!(plain("%E6%9F%A5 100%".as_bytes()), "查 100%".as_bytes());
        assert_eq!(plain(b"%zz%4"), b"%zz%4");
    }
}
