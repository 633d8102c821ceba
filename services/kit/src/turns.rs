//! Turns at work that takes a processor for its while: a few at a time, away from the threads that answer calls, and few of one person, so
//! that nobody's many keep the others waiting.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::Semaphore;

use crate::refusal::{Kind, Refusal};

/// Turns at one kind of work. Clones share them.
#[derive(Clone, Debug)]
pub struct Turns(Arc<State>);

#[derive(Debug)]
struct State {
    at_once: Semaphore,
    of_one: usize,
    /// What each person has under way or waiting.
    held: Mutex<HashMap<String, usize>>,
}

/// What a person has under way or waiting, until it is dropped.
struct Held<'a>(&'a State, &'a str);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let mut held = self.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(self.1) {
            *count -= 1;
            if *count == 0 {
                held.remove(self.1);
            }
        }
    }
}

impl Turns {
    /// So many at a time in this process, and so many of one person, waiting ones counted.
    #[must_use]
    pub fn new(at_once: usize, of_one: usize) -> Self {
        Self(Arc::new(State { at_once: Semaphore::new(at_once), of_one, held: Mutex::default() }))
    }

    /// Does a piece of work on a thread of its own when it is its turn. Refused with SHARE_USED_UP where the person has enough under way;
    /// the installation's own processes, which name no person, only wait.
    pub async fn run<T: Send + 'static>(
        &self,
        person: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let state = &*self.0;
        let _held = if person.is_empty() { None } else { Some(state.enter(person)?) };
        let turn = state.at_once.acquire().await.map_err(|fault| Refusal::internal(&fault))?;
        let done = tokio::task::spawn_blocking(work).await;
        drop(turn);
        done.map_err(|fault| Refusal::internal(&fault))
    }
}

impl State {
    fn enter<'a>(&'a self, person: &'a str) -> Result<Held<'a>, Refusal> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(person.to_owned()).or_insert(0);
        if *count >= self.of_one {
            return Err(Refusal::new(
                Kind::Exhausted,
                "SHARE_USED_UP",
                "您同时进行的操作过多，请待前面的操作完成后再试。",
                "Too many of your calls are under way. Try again when some are done.",
            )
            .retry_after(Duration::from_secs(5)));
        }
        *count += 1;
        drop(held);
        Ok(Held(self, person))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn one_person_has_a_share_and_the_others_have_theirs() {
        let turns = Turns::new(2, 1);
        let (go, wait) = mpsc::channel::<()>();
        let (started, is_started) = tokio::sync::oneshot::channel();
        let slow = {
            let turns = turns.clone();
            tokio::spawn(async move {
                let work = move || {
                    let _ = started.send(());
                    wait.recv().is_ok()
                };
                turns.run("people/a", work).await
            })
        };
        is_started.await.unwrap();
        assert_eq!(turns.run("people/a", || 1).await.unwrap_err().reason(), "SHARE_USED_UP");
        assert_eq!(turns.run("people/b", || 2).await.unwrap(), 2);
        assert_eq!(turns.run("", || 3).await.unwrap(), 3);
        go.send(()).unwrap();
        assert!(slow.await.unwrap().unwrap());
        assert_eq!(turns.run("people/a", || 4).await.unwrap(), 4);
        assert!(turns.0.held.lock().unwrap().is_empty(), "what nobody holds is not remembered");
    }
}
