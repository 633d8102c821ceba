//! How much may be under way at a time: calls, streams and uploads each in sum and for each caller, and the memory of bodies that
//! are being read. What comes on top is refused at once and asked to come again, so that what runs is not slowed down by what
//! can't be done anyway, and one caller who runs wild leaves room for the others.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use kit::{
    refusal::{Kind, Refusal},
    server::overloaded,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes that one permit of a memory budget stands for.
const UNIT: usize = 1024;

/// What kind of place a call takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// One message in, one out.
    Call,
    /// An answer that lasts.
    Stream,
    /// A request that lasts.
    Upload,
}

/// How much may be under way.
#[derive(Clone, Copy, Debug)]
pub struct Budgets {
    /// Calls at a time, in sum; 4096.
    pub calls: usize,
    /// Of these for one person; 256.
    pub calls_of_one: usize,
    /// Calls at a time of strangers from one address; 64.
    pub calls_of_stranger: usize,
    /// Streams at a time, in sum; 32,768, more than there are who wait.
    pub streams: usize,
    /// Of these for one person; 128.
    pub streams_of_one: usize,
    /// Uploads at a time, in sum; 1024.
    pub uploads: usize,
    /// Of these for one person; 16.
    pub uploads_of_one: usize,
    /// Bytes of request bodies of callers who are signed in that are held at a time; 256 MiB.
    pub memory: usize,
    /// Of these for one person; 32 MiB, more than the largest body.
    pub memory_of_one: usize,
    /// The same for strangers; 8 MiB.
    pub memory_of_strangers: usize,
    /// Connections at a time, in sum; 16,384, and never more than the process has file descriptors for.
    pub connections: usize,
    /// Of these from one address, where no proxy stands before the gateway; 512.
    pub connections_of_one: usize,
    /// How long a connection may be without a call before it is closed; two minutes.
    pub idle: Duration,
}

impl Default for Budgets {
    fn default() -> Self {
        Self {
            calls: 4096,
            calls_of_one: 256,
            calls_of_stranger: 64,
            streams: 32_768,
            streams_of_one: 128,
            uploads: 1024,
            uploads_of_one: 16,
            memory: 256 * 1024 * 1024,
            memory_of_one: 32 * 1024 * 1024,
            memory_of_strangers: 8 * 1024 * 1024,
            connections: 16_384,
            connections_of_one: 512,
            idle: Duration::from_mins(2),
        }
    }
}

/// Places that are counted by who holds them.
#[derive(Debug)]
pub(crate) struct Shares<K>(Mutex<HashMap<K, usize>>);

impl<K: Clone + Eq + std::hash::Hash> Shares<K> {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(HashMap::new())))
    }

    /// Takes a place for a holder; `None` where they hold so many already.
    pub(crate) fn take(self: &Arc<Self>, holder: K, most: usize) -> Option<Share<K>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(holder.clone()).or_insert(0);
        if *count >= most {
            return None;
        }
        *count += 1;
        drop(held);
        Some(Share { shares: Arc::clone(self), holder })
    }
}

/// One place of a holder; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Share<K: Eq + std::hash::Hash> {
    shares: Arc<Shares<K>>,
    holder: K,
}

impl<K: Eq + std::hash::Hash> Drop for Share<K> {
    fn drop(&mut self) {
        let mut held = self.shares.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.holder) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.holder);
            }
        }
    }
}

/// Who takes a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Holder {
    /// The name of somebody who is signed in.
    Person(String),
    /// Somebody unknown at an address.
    Stranger(Option<IpAddr>),
}

/// Room for everything that is under way.
pub(crate) struct Room {
    budgets: Budgets,
    calls: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    memory_of_strangers: Arc<Semaphore>,
    shares: Arc<Shares<(Class, Holder)>>,
    memory_shares: Arc<Mutex<HashMap<Holder, usize>>>,
}

/// A call's place; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    _sum: OwnedSemaphorePermit,
    share: Option<Share<(Class, Holder)>>,
}

impl Room {
    pub(crate) fn new(budgets: &Budgets) -> Self {
        let room = |places: usize| Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS)));
        Self {
            budgets: *budgets,
            calls: room(budgets.calls),
            streams: room(budgets.streams),
            uploads: room(budgets.uploads),
            memory: room(budgets.memory / UNIT),
            memory_of_strangers: room(budgets.memory_of_strangers / UNIT),
            shares: Shares::new(),
            memory_shares: Arc::default(),
        }
    }

    /// Takes a place before it is known who calls, or says that none is left.
    pub(crate) fn enter(&self, class: Class) -> Result<Place, Refusal> {
        let room = match class {
            Class::Call => &self.calls,
            Class::Stream => &self.streams,
            Class::Upload => &self.uploads,
        };
        let permit = Arc::clone(room).try_acquire_owned().map_err(|_| overloaded())?;
        Ok(Place { _sum: permit, share: None })
    }

    /// Counts a place to who it turned out to be for, or says that they hold their share.
    pub(crate) fn share(&self, place: &mut Place, class: Class, holder: Holder) -> Result<(), Refusal> {
        let most = match (class, &holder) {
            (Class::Call, Holder::Person(_)) => self.budgets.calls_of_one,
            (Class::Stream, Holder::Person(_)) => self.budgets.streams_of_one,
            (Class::Upload, Holder::Person(_)) => self.budgets.uploads_of_one,
            (_, Holder::Stranger(_)) => self.budgets.calls_of_stranger,
        };
        place.share = Some(self.shares.take((class, holder), most).ok_or_else(|| share_used_up(class))?);
        Ok(())
    }

    /// The memory for the body of a request.
    pub(crate) fn body(&self, holder: Holder) -> BodyBudget {
        let (pool, most) = match holder {
            Holder::Stranger(_) => (&self.memory_of_strangers, self.budgets.memory_of_strangers),
            Holder::Person(_) => (&self.memory, self.budgets.memory_of_one),
        };
        let shares = Arc::clone(&self.memory_shares);
        BodyBudget { pool: Arc::clone(pool), held: Vec::new(), bytes: 0, shares, holder, most }
    }
}

/// What a body may still take of the memory for all bodies; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct BodyBudget {
    pool: Arc<Semaphore>,
    held: Vec<OwnedSemaphorePermit>,
    bytes: usize,
    shares: Arc<Mutex<HashMap<Holder, usize>>>,
    holder: Holder,
    /// What all bodies of the holder have in sum.
    most: usize,
}

impl BodyBudget {
    /// Holds memory for so many bytes in all, or says that there is none left.
    pub(crate) fn hold(&mut self, bytes: usize) -> Result<(), Refusal> {
        if bytes <= self.bytes {
            return Ok(());
        }
        let units = (bytes - self.bytes).div_ceil(UNIT);
        let permits = u32::try_from(units).map_err(|fault| Refusal::internal(&fault))?;
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        let own = shares.get(&self.holder).copied().unwrap_or(0);
        if own + units * UNIT > self.most {
            return Err(share_used_up(Class::Call));
        }
        let permit = Arc::clone(&self.pool).try_acquire_many_owned(permits).map_err(|_| overloaded())?;
        shares.insert(self.holder.clone(), own + units * UNIT);
        self.held.push(permit);
        self.bytes += units * UNIT;
        Ok(())
    }
}

impl Drop for BodyBudget {
    fn drop(&mut self) {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = shares.get_mut(&self.holder) {
            *own -= self.bytes.min(*own);
            if *own == 0 {
                shares.remove(&self.holder);
            }
        }
    }
}

fn share_used_up(class: Class) -> Refusal {
    let (zh, en) = match class {
        Class::Call => (
            "您同时进行的操作过多，请待前面的操作完成后再试。",
            "Too many of your calls are under way. Try again when some are done.",
        ),
        Class::Stream => (
            "您打开的实时页面过多，请关闭一些后再试。",
            "Too many of your live pages are open. Close some and try again.",
        ),
        Class::Upload => (
            "您同时上传的文件过多，请待前面的文件传完后再试。",
            "Too many of your uploads are under way. Try again when some are done.",
        ),
    };
    Refusal::new(Kind::Exhausted, "SHARE_USED_UP", zh, en).retry_after(Duration::from_secs(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str) -> Holder {
        Holder::Person(format!("accounts/{id}"))
    }

    #[test]
    fn one_person_takes_a_share_and_no_more() {
        let room = Room::new(&Budgets { streams_of_one: 2, ..Budgets::default() });
        let enter = |who: &str| {
            let mut place = room.enter(Class::Stream)?;
            room.share(&mut place, Class::Stream, person(who)).map(|()| place)
        };
        let held: Vec<_> = (0..2).map(|_| enter("a").unwrap()).collect();
        assert_eq!(enter("a").unwrap_err().reason(), "SHARE_USED_UP");
        assert!(enter("b").is_ok(), "others find room");
        let mut upload = room.enter(Class::Upload).unwrap();
        assert!(room.share(&mut upload, Class::Upload, person("a")).is_ok(), "uploads are counted apart");
        drop(held);
        assert!(enter("a").is_ok());
        assert!(room.shares.0.lock().unwrap().len() <= 1, "what nobody holds is not remembered");
    }

    #[test]
    fn memory_for_bodies_comes_back() {
        let room = Room::new(&Budgets { memory_of_strangers: 16 * UNIT, ..Budgets::default() });
        let stranger = || room.body(Holder::Stranger(None));
        let mut first = stranger();
        first.hold(10 * UNIT).unwrap();
        first.hold(5 * UNIT).unwrap();
        let elsewhere = Holder::Stranger(Some(IpAddr::from([10, 0, 0, 1])));
        assert_eq!(room.body(elsewhere).hold(7 * UNIT).unwrap_err().reason(), "OVERLOADED");
        assert!(
            room.body(person("a")).hold(7 * UNIT).is_ok(),
            "callers who are signed in have a budget of their own"
        );
        drop(first);
        assert!(stranger().hold(7 * UNIT).is_ok());
    }

    #[test]
    fn the_bodies_of_one_person_leave_memory_for_the_others() {
        let budgets = Budgets { memory: 64 * UNIT, memory_of_one: 16 * UNIT, ..Budgets::default() };
        let room = Room::new(&budgets);
        let mut half_sent: Vec<_> = (0..4).map(|_| room.body(person("a"))).collect();
        for body in &mut half_sent {
            body.hold(4 * UNIT).unwrap();
        }
        assert_eq!(room.body(person("a")).hold(UNIT).unwrap_err().reason(), "SHARE_USED_UP");
        assert!(room.body(person("b")).hold(16 * UNIT).is_ok());
        drop(half_sent);
        assert!(room.body(person("a")).hold(16 * UNIT).is_ok());
        assert!(room.memory_shares.lock().unwrap().is_empty(), "what nobody holds is not remembered");
    }
}
