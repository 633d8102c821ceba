//! How much of a kind is done at a time: pictures that are unpacked, and uploads of one person.

use std::sync::Arc;

use bytes::Bytes;
use kit::{
    domain::refusal::Refusal,
    rpc::shares::{Share, Shares},
};
use tokio::sync::Semaphore;

use crate::domain::{picture, quota::Quota};

/// How many pictures are unpacked at a time.
const PICTURES: usize = 2;

/// The places of pictures. Each holds its file and its pixels in memory, so that few have one.
#[derive(Clone, Debug)]
pub(crate) struct Pictures {
    all: Arc<Semaphore>,
    /// The one place of a large picture; it is taken after one of all, so that nobody waits in a circle.
    large: Arc<Semaphore>,
}

impl Default for Pictures {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(PICTURES)), large: Arc::new(Semaphore::new(1)) }
    }
}

impl Pictures {
    /// Reads a picture when there is a place, off the threads that others wait for.
    pub(crate) async fn look_at(
        &self,
        read: impl Future<Output = Result<Bytes, Refusal>>,
    ) -> Result<(picture::Picture, Option<Vec<u8>>), Refusal> {
        self.take(read, picture::is_large, picture::look_at).await
    }

    async fn take<T: Send + 'static>(
        &self,
        read: impl Future<Output = Result<Bytes, Refusal>>,
        is_large: fn(&[u8]) -> bool,
        work: impl FnOnce(&[u8]) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let _place = self.all.acquire().await.map_err(|fault| Refusal::internal(&fault))?;
        let bytes = read.await?;
        let large = if is_large(&bytes) {
            Some(self.large.acquire().await.map_err(|fault| Refusal::internal(&fault))?)
        } else {
            None
        };
        let done = tokio::task::spawn_blocking(move || work(&bytes)).await;
        drop(large);
        done.map_err(|fault| Refusal::internal(&fault))
    }
}

/// Begins an upload of a person, where they have one left; `under_way` counts those in this process by person.
pub(crate) fn begin_upload(
    under_way: &Shares<String>,
    person: &str,
    quota: &Quota,
) -> Result<Share<String>, Refusal> {
    let share = under_way.take(person.to_owned(), 1, quota.person_uploads);
    share.ok_or_else(|| quota.uploads_under_way())
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use super::*;

    /// How many of thirty-two were worked on at a time.
    async fn most_at_once(is_large: fn(&[u8]) -> bool) -> usize {
        let (pictures, now, most) =
            (Pictures::default(), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let all = (0..32).map(|_| {
            let (pictures, now, most) = (pictures.clone(), now.clone(), most.clone());
            tokio::spawn(async move {
                let read = async { Ok(Bytes::from_static(b"picture")) };
                let work = move |_: &[u8]| {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(2));
                    now.fetch_sub(1, Ordering::SeqCst);
                };
                pictures.take(read, is_large, work).await.unwrap();
            })
        });
        futures::future::join_all(all).await.into_iter().for_each(|done| done.unwrap());
        most.load(Ordering::SeqCst)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn pictures_that_come_at_once_are_unpacked_two_at_a_time_and_large_ones_alone() {
        assert!(most_at_once(|_| false).await <= 2);
        assert_eq!(most_at_once(|_| true).await, 1);
    }

    #[test]
    fn a_person_has_a_share_of_uploads_and_gets_it_back() {
        let (all, quota) = (Shares::default(), Quota { person_uploads: 2, ..Quota::default() });
        let first = begin_upload(&all, "people/a", &quota).unwrap();
        let second = begin_upload(&all, "people/a", &quota).unwrap();
        assert_eq!(begin_upload(&all, "people/a", &quota).unwrap_err().reason(), "UPLOADS_UNDER_WAY");
        let other = begin_upload(&all, "people/b", &quota).unwrap();
        drop(first);
        let third = begin_upload(&all, "people/a", &quota).unwrap();
        drop((second, third, other));
        assert_eq!(all.holders(), 0, "nothing is kept of those who have none");
    }
}
