//! One tail for many watchers: every event is read once and handed to those whom it concerns, found by an index.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use tokio::sync::{Notify, mpsc};

use crate::{
    access::Scope,
    events::{
        Position, RecordedEvent,
        notify::Notifier,
        source::{Batch, Source},
    },
};

/// How many events a watcher may be behind before it is dropped.
const QUEUE: usize = 256;
/// How often the log is read without a notification: another process may have written.
const LOOK: Duration = Duration::from_millis(500);

pub(super) struct Hub {
    notify: Notify,
    wake: OnceLock<Notifier>,
    watchers: Mutex<Watchers>,
}

#[derive(Default)]
struct Watchers {
    position: Position,
    next: u64,
    queues: HashMap<u64, mpsc::Sender<Arc<RecordedEvent>>>,
    /// Watchers by what they watch: a region code, a court, a person; the empty name for everything.
    by_name: HashMap<String, Vec<u64>>,
}

impl Hub {
    pub(super) fn start(source: Source, position: Position) -> Arc<Self> {
        let watchers = Mutex::new(Watchers { position, ..Watchers::default() });
        let hub = Arc::new(Self { notify: Notify::new(), wake: OnceLock::new(), watchers });
        if let Some((client, channel)) = source.store.redis() {
            let tail = Arc::downgrade(&hub);
            let woken = move || tail.upgrade().map(|hub| hub.notify.notify_one()).is_some();
            let _ = hub.wake.set(Notifier::start(client, channel, woken));
        }
        let tail = Arc::downgrade(&hub);
        tokio::spawn(async move {
            let mut position = position;
            while let Some(hub) = tail.upgrade() {
                let _ = tokio::time::timeout(LOOK, hub.notify.notified()).await;
                loop {
                    match source.read_all(position).await {
                        Ok(Batch { events, more, reached }) => {
                            let Some(reached) = reached else { break };
                            position = reached;
                            hub.hand_out(&events, reached);
                            // What was committed since has notified.
                            if !more {
                                break;
                            }
                        }
                        Err(fault) => {
                            tracing::warn!(%fault, "the log cannot be read now");
                            break;
                        }
                    }
                }
            }
        });
        hub
    }

    pub(super) fn notify(&self) {
        self.notify.notify_one();
        if let Some(wake) = self.wake.get() {
            wake.notify();
        }
    }

    pub(super) fn position(&self) -> Position {
        self.watchers().position
    }

    /// A place in the live queue. Everything after the position comes through it, nothing before.
    pub(super) fn join(&self, scope: &Scope) -> (Position, mpsc::Receiver<Arc<RecordedEvent>>) {
        let (queue, events) = mpsc::channel(QUEUE);
        let mut watchers = self.watchers();
        let id = watchers.next;
        watchers.next += 1;
        watchers.queues.insert(id, queue);
        for name in names_watched(scope) {
            watchers.by_name.entry(name).or_default().push(id);
        }
        (watchers.position, events)
    }

    fn hand_out(&self, events: &[Arc<RecordedEvent>], reached: Position) {
        let mut watchers = self.watchers();
        let mut gone = Vec::new();
        for event in events {
            let mut concerned: Vec<u64> =
                names_of(event).filter_map(|name| watchers.by_name.get(name)).flatten().copied().collect();
            concerned.sort_unstable();
            concerned.dedup();
            for id in concerned {
                if watchers.queues.get(&id).is_some_and(|queue| queue.try_send(Arc::clone(event)).is_err()) {
                    // Gone or too slow: its queue closes, and it comes back with its cursor.
                    watchers.queues.remove(&id);
                    gone.push(id);
                }
            }
        }
        watchers.position = reached;
        watchers.remove(&gone);
    }

    fn watchers(&self) -> MutexGuard<'_, Watchers> {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watchers {
    fn remove(&mut self, gone: &[u64]) {
        let closed: Vec<u64> =
            self.queues.iter().filter(|(_, queue)| queue.is_closed()).map(|(id, _)| *id).collect();
        if gone.is_empty() && closed.len() * 8 < self.queues.len() + 8 {
            return;
        }
        for id in closed {
            self.queues.remove(&id);
        }
        let queues = &self.queues;
        self.by_name.retain(|_, ids| {
            ids.retain(|id| queues.contains_key(id));
            !ids.is_empty()
        });
    }
}

fn names_watched(scope: &Scope) -> Vec<String> {
    if scope.everything {
        return vec![String::new()];
    }
    let regions = scope.regions.iter().map(|code| code.as_str().to_owned());
    regions
        .chain(scope.courts.iter().cloned())
        .chain(scope.units.iter().cloned())
        .chain(scope.person.clone())
        .collect()
}

/// Every name under which somebody could watch for an event.
fn names_of(event: &RecordedEvent) -> impl Iterator<Item = &str> {
    let code = event.region_code.as_str();
    let prefixes = [2, 4, 6, 9, 12].into_iter().filter_map(move |length| code.get(..length));
    let names = event.audience.iter().chain(&event.former).map(String::as_str);
    std::iter::once("").chain(prefixes).chain(names)
}
