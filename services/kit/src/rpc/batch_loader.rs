//! Batches lookups: while one lookup runs, new requests wait for the next. Every answer comes from a lookup that began after its
//! request, so none is older than the request. Where few ask, nobody waits for
//! others; where many do, the cost of a look is theirs together.

use std::{collections::HashMap, future::Future, hash::Hash};

use tokio::sync::{mpsc, oneshot};

use crate::domain::{
    reason,
    refusal::{Kind, Refusal},
};

/// How many are looked up at a time, and how many may wait for that.
const MOST: usize = 128;

struct Lookup<K, V> {
    key: K,
    answer: oneshot::Sender<Result<Option<V>, Refusal>>,
}

/// A way to ask for one thing of many.
#[derive(Debug)]
pub struct BatchLoader<K, V> {
    lookups: mpsc::Sender<Lookup<K, V>>,
}

impl<K, V> Clone for BatchLoader<K, V> {
    fn clone(&self) -> Self {
        Self { lookups: self.lookups.clone() }
    }
}

impl<K, V> BatchLoader<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    /// Looks by this function, which is given every key once and leaves out what is not there. It ends with the last who could ask.
    pub fn over<L, F>(look: L) -> Self
    where
        L: Fn(Vec<K>) -> F + Send + 'static,
        F: Future<Output = Result<HashMap<K, V>, Refusal>> + Send,
    {
        let (lookups, mut waiting) = mpsc::channel::<Lookup<K, V>>(MOST);
        tokio::spawn(async move {
            let mut asked = Vec::with_capacity(MOST);
            while waiting.recv_many(&mut asked, MOST).await > 0 {
                let mut keys: Vec<K> = Vec::with_capacity(asked.len());
                for question in &asked {
                    if !keys.contains(&question.key) {
                        keys.push(question.key.clone());
                    }
                }
                let found = look(keys).await;
                for question in asked.drain(..) {
                    let answer = found.as_ref().map(|found| found.get(&question.key).cloned());
                    // Who no longer waits needs no answer.
                    let _ = question.answer.send(answer.map_err(Clone::clone));
                }
            }
        });
        Self { lookups }
    }

    /// What there is under a key, `None` where there is nothing.
    pub async fn ask(&self, key: K) -> Result<Option<V>, Refusal> {
        let (answer, heard) = oneshot::channel();
        let sent = self.lookups.send(Lookup { key, answer }).await;
        sent.map_err(|_| ended())?;
        heard.await.map_err(|_| ended())?
    }
}

/// The one who looks has ended: its runtime is going down, or a look panicked.
fn ended() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::SERVICE_UNAVAILABLE,
        "服务暂时不可用，请稍后重试。",
        "The service is away. Try again in a moment.",
    )
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    };

    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn who_asks_during_a_look_is_answered_by_the_next_and_all_of_them_together() {
        let (gate, looks) = (Arc::new(Semaphore::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (passed, seen) = (Arc::clone(&gate), Arc::clone(&looks));
        let loader = BatchLoader::over(move |keys: Vec<u32>| {
            let (passed, seen) = (Arc::clone(&passed), Arc::clone(&seen));
            async move {
                seen.lock().unwrap().push(keys.clone());
                passed.acquire().await.unwrap().forget();
                Ok(keys.into_iter().filter(|key| *key != 9).map(|key| (key, key * 10)).collect())
            }
        });
        let first = tokio::spawn({
            let loader = loader.clone();
            async move { loader.ask(1).await }
        });
        while looks.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        let rest: Vec<_> = [1, 2, 2, 9]
            .map(|key| {
                let loader = loader.clone();
                tokio::spawn(async move { loader.ask(key).await })
            })
            .into();
        tokio::task::yield_now().await;
        gate.add_permits(2);
        assert_eq!(first.await.unwrap(), Ok(Some(10)));
        let mut answers = Vec::new();
        for one in rest {
            answers.push(one.await.unwrap().unwrap());
        }
        assert_eq!(answers, [Some(10), Some(20), Some(20), None]);
        assert_eq!(*looks.lock().unwrap(), [vec![1], vec![1, 2, 9]], "a later question needs a later look");
    }

    #[tokio::test]
    async fn a_refusal_reaches_all_and_the_next_look_is_a_new_one() {
        let turns = Arc::new(AtomicU32::new(0));
        let loader = BatchLoader::over(move |keys: Vec<u32>| {
            let turn = turns.fetch_add(1, Ordering::SeqCst);
            async move {
                if turn == 0 { Err(ended()) } else { Ok(keys.into_iter().map(|key| (key, key)).collect()) }
            }
        });
        assert_eq!(loader.ask(1).await.unwrap_err().reason(), "SERVICE_UNAVAILABLE");
        assert_eq!(loader.ask(1).await, Ok(Some(1)));
    }
}
