//! A queue for work that keeps a processor busy: a few at a time, off the threads that answer calls, and few of one person, so
//! that nobody's many keep the others waiting.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::{
    domain::refusal::Refusal,
    rpc::shares::{Shares, too_many_calls},
};

/// A queue for one kind of work. Clones share it.
#[derive(Clone, Debug)]
pub struct FairQueue(Arc<State>);

#[derive(Debug)]
struct State {
    at_once: Semaphore,
    of_one: usize,
    /// What each person has under way or waiting.
    held: Shares<String>,
}

impl FairQueue {
    /// So many at a time in this process, and so many of one person, waiting ones counted.
    #[must_use]
    pub fn new(at_once: usize, of_one: usize) -> Self {
        Self(Arc::new(State { at_once: Semaphore::new(at_once), of_one, held: Shares::default() }))
    }

    /// Does a piece of work on a thread of its own when there is room. Refused with SHARE_USED_UP where the person has enough under way;
    /// the installation's own processes, which name no person, only wait.
    pub async fn run<T: Send + 'static>(
        &self,
        person: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let state = &*self.0;
        let share = || state.held.take(person.to_owned(), 1, state.of_one).ok_or_else(too_many_calls);
        let _held = if person.is_empty() { None } else { Some(share()?) };
        let turn = state.at_once.acquire().await.map_err(|fault| Refusal::internal(&fault))?;
        let done = tokio::task::spawn_blocking(work).await;
        drop(turn);
        done.map_err(|fault| Refusal::internal(&fault))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn one_person_has_a_share_and_the_others_have_theirs() {
        let fair_queue = FairQueue::new(2, 1);
        let (go, wait) = mpsc::channel::<()>();
        let (started, is_started) = tokio::sync::oneshot::channel();
        let slow = {
            let fair_queue = fair_queue.clone();
            tokio::spawn(async move {
                let work = move || {
                    let _ = started.send(());
                    wait.recv().is_ok()
                };
                fair_queue.run("people/a", work).await
            })
        };
        is_started.await.unwrap();
        assert_eq!(fair_queue.run("people/a", || 1).await.unwrap_err().reason(), "SHARE_USED_UP");
        assert_eq!(fair_queue.run("people/b", || 2).await.unwrap(), 2);
        assert_eq!(fair_queue.run("", || 3).await.unwrap(), 3);
        go.send(()).unwrap();
        assert!(slow.await.unwrap().unwrap());
        assert_eq!(fair_queue.run("people/a", || 4).await.unwrap(), 4);
        assert_eq!(fair_queue.0.held.holders(), 0, "what nobody holds is not remembered");
    }
}
